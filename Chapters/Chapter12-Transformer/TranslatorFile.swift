import Datasets
import Files
import NeuralNetworks
import TensorCore
import Text

// A model file holds the sizes and the vocabularies as notes, so that it translates without the data it learned from.

extension Translator {
    /// Writes weights, sizes and vocabularies.
    func save(to path: String, epoch: Int) throws {
        var notes = [
            "chapter": "12", "width": String(shape.width), "heads": String(shape.heads),
            "layers": String(shape.layers),
            "innerWidth": String(shape.innerWidth), "sourceTokenizer": language.sourceTokenizer.rawValue,
            "targetTokenizer": language.targetTokenizer.rawValue,
            "sourceTokens": language.sourceVocabulary.tokens.dropFirst(4).joined(separator: "\n"),
            "targetTokens": language.targetVocabulary.tokens.dropFirst(4).joined(separator: "\n"),
        ]
        if let subwords = language.subwords {
            notes["merges"] = subwords.merges.map { "\($0.left) \($0.right)" }.joined(separator: "\n")
        }
        try Checkpoint(model: self, epoch: epoch, notes: notes).save(to: path)
    }

    /// What the translator says of some pairs, word by word, when it is given what comes before; nil where all are too long.
    func example(of pairs: some Collection<SentencePairs.Pair>) -> ModelExample? {
        let encoded = EncodedPairs(Array(pairs), language)
        guard !encoded.sources.isEmpty else { return nil }
        let batch = encoded.batch(Array(encoded.sources.indices))
        return ModelExample(
            of: self, inputs: ["source": .integers(batch.source.ids), "written": .integers(batch.written)],
            targets: .integers(batch.next), answer: { self(batch.source, batch.written) },
            loss: { _ in translationLoss(self, batch) })
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `FileError` where the file is missing, broken, or not of this chapter.
    static func read(from path: String) throws -> Translator {
        let checkpoint = try Checkpoint(contentsOf: path)
        let notes = checkpoint.notes
        func broken(_ reason: String) -> FileError { .malformed(path: path, reason: reason) }
        func note(_ name: String) throws -> String {
            guard let text = notes[name] else {
                throw broken("not a model of Chapter 12: it has no note '\(name)'")
            }
            return text
        }
        func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let number = Int(try note(name)), range.contains(number) else {
                throw broken(
                    "the note '\(name)' is not a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        func tokenizer(_ name: String) throws -> Tokenizer {
            guard let tokenizer = Tokenizer(rawValue: try note(name)) else {
                throw broken("the note '\(name)' names no tokenizer")
            }
            return tokenizer
        }
        func vocabulary(_ name: String) throws -> Vocabulary {
            Vocabulary(tokens: try note(name).split(separator: "\n").map(String.init))
        }
        let shape = TranslatorShape(
            width: try number("width", 1...4096), heads: try number("heads", 1...64),
            layers: try number("layers", 1...48), innerWidth: try number("innerWidth", 1...16_384))
        guard shape.width % shape.heads == 0 else { throw broken("the heads do not divide the width") }
        let merges = try notes["merges"].map { text in
            try text.split(separator: "\n").map { line in
                let parts = line.split(separator: " ").map(String.init)
                guard parts.count == 2 else {
                    throw broken("a merge that is not two pieces: '\(excerpt(line))'")
                }
                return BytePairEncoding.Merge(parts[0], parts[1])
            }
        }
        let language = LanguagePair(
            source: (try tokenizer("sourceTokenizer"), try vocabulary("sourceTokens")),
            target: (try tokenizer("targetTokenizer"), try vocabulary("targetTokens")),
            subwords: merges.map(BytePairEncoding.init))
        try requireTables(of: shape, language, in: checkpoint, path: path)
        var generator = RandomGenerator(seed: 0)
        let translator = Translator(language, shape, using: &generator)
        try checkpoint.restore(translator, path: path)
        translator.evaluate()
        return translator
    }

    /// Throws unless the file holds the largest table of each part in the size that its notes say. A network is only made
    /// of these sizes then, so that no note makes it larger than the file.
    private static func requireTables(
        of shape: TranslatorShape, _ language: LanguagePair, in checkpoint: Checkpoint, path: String
    ) throws {
        var wanted: [(name: String, shape: Shape)] = [
            ("es.weight", [language.sourceVocabulary.count, shape.width]),
            ("et.weight", [language.targetVocabulary.count, shape.width]),
        ]
        for part in ["encoder", "decoder"] {
            for layer in 0..<shape.layers {
                let name = "t.\(part).layers.\(layer)"
                wanted.append(("\(name).self_attn.in_proj_weight", [3 * shape.width, shape.width]))
                wanted.append(("\(name).linear1.weight", [shape.innerWidth, shape.width]))
            }
        }
        let found = Dictionary(checkpoint.model.map { ($0.name, $0.value.shape) }) { first, _ in first }
        for (name, shape) in wanted where found[name] != shape {
            let what = found[name].map { "\($0)" } ?? "missing"
            throw FileError.malformed(path: path, reason: "\(name) is \(what), the notes say \(shape)")
        }
    }
}
