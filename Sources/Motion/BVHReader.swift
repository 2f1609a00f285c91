import Files
import Messages

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
        guard channels > 0 else { throw words.error(en: "no joint has a channel", zh: "没有哪个关节有通道") }
        try words.expect("MOTION")
        try words.expectLabel("Frames")
        let text = try words.word(Words(en: "the number of frames", zh: "帧数"))
        guard let announced = Int(text), announced > 0 else {
            throw words.error(
                en: "“\(excerpt(text))” frames; a whole number of 1 or more is expected",
                zh: "帧数“\(excerpt(text))”应为不小于 1 的整数")
        }
        try words.expect("Frame")
        try words.expectLabel("Time")
        let frameTime = try words.number(Words(en: "the time of a frame", zh: "每帧的时间"))
        guard frameTime > 0, frameTime <= 60 else {
            throw words.error(
                en: "a frame of \(frameTime) seconds; above 0 and up to 60 are possible",
                zh: "一帧 \(frameTime) 秒；应大于 0，不超过 60")
        }
        guard words.words.isEmpty else {
            throw words.error(en: "more than a number behind “Frame Time:”", zh: "“Frame Time:”之后不止一个数")
        }
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
            let word = try words.word(Words(en: "“JOINT”, “End Site” or “}”", zh: "“JOINT”、“End Site”或“}”"))
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
                _ = try words.vector(Words(en: "an offset", zh: "偏移"))
                try words.expect("}")
            case "}": open.removeLast()
            default:
                throw words.error(
                    en: "“\(excerpt(word))” where “JOINT”, “End Site” or “}” should stand",
                    zh: "此处应为“JOINT”、“End Site”或“}”，而不是“\(excerpt(word))”")
            }
        }
    }

    private mutating func readJoint(parent: Int?) throws {
        guard joints.count < WordReader.mostJoints else {
            throw words.error(
                en: "more than \(WordReader.mostJoints) joints", zh: "关节超过 \(WordReader.mostJoints) 个")
        }
        var name = words.restOfLine()
        if name.last == "{" { name.removeLast() } else { try words.expect("{") }
        guard !name.isEmpty else { throw words.error(en: "a joint without a name", zh: "有一个关节没有名字") }
        try words.expect("OFFSET")
        let offset = try words.vector(Words(en: "an offset", zh: "偏移"))
        let channels = try readChannels()
        guard Set(channels).count == channels.count else {
            throw words.error(
                en: "the joint \(excerpt(name.joined(separator: " "))) has a channel twice",
                zh: "关节 \(excerpt(name.joined(separator: " "))) 有重复的通道")
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
        let text = try words.word(Words(en: "the number of channels", zh: "通道数"))
        guard let count = Int(text), (0...6).contains(count) else {
            throw words.error(
                en: "“\(excerpt(text))” channels; a joint has 0 to 6", zh: "通道数“\(excerpt(text))”应为 0 到 6")
        }
        return try (0..<count).map { _ in try readChannel() }
    }

    private mutating func readChannel() throws -> Channel {
        let word = try words.word(Words(en: "a channel", zh: "通道"))
        switch word.lowercased() {
        case "xposition": return .position(.x)
        case "yposition": return .position(.y)
        case "zposition": return .position(.z)
        case "xrotation": return .rotation(.x)
        case "yrotation": return .rotation(.y)
        case "zrotation": return .rotation(.z)
        default: throw words.error(en: "“\(excerpt(word))” is no channel", zh: "“\(excerpt(word))”不是通道")
        }
    }

    /// A line a frame.
    private mutating func readFrames(channels: Int) throws -> [Double] {
        var values: [Double] = []
        var found = 0
        while words.nextLine() {
            guard words.words.count == channels else {
                throw words.error(
                    en: "\(words.words.count) numbers in a frame, \(channels) are expected",
                    zh: "一帧有 \(words.words.count) 个数，应为 \(channels) 个")
            }
            for word in words.words { values.append(try words.number(from: word)) }
            found += 1
        }
        guard found > 0 else { throw words.error(en: "there is no frame", zh: "一帧也没有") }
        guard found <= WordReader.mostPositions / joints.count else {
            throw words.error(
                en: "\(found) frames of \(joints.count) joints are more than is read",
                zh: "\(found) 帧、每帧 \(joints.count) 个关节，超过了能读的数量")
        }
        return values
    }
}
