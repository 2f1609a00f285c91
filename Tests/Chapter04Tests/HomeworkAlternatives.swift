import Chapter04Homework
import Foundation
import TensorCore

/// Right answers by other ways than the solution's: in Float or Double, in other orders, by other formulas.
let rightAnswers = [
    Answers(
        ofCounts: { tokens, vocabulary in
            let places = Dictionary(uniqueKeysWithValues: zip(vocabulary, vocabulary.indices))
            var counts = vocabulary.map { _ in Float(0) }
            for token in tokens.reversed() { if let place = places[token] { counts[place] += 1 } }
            return counts
        },
        ofWeights: { documents, trainingCount, vocabulary in
            var df: [String: Double] = [:]
            for review in documents[..<trainingCount] {
                for word in Set(review) { df[word, default: 0] += 1 }
            }
            return vocabulary.map { Float(log(Double(trainingCount + 1)) - log((df[$0] ?? 0) + 1) + 1) }
        },
        ofBayes: { tokens, good, bad, goodReviews, badReviews in
            // In Float, all terms of a class first.
            let words = Set(Array(good.keys) + Array(bad.keys))
            func logProbability(_ counts: [String: Int], _ reviews: Int) -> Float {
                let total = Float(counts.values.reduce(0, +) + words.count)
                return tokens.filter(words.contains).reduce(log(Float(reviews))) {
                    $0 + log(Float((counts[$1] ?? 0) + 1)) - log(total)
                }
            }
            return logProbability(good, goodReviews) - logProbability(bad, badReviews)
        },
        ofLoss: { logits, labels in
            // ln p by log-softmax, and p as its exponential.
            let logs = logits.map { row in
                let largest = row.max() ?? 0
                let logSum = largest + log(row.reduce(Float(0)) { $0 + exp($1 - largest) })
                return row.map { $0 - logSum }
            }
            let count = Float(labels.count)
            return (
                -zip(logs, labels).reduce(Float(0)) { $0 + $1.0[$1.1] } / count,
                zip(logs, labels).map { row, label in
                    row.enumerated().map { exp($1) / count - ($0 == label ? 1 / count : 0) }
                }
            )
        },
        ofSplit: { texts, labels, every in
            let groups = Dictionary(grouping: texts.indices) { wideKey(texts[$0]) }
            let kept = groups.values.filter { group in group.allSatisfy { labels[$0] == labels[group[0]] } }
                .compactMap(\.first).sorted()
            var parts: Answers.Split = ([], [])
            for (number, index) in zip(1..., kept) {
                if number.isMultiple(of: every) {
                    parts.test.append(index)
                } else {
                    parts.training.append(index)
                }
            }
            return parts
        },
        ofMean: { outputs, lengths in
            // Times a mask of ones and zeros, divided by at least 1.
            zip(outputs, lengths).map { steps, length in
                steps[0].indices.map { feature in
                    steps.indices.reduce(Float(0)) { $0 + steps[$1][feature] * ($1 < length ? 1 : 0) }
                        / Float(max(length, 1))
                }
            }
        }),
    Answers(
        ofWeights: { documents, trainingCount, vocabulary in
            vocabulary.map { word in
                1 - log(Float(1 + documents.prefix(trainingCount).filter { $0.contains(word) }.count))
                    + log(Float(1 + trainingCount))
            }
        },
        ofBayes: { tokens, good, bad, goodReviews, badReviews in
            // The sum of the logarithms of quotients, in Float, from the end.
            let v = Set(good.keys).union(bad.keys).count
            let (g, b) = (Float(good.values.reduce(v, +)), Float(bad.values.reduce(v, +)))
            var sum: Float = 0
            for token in tokens.reversed() where good[token] != nil || bad[token] != nil {
                sum += log((Float(good[token] ?? 0) + 1) * b / ((Float(bad[token] ?? 0) + 1) * g))
            }
            return sum + log(Float(goodReviews) / Float(badReviews))
        },
        ofLoss: { logits, labels in
            // In Double, the sum of the exponentials of differences to the label's logit where they are small.
            let count = Double(labels.count)
            let rows = logits.map { $0.map(Double.init) }
            let gradient = zip(rows, labels).map { row, label in
                row.indices.map { j in
                    (1 / row.reduce(0) { $0 + exp(min(700, $1 - row[j])) } - (j == label ? 1 : 0)) / count
                }
            }
            let loss = zip(rows, labels).reduce(0) { loss, example in
                let (row, label) = example
                let largest = row.max() ?? 0
                return loss + (log(row.reduce(0) { $0 + exp($1 - largest) }) + (largest - row[label])) / count
            }
            return (Float(loss), gradient.map { $0.map { Float($0) } })
        },
        ofMean: { outputs, lengths in
            // A running mean.
            zip(outputs, lengths).map { steps, length in
                var mean = steps[0].map { _ in Float(0) }
                for t in 0..<length {
                    for h in mean.indices { mean[h] += (steps[t][h] - mean[h]) / Float(t + 1) }
                }
                return mean
            }
        }),
    Answers(
        ofClassifier: { counts, labels in
            // All reviews at once, in Double.
            let rows = counts.map { $0.map(Double.init) }
            var (weights, bias) = (rows[0].map { _ in 0.0 }, 0.0)
            for _ in 0..<600 {
                var (slopes, slope) = (rows[0].map { _ in 0.0 }, 0.0)
                for (row, label) in zip(rows, labels) {
                    let score = zip(weights, row).reduce(bias) { $0 + $1.0 * $1.1 }
                    let error = (1 / (1 + exp(-score)) - Double(label)) / Double(rows.count)
                    for index in row.indices { slopes[index] += error * row[index] }
                    slope += error
                }
                for index in weights.indices { weights[index] -= 0.3 * slopes[index] }
                bias -= 0.3 * slope
            }
            return (weights.map { Float($0) }, Float(bias))
        },
        ofBags: { training, test in
            var places: [String: Int] = [:]
            for word in training.flatMap({ $0 }) where places[word] == nil { places[word] = places.count }
            let table = test.map { review in
                var row = [Float](repeating: 0, count: places.count)
                for word in review { if let place = places[word] { row[place] += 1 } }
                return row
            }
            return (2, table)
        }),
]
