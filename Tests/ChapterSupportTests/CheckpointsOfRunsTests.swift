import Autograd
import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import ChapterSupport

private let command = ChapterCommand(
    number: 7, title: "Trial", summary: "A trial.", defaultEpochs: 6, quickEpochs: 2,
    options: [
        .number("rate", default: 0.1, range: 0...10, "learning rate"), .flag("twice", "everything twice"),
    ])

/// What a small training has found out: a NaN too, which a checkpoint must hold as well.
private struct History: TrainingHistory, Equatable {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    var unknown = Double.nan

    func isPossible(from start: History) -> Bool { unknown.isNaN }
}

private struct Found: CachedResult, Equatable {
    var value: Double
    var isPossible: Bool { value > 2 }
}

/// A small training with all that a checkpoint must hold: dropout, Adam, shuffling and a history.
///
/// - Parameter isDone: is told after each epoch how many are done, and before the first.
private func train(
    _ training: Training, epochs: Int, seed: UInt64, rate: Double, isDone: (Int) -> Void = { _ in }
) throws -> History {
    var generator = RandomGenerator(seed: seed)
    let network = Sequential(
        Linear(3, 8, using: &generator), Dropout(0.3, using: &generator), Linear(8, 1, using: &generator))
    let optimizer = Adam(network.parameters, learningRate: rate)
    var history = History()
    let remaining = try training.epochs(epochs, &history, network, optimizer, using: &generator)
    isDone(history.losses.count)
    for _ in remaining {
        let x = NDArray.normal([4, 3], using: &generator)
        let loss = network(Tensor(x)).square().mean()
        try training.record(loss)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
        isDone(history.losses.count)
    }
    return history
}

@Suite struct CheckpointsOfRunsTests {
    /// Runs the command, interrupted after `stop` epochs; the losses of its training, the exit code and what it printed.
    private func run(
        _ arguments: [String], in folder: TemporaryFolder, stop: Int = .max
    ) -> (losses: [Double], code: ExitCode, log: Log) {
        let log = Log()
        var (losses, done) = ([Double](), 0)
        let code = command.run(
            arguments: ["--out", folder.path] + arguments, console: log.console,
            isInterrupted: { done >= stop }
        ) { run in
            losses = try train(
                run.training("only"), epochs: run.epochs, seed: run.seed, rate: run.number("rate"),
                isDone: { done = $0 }
            ).losses
            run.setRequiredMetrics()
        }
        return (losses, code, log)
    }

    @Test func aStoppedRunEndsWithTheSameBits() throws {
        let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
        let unbroken = run(["--rate", "0.2"], in: whole)
        #expect(unbroken.losses.count == 6 && unbroken.code == .success)
        #expect(whole.files == ["curves.json", "metrics.json", "report.html"])
        // Written at the end at the latest, whatever the seconds between.
        let first = run(["--rate", "0.2", "--checkpoint-every", "1000"], in: parts, stop: 2)
        #expect(first.losses == Array(unbroken.losses.prefix(2)))
        #expect(first.log.lines[0].contains("--resume"))
        let second = run(["--resume"], in: parts, stop: 5)
        #expect(second.losses == Array(unbroken.losses.prefix(5)))
        let third = run(["--resume", "--threads", "1", "--rate", "0.2"], in: parts)
        #expect(third.losses == unbroken.losses && third.code == .success)
        #expect(parts.files == ["curves.json", "metrics.json", "report.html"])
    }

    @Test func otherOptionsAreRefused() throws {
        let folder = try TemporaryFolder()
        _ = run(["--rate", "0.2"], in: folder, stop: 1)
        let cases = [
            (["--rate", "0.3"], "continues a run with --rate 0.2, not with --rate 0.3"),
            (["--twice"], "continues a run with no --twice, not with --twice"),
            (["--seed", "2"], "continues a run with --seed 1, not with --seed 2"),
            (["--quick"], "continues a run with no --quick, not with --quick"),
        ]
        for (arguments, message) in cases {
            let refused = run(["--resume"] + arguments, in: folder)
            #expect(refused.code == .usage && refused.losses.isEmpty)
            #expect(refused.log.errors.first?.contains(message) == true, "\(refused.log.errors)")
        }
        #expect(run(["--resume", "--seed", "1", "--epochs", "6"], in: folder).losses.count == 6)
    }

    @Test func whereNothingIsKeptItBegins() throws {
        let folder = try TemporaryFolder()
        let begun = run(["--resume"], in: folder)
        #expect(begun.code == .success && begun.losses.count == 6)
        #expect(begun.log.lines.first?.contains("starting from the beginning") == true)
    }

    @Test func aNewRunSetsTheOldCheckpointsAside() throws {
        let folder = try TemporaryFolder()
        _ = run(["--seed", "2"], in: folder, stop: 3)
        let new = run([], in: folder)
        #expect(new.losses.count == 6 && new.log.lines[0].contains("checkpoints.before"))
        #expect(folder.files == ["checkpoints.before", "curves.json", "metrics.json", "report.html"])
        // If --resume was only forgotten, the old run can still be continued.
        try moveFile(folder.file("checkpoints.before"), to: folder.file("checkpoints"))
        let resumed = run(["--resume"], in: folder, stop: 3)
        #expect(resumed.losses.count == 3)
    }

    @Test(arguments: ["run.json", "only.safetensors"], [0, 1, 20, 200])
    func brokenCheckpointsAreTold(name: String, length: Int) throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 3)
        let path = folder.file("checkpoints/\(name)")
        let bytes = try readFile(path)
        guard length < bytes.count else { return }
        try writeFileAtomically(bytes.prefix(length), to: path)
        let refused = run(["--resume"], in: folder)
        #expect(refused.code == .badData && refused.log.errors.count == 1, "\(refused.log.errors)")
        #expect(refused.log.errors.first?.contains(name) == true)
        #expect(try readFile(path).count == length)
    }

    @Test func aCheckpointOfAnotherTrainingIsTold() throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 3)
        var generator = RandomGenerator(seed: 1)
        for checkpoint in [
            Checkpoint(model: Linear(1, 1, using: &generator)), Checkpoint(model: nil, optimizers: [:]),
        ] {
            try checkpoint.save(to: folder.file("checkpoints/only.safetensors"))
            #expect(run(["--resume"], in: folder).code == .badData)
        }
    }

    @Test func whatIsNotFiniteIsNotKept() throws {
        let folder = try TemporaryFolder()
        _ = command.run(
            arguments: ["--out", folder.path, "--checkpoint-every", "0"], console: Log().console,
            isInterrupted: { true }
        ) { run in
            var generator = RandomGenerator(seed: 1)
            let network = Linear(2, 1, using: &generator)
            let optimizer = SGD(network.parameters, learningRate: 1)
            let training = run.training("only")
            var history = History()
            try training.resume(&history, network, ["optimizer": optimizer], using: &generator)
            history.losses = [1]
            training.keep(state: history, generator)
            network.weight.value = NDArray([.nan, 1], shape: [1, 2])
            history.losses = [1, 2]
            training.keep(state: history, generator)
            run.setRequiredMetrics()
        }
        let kept = try Checkpoint(contentsOf: folder.file("checkpoints/only.safetensors"))
        #expect(try kept.note("progress", as: History.self, path: "").losses == [1])
        #expect(kept.isFinite)
    }

    @Test func workThatWasDoneIsNotDoneAgain() throws {
        let folder = try TemporaryFolder()
        var calls = 0
        func work(_ arguments: [String], isInterrupted: Bool, result: Double?) -> Double? {
            var found: Found?
            _ = command.run(
                arguments: ["--out", folder.path] + arguments, console: Log().console,
                isInterrupted: { isInterrupted }
            ) { run in
                found = try run.training("work").cached { _ in
                    calls += 1
                    return result.map { Found(value: $0) }
                }
                run.setRequiredMetrics()
            }
            return found?.value
        }
        #expect(work([], isInterrupted: true, result: nil) == nil)
        #expect(work(["--resume"], isInterrupted: true, result: .infinity) == .infinity)
        #expect(work(["--resume"], isInterrupted: false, result: 3) == .infinity)
        #expect(calls == 2)
    }

    @Test(arguments: [
        History(losses: [Double](repeating: 1, count: 7)), History(losses: [1], unknown: 0),
    ])
    private func aHistoryThatThisTrainingCannotHaveIsRefused(history: History) throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 3)
        let path = folder.file("checkpoints/only.safetensors")
        var kept = try Checkpoint(contentsOf: path)
        kept.setNote("progress", to: history)
        try kept.save(to: path)
        let refused = run(["--resume"], in: folder)
        #expect(refused.code == .badData && refused.losses.isEmpty)
        #expect(refused.log.errors == ["Chapter7: \(path): what it says is not of this training"])
    }

    @Test func aResultThatTheWorkCannotHaveIsRefused() throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 3)
        let path = folder.file("checkpoints/only.safetensors")
        var kept = try Checkpoint(contentsOf: path)
        kept.setNote("result", to: Found(value: 1))
        try kept.save(to: path)
        let log = Log()
        let code = command.run(arguments: ["--out", folder.path, "--resume"], console: log.console) { run in
            _ = try run.training("only").cached { _ in Found(value: 3) }
        }
        #expect(code == .badData)
        #expect(log.errors == ["Chapter7: \(path): what it says is not of this training"])
    }

    @Test func aTrainingThatDivergesLeavesTheCheckpointBefore() throws {
        let folder = try TemporaryFolder()
        let log = Log()
        let code = command.run(arguments: ["--out", folder.path], console: log.console) { run in
            _ = try train(run.training("first"), epochs: 2, seed: 1, rate: 0.1)
            throw TrainingDiverged("the loss of epoch 3 is nan")
        }
        #expect(code == .diverged && log.errors == ["Chapter7: the loss of epoch 3 is nan"])
        #expect(folder.files == ["checkpoints"])
        #expect(FileManager.default.fileExists(atPath: folder.file("checkpoints/first.safetensors")))
    }

    @Test func whatAKilledWriterLeftIsRemoved() throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 1)
        try writeFileAtomically("half", to: folder.file("checkpoints/.0F.partial"))
        _ = run(["--resume"], in: folder, stop: 2)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("checkpoints"))
        #expect(names.sorted() == ["only.safetensors", "run.json"])
    }
}
