import Grading
import Messages
import TensorCore

// MARK: 14.10

/// Frames of several clips, each with its action.
private struct Frames {
    var positions: [Float]
    var clips: [Int]
    var actions: [Int]

    /// Whether a frame takes the action of the nearest frame that may be asked.
    private func isRight(
        _ i: Int, _ mayBeAsked: (_ other: Int) -> Bool, isNearer: (Float, Float) -> Bool = { $0 < $1 }
    ) -> Bool {
        var (nearest, action) = (Float.infinity, -1)
        for j in positions.indices where mayBeAsked(j) {
            let distance = abs(positions[i] - positions[j])
            if isNearer(distance, nearest) { (nearest, action) = (distance, actions[j]) }
        }
        return action == actions[i]
    }

    private func share(isRight: (_ frame: Int) -> Bool) -> Float {
        Float(positions.indices.count(where: isRight)) / Float(positions.count)
    }

    private func split(_ i: Int) -> Bool { isRight(i) { clips[$0] != clips[i] } }

    var mended: Float { share(isRight: split) }
    var asItStands: Float { share { i in isRight(i) { $0 != i } } }
    var withItself: Float { share { i in isRight(i) { _ in true } } }
    var withoutNeighbours: Float { share { i in isRight(i) { abs($0 - i) > 1 } } }
    var sameClip: Float { share { i in isRight(i) { $0 != i && clips[$0] == clips[i] } } }
    var lastOfEqual: Float {
        share { i in isRight(i, { clips[$0] != clips[i] }) { $0 <= $1 } }
    }
    var errors: Float { share { !split($0) } }
    var perClip: Float {
        let shares = Set(clips).sorted().map { clip in
            let frames = positions.indices.filter { clips[$0] == clip }
            return Float(frames.count(where: split)) / Float(frames.count)
        }
        return shares.reduce(0, +) / Float(shares.count)
    }
}

extension Frames {
    init(size: Int, generator: inout RandomGenerator) {
        (positions, clips, actions) = ([], [], [])
        for clip in 0..<2 + generator.integer(below: size + 1) {
            let (action, first) = (generator.integer(below: 3), generator.number(size: size))
            for frame in 0..<1 + generator.integer(below: 3) {
                positions.append(first + Float(frame) * 0.125)
                clips.append(clip)
                actions.append(action)
            }
        }
        // Frames of a clip need not stand together.
        if size > 3 {
            let order = generator.permutation(clips.count)
            (positions, clips, actions) = (
                order.map { positions[$0] }, order.map { clips[$0] }, order.map { actions[$0] }
            )
        }
    }

    static let examples = [
        Frames(positions: [1, 1.5, 4, 4.5, 2], clips: [0, 0, 1, 1, 2], actions: [0, 0, 1, 1, 1])
    ]
    static let edges = [
        Frames(positions: [0, 10], clips: [0, 1], actions: [2, 2]),
        Frames(positions: [-12, 0, -1], clips: [4, 7, 4], actions: [1, 0, 1]),
        // Two frames are equally near: the first one counts.
        Frames(positions: [0, 1, -1, 5], clips: [0, 1, 2, 12], actions: [0, 0, 11, 10]),
        // A clip that comes back, and clips of other lengths.
        Frames(positions: [1, 1, 2, 2, 8, 8], clips: [0, 1, 0, 1, 2, 0], actions: [0, 1, 0, 1, 0, 0]),
    ]
}

let mending = Exercise<any GraphHomework>(
    findTheFault: "14.10", Words(en: "frames of clips", zh: "片段的帧"), line: 4, returning: "accuracy",
    hint: Words(
        en:
            "Run the program by hand on the example: which frame is nearest to the first, and of which clip is it?",
        zh: "在例子上手动运行程序：离第一帧最近的是哪一帧，它属于哪个片段？"),
    input: Frames.init, examples: Frames.examples, edges: Frames.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "each frame is compared with others of its own clip.", zh: "每一帧都与自己片段里的其他帧比较了。"),
    otherLines: [
        5: Words(en: "line 5 measures the distance as it should.", zh: "第 5 行求距离，本该如此。"),
        6: Words(en: "line 6 keeps the nearest, as it should.", zh: "第 6 行留下最近的，本该如此。"),
        8: Words(en: "line 8 counts as it should.", zh: "第 8 行计数，本该如此。"),
    ],
    answer: { try $0.mendedAccuracy(positions: $1.positions, clips: $1.clips, actions: $1.actions) },
    mistakes: [
        WrongMending(
            Words(en: "Each frame is compared with itself: it is always right.", zh: "每一帧与自己比较了：这样总是对的。"),
            \.withItself),
        WrongMending(
            Words(
                en: "Not only the frames before and after it are of the same clip: `clips` says which are.",
                zh: "同一片段的不只是前后两帧：哪些是，由 `clips` 决定。"), \.withoutNeighbours),
        WrongMending(
            Words(
                en: "That compares with the same clip only: it must be another.", zh: "只与同一片段比较了：应当与别的片段比较。"),
            \.sameClip),
        WrongMending(
            Words(en: "Of frames that are equally near the first counts.", zh: "几帧一样近时，取第一帧。"), \.lastOfEqual),
        WrongMending(Words(en: "That is the share of what is wrong.", zh: "这是错的比例。"), \.errors),
        WrongMending(
            Words(en: "Every frame counts alike, in a long clip or a short one.", zh: "每一帧同样重要，不论片段长短。"),
            \.perClip),
    ],
    cases: [
        Case(en: "two clips", zh: "两个片段") { Set($0.clips).count == 2 },
        Case(en: "a clip whose frames do not stand together", zh: "帧不连在一起的片段") { input in
            input.clips.indices.contains { i in
                input.clips[..<i].dropLast().contains(input.clips[i]) && input.clips[i - 1] != input.clips[i]
            }
        },
        Case(en: "clips that the program tells apart only by themselves", zh: "程序只靠片段自己的帧才认得出的片段") {
            $0.mended != $0.asItStands
        },
    ],
    meant: [
        Meant("positions.count", "clips.count", "actions.count", lack: .one, because: "two clips at least"),
        Meant("clips[]", "actions[]", lack: .negative, because: "clips and actions are numbered from 0"),
        .together("positions.count", "clips.count", "actions.count", because: "one of each for a frame"),
    ])
