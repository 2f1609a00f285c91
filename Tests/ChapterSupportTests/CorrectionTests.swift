import Files
import Messages
import TestSupport
import Testing

@testable import ChapterSupport

/// What a reader corrects, and what a model makes of it.
@Suite struct CorrectionTests {
    private func read(_ text: String) throws -> [Correction] {
        let folder = try TemporaryFolder()
        return try readCorrections(folder.write(text, to: "c.txt"))
    }

    private func reason(_ text: String) -> String? {
        do { _ = try read(text) } catch { return "\(error)" }
        return nil
    }

    @Test func aLineHasAnInputAndAnAnswer() throws {
        let corrections = try read("\u{FEFF}seven.png\t7\r\n\n  5.1,3.5,1.4 , setosa \nHm, well\tgood\n")
        #expect(corrections.map(\.input) == ["seven.png", "5.1,3.5,1.4", "Hm, well"])
        #expect(corrections.map(\.answer) == ["7", "setosa", "good"])
        #expect(corrections.map(\.line) == [1, 3, 4])
        for (text, words) in [
            ("", "no corrections"), ("\n \n", "no corrections"), ("a\tb\nnothing", "c.txt:2"),
            ("a\t", "c.txt:1"), ("\tb", "c.txt:1"), (",b", "c.txt:1"), ("a\tb\u{0}", "c.txt:1"),
        ] {
            #expect(try #require(reason(text), "\(text)").contains(words), "\(text)")
        }
        #expect(throws: FileError.missing(path: "/none")) { try readCorrections("/none") }
    }

    @Test func anAnswerIsAClass() throws {
        let corrections = try read("a\tCat\nb\tdog\n")
        #expect(try corrections.labels(among: ["dog", "cat"], path: "c") == [1, 0])
        #expect(throws: FileError.self) { try corrections.labels(among: ["cat", "CAT", "dog"], path: "c") }
        do {
            _ = try corrections.labels(among: ["cat", "bird"], path: "c.txt")
            Issue.record("dog is no class")
        } catch {
            #expect("\(error)" == "c.txt:2: 'dog' is no class of the model, which are cat, bird")
        }
    }

    @Test func aFifthOfManyIsHeldOut() {
        for (count, held) in [(1, 0), (9, 0), (10, 2), (53, 10)] {
            let learning = CorrectionLearning(count: count, oldCount: 5, seed: 3)
            #expect(learning.heldOut.count == held)
            #expect((learning.learned + learning.heldOut).sorted() == Array(0..<count))
        }
        #expect(CorrectionLearning(count: 4, oldCount: 5, seed: 3).passes == 100)
        #expect(CorrectionLearning(count: 10_000, oldCount: 5, seed: 3).passes == 3)
    }

    /// A model that is the set of what it has been shown.
    @Test func whatWasLearnedIsSaidAndWrittenBesideTheOld() throws {
        let folder = try TemporaryFolder()
        let model = try folder.write("old", to: "model.safetensors")
        var shown: Set<Int> = []
        var (steps, lines) = (0, [String]())
        func run(failingAt last: Int = .max) throws {
            let learning = CorrectionLearning(count: 20, oldCount: 7, seed: 1)
            try learning.run(
                model: model, console: Console(output: { lines.append($0) }, error: { _ in }),
                oldTestCount: 9,
                scoreOnOld: { shown.isEmpty ? 1 : 0.75 },
                scoreOnNew: { Double($0.count { shown.contains($0) }) / Double($0.count) },
                step: { new, old in
                    steps += 1
                    guard steps < last else { throw UsageError(en: "no more", zh: "停") }
                    #expect(new.count == 16 && old.count == 48 && old.allSatisfy { (0..<7).contains($0) })
                    shown.formUnion(new)
                }, save: { try folder.write("new", to: String($0.dropFirst(folder.path.count + 1))) })
        }
        #expect(throws: UsageError.self) { try run(failingAt: 3) }
        #expect(folder.contents == ["model.safetensors"] && lines.isEmpty)
        (shown, steps) = ([], 0)
        try run()
        #expect(steps == 100 && folder.contents == ["model-learned.safetensors", "model.safetensors"])
        #expect(try readTextFile(model) == "old")
        let rows = lines.joined(separator: "\n").split(separator: "\n").map {
            $0.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        #expect(rows.contains(["old: 9 test examples", "100.0%", "75.0%"]))
        #expect(rows.contains(["new: 16 learned", "0.0%", "100.0%"]))
        #expect(rows.contains(["new: 4 held out", "0.0%", "0.0%"]))
        #expect(
            lines.last == "new model: \(folder.file("model-learned.safetensors")) (\(model) is as it was)")
        try run()
        #expect(folder.contents.contains("model-learned-2.safetensors"))
        let again = learnedModelPath(beside: folder.file("model-learned-2.safetensors"))
        #expect(again == folder.file("model-learned-3.safetensors"))
        #expect(learnedModelPath(beside: "/none/a") == "/none/a-learned.safetensors")
    }
}
