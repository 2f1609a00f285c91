import Chapter04Homework
import Foundation
import Grading
import TensorCore

/// Logistic regression, with the parts that may be wrong.
@Sendable private func classifier(
    _ counts: [[Float]], _ labels: [Int], passes: Int = 50, rate: Float = 0.05, learnsBias: Bool = true,
    direction: Float = -1
) -> (weights: [Float], bias: Float) {
    var (weights, bias) = (counts[0].map { _ in Float(0) }, Float(0))
    for _ in 0..<passes {
        for (row, label) in zip(counts, labels) {
            let score = zip(weights, row).reduce(bias) { $0 + $1.0 * $1.1 }
            let step = direction * rate * (1 / (1 + exp(-score)) - Float(label))
            for index in weights.indices { weights[index] += step * row[index] }
            if learnsBias { bias += step }
        }
    }
    return (weights, bias)
}

func classifierMutants() -> Mutants {
    func trains(
        _ hint: String, line: UInt = #line,
        _ train: @escaping @Sendable ([[Float]], [Int]) -> (weights: [Float], bias: Float)
    ) -> Mutant<any SentimentHomework> {
        sentimentHomework.mutant(Answers(ofClassifier: train), fails: "4.7", hint: hint, line: line)
    }
    return [
        trains("Nothing was learned") { counts, _ in (counts[0].map { _ in 0 }, 0) },
        // The more frequent class.
        trains("same class") { counts, labels in
            (counts[0].map { _ in 0 }, 2 * labels.reduce(0, +) > labels.count ? 1 : -1)
        },
        // Weights that were right once.
        trains("") { counts, _ in (counts[0].indices.map { $0 == 0 ? 1 : 0 }, -1) },
        trains("against the gradient") { classifier($0, $1, direction: 1) },
        trains("wrong way round") { classifier($0, $1.map { 1 - $0 }) },
        trains("bias is 0") { classifier($0, $1, learnsBias: false) },
        trains("hardly moved") { classifier($0, $1, passes: 1, rate: 0.001) },
        trains("") { classifier(Array($0.prefix(8)), Array($1.prefix(8))) },
        trains("infinite") { counts, labels in
            // A slope that is a product, not a probability, grows without end.
            var (weights, bias) = (counts[0].map { _ in Float(0) }, Float(0))
            for _ in 0..<200 {
                for (row, label) in zip(counts, labels) {
                    let slope = zip(weights, row).reduce(bias) { $0 + $1.0 * $1.1 } - Float(label)
                    for index in weights.indices { weights[index] -= slope * row[index] }
                    bias -= slope
                }
            }
            return (weights, bias)
        },
        trains("one weight for each word") { counts, labels in
            // A table of the reviews instead of weights of the words.
            (labels.map { Float(2 * $0 - 1) } + [0], 0)
        },
        // How much oftener a word is in good reviews, without looking at the others.
        trains("") { counts, labels in
            let weights = counts[0].indices.map { word in
                zip(counts, labels).reduce(Float(0)) { $0 + $1.0[word] * Float(2 * $1.1 - 1) }
            }
            return (weights, 0)
        },
    ]
}

/// The program of 4.8, line by line.
func programAsItStands(_ training: [[String]], _ test: [[String]]) -> [[Float]] {
    var vocabulary: [String] = []
    for review in training + test {
        for word in review where !vocabulary.contains(word) {
            vocabulary.append(word)
        }
    }
    return test.map { review in
        vocabulary.map { word in Float(review.count { $0 == word }) }
    }
}

func bagMutants() -> Mutants {
    func mends(
        _ line: Int, _ hint: String, of place: UInt = #line,
        _ table: @escaping @Sendable ([[String]], [[String]]) throws -> [[Float]] = {
            try Solution().mendedBags(training: $0, test: $1).table
        }
    ) -> Mutant<any SentimentHomework> {
        sentimentHomework.mutant(
            Answers(ofBags: { (line, try table($0, $1)) }), fails: "4.8", hint: hint, line: place)
    }
    return [
        mends(2, "as it stands", programAsItStands), mends(3, "as it stands", programAsItStands),
        mends(3, "line 3 takes each word once"), mends(7, "line 7 is right"),
        mends(1, "which one must change"),
        mends(2, "not of the test") { try Solution().mendedBags(training: $1, test: $1).table },
        mends(7, "Line 7 was right") { training, _ in
            try Solution().mendedBags(training: training, test: training).table
        },
        mends(2, "how often a word occurs") {
            try Solution().mendedBags(training: $0, test: $1).table.map { $0.map { min($0, 1) } }
        },
        mends(2, "the order in which") { training, test in
            try Solution().mendedBags(
                training: [Set(training.joined()).sorted()], test: test
            ).table
        },
        // Only words that come twice.
        mends(2, "") { training, test in
            let words = training.joined()
            let common = words.filter { word in words.count { $0 == word } > 1 }
            return try Solution().mendedBags(training: [common], test: test).table
        },
    ]
}
