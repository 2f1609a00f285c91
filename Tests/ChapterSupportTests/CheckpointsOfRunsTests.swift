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

/// A small training with all that a checkpoint must hold: dropout, Adam, shuffling and a history.
private struct Training {
    struct History: Codable, Equatable {
        var losses: [Double] = []
        var unknown = Double.nan
    }

    let network: Sequential
    let optimizer: Adam
    var history = History()

    /// Ends after `stop` epochs as a run that is interrupted.
    init(_ checkpoint: TrainingCheckpoint, epochs: Int, seed: UInt64, rate: Double, stop: Int = .max) throws {
        var generator = RandomGenerator(seed: seed)
        network = Sequential(
            Linear(3, 8, using: &generator), Dropout(0.3, using: &generator), Linear(8, 1, using: &generator))
        optimizer = Adam(network.parameters, learningRate: rate)
        try checkpoint.resume(&history, network, optimizer, using: &generator) { $0.losses.count <= epochs }
        for epoch in history.losses.count..<epochs where history.losses.count < stop {
            let x = NDArray.normal([4, 3], using: &generator)
            optimizer.zeroGradients()
            let loss = network(Tensor(x)).square().mean()
            try requireFinite(loss, of: network, epoch: epoch + 1)
            loss.backward()
            optimizer.step()
            history.losses.append(Double(loss.scalar))
            checkpoint.keep(history, network, optimizer, generator)
        }
    }
}

@Suite struct CheckpointsOfRunsTests {
    /// Runs the command; the losses of its training, the exit code and what it printed.
    private func run(
        _ arguments: [String], in folder: TemporaryFolder, stop: Int = .max
    ) -> (losses: [Double], code: ExitCode, log: Log) {
        let log = Log()
        var losses: [Double] = []
        let code = command.run(
            arguments: ["--out", folder.path] + arguments, console: log.console,
            isInterrupted: { stop != .max }
        ) { run in
            let training = try Training(
                run.checkpoint("only"), epochs: run.epochs, seed: run.seed, rate: run.number("rate"),
                stop: stop)
            losses = training.history.losses
            run.setRequiredMetrics()
        }
        return (losses, code, log)
    }

    @Test func aStoppedRunGoesOnToTheSameBits() throws {
        let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
        let unbroken = run(["--rate", "0.2"], in: whole)
        #expect(unbroken.losses.count == 6 && unbroken.code == .success)
        #expect(whole.files == ["metrics.json", "report.html"])
        // Written at the end at the latest, whatever the seconds between.
        let first = run(["--rate", "0.2", "--checkpoint-every", "1000"], in: parts, stop: 2)
        #expect(first.losses == Array(unbroken.losses.prefix(2)))
        #expect(first.log.lines[0].contains("--resume"))
        let second = run(["--resume"], in: parts, stop: 5)
        #expect(second.losses == Array(unbroken.losses.prefix(5)))
        let third = run(["--resume", "--threads", "1", "--rate", "0.2"], in: parts)
        #expect(third.losses == unbroken.losses && third.code == .success)
        #expect(parts.files == ["metrics.json", "report.html"])
    }

    @Test func otherOptionsDoNotGoOnWithIt() throws {
        let folder = try TemporaryFolder()
        _ = run(["--rate", "0.2"], in: folder, stop: 1)
        let cases = [
            (["--rate", "0.3"], "goes on with --rate 0.2, not with --rate 0.3"),
            (["--twice"], "goes on with no --twice, not with --twice"),
            (["--seed", "2"], "goes on with --seed 1, not with --seed 2"),
            (["--quick"], "goes on with no --quick, not with --quick"),
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
        #expect(begun.log.lines.first?.contains("begins at the beginning") == true)
    }

    @Test func aNewRunLaysTheOldCheckpointsAside() throws {
        let folder = try TemporaryFolder()
        _ = run(["--seed", "2"], in: folder, stop: 3)
        let new = run([], in: folder)
        #expect(new.losses.count == 6 && new.log.lines[0].contains("checkpoints.before"))
        #expect(folder.files == ["checkpoints.before", "metrics.json", "report.html"])
        // One who only forgot --resume can go on all the same.
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

    @Test func numbersThatAreNoneAreNotKept() throws {
        let folder = try TemporaryFolder()
        _ = command.run(
            arguments: ["--out", folder.path, "--checkpoint-every", "0"], console: Log().console,
            isInterrupted: { true }
        ) { run in
            var generator = RandomGenerator(seed: 1)
            let network = Linear(2, 1, using: &generator)
            let optimizer = SGD(network.parameters, learningRate: 1)
            let checkpoint = run.checkpoint("only")
            checkpoint.keep(1, network, optimizer, generator)
            network.weight.value = NDArray([.nan, 1], shape: [1, 2])
            checkpoint.keep(2, network, optimizer, generator)
            run.setRequiredMetrics()
        }
        let kept = try Checkpoint(contentsOf: folder.file("checkpoints/only.safetensors"))
        #expect(try kept.note("progress", as: Int.self, path: "") == 1)
        #expect(kept.isFinite)
    }

    @Test func workThatWasDoneIsNotDoneAgain() throws {
        let folder = try TemporaryFolder()
        var calls = 0
        func once(_ arguments: [String], isInterrupted: Bool, result: Double?) -> Double? {
            var found: Double?
            _ = command.run(
                arguments: ["--out", folder.path] + arguments, console: Log().console,
                isInterrupted: { isInterrupted }
            ) { run in
                found = try run.checkpoint("work").once(where: { $0 > 2 }) { _ in
                    calls += 1
                    return result
                }
                run.setRequiredMetrics()
            }
            return found
        }
        #expect(once([], isInterrupted: true, result: nil) == nil)
        #expect(once(["--resume"], isInterrupted: true, result: .infinity) == .infinity)
        #expect(once(["--resume"], isInterrupted: false, result: 3) == .infinity)
        #expect(calls == 2)
    }

    @Test func whatATrainingCannotHaveFoundOutIsRefused() throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 3)
        let path = folder.file("checkpoints/only.safetensors")
        var kept = try Checkpoint(contentsOf: path)
        kept.setNote("progress", to: Training.History(losses: [Double](repeating: 1, count: 7)))
        try kept.save(to: path)
        let second = run(["--resume"], in: folder)
        #expect(second.code == .badData && second.losses.isEmpty)
        #expect(second.log.errors == ["Chapter7: \(path): what it says is not of this training"])
        // Nor a result that the work cannot have.
        kept.setNote("result", to: 1.0)
        try kept.save(to: path)
        let code = command.run(arguments: ["--out", folder.path, "--resume"], console: Log().console) { run in
            _ = try run.checkpoint("only").once(where: { $0 > 2 }) { _ in 3.0 }
        }
        #expect(code == .badData)
    }

    @Test func aTrainingThatComesApartLeavesTheCheckpointBefore() throws {
        let folder = try TemporaryFolder()
        let log = Log()
        let code = command.run(arguments: ["--out", folder.path], console: log.console) { run in
            _ = try Training(run.checkpoint("first"), epochs: 2, seed: 1, rate: 0.1)
            throw TrainingDiverged("the loss of epoch 3 is nan")
        }
        #expect(code == .diverged && log.errors == ["Chapter7: the loss of epoch 3 is nan"])
        #expect(folder.files == ["checkpoints"])
        #expect(FileManager.default.fileExists(atPath: folder.file("checkpoints/first.safetensors")))
    }

    @Test func whatAKilledWriterLeftIsTakenAway() throws {
        let folder = try TemporaryFolder()
        _ = run([], in: folder, stop: 1)
        try writeFileAtomically("half", to: folder.file("checkpoints/.0F.partial"))
        _ = run(["--resume"], in: folder, stop: 2)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("checkpoints"))
        #expect(names.sorted() == ["only.safetensors", "run.json"])
    }
}
