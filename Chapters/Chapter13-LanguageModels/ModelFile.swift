import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore
import Text

/// A trained model with what its tokens mean, as `model.safetensors` holds it.
struct SavedModel {
    /// What the tokens are.
    enum Tokens: Equatable {
        /// Characters; with a boundary as token 0 where texts are lines, such as names.
        case characters(Alphabet, hasBoundary: Bool)
        /// Words, of which some can be hidden.
        case words(WordTable)
        /// Pieces of bytes.
        case bytePairs(ByteLevelBPE)

        var count: Int {
            switch self {
            case .characters(let alphabet, let hasBoundary): alphabet.count + (hasBoundary ? 1 : 0)
            case .words(let table): table.count
            case .bytePairs(let pieces): pieces.count
            }
        }
    }

    let model: LanguageModel
    let tokens: Tokens
}

// Sizes and tokens are notes of the file, so that it is used without the training data.

extension SavedModel {
    /// Writes weights, sizes and tokens.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(to path: String, epoch: Int) throws {
        let shape = model.shape
        var notes = [
            "chapter": "13", "context": String(shape.context), "width": String(shape.width),
            "heads": String(shape.heads), "layers": String(shape.layers),
            "isCausal": String(shape.isCausal), "hasFeedForward": String(shape.hasFeedForward),
        ]
        switch tokens {
        case .characters(let alphabet, let hasBoundary):
            // Numbers, since a text could be written down in several ways that look the same.
            notes["characters"] = alphabet.scalars.map { String($0.value, radix: 16) }.joined(separator: " ")
            notes["hasBoundary"] = String(hasBoundary)
        case .words(let table):
            notes["words"] = table.words.dropFirst(WordTable.signs.count).joined(separator: "\n")
        case .bytePairs(let pieces):
            notes["pieces"] = pieces.tokens.joined(separator: "\n")
            notes["merges"] = pieces.merges.map { "\($0.left) \($0.right)" }.joined(separator: "\n")
        }
        try Checkpoint(model: model, epoch: epoch, notes: notes).save(to: path)
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `FileError` if the file is missing, broken, or not of this chapter.
    init(contentsOf path: String) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        let notes = ModelNotes(notes: checkpoint.notes, path: path)
        tokens = try notes.tokens()
        let shape = try notes.shape(vocabulary: tokens.count)
        try requireTables(of: shape, in: checkpoint, path: path)
        var generator = RandomGenerator(seed: 0)
        model = LanguageModel(shape, using: &generator)
        try checkpoint.restore(model, path: path)
        model.evaluate()
    }
}

/// The notes of a model file, read one by one.
private struct ModelNotes {
    let notes: [String: String]
    let path: String

    func broken(_ en: String, _ zh: String) -> FileError {
        .malformed(path: path, reason: Words(en: en, zh: zh).text)
    }

    func text(_ name: String) throws -> String {
        guard let text = notes[name] else {
            throw broken(
                "not a model of Chapter 13: it has no note '\(name)'", "不是第 13 章的模型：缺少注记 '\(name)'")
        }
        return text
    }

    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(try text(name)), range.contains(number) else {
            throw broken(
                "the note '\(name)' is not a number from \(range.lowerBound) to \(range.upperBound)",
                "注记 '\(name)' 不是 \(range.lowerBound) 到 \(range.upperBound) 之间的数")
        }
        return number
    }

    func truth(_ name: String) throws -> Bool {
        guard let truth = Bool(try text(name)) else {
            throw broken("the note '\(name)' is neither true nor false", "注记 '\(name)' 既不是 true 也不是 false")
        }
        return truth
    }

    /// The pieces of bytes and what was joined to them.
    func pieces() throws -> ByteLevelBPE {
        let merges = try text("merges").split(separator: "\n").map { line in
            guard let merge = ByteLevelBPE.merge(parsing: String(line)) else {
                throw broken("'\(excerpt(line))' is no pair of pieces", "'\(excerpt(line))' 不是一对词元")
            }
            return merge
        }
        let tokens = try text("pieces").split(separator: "\n").map(String.init)
        do {
            return try ByteLevelBPE(tokens: tokens, merges: merges)
        } catch let error as ByteLevelBPE.InvalidVocabulary {
            throw FileError.malformed(path: path, reason: error.description)
        }
    }

    func tokens() throws -> SavedModel.Tokens {
        if notes["pieces"] != nil { return .bytePairs(try pieces()) }
        guard notes["characters"] != nil else {
            let words = try text("words").split(separator: "\n", omittingEmptySubsequences: false)
            return .words(WordTable(words: words.map(String.init)))
        }
        let scalars = try text("characters").split(separator: " ").map { digits in
            guard let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) else {
                throw broken("'\(excerpt(digits))' is no character", "'\(excerpt(digits))' 不是字符")
            }
            return scalar
        }
        return .characters(Alphabet(scalars: scalars), hasBoundary: try truth("hasBoundary"))
    }

    func shape(vocabulary: Int) throws -> ModelShape {
        let shape = ModelShape(
            vocabulary: vocabulary, context: try number("context", 1...65_536),
            width: try number("width", 1...8192), heads: try number("heads", 1...256),
            layers: try number("layers", 1...96), isCausal: try truth("isCausal"),
            hasFeedForward: try truth("hasFeedForward"))
        guard shape.width % shape.heads == 0, vocabulary > 0 else {
            throw broken("the width is not a multiple of the heads", "宽度不是头数的整数倍")
        }
        return shape
    }
}

/// Throws unless the file holds the arrays that decide a model's size as its notes say: only then is one of that size made.
private func requireTables(of shape: ModelShape, in checkpoint: Checkpoint, path: String) throws {
    var expected: [(name: String, shape: Shape)] = [
        ("token_embedding.weight", [shape.vocabulary, shape.width]),
        ("position_embedding.weight", [shape.context, shape.width]),
    ]
    for layer in 0..<shape.layers {
        expected.append(
            ("blocks.\(layer).attention.query_key_value.weight", [3 * shape.width, shape.width]))
        if shape.hasFeedForward {
            expected.append(("blocks.\(layer).linear1.weight", [4 * shape.width, shape.width]))
        }
    }
    let found = Dictionary(checkpoint.model.map { ($0.name, $0.value.shape) }) { first, _ in first }
    for (name, shape) in expected where found[name] != shape {
        let size = found[name].map { "\($0)" } ?? Words(en: "missing", zh: "缺失").text
        let reason = Words(
            en: "\(name) is \(size), the notes say \(shape)", zh: "\(name) 是 \(size)，注记说是 \(shape)")
        throw FileError.malformed(path: path, reason: reason.text)
    }
}

extension LanguageModel {
    /// The model's logits and loss for a batch, to compare with it in PyTorch. Padding is told there by the id 0.
    func example(of batch: TokenBatch, targets: IntArray) -> ModelExample {
        ModelExample(
            of: self, inputs: ["": .integers(batch.inputs)], targets: .integers(targets),
            answer: { self.logits(self.features(batch.inputs, mask: batch.mask)) },
            loss: { _ in self.loss(batch) })
    }
}
