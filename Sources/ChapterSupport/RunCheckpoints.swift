import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The checkpoints of a run: a folder in its output folder, with a file for each of its trainings.
///
/// A run is a sequence of trainings, each of which depends only on the options and its own name. So a resumed run
/// repeats everything, except that a training with a checkpoint continues from it and a finished one is only read;
/// whichever files a stop left, the run ends with the same bits.
///
/// A checkpoint is written atomically, some seconds after the last write, and at the end of the run. One that cannot
/// be written does not end the training: a warning is printed, and the write is tried again.
final class RunCheckpoints {
    /// Where they are.
    let folder: String

    /// The losses of the run's trainings.
    let curves = RunCurves()

    /// The page of the run while it trains; nil where there is none.
    var livePage: LivePage?

    /// Where a trial shows its figures on validation data; nil where the run is none.
    var validationFile: String?

    private let options: StoppedRun
    private let secondsBetween: Double
    /// Whether the run continues from the files that are there.
    private let isResumed: Bool
    private let warn: (String) -> Void

    /// Checkpoints that are not on disk yet, in the order in which they came.
    private var pending: [Pending] = []
    private var names: Set<String> = []
    private var lastWriting = Stopwatch()
    private var writingSeconds = 0.0
    /// Whether there is anything to resume from.
    private(set) var hasBegun = false
    private var warnings: Set<String> = []

    private struct Pending {
        let name: String
        var checkpoint: Checkpoint
        /// Adds what takes time to encode, just before it is written.
        let complete: (inout Checkpoint) -> Void
    }

    /// - Parameters:
    ///   - options: the options of the run, saved beside the checkpoints.
    ///   - secondsBetween: the time from one write to the next; 0 to write every checkpoint at once.
    ///   - warn: takes a line that says what cannot be written.
    init(
        folder: String, options: StoppedRun, secondsBetween: Double, isResumed: Bool,
        warn: @escaping (String) -> Void
    ) {
        (self.folder, self.options, self.secondsBetween) = (folder, options, secondsBetween)
        (self.isResumed, self.warn) = (isResumed, warn)
    }

    /// The file of a training. Traps when the run has two of one name.
    func path(registering name: String) -> String {
        guard names.insert(name).inserted else {
            explainFailure(
                "checkpoint '\(name)'", "two trainings of this run have that name", hint: "give each its own")
        }
        // So that a run killed before its first checkpoint can be resumed with its options.
        if names.count == 1 { attempt { try begin() } }
        return "\(folder)/\(name).safetensors"
    }

    /// The checkpoint of a stopped training; nil where there is none or the run is not resumed.
    ///
    /// - Throws: `FileError` where the file is broken.
    func earlier(_ path: String) throws -> Checkpoint? {
        guard isResumed else { return nil }
        do { return try Checkpoint(contentsOf: path) } catch FileError.missing { return nil }
    }

    /// Whether the next checkpoint is written at once. Slow writes are made less often, so that they take at most 2 % of
    /// the time.
    var isDue: Bool { lastWriting.seconds >= max(secondsBetween, min(50 * writingSeconds, 600)) }

    /// Replaces the training's previous checkpoint. One that contains NaN or infinite numbers is dropped: nothing can
    /// continue from it.
    func keep(
        _ checkpoint: Checkpoint, as name: String,
        completing complete: @escaping (inout Checkpoint) -> Void = { _ in }
    ) {
        guard checkpoint.isFinite else { return }
        pending.removeAll { $0.name == name }
        pending.append(Pending(name: name, checkpoint: checkpoint, complete: complete))
        if isDue { write() }
    }

    /// Writes what is not on disk yet.
    func write() {
        guard !pending.isEmpty else { return }
        let watch = Stopwatch()
        attempt {
            try begin()
            while var next = pending.first {
                next.complete(&next.checkpoint)
                try next.checkpoint.save(to: "\(folder)/\(next.name).safetensors")
                pending.removeFirst()
            }
        }
        writingSeconds = secondsBetween == 0 ? 0 : watch.seconds
        lastWriting = Stopwatch()
    }

    /// Writes the options of the run, once.
    private func begin() throws {
        if !hasBegun { try options.write(to: folder) }
        hasBegun = true
    }

    /// Writes, and warns of what cannot be written, once for each reason.
    private func attempt(_ write: () throws -> Void) {
        do {
            try write()
        } catch {
            let reason = if case FileError.unwritable(_, let reason) = error { reason } else { "\(error)" }
            if warnings.insert(reason).inserted {
                warn(
                    Words(
                        en: "\(error); the previous checkpoint is kept, and the training continues",
                        zh: "\(error)；保留上一个检查点，训练继续"
                    ).text)
            }
        }
    }

    /// Replaces what a trial has shown so far. `Search` waits for it, so one that cannot be written ends the trial.
    func show(validation figures: [Double]) throws {
        guard let validationFile else { return }
        let numbers = figures.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ", ")
        try writeFileAtomically("[\(numbers)]\n", to: validationFile)
    }

    /// Removes the folder, at the end of the run.
    func remove() { removeIfThere(folder) }
}
