import Datasets
import Files
import Messages
import NeuralNetworks
import TensorCore
import Text

// A model file holds sizes and vocabularies as notes, so that it translates without the training data.

extension EncoderDecoder {
    /// Writes weights, sizes and vocabularies.
    func save(to path: String, epoch: Int) throws {
        let sizes = [
            "chapter": "11", "attention": kind.rawValue, "width": String(shape.width),
            "hidden": String(shape.hidden), "longest": String(shape.longest),
        ]
        let notes = sizes.merging(language.notes) { $1 }
        try Checkpoint(model: self, epoch: epoch, notes: notes).save(to: path)
    }

    /// The network's answers to some pairs under teacher forcing.
    func example(of pairs: [SentencePairs.Pair]) -> ModelExample? {
        let encoded = encoded(pairs)
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
    static func read(from path: String) throws -> EncoderDecoder {
        let checkpoint = try Checkpoint(contentsOf: path)
        let notes = TranslatorNotes(checkpoint.notes, path: path, chapter: 11)
        guard let kind = AttentionKind(rawValue: try notes.text("attention")) else {
            throw notes.broken(
                Words(en: "the note 'attention' names no kind", zh: "注记“attention”不是已知的种类"))
        }
        let shape = EncoderDecoderShape(
            width: try notes.number("width", 1...4096), hidden: try notes.number("hidden", 1...4096),
            longest: try notes.number("longest", 2...1024))
        let language = try LanguagePair(notes)
        try requireTables(of: shape, kind, language, in: checkpoint, path: path)
        var generator = RandomGenerator(seed: 0)
        let network = EncoderDecoder(language, shape, kind, dropout: 0, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
        return network
    }

    /// Throws unless the file holds the large arrays in the size that its notes say. Only then is a network of these sizes
    /// made, so that no note makes it larger than the file.
    private static func requireTables(
        of shape: EncoderDecoderShape, _ kind: AttentionKind, _ language: LanguagePair,
        in checkpoint: Checkpoint, path: String
    ) throws {
        var expected: [(name: String, shape: Shape)] = [
            ("source_embedding.weight", [language.sourceVocabulary.count, shape.width]),
            ("target_embedding.weight", [language.targetVocabulary.count, shape.width]),
            ("decoder.weight_ih_l0", [3 * shape.hidden, shape.width]),
            ("decoder.weight_hh_l0", [3 * shape.hidden, shape.hidden]),
        ]
        if kind == .position {
            expected.append(("attention.position.weight", [shape.longest, shape.width + shape.hidden]))
        }
        let found = Dictionary(checkpoint.model.map { ($0.name, $0.value.shape) }) { first, _ in first }
        for (name, shape) in expected where found[name] != shape {
            let missing = Words(en: "missing", zh: "不存在").text
            let size = found[name].map { "\($0)" } ?? missing
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "\(name) is \(size), the notes say \(shape)", zh: "\(name) 是 \(size)，而注记说是 \(shape)"
                ).text)
        }
    }
}
