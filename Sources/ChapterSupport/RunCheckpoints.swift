import Files
import NeuralNetworks
import Reporting
import TensorCore

/// The checkpoints of a run: a folder in its output folder, with a file for each of its trainings.
///
/// A run is a sequence of trainings, each of which depends only on the options and its name. So a resumed run does
/// everything again, but a training that has a checkpoint continues from it, and one that was finished is there at once.
/// Whatever files a stop left, the run ends with the same bits.
///
/// Every checkpoint is written, whole or not at all, some seconds after the last writing, and at the end of the run. A file
/// that cannot be written does not end the training: there is a warning, and the next checkpoint tries again.
final class RunCheckpoints {
    /// Where they are.
    let folder: String

    private let options: StoppedRun
    private let secondsBetween: Double
    /// Whether the run continues from what is there.
    private let isResumed: Bool
    private let warn: (String) -> Void

    /// Checkpoints that are not on the disk yet, by the training's name, oldest first.
    private var pending: [Pending] = []
    private var names: Set<String> = []
    private var lastWriting = Stopwatch()
    private var writingSeconds = 0.0
    /// Whether there is anything to continue from.
    private(set) var hasBegun = false
    private var warnings: Set<String> = []

    private struct Pending {
        let name: String
        var checkpoint: Checkpoint
        /// Adds what takes time to encode, just before it is written.
        let complete: (inout Checkpoint) -> Void
    }

    /// - Parameters:
    ///   - options: what the run is asked to do, kept beside the trainings.
    ///   - secondsBetween: how long after a writing the next may come; 0 to write every checkpoint at once.
    ///   - warn: gets one line about what cannot be written.
    init(
        folder: String, options: StoppedRun, secondsBetween: Double, isResumed: Bool,
        warn: @escaping (String) -> Void
    ) {
        (self.folder, self.options, self.secondsBetween) = (folder, options, secondsBetween)
        (self.isResumed, self.warn) = (isResumed, warn)
    }

    /// The file of a training. Traps when the run has two of the same name.
    func path(registering name: String) -> String {
        guard names.insert(name).inserted else {
            fatalError("two trainings of a run have the name '\(name)' for their checkpoints")
        }
        // So that a run that is killed before its first checkpoint is resumed with its options all the same.
        if names.count == 1 { attempt { try begin() } }
        return "\(folder)/\(name).safetensors"
    }

    /// The checkpoint of a training that was stopped; nil where there is none.
    ///
    /// - Throws: `FileError` where the file is broken.
    func earlier(_ path: String) throws -> Checkpoint? {
        guard isResumed else { return nil }
        do { return try Checkpoint(contentsOf: path) } catch FileError.missing { return nil }
    }

    /// Whether the next checkpoint is written at once. What takes long to write is written less often, so that it costs at
    /// most a fiftieth of the time.
    var isDue: Bool { lastWriting.seconds >= max(secondsBetween, min(50 * writingSeconds, 600)) }

    /// Keeps a checkpoint in place of the one before, unless it has NaN or infinite numbers: no training can continue from it.
    func keep(
        _ checkpoint: Checkpoint, as name: String,
        completing complete: @escaping (inout Checkpoint) -> Void = { _ in }
    ) {
        guard checkpoint.isFinite else { return }
        pending.removeAll { $0.name == name }
        pending.append(Pending(name: name, checkpoint: checkpoint, complete: complete))
        if isDue { write() }
    }

    /// Writes the checkpoints that are not on the disk yet.
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

    /// Writes, and warns about what cannot be written, once for each reason.
    private func attempt(_ write: () throws -> Void) {
        do {
            try write()
        } catch {
            let reason = if case FileError.unwritable(_, let reason) = error { reason } else { "\(error)" }
            if warnings.insert(reason).inserted {
                warn("\(error); the checkpoint before is kept, and the training goes on")
            }
        }
    }

    /// Removes the folder, when the run is finished.
    func remove() { removeIfThere(folder) }
}
