import Autograd
import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import ChapterSupport

private let command = ChapterCommand(
    number: 7, title: "Trial", summary: "A trial.", defaultEpochs: 3, quickEpochs: 2)

/// What a page says of its making, and the curves beside it.
struct ProvenanceTests {
    @Test func commandsAreQuotedAsAShellTakesThem() {
        for (argument, quoted) in [
            ("--seed=3", "--seed=3"), ("路径/a.csv", "路径/a.csv"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
            ("$HOME;`x`", "'$HOME;`x`'"), ("", "''"), ("*", "'*'"),
        ] {
            #expect(Provenance.quoted(argument) == quoted)
        }
        let made = Provenance(chapter: 7, arguments: ["--data", "a b"])
        let late = Date().addingTimeInterval(125)
        let sentence = made.sentence(threads: 1, now: late).text(in: .english)
        #expect(sentence.hasPrefix("Made by `swift run Chapter7 --data 'a b'` on 20"))
        #expect(sentence.contains("in 125 s with 1 thread on "))
        #expect(made.sentence(threads: 2).text(in: .chinese).contains("2 个线程"))
        // A command with the sign that ends code stands without it.
        #expect(!Provenance(chapter: 7, arguments: ["`"]).sentence(threads: 1).en.contains("`swift"))
    }

    @Test func aRunLeavesItsCurvesAndSaysHowItWasMade() throws {
        let folder = try TemporaryFolder()
        let log = Log()
        func train(_ arguments: [String], losses: [Float]) throws -> String? {
            let code = command.run(arguments: arguments + ["--out", folder.path], console: log.console) {
                run in
                for name in ["one", "an \"other\""] {
                    let training = run.training(name)
                    var generator = RandomGenerator(seed: 1)
                    var history = LossHistory()
                    let module = Linear(1, 1, using: &generator)
                    let optimizer = SGD(module.parameters, learningRate: 0.1)
                    for epoch in try training.epochs(
                        losses.count, &history, module, optimizer, using: &generator)
                    {
                        try training.record(Tensor(NDArray(losses[epoch])))
                        guard training.endEpoch(&history) else { break }
                        training.keep(history, generator)
                    }
                }
                run.setRequiredMetrics()
            }
            #expect(code == .success, "\(log.errors)")
            return try? readTextFile(folder.file("curves.json"))
        }
        let curves = try #require(try train(["--quick"], losses: [0.5, 0.25]))
        #expect(curves == "{\n  \"one\": [0.5, 0.25],\n  \"an \\\"other\\\"\": [0.5, 0.25]\n}\n")
        _ = try #require(JSONSerialization.jsonObject(with: Data(curves.utf8)) as? [String: [Double]])
        let page = try readTextFile(folder.file("report.html"))
        #expect(page.contains("<code>swift run Chapter7 --quick --out "))
        #expect(page.contains("curves.json") && page.contains("swift run Homework 7"))
        #expect(page.contains("swift run Chapter8"))
        // A run without a training has none, and removes those of the run that it replaces.
        #expect(try train([], losses: []) == nil)
        #expect(try !readTextFile(folder.file("report.html")).contains("curves.json"))
    }

    @Test func lossesThatAreNoNumbersAreNull() {
        let curves = RunCurves()
        #expect(curves.json == nil)
        curves.keep([], of: "none")
        #expect(curves.json == nil)
        curves.keep([1, .nan, .infinity, -2.5e-9], of: "one")
        #expect(curves.json == "{\n  \"one\": [1.0, null, null, -2.5e-09]\n}\n")
    }
}
