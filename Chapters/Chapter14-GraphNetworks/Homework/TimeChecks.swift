import Grading
import Messages
import TensorCore

// MARK: 14.8

/// Clips of moving joints.
private struct Clips {
    var clips: [[[Float]]]
    var adjacency: [[Float]]
    var kernel: [Float]

    private typealias Clip = [[Double]]

    private func overJoints(_ clip: Clip, _ adjacency: [[Float]]) -> Clip {
        clip.map { x in adjacency.map { row in zip(row, x).reduce(0) { $0 + Double($1.0) * $1.1 } } }
    }

    /// What a frame outside is.
    private enum Outside { case zero, nearest, around }

    private func overTime(_ clip: Clip, _ kernel: [Float], outside: Outside = .zero, shift: Int = 0) -> Clip {
        clip.indices.map { t in
            clip[0].indices.map { joint in
                kernel.indices.reduce(0.0) { sum, k in
                    var frame = t + k - kernel.count / 2 + shift
                    switch outside {
                    case .zero: break
                    case .nearest: frame = min(clip.count - 1, max(0, frame))
                    case .around: frame = (frame % clip.count + clip.count) % clip.count
                    }
                    guard clip.indices.contains(frame) else { return sum }
                    return sum + Double(kernel[k]) * clip[frame][joint]
                }
            }
        }
    }

    private func each(_ change: (Clip) -> Clip) -> [[[Float]]] {
        clips.map { change($0.map { $0.map(Double.init) }).map { $0.map { Float($0) } } }
    }
    private func transposed<Value>(_ table: [[Value]]) -> [[Value]] {
        table[0].indices.map { column in table.map { $0[column] } }
    }

    var right: [[[Float]]] { each { overTime(overJoints($0, adjacency), kernel) } }
    var jointsAlone: [[[Float]]] { each { overJoints($0, adjacency) } }
    var timeAlone: [[[Float]]] { each { overTime($0, kernel) } }
    var turnedKernel: [[[Float]]] { each { overTime(overJoints($0, adjacency), kernel.reversed()) } }
    var nearest: [[[Float]]] { each { overTime(overJoints($0, adjacency), kernel, outside: .nearest) } }
    var around: [[[Float]]] { each { overTime(overJoints($0, adjacency), kernel, outside: .around) } }
    var fromTheFrame: [[[Float]]] {
        each { overTime(overJoints($0, adjacency), kernel, shift: kernel.count / 2) }
    }
    var past: [[[Float]]] { each { overTime(overJoints($0, adjacency), kernel, shift: -(kernel.count / 2)) } }
    var transposedAdjacency: [[[Float]]] { each { overTime(overJoints($0, transposed(adjacency)), kernel) } }
    var added: [[[Float]]] {
        zip(jointsAlone, timeAlone).map { zip($0, $1).map { zip($0, $1).map { $0 + $1 } } }
    }
    /// The kernel along the joints.
    var otherAxis: [[[Float]]] {
        each { transposed(overTime(transposed(overJoints($0, adjacency)), kernel)) }
    }
    var onlyFull: [[[Float]]] {
        right.map { Array($0.dropFirst(kernel.count / 2).dropLast(kernel.count / 2)) }
    }
    var firstClip: [[[Float]]] { clips.map { _ in right[0] } }
}

extension Clips {
    init(size: Int, generator: inout RandomGenerator) {
        let joints = 1 + generator.integer(below: size + 1)
        let frames = 1 + generator.integer(below: size + 2)
        clips = (0..<1 + generator.integer(below: 3)).map { _ in generator.rows(frames, joints, size: size) }
        adjacency = generator.rows(joints, joints, size: size)
        kernel = generator.numbers(1 + 2 * generator.integer(below: 3), size: size)
    }

    static let examples = [Clips(clips: [[[1], [2]]], adjacency: [[1]], kernel: [1, 10, 100])]
    static let edges = [
        Clips(clips: [[[2, -1]]], adjacency: [[1, 0], [12, -2]], kernel: [-10]),
        Clips(
            clips: [[[1, 0], [2, 1], [0, 12]], [[-1, 1], [0, 0], [3, 2]]], adjacency: [[0, 1], [2, 0]],
            kernel: [1, 0, -1]),
        Clips(clips: [[[1], [-2], [3]]], adjacency: [[-10]], kernel: [0, 1, 2, 0.5, -1]),
    ]
}

let convolvingTime = Exercise<any GraphHomework>(
    "14.8", Words(en: "Joints and time", zh: "关节和时间"), sizes: 1...4, draws: 10,
    hint: Words(
        en: "Print what comes out of the joints first; then lay the kernel on the frames of one joint.",
        zh: "先打印关节上卷积的结果，再把卷积核放到一个关节的各帧上。"),
    input: Clips.init, examples: Clips.examples, edges: Clips.edges, expected: \.right,
    answer: { try $0.overJointsAndTime($1.clips, adjacency: $1.adjacency, kernel: $1.kernel) },
    mistakes: [
        Mistake(en: "The convolution over time is missing.", zh: "缺了时间上的卷积。", \.jointsAlone),
        Mistake(en: "The convolution over the joints is missing.", zh: "缺了关节上的卷积。", \.timeAlone),
        Mistake(
            en: "The kernel is turned round: kernel[0] belongs to the past.", zh: "卷积核反了：kernel[0] 对应过去。",
            \.turnedKernel),
        Mistake(en: "A frame outside is 0, not the nearest one.", zh: "外面的帧是 0，不是最近的那一帧。", \.nearest),
        Mistake(en: "A frame outside is 0: time does not begin anew.", zh: "外面的帧是 0：时间不会从头再来。", \.around),
        Mistake(
            en: "The middle of the kernel lies on the frame, not its first weight.",
            zh: "对准这一帧的是卷积核的中间，不是第一个权重。", \.fromTheFrame),
        Mistake(
            en: "The middle of the kernel lies on the frame, not its last weight.",
            zh: "对准这一帧的是卷积核的中间，不是最后一个权重。", \.past),
        Mistake(
            en: "Row j of Â says what joint j takes: it is transposed.", zh: "Â 的第 j 行说明关节 j 取什么：这里转置了。",
            \.transposedAdjacency),
        Mistake(en: "One after the other, not the sum of both.", zh: "两个卷积一先一后，不是两者之和。", \.added),
        Mistake(en: "The kernel goes along time, not along the joints.", zh: "卷积核沿时间走，不是沿关节走。", \.otherAxis),
        Mistake(en: "There is a result for every frame, also at the ends.", zh: "每一帧都有结果，两端的也有。", \.onlyFull),
        Mistake(en: "Each clip of the batch has its own result.", zh: "批中的每个片段有自己的结果。", \.firstClip),
    ],
    cases: [
        Case(en: "one frame", zh: "只有一帧") { $0.clips[0].count == 1 },
        Case(en: "one joint", zh: "只有一个关节") { $0.adjacency.count == 1 },
        Case(en: "a kernel of one frame", zh: "只有一帧的卷积核") { $0.kernel.count == 1 },
        Case(en: "a kernel longer than the clip", zh: "比片段长的卷积核") { $0.kernel.count > $0.clips[0].count },
        Case(en: "as many frames as joints", zh: "帧数与关节数相同") {
            $0.clips[0].count == $0.adjacency.count && $0.adjacency.count > 1
        },
    ],
    meant: [
        .together(
            "adjacency.count", "adjacency[].count", "clips[][].count", because: "one of each for a joint")
    ])
