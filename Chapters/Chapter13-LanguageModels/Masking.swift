import Messages
import TensorCore

/// Hides words of a text, for BERT to find them again.
///
/// 15 % of the words are chosen, never a sign such as [CLS] or [PAD]. Of these 80 % become [MASK], 10 % another word, and 10 %
/// stay: so the model cannot rely on what it sees. Devlin and others: "BERT" (2018), section 3.1. Section 13.2.
struct Masking {
    var share: Float = 0.15
    /// The number of words in the table, signs included.
    let vocabulary: Int

    /// Texts with hidden words, padded; the targets are the words that were chosen.
    func batch(_ texts: [[Int]], using generator: inout RandomGenerator) -> TokenBatch {
        let longest = texts.map(\.count).max() ?? 0
        var (inputs, targets): ([[Int]], [[Int]]) = ([], [])
        for text in texts {
            var (input, target) = (text, [Int](repeating: -1, count: longest))
            for place in text.indices where isWord(text[place]) && generator.bernoulli(share) {
                target[place] = text[place]
                input[place] = hidden(text[place], using: &generator)
            }
            inputs.append(input + .init(repeating: WordTable.padding, count: longest - text.count))
            targets.append(target)
        }
        return TokenBatch(inputs, targets: targets, mask: PaddedTexts(texts).mask)
    }

    /// Whether an id is a word and no sign; a word that the table does not know cannot be guessed either.
    private func isWord(_ id: Int) -> Bool { id >= WordTable.signs.count }

    /// What stands in the place of a chosen word.
    private func hidden(_ word: Int, using generator: inout RandomGenerator) -> Int {
        let chance = generator.uniform()
        if chance < 0.8 { return WordTable.mask }
        if chance < 0.9 {
            let signs = WordTable.signs.count
            return signs + generator.integer(below: max(1, vocabulary - signs))
        }
        return word
    }
}

/// Texts whose hidden words a BERT learns to find: new ones are hidden in every batch.
struct MaskedTexts: LanguageTask {
    let training: [[Int]]
    let masking: Masking
    let batchSize: Int
    private let held: [TokenBatch]
    /// −ln P of a hidden word by how frequent it is: what a model knows that has learned nothing else.
    let unigramLoss: Double

    /// The first `heldOut` texts are for validation, with hidden words that are always the same.
    init(_ texts: [[Int]], vocabulary: Int, heldOut: Int, batchSize: Int = 64, seed: UInt64) {
        training = Array(texts.dropFirst(heldOut))
        masking = Masking(vocabulary: vocabulary)
        self.batchSize = batchSize
        var generator = RandomGenerator(seed: seed)
        var held: [TokenBatch] = []
        for start in stride(from: 0, to: heldOut, by: batchSize) {
            held.append(
                masking.batch(Array(texts[start..<min(start + batchSize, heldOut)]), using: &generator))
        }
        self.held = held
        var counts = [Double](repeating: 1, count: vocabulary)
        for text in training { for word in text.dropFirst() { counts[word] += 1 } }
        let probabilities = NDArray((counts / counts.reduce(0, +)).map(Float.init)).log()
        let hidden = held.flatMap(\.labels.scalars)
        unigramLoss =
            -hidden.reduce(0) { $0 + Double(probabilities.scalars[$1]) } / Double(max(1, hidden.count))
    }

    func batch(using generator: inout RandomGenerator) -> TokenBatch {
        var batch: TokenBatch
        repeat {
            let texts = (0..<batchSize).map { _ in training[generator.integer(below: training.count)] }
            batch = masking.batch(texts, using: &generator)
        } while batch.labels.elementCount == 0
        return batch
    }

    func validation(of model: LanguageModel) -> Double { model.meanLoss(held) }

    var validationName: Words { Words(en: "validation", zh: "验证") }
}

private func / (numbers: [Double], divisor: Double) -> [Double] { numbers.map { $0 / divisor } }
