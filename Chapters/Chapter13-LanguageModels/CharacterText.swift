import Messages
import TensorCore
import Text

/// A text as the ids of its characters, or of pieces of it: the first nine tenths to learn from, the rest to validate on.
struct CharacterText: LanguageTask {
    let tokens: TextTokens
    let training: [Int]
    let validation: [Int]
    /// The same in characters, for a table of counts, and their number.
    let characters: (training: [Int], validation: [Int], vocabulary: Int)
    /// Windows of a batch, and their length.
    let batchSize: Int
    let context: Int
    /// The windows of the validation text that are looked at after each epoch; at the end it is all of them.
    let quickWindows: Int

    /// - Parameters:
    ///   - text: long enough for a window in each part.
    ///   - pieces: how many different pieces are learned from the part to learn from; nil for characters.
    init(_ text: String, context: Int, batchSize: Int, pieces: Int? = nil, quickWindows: Int = 200) {
        let alphabet = Alphabet(text)
        let ids = alphabet.ids(of: text)
        let split = ids.count * 9 / 10
        characters = (Array(ids[..<split]), Array(ids[split...]), alphabet.count)
        if let pieces {
            let parts = [characters.training, characters.validation].map { alphabet.text(of: $0) }
            tokens = .bytePairs(ByteLevelBPE(learnedFrom: parts[0], vocabularyCount: pieces))
            (training, validation) = (tokens.ids(of: parts[0]), tokens.ids(of: parts[1]))
        } else {
            tokens = .characters(alphabet)
            (training, validation) = (characters.training, characters.validation)
        }
        (self.context, self.batchSize, self.quickWindows) = (context, batchSize, quickWindows)
    }

    /// How many characters of the validation text a token stands for, on average: 1 for characters.
    var charactersPerToken: Double { Double(characters.validation.count) / Double(max(1, validation.count)) }

    /// Windows at random places of the training text.
    func batch(using generator: inout RandomGenerator) -> TokenBatch {
        TokenBatch(
            windows: (0..<batchSize).map { _ in
                let start = generator.integer(below: training.count - context)
                return training[start...start + context]
            })
    }

    /// The validation text in windows that do not overlap, some of them in each batch.
    func validationBatches(windows limit: Int = .max) -> some Sequence<TokenBatch> {
        let count = min(limit, (validation.count - 1) / context)
        return stride(from: 0, to: count, by: 32).lazy.map { first in
            TokenBatch(
                windows: (first..<min(first + 32, count)).map { window in
                    validation[window * context...(window + 1) * context]
                })
        }
    }

    func validation(of model: LanguageModel) -> Double {
        model.meanLoss(validationBatches(windows: quickWindows))
    }

    var validationName: Words { Words(en: "validation", zh: "验证") }
}
