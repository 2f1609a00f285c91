import Messages
import TensorCore

/// A text as the ids of its characters: the first nine tenths to learn from, the rest to validate on.
struct CharacterText: LanguageTask {
    let alphabet: Alphabet
    let training: [Int]
    let validation: [Int]
    /// Windows of a batch, and their length.
    let batchSize: Int
    let context: Int
    /// The windows of the validation text that are looked at after each epoch; at the end it is all of them.
    let quickWindows: Int

    /// - Parameter text: long enough for a window in each part.
    init(_ text: String, context: Int, batchSize: Int, quickWindows: Int = 200) {
        alphabet = Alphabet(text)
        let ids = alphabet.ids(of: text)
        let split = ids.count * 9 / 10
        (training, validation) = (Array(ids[..<split]), Array(ids[split...]))
        (self.context, self.batchSize, self.quickWindows) = (context, batchSize, quickWindows)
    }

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
