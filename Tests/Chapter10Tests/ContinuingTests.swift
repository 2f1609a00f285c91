import Foundation
import Music
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter10

/// A composer in its reader's hands, `--model` and `--continue`.
@Suite(.serialized) struct ContinuingTests {
    private let program = Program("Chapter10")

    @Test func aSavedComposerGoesOnFromATune() throws {
        let folder = try TemporaryFolder()
        let run = try program.run([
            "--quick", "--part", "composer", "--network", "lstm", "--epochs", "4", "--out",
            folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let (model, before) = (folder.file("run/model.safetensors"), folder.contents)
        let tune = GeneratedTunes.tunes(count: 1, seed: 8)[0]
        let file = folder.file("tune.mid")
        try tune.writeMIDI(to: file)
        func compose(_ options: [String], input: String = "") throws -> Program.Outcome {
            let composed = try program.run(
                ["--model", model, "--song", folder.file("s.mid")] + options, input: input)
            #expect(composed.code == 0 && composed.leftBehind.isEmpty, "\(composed.errors)")
            #expect(composed.processorSeconds < 10)
            return composed
        }
        let answer = try compose(["--continue", file, "--measures", "8"]).output
        let form =
            /.*s\.mid, .*s\.wav: (\d+) notes after .*tune\.mid \(the network's perplexity on it: [0-9.]+\)\n/
        let count = try #require(try form.wholeMatch(in: answer).flatMap { Int($0.1) }, "\(answer)")
        let song = try Tune(contentsOfMIDI: folder.file("s.mid"))
        let heard = try Tune(contentsOfMIDI: file)
        #expect(count > 0 && song.notes.count == heard.notes.count + count)
        #expect(song.notes.filter { $0.start < heard.notes.last?.start ?? 0 }.count >= heard.notes.count - 4)
        #expect((song.notes.map(\.start).max() ?? 0) < heard.length + 32 + 1e-6)
        #expect(folder.contents.contains("s.wav"))

        let first = try compose(["--measures", "4"]).output
        #expect(first.hasSuffix(" notes\n") && !first.contains("after"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("s.mid")))
        _ = try compose(["--measures", "4"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("s.mid"))) == bytes)
        _ = try compose(["--measures", "4", "--seed", "2"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("s.mid"))) != bytes)
        let piped = try compose(["--continue", "-", "--measures", "2"], input: "\(file)\n\(file)\n")
        #expect(piped.output.split(separator: "\n").count == 2)
        #expect(folder.contents.contains("s-2.wav"))
        #expect(folder.contents.filter { !$0.hasPrefix("s") && $0 != "tune.mid" } == before)

        try folder.write("MThd", to: "cut.mid")
        try Tune([]).writeMIDI(to: folder.file("silent.mid"))
        try folder.write("no tensors", to: "broken.safetensors")
        try folder.write("in the way", to: "blocked")
        let counting = try program.run(["--quick", "--part", "counting", "--out", folder.file("counting")])
        #expect(counting.code == 0)
        let counter = folder.file("counting/model.safetensors")
        let song2 = ["--song", folder.file("t.mid")]
        let refusals: [Program.Refusal] = [
            (["--continue", file] + song2, 64, ["--model"]),
            (["--model", counter] + song2, 65, ["counts", "--part counting"]),
            (["--model", folder.file("broken.safetensors")] + song2, 65, ["broken"]),
            (["--model", folder.file("none")] + song2, 66, ["none"]),
            (["--model", model, "--continue", folder.file("none.mid")] + song2, 66, ["none.mid"]),
            (["--model", model, "--continue", folder.file("cut.mid")] + song2, 65, ["cut.mid"]),
            (["--model", model, "--continue", folder.file("silent.mid")] + song2, 65, ["no notes"]),
            (["--model", model, "--measures", "0"] + song2, 64, ["measures"]),
            (["--model", model, "--song", folder.file("blocked/t.mid")], 74, ["blocked"]),
        ]
        try program.expectRefusals(refusals, in: folder)
    }

    @Test(arguments: RecurrentKind.allCases)
    func everyComposerIsReadFromItsFile(_ kind: RecurrentKind) throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 2)
        let model = RecurrentLanguageModel(
            kind, symbols: BeatEncoding.count, width: 8, hidden: 12, layers: 2, using: &generator)
        let path = folder.file("model.safetensors")
        try Checkpoint(model: model, notes: SavedComposer.notes(kind, composes: true)).save(to: path)
        let saved = try SavedComposer(contentsOf: path)
        let events = IntArray([0, 60, 180, 12], shape: [1, 4])
        model.evaluate()
        #expect(saved.model(events).logits.value == model(events).logits.value)
    }

    @Test func theSongBeginsWithTheTuneAndKeepsItsTempo() {
        var generator = RandomGenerator(seed: 2)
        let model = RecurrentLanguageModel(
            .gru, symbols: BeatEncoding.count, width: 8, hidden: 12, using: &generator)
        let tune = Tune(
            (0..<3000).map { Note(start: Double($0) / 4, duration: 0.25, pitch: 60 + $0 % 12, velocity: 33) },
            tempos: [TempoChange(at: 0, microseconds: 400_000)])
        let song = continued(
            tune, by: model, measures: 2, temperature: 1, topP: 1, using: &generator)
        #expect(song.tune.tempos == tune.tempos)
        #expect(Set(tune.notes).isSubset(of: song.tune.notes))
        #expect(song.newNotes == song.tune.notes.count - 3000)
        let new = song.tune.notes.filter { $0.velocity != 33 }
        #expect(new.allSatisfy { $0.start >= 749.75 && $0.start < 758 })
        // Nothing learned: every event about as likely as any other.
        #expect((200...400).contains(song.perplexity ?? 0))
    }
}
