import Files
import Messages

extension MotionClip {
    /// Reads an Acclaim motion (`.amc`) of a skeleton that was read from its `.asf`.
    ///
    /// Each frame begins with its number, which must be the one before and one more, and has a line for the root and each
    /// bone that can turn, in any order. Positions are divided by the skeleton's unit of length. The format says neither how
    /// many frames there are nor how long one lasts.
    ///
    /// - Parameter framesPerSecond: 120 in Carnegie Mellon's motion library.
    /// - Throws: `FileError` with the line, where a bone is missing, comes twice or is unknown, or has too few or many numbers.
    public init(contentsOfAMC path: String, skeleton: Skeleton, framesPerSecond: Double = 120) throws {
        var reader = try AMCReader(words: WordReader(path), skeleton: skeleton)
        self = try MotionClip(skeleton: skeleton, frameTime: 1 / framesPerSecond, values: reader.values())
    }
}

private struct AMCReader {
    var words: WordReader
    let skeleton: Skeleton
    /// Where in a frame the numbers of each joint begin, by its name.
    private var places: [String: (joint: Int, first: Int)] = [:]
    private var degreesPerAngle = 1.0

    init(words: WordReader, skeleton: Skeleton) {
        self.words = words
        self.skeleton = skeleton
        var first = 0
        for (number, joint) in skeleton.joints.enumerated() where !joint.channels.isEmpty {
            places[joint.name] = (number, first)
            first += joint.channels.count
        }
    }

    mutating func values() throws -> [Double] {
        var values: [Double] = []
        var frame = [Double?](repeating: nil, count: skeleton.channelCount)
        var number: Int?
        var frameCount = 0
        while words.nextLine() {
            let line = words.restOfLine()
            if line[0].hasPrefix("#") { continue }
            if line[0].hasPrefix(":"), number == nil {
                try readKeyword(line[0])
            } else if line.count == 1, let next = Int(line[0]) {
                if let number {
                    values += try whole(frame, number)
                    frame = [Double?](repeating: nil, count: frame.count)
                    guard next == number + 1 else {
                        throw words.error(
                            en: "the frame \(next) after the frame \(number)",
                            zh: "第 \(number) 帧之后是第 \(next) 帧")
                    }
                }
                guard (0...1_000_000_000).contains(next) else {
                    throw words.error(en: "a frame number \(next)", zh: "帧的编号 \(next) 无法使用")
                }
                number = next
                frameCount += 1
                guard frameCount <= WordReader.mostPositions / skeleton.joints.count else {
                    throw words.error(
                        en: "\(frameCount) frames of \(skeleton.joints.count) joints are more than is read",
                        zh: "\(frameCount) 帧、每帧 \(skeleton.joints.count) 个关节，超过了能读的数量")
                }
            } else if number != nil {
                try read(line, into: &frame)
            } else {
                throw words.error(
                    en: "“\(excerpt(line[0]))” before the first frame", zh: "第一帧之前有“\(excerpt(line[0]))”")
            }
        }
        guard let number else { throw words.error(en: "there is no frame", zh: "一帧也没有") }
        return values + (try whole(frame, number))
    }

    private mutating func readKeyword(_ word: String) throws {
        switch word.lowercased() {
        case ":degrees": degreesPerAngle = 1
        case ":radians": degreesPerAngle = 180 / .pi
        case ":fully-specified": break
        default:
            throw words.error(
                en: "“\(excerpt(word))”; :FULLY-SPECIFIED, :DEGREES and :RADIANS are known",
                zh: "不认识“\(excerpt(word))”；可用的是 :FULLY-SPECIFIED、:DEGREES 和 :RADIANS")
        }
    }

    /// A bone's name and its numbers.
    private func read(_ line: [String], into frame: inout [Double?]) throws {
        guard let (joint, first) = places[line[0]] else {
            throw words.error(
                en: "“\(excerpt(line[0]))” is no bone of the skeleton that can turn",
                zh: "“\(excerpt(line[0]))”不是骨架中可以转动的骨头")
        }
        let channels = skeleton.joints[joint].channels
        guard line.count == channels.count + 1 else {
            throw words.error(
                en: "\(line.count - 1) numbers for \(excerpt(line[0])), \(channels.count) are expected",
                zh: "\(excerpt(line[0])) 有 \(line.count - 1) 个数，应为 \(channels.count) 个")
        }
        guard frame[first] == nil else {
            throw words.error(
                en: "\(excerpt(line[0])) twice in one frame", zh: "\(excerpt(line[0])) 在一帧中出现了两次")
        }
        for (place, channel) in channels.enumerated() {
            let value = try words.number(from: line[place + 1])
            if case .position = channel {
                frame[first + place] = value / skeleton.lengthUnit
            } else {
                frame[first + place] = value * degreesPerAngle
            }
        }
    }

    /// The numbers of a frame that has ended.
    private func whole(_ frame: [Double?], _ number: Int) throws -> [Double] {
        let values = frame.compactMap { $0 }
        if values.count == frame.count { return values }
        let missing = places.filter { frame[$0.value.first] == nil }.min { $0.value.first < $1.value.first }
        throw words.error(
            en: "the frame \(number) ends without the bone \(missing?.key ?? "")",
            zh: "第 \(number) 帧结束时还没有骨头 \(missing?.key ?? "")")
    }
}
