import ChapterSupport
import Messages
import Motion
import NeuralNetworks
import Reporting
import TensorCore

/// Action recognition from skeletons in motion: walking, running or dashing (section 14.4).
enum PoseLesson {
    /// Frames of a window: about a second.
    static let length = 32

    /// Cross-validation over styles, over clips, and where it is asked for the book's own test.
    ///
    /// - Parameters:
    ///   - folder: published files, see `PoseData`; nil for generated clips.
    ///   - asInBook: also test on the next frames of the two training clips.
    ///   - training: makes the training of a name.
    /// - Throws: `FileError`.
    static func run(
        folder: String?, seed: UInt64, epochs: Int, isQuick: Bool, asInBook: Bool,
        training: (String) -> Training = { _ in Training() }, shouldStop: () -> Bool = { false }
    ) throws -> PoseResults {
        let data = try PoseData(folder: folder, generatedStyles: isQuick ? 15 : 20, seed: seed)
        var results = PoseResults(data: data)
        let folds = data.folds(5).prefix(isQuick ? 1 : 5)
        let bar = ProgressBar(Words(en: "poses", zh: "姿态"), total: max(1, folds.count))
        for (number, fold) in folds.enumerated() where !shouldStop() {
            var generator = RandomGenerator(seed: seed)
            try results.testUnseenStyles(
                fold, epochs: epochs, training("motion-\(number)"), training("frame-\(number)"),
                using: &generator)
            let accuracy = formatPercent(results.accuracy(results.byMotion))
            bar.advance(message: Words(en: "accuracy \(accuracy)", zh: "准确率 \(accuracy)"))
        }
        bar.finish()
        for (number, fold) in data.clipFolds(5).prefix(isQuick ? 1 : 5).enumerated() where !shouldStop() {
            var generator = RandomGenerator(seed: seed)
            try results.testUnseenClips(fold, epochs: epochs, training("clips-\(number)"), using: &generator)
        }
        if asInBook || folds.isEmpty {
            try results.testAsInBook(isQuick: isQuick, shouldStop: shouldStop, seed: seed)
        }
        return results
    }
}

extension PoseResults {
    /// Trains the network over joints and time and the book's network on single frames, and tests them and the baseline
    /// on styles that they never saw.
    mutating func testUnseenStyles(
        _ fold: (training: [Int], test: [Int]), epochs: Int, _ motionTraining: Training,
        _ frameTraining: Training, using generator: inout RandomGenerator
    ) throws {
        let length = PoseLesson.length
        let test = data.windows(of: fold.test, length: length, step: 8, using: &generator, shifted: false)
        let labels = data.labels(test)
        let motion = MotionNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        let history = try train(
            motion, on: data, clips: fold.training, length: length, step: 12, epochs: epochs, motionTraining,
            using: &generator)
        keepFirst(motion, history, test)
        let frame = FrameNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        _ = try train(
            frame, on: data, clips: fold.training, length: 1, step: 3, epochs: epochs, frameTraining,
            using: &generator)
        if frameTraining.shouldStop { return }
        byMotion += paired(labels, predictions(motion, data, test, length: length))
        // One frame of each window: its middle.
        let frames = test.map { PoseWindow(clip: $0.clip, start: $0.start + length / 2) }
        byFrame += paired(labels, predictions(frame, data, frames, length: 1))
        let training = data.windows(
            of: fold.training, length: length, step: 8, using: &generator, shifted: false)
        byHipSpeed += paired(
            labels, hipSpeedPredictions(data, training: training, test: test, length: length))
    }

    /// Trains the network over joints and time and tests it on unseen clips of styles that it saw.
    mutating func testUnseenClips(
        _ fold: (training: [Int], test: [Int]), epochs: Int, _ training: Training,
        using generator: inout RandomGenerator
    ) throws {
        let length = PoseLesson.length
        let test = data.windows(of: fold.test, length: length, step: 8, using: &generator, shifted: false)
        let motion = MotionNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        _ = try train(
            motion, on: data, clips: fold.training, length: length, step: 12, epochs: epochs, training,
            using: &generator)
        if training.shouldStop { return }
        byMotionOfClips += paired(data.labels(test), predictions(motion, data, test, length: length))
    }

    /// As in the book: trains on the first frames of a walk and a run, and tests on the next frames of the same two clips;
    /// then on all other clips.
    mutating func testAsInBook(isQuick: Bool, shouldStop: () -> Bool, seed: UInt64) throws {
        let two = [0, 1].compactMap { action in data.clips.firstIndex { $0.action == action } }
        func frames(_ clip: Int, _ from: Double, _ to: Double) -> [PoseWindow] {
            let count = Double(data.clips[clip].frameCount)
            return (Int(from * count)..<Int(to * count)).map { PoseWindow(clip: clip, start: $0) }
        }
        let training = two.flatMap { frames($0, 0, 0.7) }
        let next = two.flatMap { frames($0, 0.7, 1) }
        guard two.count == 2, !training.isEmpty, !next.isEmpty else { return }
        var generator = RandomGenerator(seed: seed)
        let network = FrameNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        try trainAsInBook(
            network, on: data, training, updates: isQuick ? 100 : 1500, shouldStop: shouldStop)
        func score(_ frames: [PoseWindow]) -> Double {
            NeuralNetworks.accuracy(predictions(network, data, frames, length: 1), data.labels(frames))
        }
        let others = data.clips.indices.filter { data.clips[$0].action < 2 && !two.contains($0) }
        let elsewhere = others.flatMap { frames($0, 0, 1) }
        asInBook = (score(next), elsewhere.isEmpty ? nil : score(elsewhere))
    }

    private func paired(_ labels: [Int], _ predictions: [Int]) -> [Prediction] {
        zip(labels, predictions).map { ($0, $1) }
    }
}
