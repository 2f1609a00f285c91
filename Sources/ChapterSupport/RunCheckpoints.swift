import Files
import NeuralNetworks
import Reporting
import TensorCore

/// The checkpoints of a run: a folder in its output folder, with a file for each of its trainings.
///
/// A run is a row of trainings, each of which follows from the options and its name alone. So a resumed run simply does
/// everything again, but a training of which there is a checkpoint goes on from there, and one that was at its end
/// is there at once; whichever files a stop left, the run ends with the same bits.
///
/// Every moment that is kept is written, whole or not at all, some seconds after the last writing, and at the end of
/// the run. A file that cannot be written does not end the training: it is said, and tried again.
final class RunCheckpoints {
    /// Where they are.
    let folder: String

    private let options: StoppedRun
    private let secondsBetween: Double
    /// Whether what is there is gone on with.
    private let isResumed: Bool
    private let warn: (String) -> Void

    /// Moments that are not on the disk yet, by the training's name, in the order in which they came.
    private var pending: [Pending] = []
    private var names: Set<String> = []
    private var lastWriting = Stopwatch()
    private var writingSeconds = 0.0
    /// Whether there is anything to go on with.
    private(set) var hasBegun = false
    private var warnings: Set<String> = []

    private struct Pending {
        let name: String
        var moment: Checkpoint
        /// Adds what takes time to put into words, just before it is written.
        let complete: (inout Checkpoint) -> Void
    }

    /// - Parameters:
    ///   - options: what the run is asked to do, kept beside the trainings.
    ///   - secondsBetween: how long after a writing the next may come; 0 for every moment at once.
    ///   - warn: is told in one line what cannot be written.
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
            fatalError("two trainings of a run have the name '\(name)' for their checkpoints")
        }
        // A run that is killed before its first checkpoint goes on with its options all the same.
        if names.count == 1 { attempt { try begin() } }
        return "\(folder)/\(name).safetensors"
    }

    /// The moment at which a training was stopped.
    ///
    /// - Throws: `FileError` where the file is broken.
    func earlier(_ path: String) throws -> Checkpoint? {
        guard isResumed else { return nil }
        do { return try Checkpoint(contentsOf: path) } catch FileError.missing { return nil }
    }

    /// Whether the next moment that is kept is written at once. What takes long to write is written more seldom, so
    /// that it costs no more than a fiftieth of the time.
    var isDue: Bool { lastWriting.seconds >= max(secondsBetween, min(50 * writingSeconds, 600)) }

    /// Keeps a moment in place of the one before. One with numbers that are none is not: nothing can go on from it.
    func keep(
        _ moment: Checkpoint, as name: String,
        completing complete: @escaping (inout Checkpoint) -> Void = { _ in }
    ) {
        guard moment.isFinite else { return }
        pending.removeAll { $0.name == name }
        pending.append(Pending(name: name, moment: moment, complete: complete))
        if isDue { write() }
    }

    /// Writes what is not on the disk yet.
    func write() {
        guard !pending.isEmpty else { return }
        let watch = Stopwatch()
        attempt {
            try begin()
            while var next = pending.first {
                next.complete(&next.moment)
                try next.moment.save(to: "\(folder)/\(next.name).safetensors")
                pending.removeFirst()
            }
        }
        writingSeconds = secondsBetween == 0 ? 0 : watch.seconds
        lastWriting = Stopwatch()
    }

    /// Writes what the run is asked to do, once.
    private func begin() throws {
        if !hasBegun { try options.write(to: folder) }
        hasBegun = true
    }

    /// Writes, and says what cannot be written, once for each reason.
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

    /// Takes the folder away, when the run has come to its end.
    func remove() { removeIfThere(folder) }
}
