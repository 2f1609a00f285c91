import Datasets
import Files
import Messages
import NeuralNetworks
import TensorCore
import Text

// A model file holds sizes and vocabularies as notes, so that it translates without the training data.

extension Translator {
    /// Writes weights, sizes and vocabularies.
    func save(to path: String, epoch: Int) throws {
        let sizes = [
            "chapter": "12", "width": String(shape.width), "heads": String(shape.heads),
            "layers": String(shape.layers), "feedForwardWidth": String(shape.feedForwardWidth),
        ]
        let notes = sizes.merging(language.notes) { $1 }
        try Checkpoint(model: self, epoch: epoch, notes: notes).save(to: path)
    }

    /// The translator's answers to some pairs under teacher forcing; nil if all of them are too long.
    func example(of pairs: some Collection<SentencePairs.Pair>) -> ModelExample? {
        let encoded = EncodedPairs(Array(pairs), language)
        guard !encoded.sources.isEmpty else { return nil }
        let batch = encoded.batch(Array(encoded.sources.indices))
        return ModelExample(
            of: self,
            inputs: ["source": .integers(batch.source.ids), "decoder_input": .integers(batch.decoderInput)],
            targets: .integers(batch.targets), answer: { self(batch.source, batch.decoderInput) },
            loss: { _ in translationLoss(self, batch) })
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `FileError` if the file is missing, broken, or not of this chapter.
    static func read(from path: String) throws -> Translator {
        let checkpoint = try Checkpoint(contentsOf: path).withPresentNames()
        let notes = TranslatorNotes(checkpoint.notes, path: path, chapter: 12)
        let shape = TranslatorShape(
            width: try notes.number("width", 1...4096), heads: try notes.number("heads", 1...64),
            layers: try notes.number("layers", 1...48),
            feedForwardWidth: try notes.number("feedForwardWidth", 1...16_384))
        guard shape.width % shape.heads == 0 else {
            throw notes.broken(
                Words(en: "the width is not a multiple of the heads", zh: "宽度不是注意力头数的倍数"))
        }
        let language = try LanguagePair(notes)
        try requireTables(of: shape, language, in: checkpoint, path: path)
        var generator = RandomGenerator(seed: 0)
        let translator = Translator(language, shape, using: &generator)
        try checkpoint.restore(translator, path: path)
        translator.evaluate()
        return translator
    }

    /// Throws unless the file holds the largest array of each part in the size that its notes say. Only then is a network of
    /// these sizes made, so that no note makes it larger than the file.
    private static func requireTables(
        of shape: TranslatorShape, _ language: LanguagePair, in checkpoint: Checkpoint, path: String
    ) throws {
        var expected: [(name: String, shape: Shape)] = [
            ("source_embedding.weight", [language.sourceVocabulary.count, shape.width]),
            ("target_embedding.weight", [language.targetVocabulary.count, shape.width]),
        ]
        for part in ["encoder", "decoder"] {
            for layer in 0..<shape.layers {
                let name = "transformer.\(part).layers.\(layer)"
                expected.append(("\(name).self_attn.in_proj_weight", [3 * shape.width, shape.width]))
                expected.append(("\(name).linear1.weight", [shape.feedForwardWidth, shape.width]))
            }
        }
        let found = Dictionary(checkpoint.model.map { ($0.name, $0.value.shape) }) { first, _ in first }
        for (name, shape) in expected where found[name] != shape {
            let size = found[name].map { "\($0)" } ?? Words(en: "missing", zh: "不存在").text
            let reason = Words(
                en: "\(name) is \(size), the notes say \(shape)", zh: "\(name) 是 \(size)，而注记说是 \(shape)")
            throw FileError.malformed(path: path, reason: reason.text)
        }
    }
}

extension Checkpoint {
    /// The same file with the present names of the parts, for one that was written under the former names.
    fileprivate func withPresentNames() -> Checkpoint {
        let names = ["es": "source_embedding", "et": "target_embedding", "t": "transformer"]
        var renamed = self
        renamed.model = model.map { name, value in
            let part = name.prefix { $0 != "." }
            return (names[String(part)].map { $0 + name.dropFirst(part.count) } ?? name, value)
        }
        renamed.notes["feedForwardWidth"] = notes["feedForwardWidth"] ?? notes["innerWidth"]
        return renamed
    }
}
