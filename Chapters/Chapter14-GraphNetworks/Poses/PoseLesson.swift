import Autograd
import ChapterSupport
import Motion
import NeuralNetworks
import Reporting
import TensorCore

/// Walking, running or dashing, told from moving skeletons (section 14.4).
enum PoseLesson {
    /// Frames of a window: about a second.
    static let length = 32

    /// Each style is held out once; the network over time, the book's on single frames and hip speed alone are asked about
    /// styles they never saw.
    ///
    /// - Parameters:
    ///   - folder: published files, see `PoseData`; nil for generated clips.
    ///   - asInBook: also ask about the next frames of the two clips that were learned from.
    ///   - checkpoint: where the training of a name is kept, to go on with.
    /// - Throws: `FileError`.
    static func run(
        folder: String?, seed: UInt64, epochs: Int, isQuick: Bool, asInBook: Bool,
        checkpoint: (String) -> TrainingCheckpoint = { _ in .none }, shouldStop: () -> Bool = { false }
    ) throws -> PoseResults {
        let data = try PoseData(folder: folder, generatedStyles: isQuick ? 15 : 20, seed: seed)
        var results = PoseResults(data: data)
        let folds = data.folds(5).prefix(isQuick ? 1 : 5)
        let bar = ProgressBar("poses", total: max(1, folds.count))
        for (number, fold) in folds.enumerated() where !shouldStop() {
            var generator = RandomGenerator(seed: seed)
            let (motion, frame) = (checkpoint("motion-\(number)"), checkpoint("frame-\(number)"))
            try results.ask(
                fold, epochs: epochs, checkpoints: (motion, frame), shouldStop: shouldStop, using: &generator)
            bar.advance(message: "accuracy \(formatPercent(results.accuracy(results.byMotion)))")
        }
        bar.finish()
        for (number, fold) in data.clipFolds(5).prefix(isQuick ? 1 : 5).enumerated() where !shouldStop() {
            var generator = RandomGenerator(seed: seed)
            try results.askByClip(
                fold, epochs: epochs, checkpoint: checkpoint("clips-\(number)"), shouldStop: shouldStop,
                using: &generator)
        }
        if asInBook || folds.isEmpty {
            try results.askAsInBook(isQuick: isQuick, shouldStop: shouldStop, seed: seed)
        }
        return results
    }
}

/// What the networks said about styles they never saw.
struct PoseResults {
    /// The right action, and the one that was said.
    typealias Answer = (right: Int, said: Int)

    let data: PoseData
    private(set) var byMotion: [Answer] = []
    private(set) var byFrame: [Answer] = []
    /// The network over time, about clips that it never saw of styles that it did.
    private(set) var byMotionOfClips: [Answer] = []
    private(set) var byHipSpeed: [Answer] = []
    private(set) var history = PoseHistory()
    private(set) var parameters = 0
    /// The network over time of the first fold, and windows of a style that it never saw.
    private(set) var shown: (network: MotionNetwork, windows: [PoseWindow])?
    /// The book's network on the next frames of the two clips it learned from, and on all other clips.
    private(set) var asInBook: (next: Double, elsewhere: Double?)?

    init(data: PoseData) { self.data = data }

    /// The share of right answers; not a number of none.
    func accuracy(_ answers: [Answer]) -> Double {
        answers.isEmpty ? .nan : Double(answers.count { $0.right == $0.said }) / Double(answers.count)
    }

    /// The share of the most frequent action among the windows tested.
    var majority: Double {
        let counts = data.actions.indices.map { action in byMotion.count { $0.right == action } }
        return byMotion.isEmpty ? .nan : Double(counts.max() ?? 0) / Double(byMotion.count)
    }

    /// How often each action (rows) was taken for each (columns), as shares of the row.
    var confusion: [[Double]] {
        data.actions.indices.map { right in
            let row = byMotion.filter { $0.right == right }
            return data.actions.indices.map { said in
                row.isEmpty ? 0 : Double(row.count { $0.said == said }) / Double(row.count)
            }
        }
    }

    fileprivate mutating func ask(
        _ fold: (training: [Int], test: [Int]), epochs: Int,
        checkpoints: (motion: TrainingCheckpoint, frame: TrainingCheckpoint), shouldStop: () -> Bool,
        using generator: inout RandomGenerator
    ) throws {
        let length = PoseLesson.length
        let test = data.windows(of: fold.test, length: length, step: 8, using: &generator, shifted: false)
        let right = data.labels(test)
        let motion = MotionNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        let learned = try train(
            motion, on: data, clips: fold.training, length: length, step: 12, epochs: epochs,
            checkpoint: checkpoints.motion, shouldStop: shouldStop, using: &generator)
        if history.losses.isEmpty {
            history = learned
            shown = (motion, (0..<8).compactMap { test.isEmpty ? nil : test[$0 * test.count / 8] })
        }
        parameters = motion.parameterCount.total
        let frame = FrameNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        _ = try train(
            frame, on: data, clips: fold.training, length: 1, step: 3, epochs: epochs,
            checkpoint: checkpoints.frame, shouldStop: shouldStop, using: &generator)
        if shouldStop() { return }
        byMotion += zip(right, answers(motion, data, test, length: length)).map { ($0, $1) }
        // One frame of each window: its middle.
        let frames = test.map { PoseWindow(clip: $0.clip, start: $0.start + length / 2) }
        byFrame += zip(right, answers(frame, data, frames, length: 1)).map { ($0, $1) }
        let training = data.windows(
            of: fold.training, length: length, step: 8, using: &generator, shifted: false)
        let bySpeed = hipSpeedAnswers(data, training: training, test: test, length: length)
        byHipSpeed += zip(right, bySpeed).map { ($0, $1) }
    }

    /// The network over time alone, on clips held out by chance.
    fileprivate mutating func askByClip(
        _ fold: (training: [Int], test: [Int]), epochs: Int, checkpoint: TrainingCheckpoint,
        shouldStop: () -> Bool, using generator: inout RandomGenerator
    ) throws {
        let length = PoseLesson.length
        let test = data.windows(of: fold.test, length: length, step: 8, using: &generator, shifted: false)
        let motion = MotionNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        _ = try train(
            motion, on: data, clips: fold.training, length: length, step: 12, epochs: epochs,
            checkpoint: checkpoint, shouldStop: shouldStop, using: &generator)
        if shouldStop() { return }
        byMotionOfClips += zip(data.labels(test), answers(motion, data, test, length: length)).map {
            ($0, $1)
        }
    }

    /// As in the book: the first frames of a walk and a run are learned, the next frames of the same two clips are the test.
    fileprivate mutating func askAsInBook(isQuick: Bool, shouldStop: () -> Bool, seed: UInt64) throws {
        let two = [0, 1].compactMap { action in data.clips.firstIndex { $0.action == action } }
        func windows(_ clip: Int, _ from: Double, _ to: Double) -> [PoseWindow] {
            let count = Double(data.clips[clip].frameCount)
            return (Int(from * count)..<Int(to * count)).map { PoseWindow(clip: clip, start: $0) }
        }
        let training = two.flatMap { windows($0, 0, 0.7) }
        let next = two.flatMap { windows($0, 0.7, 1) }
        guard two.count == 2, !training.isEmpty, !next.isEmpty else { return }
        var generator = RandomGenerator(seed: seed)
        let network = FrameNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        let optimizer = Adam(network.parameters, learningRate: 5e-3)
        let (input, labels) = (data.batch(training, length: 1), IntArray(data.labels(training)))
        for _ in 0..<(isQuick ? 100 : 1500) where !shouldStop() {
            optimizer.zeroGradients()
            let loss = crossEntropy(network(Tensor(input)), labels)
            try requireFinite(loss, of: network, epoch: 1)
            loss.backward()
            optimizer.step()
        }
        func share(_ windows: [PoseWindow]) -> Double {
            let said = answers(network, data, windows, length: 1)
            return Double(zip(said, data.labels(windows)).count { $0 == $1 }) / Double(max(1, windows.count))
        }
        let others = data.clips.indices.filter { data.clips[$0].action < 2 && !two.contains($0) }
        let elsewhere = others.flatMap { windows($0, 0, 1) }
        asInBook = (share(next), elsewhere.isEmpty ? nil : share(elsewhere))
    }
}
