import Autograd
import ChapterSupport
import Datasets
import Files
import Foundation
import NeuralNetworks
import PretrainedModels
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter13

/// Published models in the chapter, on small ones with random weights in the formats of their publishers.
@Suite(.serialized) struct PublishedModelTests {
    private let program = Program("Chapter13")

    private func fixture(_ name: String) -> String {
        packageRoot.appendingPathComponent("Tests/Fixtures/pretrained/\(name)").path
    }

    /// The program with these lines as its input.
    private func run(_ arguments: [String], input: String) throws -> Program.Outcome {
        let path = Program.buildFolder.appendingPathComponent("Chapter13").path
        let script = "input=$1; shift; printf %s \"$input\" | \"$@\""
        return try Program(path: "/bin/sh").run(["-c", script, "sh", input, path] + arguments)
    }

    /// Tweets of which a word tells the class.
    private func tweets(in folder: TemporaryFolder, _ count: Int = 30) throws {
        func file(_ word: String) -> Data {
            let rows = (0..<count).map { "\($0),\"@user the \(word) sat on mat \($0 % 7)\"" }
            return Data((["id,tweet"] + rows).joined(separator: "\n").utf8)
        }
        try folder.write(file("cat"), to: "complaint1700.csv")
        try folder.write(file("hat &amp; hat"), to: "noncomplaint1700.csv")
    }

    @Test func theSplitsAreThoseOfNumPy() {
        let splits = TweetSplits.of(3400, seed: 1)
        #expect(splits.map(\.test.count) == Array(repeating: 340, count: 5))
        #expect(splits.map(\.training.count) == Array(repeating: 3060, count: 5))
        // The first of numpy.random.default_rng(0).permutation(3400).
        #expect(Set([622, 1054, 2112, 104, 1851]).isSubset(of: splits[0].test))
        #expect(Set(splits.map(\.test)).count == 5)
        #expect(TweetSplits.of(3400, seed: 2) == splits)
        let others = TweetSplits.of(100, seed: 1)
        #expect(others.map(\.test.count) == Array(repeating: 10, count: 5))
        #expect(TweetSplits.of(100, seed: 2) != others)
    }

    @Test func batchesHoldTextsOfSimilarLength() {
        var generator = RandomGenerator(seed: 1)
        let texts = (0..<700).map { _ in [Int](repeating: 7, count: 1 + generator.integer(below: 60)) }
        let batches = lengthSortedBatches(texts, of: 32, using: &generator)
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<700))
        #expect(batches.count == 22)
        let padding = batches.map { rows in
            rows.map { texts[$0].count }.max()! * rows.count - rows.map { texts[$0].count }.reduce(0, +)
        }.reduce(0, +)
        // At random half of the places would be padding.
        #expect(padding < texts.map(\.count).reduce(0, +) / 10)
        #expect(lengthSortedBatches(texts, of: 32, using: &generator) != batches)
    }

    @Test func theLastLayerFitsFrozenVectors() {
        var generator = RandomGenerator(seed: 2)
        let vectors = NDArray.normal([60, 5], using: &generator)
        let labels = (0..<60).map { vectors.scalars[5 * $0] > 0.2 ? 1 : 0 }
        let layer = lastLayer(vectors, labels, classes: 2)
        let predictions = layer(Tensor(vectors)).value.argMax(axis: 1).scalars
        #expect(accuracy(predictions, labels) > 0.95)
    }

    @Test func anEncoderIsFineTunedAndThenClassifies() throws {
        let folder = try TemporaryFolder()
        try tweets(in: folder)
        let arguments = [
            "--task", "tweets", "--data", folder.path, "--encoder", fixture("minilm"), "--lora", "2",
            "--epochs", "2",
        ]
        let runs = try program.seededRuns(arguments, in: folder)
        #expect(runs.oneThread == runs.twoThreads)
        #expect(runs.oneThread != runs.otherSeed)
        #expect(runs.value("lora_base_unchanged") == 1)
        #expect(try #require(runs.value("lora_merged_difference")) < 1e-5)
        #expect(try #require(runs.value("trainable_share_lora")) < 0.5)
        #expect(runs.value("trainable_share_all") == 1)
        #expect(runs.value("naive_bayes") == 1)
        #expect(runs.value("test_accuracy_last_layer") != nil)
        for name in ["model", "lora"] {
            let verb = [
                "--classify", "the hat sat", "--encoder", fixture("minilm"), "--model",
                folder.file("one/\(name).safetensors"),
            ]
            let answer = try program.run(verb)
            #expect(answer.code == 0 && answer.output.hasSuffix("%\n"), "\(answer.errors)")
            #expect(answer.leftBehind.isEmpty)
            try learns(with: folder.file("one/\(name).safetensors"), in: folder)
        }
        try program.expectRefusals([
            (["--classify", "x"], 64, ["--encoder"]),
            (
                [
                    "--classify", "x", "--encoder", fixture("minilm"), "--model",
                    fixture("minilm/model.safetensors"),
                ], 65, ["model.safetensors"]
            ),
        ])
    }

    /// Corrections change what the classifier says, in a file beside it.
    private func learns(with model: String, in folder: TemporaryFolder) throws {
        let text = "the hat sat"
        func answer(_ model: String) throws -> String {
            try program.run(
                ["--encoder", fixture("minilm"), "--model", model, "--classify", text]
            ).output
        }
        let before = try answer(model)
        let wrong = before.hasPrefix("complaint") ? "no complaint" : "Complaint"
        let file = try folder.write("\(text)\t\(wrong)\n", to: "right.txt")
        let whole = ["--encoder", fixture("minilm"), "--model", model, "--data", folder.path]
        let run = try program.run(whole + ["--learn", file])
        #expect(run.code == 0 && run.leftBehind == [], "\(run.errors)")
        let row = try #require(run.output.split(separator: "\n").first { $0.contains("new: 1 learned") })
        #expect(row.contains(" 0.0%") && row.contains("100.0%"), "\(row)")
        #expect(
            try answer(model.replacing(".safetensors", with: "-learned.safetensors"))
                .hasPrefix(wrong.lowercased()))
        #expect(try answer(model) == before)
        let none = try folder.write("\(text)\tsplendid\n", to: "none.txt")
        let written = folder.contents
        try program.expectRefusals(
            [
                (["--model", model, "--learn", file], 64, ["--encoder"]),
                (Array(whole.prefix(4)) + ["--learn", file], 64, ["--data"]),
                (whole + ["--learn", none], 65, ["none.txt:1", "splendid"]),
            ], in: folder)
        #expect(folder.contents == written)
    }

    @Test func fineTuningLearnsWhichWordTells() throws {
        let folder = try TemporaryFolder()
        try tweets(in: folder)
        let tweets = try EncoderTweets(in: folder.path)
        #expect(tweets.texts[30].contains("hat & hat"))
        var generator = RandomGenerator(seed: 1)
        let model = try MiniLM(folder: fixture("minilm"), dropout: 0, using: &generator)
        let classifier = SentenceClassifier(model.encoder, classes: 2, dropout: 0, using: &generator)
        let texts = LabelledTexts(
            texts: tweets.texts.map { model.ids(of: $0) }, classes: tweets.labels)
        let recipe = EncoderRecipe(epochs: 12, batchSize: 8, learningRate: 5e-3, headRate: 5e-3)
        let history = try fineTune(classifier, on: texts, recipe, Training(), using: &generator)
        #expect(abs(history.startLoss - log(2)) < 0.1)
        #expect(try #require(history.losses.last) < 0.1)
        #expect(accuracy(classifier.predictions(texts.texts), texts.classes) > 0.95)
        // What is saved answers the same.
        let path = folder.file("classifier.safetensors")
        try SavedClassifier(classifier, LowRank()).save(to: path)
        let fresh = try MiniLM(folder: fixture("minilm"))
        let read = try SavedClassifier(contentsOf: path, for: fresh.encoder).classifier
        #expect(read.logits(texts.texts) == classifier.logits(texts.texts))
    }

    @Test func similarSentencesAreFound() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Data("the cat sat\na hat\nthat is it\n".utf8), to: "lines.txt")
        let encoder = ["--encoder", fixture("minilm")]
        let found = try program.run(["--similar", "a hat", "--text", path] + encoder)
        #expect(found.code == 0, "\(found.errors)")
        let lines = found.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "1.000  a hat")
        #expect(found.leftBehind.isEmpty)
        // Lines of the input: each beside those before it.
        let piped = try run(["--similar", "-"] + encoder, input: "the cat\na hat\nthe cat\n")
        let answers = piped.output.split(separator: "\n")
        #expect(answers.count == 3 && answers[1] == "1.000  the cat", "\(piped.output) \(piped.errors)")
        try program.expectRefusals(
            [
                (["--similar", "x"], 64, ["--encoder"]),
                (["--similar", "x"] + encoder, 64, ["--text"]),
                (["--similar", "x", "--text", path, "--encoder", folder.file("none")], 66, ["none"]),
                (["--similar", "x", "--encoder", folder.path, "--text", path], 66, ["vocab.txt"]),
                (["--similar", "x", "--text", folder.file("empty.txt")] + encoder, 66, ["empty.txt"]),
            ], in: folder)
    }

    @Test(arguments: ["llama.gguf", "llama"]) func aPublishedModelChats(_ name: String) throws {
        let chat = ["--chat", "--model", fixture(name), "--length", "12"]
        let first = try run(chat, input: "the cat\n\nand the hat\n")
        #expect(first.code == 0, "\(first.errors)")
        // One line of speed for each answer, on the other stream.
        #expect(first.errors.split(separator: "\n").count == 2)
        #expect(first.errors.contains("tokens"))
        #expect(try run(chat, input: "the cat\n\nand the hat\n").output == first.output)
        #expect(try run(chat + ["--seed", "5"], input: "the cat\n\nand the hat\n").output != first.output)
        let greedy = try run(chat + ["--temperature", "0"], input: "the cat\n")
        #expect(
            try run(chat + ["--temperature", "0", "--seed", "9"], input: "the cat\n").output == greedy.output)
        // A context of 64 tokens does not hold this.
        let long = try run(chat, input: String(repeating: "cat hat ", count: 40) + "\nthe cat\n")
        #expect(long.code == 0 && long.errors.contains("64"), "\(long.errors)")
        let more = try run(chat, input: String(repeating: "the cat sat\n", count: 12))
        #expect(more.code == 0, "\(more.errors)")
    }

    @Test func aConversationForgetsItsOldestTurns() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        let template = try #require(model.chatTemplate)
        var conversation = Conversation(model, template)
        var shown = ""
        for turn in 0..<12 {
            let answer = try conversation.answer(
                to: "cat \(turn)", longest: 4, choosing: { _ in 40 }, until: { false },
                show: { shown += $0 })
            #expect(answer.tokenCount == 4)
        }
        #expect(conversation.messages.count < 24)
        #expect(conversation.messages.last?.role == "assistant")
        #expect(conversation.messages.dropLast().last?.content == "cat 11")
        #expect(shown == String(repeating: model.tokenizer.text(of: [40, 40, 40, 40]), count: 12))
        #expect(throws: Conversation.TooLong.self) {
            try conversation.answer(
                to: String(repeating: "q", count: 100), longest: 4, choosing: { _ in 40 },
                until: { false }, show: { _ in })
        }
        // Stopped after its first token, a turn goes on with the next message.
        let stopped = try conversation.answer(
            to: "hat", longest: 4, choosing: { _ in 40 }, until: { true }, show: { _ in })
        #expect(stopped.tokenCount == 1)
    }

    /// What a conversation has in its cache answers as if the whole of it were read anew.
    @Test func turnsInTheCacheAreThoseOfTheTemplate() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        let template = try #require(model.chatTemplate)
        var conversation = Conversation(model, template)
        var logits: [NDArray] = []
        for text in ["cat", "hat"] {
            _ = try conversation.answer(
                to: text, longest: 2,
                choosing: {
                    logits.append($0)
                    return 40
                }, until: { false }, show: { _ in })
        }
        // Two tokens for each turn: the third choice is the first of the second turn.
        #expect(logits.count == 4)
        let messages = Array(conversation.messages.dropLast())
        var session = model.session()
        let whole = session.logits(after: template.ids(of: messages, model.tokenizer))
        #expect(largestDifference(logits[2], whole, relativeTo: 1) < 1e-4)
    }

    @Test func charactersAreShownWhole() {
        var stream = CharacterStream()
        let text = "a汉é😀."
        var shown: [String] = []
        for byte in text.utf8 { shown.append(stream.characters(after: [byte])) }
        #expect(shown.joined() == text)
        #expect(shown.filter { !$0.isEmpty } == ["a", "汉", "é", "😀", "."])
        #expect(stream.characters(after: [0xE6, 0xB1]) == "" && stream.rest == "\u{FFFD}")
    }

    @Test func aModelLearnsTheReadersSentences() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<10).map { "the cat \($0 % 3)\tthe hat" } + ["the cat sat on the mat"]
        let path = try folder.write(Data(lines.joined(separator: "\n").utf8), to: "mine.txt")
        let adapt = ["--task", "adapt", "--model", fixture("llama.gguf"), "--text", path, "--epochs", "8"]
        let runs = try program.seededRuns(adapt, in: folder)
        #expect(runs.oneThread == runs.twoThreads)
        #expect(try #require(runs.value("adapter_loss")) < 0.8 * (runs.value("adapter_loss_before") ?? 0))
        #expect(runs.value("adapter_held_out_loss") != nil)
        #expect(runs.value("adapter_base_unchanged") == 1)
        let adapter = folder.file("one/adapter.safetensors")
        let chat = ["--chat", "--model", fixture("llama.gguf"), "--length", "8", "--temperature", "0"]
        let adapted = try run(chat + ["--adapter", adapter], input: "the cat 1\n")
        #expect(adapted.code == 0, "\(adapted.errors)")
        #expect(try run(chat, input: "the cat 1\n").output != adapted.output)
    }

    @Test func aPublishedModelWritesOn() throws {
        for model in ["llama.gguf", "llama", "gpt2"] {
            let run = try program.run(
                ["--prompt", "the cat", "--model", fixture(model), "--length", "10", "--temperature", "0"])
            #expect(run.code == 0 && run.output.hasPrefix("the cat"), "\(run.errors)")
            #expect(run.leftBehind.isEmpty)
        }
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let few = try folder.write(Data("one\ntwo\n".utf8), to: "few.txt")
        let long = try folder.write(
            Data(("a\nb\nc\nd\n" + String(repeating: "cat ", count: 99)).utf8), to: "long.txt")
        let broken = try folder.write(Data("GGUF".utf8), to: "broken.gguf")
        let five = try folder.write(Data("a\nb\nc\nd\ne\n".utf8), to: "five.txt")
        let model = ["--model", fixture("llama.gguf")]
        try program.expectRefusals(
            [
                (["--chat", "--model", folder.file("none.gguf")], 66, ["none.gguf"]),
                (["--chat", "--model", broken], 65, ["broken.gguf"]),
                (["--chat", "--adapter", few] + model, 65, ["few.txt"]),
                (["--chat", "--adapter", folder.file("no.safetensors")] + model, 66, ["no.safetensors"]),
                (["--task", "adapt"] + model, 64, ["--text"]),
                (["--task", "adapt", "--text", few] + model, 65, ["few.txt", "2 sentences"]),
                (["--task", "adapt", "--text", long] + model, 65, ["long.txt:5"]),
                (["--task", "adapt", "--text", five, "--model", broken], 65, ["broken.gguf"]),
                (["--task", "tweets"], 64, ["--data"]),
                (["--task", "tweets", "--encoder", fixture("minilm")], 64, ["--data"]),
                (
                    ["--task", "tweets", "--data", folder.path, "--encoder", fixture("minilm")], 66,
                    ["complaint1700.csv"]
                ),
                (["--way", "some"], 64, ["some"]),
            ], common: ["--quick", "--out", folder.file("out")], in: folder)
    }

    @Test func aLostTextIsInChineseToo() throws {
        let folder = try TemporaryFolder()
        try tweets(in: folder)
        let numbers = (0..<6).map { "\($0) + \($0) = \(2 * $0)" }.joined(separator: "\n")
        let text = try folder.write(Data(numbers.utf8), to: "sums.txt")
        let quick = ["--quick", "--epochs", "1"]
        let tuned = ["--task", "tweets", "--data", folder.path, "--encoder", fixture("minilm")]
        let adapted = ["--task", "adapt", "--model", fixture("llama.gguf"), "--text", text]
        for arguments in [tuned, adapted] {
            let run = try ChineseRun(of: program, quick + arguments)
            #expect(run.complaints == [])
        }
    }
}
