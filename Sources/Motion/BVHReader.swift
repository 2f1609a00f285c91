import Files

extension MotionClip {
    /// Reads a Biovision file (`.bvh`).
    ///
    /// Any joint may have position channels; they stand in for its offset. Rotations are in degrees and in the order in which
    /// the file lists them, the last of them acting first: `Zrotation Xrotation Yrotation` is R = Rz Rx Ry. An
    /// `End Site` is checked and left out, since it does not move relative to its joint. The frames are the lines that
    /// there are, however many the file announces; names that are not UTF-8 are read as Latin-1.
    ///
    /// - Throws: `FileError` with the line, where the joints, a frame or a number are malformed.
    public init(contentsOfBVH path: String) throws {
        var reader = try BVHReader(words: WordReader(path))
        self = try reader.clip()
    }
}

private struct BVHReader {
    var words: WordReader
    private var joints: [Joint] = []

    init(words: WordReader) { self.words = words }

    mutating func clip() throws -> MotionClip {
        try readHierarchy()
        let channels = joints.reduce(0) { $0 + $1.channels.count }
        guard channels > 0 else { throw words.error("no joint has a channel") }
        try words.expect("MOTION")
        try words.expectLabel("Frames")
        let text = try words.word("the number of frames")
        guard let announced = Int(text), announced > 0 else {
            throw words.error("“\(excerpt(text))” frames; a whole number of 1 or more is expected")
        }
        try words.expect("Frame")
        try words.expectLabel("Time")
        let frameTime = try words.number("the time of a frame")
        guard frameTime > 0, frameTime <= 60 else {
            throw words.error("a frame of \(frameTime) seconds; above 0 and up to 60 are possible")
        }
        guard words.words.isEmpty else { throw words.error("more than a number behind “Frame Time:”") }
        let values = try readFrames(channels: channels)
        return MotionClip(skeleton: Skeleton(joints), frameTime: frameTime, values: values)
    }

    private mutating func readHierarchy() throws {
        try words.expect("HIERARCHY")
        try words.expect("ROOT")
        try readJoint(parent: nil)
        // The joints whose brackets are open, the innermost last.
        var open = [0]
        while let parent = open.last {
            let word = try words.word("“JOINT”, “End Site” or “}”")
            switch word.lowercased() {
            case "joint":
                try readJoint(parent: parent)
                open.append(joints.count - 1)
            case "end":
                try words.expect("Site")
                // Some programs give it a name.
                let name = words.restOfLine()
                if name.last != "{" { try words.expect("{") }
                try words.expect("OFFSET")
                _ = try words.vector("an offset")
                try words.expect("}")
            case "}": open.removeLast()
            default:
                throw words.error("“\(excerpt(word))” where “JOINT”, “End Site” or “}” should stand")
            }
        }
    }

    private mutating func readJoint(parent: Int?) throws {
        guard joints.count < WordReader.mostJoints else {
            throw words.error("more than \(WordReader.mostJoints) joints")
        }
        var name = words.restOfLine()
        if name.last == "{" { name.removeLast() } else { try words.expect("{") }
        guard !name.isEmpty else { throw words.error("a joint without a name") }
        try words.expect("OFFSET")
        let offset = try words.vector("an offset")
        let channels = try readChannels()
        guard Set(channels).count == channels.count else {
            throw words.error("the joint \(excerpt(name.joined(separator: " "))) has a channel twice")
        }
        let turns = channels.compactMap { if case .rotation(let axis) = $0 { axis } else { nil } }
        joints.append(
            Joint(
                name: name.joined(separator: " "), parent: parent, offset: offset, channels: channels,
                rotationOrder: turns.reversed()))
    }

    /// The channels of a joint; one without that line stands still.
    private mutating func readChannels() throws -> [Channel] {
        guard try words.takes("CHANNELS") else { return [] }
        let text = try words.word("the number of channels")
        guard let count = Int(text), (0...6).contains(count) else {
            throw words.error("“\(excerpt(text))” channels; a joint has 0 to 6")
        }
        return try (0..<count).map { _ in try readChannel() }
    }

    private mutating func readChannel() throws -> Channel {
        let word = try words.word("a channel")
        switch word.lowercased() {
        case "xposition": return .position(.x)
        case "yposition": return .position(.y)
        case "zposition": return .position(.z)
        case "xrotation": return .rotation(.x)
        case "yrotation": return .rotation(.y)
        case "zrotation": return .rotation(.z)
        default: throw words.error("“\(excerpt(word))” is no channel")
        }
    }

    /// A line a frame.
    private mutating func readFrames(channels: Int) throws -> [Double] {
        var values: [Double] = []
        var found = 0
        while words.nextLine() {
            guard words.words.count == channels else {
                throw words.error("\(words.words.count) numbers in a frame, \(channels) are expected")
            }
            for word in words.words { values.append(try words.number(from: word)) }
            found += 1
        }
        guard found > 0 else { throw words.error("there is no frame") }
        guard found <= WordReader.mostPositions / joints.count else {
            throw words.error("\(found) frames of \(joints.count) joints are more than is read")
        }
        return values
    }
}
