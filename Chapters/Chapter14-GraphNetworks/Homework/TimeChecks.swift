import Grading
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
    "14.8", "Joints and time", sizes: 1...4, draws: 10,
    hint: "Print what comes out of the joints first; then lay the kernel on the frames of one joint.",
    input: Clips.init, examples: Clips.examples, edges: Clips.edges, expected: \.right,
    answer: { try $0.overJointsAndTime($1.clips, adjacency: $1.adjacency, kernel: $1.kernel) },
    mistakes: [
        Mistake("The convolution over time is missing.", \.jointsAlone),
        Mistake("The convolution over the joints is missing.", \.timeAlone),
        Mistake("The kernel is turned round: kernel[0] belongs to the past.", \.turnedKernel),
        Mistake("A frame outside is 0, not the nearest one.", \.nearest),
        Mistake("A frame outside is 0: time does not begin anew.", \.around),
        Mistake("The middle of the kernel lies on the frame, not its first weight.", \.fromTheFrame),
        Mistake("The middle of the kernel lies on the frame, not its last weight.", \.past),
        Mistake("Row j of Â says what joint j takes: it is transposed.", \.transposedAdjacency),
        Mistake("One after the other, not the sum of both.", \.added),
        Mistake("The kernel goes along time, not along the joints.", \.otherAxis),
        Mistake("There is a result for every frame, also at the ends.", \.onlyFull),
        Mistake("Each clip of the batch has its own result.", \.firstClip),
    ],
    cases: [
        Case("one frame") { $0.clips[0].count == 1 }, Case("one joint") { $0.adjacency.count == 1 },
        Case("a kernel of one frame") { $0.kernel.count == 1 },
        Case("a kernel longer than the clip") { $0.kernel.count > $0.clips[0].count },
        Case("as many frames as joints") {
            $0.clips[0].count == $0.adjacency.count && $0.adjacency.count > 1
        },
    ],
    meant: [
        .together(
            "adjacency.count", "adjacency[].count", "clips[][].count", because: "one of each for a joint")
    ])
