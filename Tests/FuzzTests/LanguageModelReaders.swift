import Files
import Foundation
import PretrainedModels
import TensorCore
import TestSupport
import Text

@testable import Chapter13

/// What Chapter 13 reads: its own models, what fine-tuning left beside published ones, and the reader's sentences.
let languageModelReaders: [FuzzTarget] = [
    model("language model of characters", .characters(Alphabet("ab .\n"), hasBoundary: true)),
    model("language model of words", .words(WordTable(words: ["cat", "hat"]))),
    model(
        "language model of pieces",
        .bytePairs(ByteLevelBPE(learnedFrom: "the cat the hat the mat", vocabularyCount: 262))),
    reader("adapters", [adapterFile()], repair: withRightLengths) { path in
        guard let llama else { return "" }
        return "\(try LlamaAdapter(contentsOf: path, for: llama).rank)"
    },
    reader("fine-tuned classifier", classifierFiles(), repair: withRightLengths, cost: 5) { path in
        let encoder = try MiniLM(folder: pretrained("minilm")).encoder
        return "\(try SavedClassifier(contentsOf: path, for: encoder).lowRank.rank)"
    },
    reader("own sentences", [Array("a\tb\nc d\ne\nf\ng 汉\n".utf8)]) { path in
        guard let llama else { return "" }
        return "\(try OwnSentences(contentsOf: path, for: llama).training.count)"
    },
]

/// A reader whose only error is `FileError.malformed` with the file's path.
private func reader(
    _ name: String, _ seeds: [[UInt8]], repair: (@Sendable ([UInt8]) -> [UInt8])? = nil, cost: Int = 1,
    _ read: @escaping @Sendable (String) throws -> String
) -> FuzzTarget {
    FuzzTarget(
        name, cost: cost, seeds: seeds, repair: repair,
        isExpected: { error, path in
            if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
        }, read: { path, _ in try read(path) })
}

/// A small model with these tokens.
private func model(_ name: String, _ tokens: SavedModel.Tokens) -> FuzzTarget {
    var generator = RandomGenerator(seed: 1)
    let shape = ModelShape(vocabulary: tokens.count, context: 4, width: 4, heads: 2, layers: 1)
    let saved = SavedModel(model: LanguageModel(shape, using: &generator), tokens: tokens)
    let file = written { try saved.save(to: $0, epoch: 1) }
    return reader(name, [file], repair: withRightLengths) {
        "\(try SavedModel(contentsOf: $0).tokens.count)"
    }
}

private func pretrained(_ name: String) -> String {
    packageRoot.appendingPathComponent("Tests/Fixtures/pretrained/\(name)").path
}

private let llama = try? Llama(contentsOf: pretrained("llama"))

private func adapterFile() -> [UInt8] {
    var generator = RandomGenerator(seed: 2)
    guard let llama else { return [] }
    let adapter = LlamaAdapter(for: llama, rank: 1, alpha: 2, using: &generator)
    return written { try adapter.save(to: $0) }
}

/// With adapters, and with all weights.
private func classifierFiles() -> [[UInt8]] {
    [false, true].map { isAdapted in
        var generator = RandomGenerator(seed: 3)
        guard let encoder = try? MiniLM(folder: pretrained("minilm")).encoder else { return [] }
        if isAdapted { encoder.addAdapters(rank: 1, alpha: 2, using: &generator) }
        let classifier = SentenceClassifier(encoder, classes: 2, using: &generator)
        let saved = SavedClassifier(classifier, LowRank(rank: 1, alpha: 2))
        return written { try saved.save(to: $0) }
    }
}
