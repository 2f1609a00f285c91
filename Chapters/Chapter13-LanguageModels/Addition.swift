import Messages
import TensorCore

/// Sums of two numbers of three digits, as text: `457+386=3480.` with the sum written from its last digit on, or `=0843.`.
///
/// A column needs the carry of the column to its right. Written from the right, each digit follows from what stands there
/// already; written from the left, the first digit needs all carries at once.
struct Addition: LanguageTask {
    let isReversed: Bool
    /// Pairs that are never learned from.
    private let heldOut: Set<Int>
    private let test: [Int]

    static let alphabet = Alphabet(scalars: Array("0123456789+=.".unicodeScalars))
    /// "abc+def=" and the answer behind it, "wxyz.".
    static let (promptLength, answerLength) = (8, 5)

    init(isReversed: Bool, testCount: Int = 1000, seed: UInt64) {
        self.isReversed = isReversed
        var generator = RandomGenerator(seed: seed)
        var pairs: Set<Int> = []
        var order: [Int] = []
        while order.count < testCount {
            let pair = generator.integer(below: 1_000_000)
            if pairs.insert(pair).inserted { order.append(pair) }
        }
        (heldOut, test) = (pairs, order)
    }

    /// "457+386=3480." for the pair 457386.
    func text(_ pair: Int) -> String {
        func digits(_ number: Int, _ count: Int) -> String {
            String(String(number + 10_000).suffix(count))
        }
        let (a, b) = (pair / 1000, pair % 1000)
        let sum = digits(a + b, 4)
        return "\(digits(a, 3))+\(digits(b, 3))=\(isReversed ? String(sum.reversed()) : sum)."
    }

    private func sequence(_ pair: Int) -> [Int] { Self.alphabet.ids(of: text(pair)) }

    private func batch(_ pairs: some Collection<Int>) -> TokenBatch {
        let sequences = pairs.map(sequence)
        return TokenBatch(
            sequences.map { Array($0.dropLast()) },
            targets: sequences.map { sequence in
                // The terms are random: only the answer is asked for.
                sequence.indices.dropFirst().map { $0 < Self.promptLength ? -1 : sequence[$0] }
            })
    }

    func batch(using generator: inout RandomGenerator) -> TokenBatch {
        var pairs: [Int] = []
        while pairs.count < 128 {
            let pair = generator.integer(below: 1_000_000)
            if !heldOut.contains(pair) { pairs.append(pair) }
        }
        return batch(pairs)
    }

    /// The share of held-out sums whose every digit is right.
    ///
    /// A greedy answer is right if each of its tokens is the likeliest after the right ones before it, so one pass
    /// over question and answer tells.
    func validation(of model: LanguageModel) -> Double {
        model.evaluate()
        var exact = 0
        for start in stride(from: 0, to: test.count, by: 250) {
            let batch = batch(test[start..<min(start + 250, test.count)])
            let best = model.predictions(batch)
            for row in 0..<best.count / Self.answerLength {
                let places = row * Self.answerLength..<(row + 1) * Self.answerLength
                if places.allSatisfy({ best[$0] == batch.labels[$0] }) { exact += 1 }
            }
        }
        return Double(exact) / Double(max(1, test.count))
    }

    var validationName: Words { Words(en: "sums right", zh: "算对的比例") }

    /// Some held-out sums with the model's answers.
    func examples(_ model: LanguageModel, count: Int) -> [(question: String, answer: String, right: String)] {
        var generator = RandomGenerator(seed: 0)
        return test.prefix(count).map { pair in
            let whole = text(pair)
            let question = String(whole.prefix(Self.promptLength))
            let answer = write(
                Self.answerLength, after: Self.alphabet.ids(of: question), with: model,
                Sampling(temperature: 0), using: &generator)
            return (question, Self.alphabet.text(of: answer), String(whole.dropFirst(Self.promptLength)))
        }
    }
}
