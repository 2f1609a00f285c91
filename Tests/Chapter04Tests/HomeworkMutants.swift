import Chapter04Homework
import Foundation
import Grading
import TensorCore

/// Wrong answers as students write them, each with its exercise and a piece of the hint that it must get.
typealias Mutants = [Mutant<any SentimentHomework>]

private func mutant(_ answers: Answers, _ id: String, _ hint: String) -> Mutant<any SentimentHomework> {
    sentimentHomework.mutant(answers, fails: id, hint: hint)
}

func countingMutants() -> Mutants {
    func counts(_ count: @escaping @Sendable ([String], [String]) throws -> [Float], _ hint: String)
        -> Mutant<any SentimentHomework>
    {
        mutant(Answers(ofCounts: count), "4.1", hint)
    }
    return [
        counts(
            { tokens, vocabulary in
                var result = [Float](repeating: 0, count: vocabulary.count)
                for token in tokens where !vocabulary.isEmpty {
                    result[vocabulary.firstIndex(of: token) ?? 0] += 1
                }
                return result
            }, "counted as the first word"),
        counts({ tokens, vocabulary in vocabulary.map { tokens.contains($0) ? 1 : 0 } }, "count how often"),
        counts(
            { tokens, vocabulary in
                try Solution().counts(tokens, vocabulary: vocabulary).map { $0 / Float(vocabulary.count) }
            }, "size of the vocabulary"),
        counts(
            { tokens, vocabulary in
                guard !tokens.isEmpty else { return vocabulary.map { _ in 0 } }
                return try Solution().counts(tokens, vocabulary: vocabulary).map { $0 / Float(tokens.count) }
            }, "length of the review"),
        counts(
            { tokens, vocabulary in
                var result = [Float](repeating: 0, count: vocabulary.count)
                for token in tokens {
                    guard let index = vocabulary.firstIndex(of: token) else { break }
                    result[index] += 1
                }
                return result
            }, "ends at the first unknown word"),
        counts(
            { tokens, vocabulary in
                vocabulary.map { Float(tokens.joined(separator: " ").components(separatedBy: $0).count - 1) }
            }, "part of another"),
        counts(
            { tokens, vocabulary in
                let bag = Dictionary(tokens.map { ($0.lowercased(), 1) }, uniquingKeysWith: +)
                return vocabulary.map { Float(bag[$0.lowercased()] ?? 0) }
            }, "OK and ok"),
    ]
}

func weighingMutants() -> Mutants {
    func weights(
        _ hint: String,
        df: @escaping @Sendable (ArraySlice<[String]>, String) -> Int = { reviews, word in
            reviews.count { $0.contains(word) }
        },
        of part: @escaping @Sendable ([[String]], Int) -> ArraySlice<[String]> = { $0[..<$1] },
        _ weight: @escaping @Sendable (_ n: Int, _ df: Int) -> Float
    ) -> Mutant<any SentimentHomework> {
        let answer: @Sendable ([[String]], Int, [String]) -> [Float] = {
            documents, trainingCount, vocabulary in
            let reviews = part(documents, trainingCount)
            return vocabulary.map { weight(reviews.count, df(reviews, $0)) }
        }
        return mutant(Answers(ofWeights: answer), "4.2", hint)
    }
    let right: @Sendable (Int, Int) -> Float = { log((1 + Float($0)) / (1 + Float($1))) + 1 }
    return [
        weights(
            "that has the word twice counts once",
            df: { reviews, word in reviews.reduce(0) { $0 + $1.filter { $0 == word }.count } }, right),
        weights("divides by 0") { log(Float($0) / Float($1)) },
        weights("divides by 0") { log(Float($0) / Float($1)) + 1 },
        weights("behind the logarithm is missing") { log(Float(1 + $0) / Float(1 + $1)) },
        weights("added to n too") { log(Float($0) / Float(1 + $1)) + 1 },
        weights("base 10") { log10(Float(1 + $0) / Float(1 + $1)) + 1 },
        weights("without a remainder") { log(Float((1 + $0) / (1 + $1))) + 1 },
        weights("those for the test too", of: { documents, _ in documents[...] }, right),
        weights(
            "without tokens counts",
            of: { documents, count in documents[..<count].filter { !$0.isEmpty }[...] },
            right),
    ]
}

func bayesMutants() -> Mutants {
    /// The usual loop, with the parts that may be wrong.
    func bayes(
        _ hint: String,
        prior: @escaping @Sendable (Int, Int) -> Double = { log(Double($0)) - log(Double($1)) },
        smoothing: Double = 1, skipsUnknown: Bool = true,
        tokens change: @escaping @Sendable ([String]) -> [String] = { $0 },
        words: @escaping @Sendable ([String: Int], [String: Int]) -> (Int, Int) = { good, bad in
            let both = Set(good.keys).union(bad.keys).count
            return (both, both)
        }
    ) -> Mutant<any SentimentHomework> {
        mutant(
            Answers(ofBayes: { tokens, good, bad, goodReviews, badReviews in
                let (goodWords, badWords) = words(good, bad)
                let goodTotal = Double(good.values.reduce(0, +)) + smoothing * Double(goodWords)
                let badTotal = Double(bad.values.reduce(0, +)) + smoothing * Double(badWords)
                var sum = prior(goodReviews, badReviews)
                for token in change(tokens) where !skipsUnknown || good[token] != nil || bad[token] != nil {
                    sum += log((Double(good[token] ?? 0) + smoothing) / goodTotal)
                    sum -= log((Double(bad[token] ?? 0) + smoothing) / badTotal)
                }
                return Float(sum)
            }), "4.3", hint)
    }
    return [
        bayes("is missing", prior: { _, _ in 0 }),
        bayes("is the logarithm of", prior: { Double($0) / Double($1) }),
        bayes("upside down", prior: { log(Double($1) / Double($0)) }),
        bayes("gives ln 0", smoothing: 0),
        bayes("left out", skipsUnknown: false),
        bayes("counts twice", tokens: { Array(Set($0)) }),
        bayes("V is missing", words: { _, _ in (0, 0) }),
        bayes("not 1", words: { _, _ in (1, 1) }),
        bayes("the same for both classes", words: { ($0.count, $1.count) }),
        bayes("in both classes once", words: { ($0.count + $1.count, $0.count + $1.count) }),
        mutant(
            Answers(ofBayes: { tokens, good, bad, goodReviews, badReviews in
                let words = Set(good.keys).union(bad.keys)
                let (g, b) = (good.values.reduce(0, +) + words.count, bad.values.reduce(0, +) + words.count)
                var (p, q) = (Float(goodReviews), Float(badReviews))
                for token in tokens where words.contains(token) {
                    p *= Float((good[token] ?? 0) + 1) / Float(g)
                    q *= Float((bad[token] ?? 0) + 1) / Float(b)
                }
                return log(p) - log(q)
            }), "4.3", "product of a thousand probabilities"),
        mutant(
            Answers(ofBayes: {
                try -Solution().naiveBayesLogOdds($0, good: $1, bad: $2, goodReviews: $3, badReviews: $4)
            }), "4.3", "swapped"),
    ]
}

func lossMutants() -> Mutants {
    func losses(
        _ hint: String, loss: @escaping @Sendable (Float, Int, Int) -> Float = { loss, _, _ in loss },
        gradient: @escaping @Sendable (Float, Int, Int) -> Float = { value, _, _ in value }
    ) -> Mutant<any SentimentHomework> {
        mutant(
            Answers(ofLoss: { logits, labels in
                let right = try Solution().softmaxCrossEntropy(logits, labels: labels)
                let (count, classes) = (logits.count, logits[0].count)
                return (
                    loss(right.loss, count, classes),
                    right.gradient.map { $0.map { gradient($0, count, classes) } }
                )
            }), "4.4", hint)
    }
    /// Softmax first, and then the logarithm.
    func steps(_ hint: String, _ softmax: @escaping @Sendable ([Float]) -> [Float]) -> Mutant<
        any SentimentHomework
    > {
        mutant(
            Answers(ofLoss: { logits, labels in
                var probabilities = logits.map(softmax)
                var loss: Float = 0
                for n in labels.indices {
                    loss -= log(probabilities[n][labels[n]])
                    probabilities[n][labels[n]] -= 1
                }
                let count = Float(labels.count)
                return (loss / count, probabilities.map { $0.map { $0 / count } })
            }), "4.4", hint)
    }
    return [
        losses(
            "Loss and gradient are sums", loss: { loss, count, _ in loss * Float(count) },
            gradient: { value, count, _ in value * Float(count) }),
        losses(
            "divide it by the number of examples too", gradient: { value, count, _ in value * Float(count) }),
        losses("The loss is the sum", loss: { loss, count, _ in loss * Float(count) }),
        losses(
            "not of classes", loss: { $0 * Float($1) / Float($2) }, gradient: { $0 * Float($1) / Float($2) }),
        losses("gradient has the wrong sign", gradient: { value, _, _ in -value }),
        losses("base 2", loss: { loss, _, _ in loss / log(2) }),
        steps("largest logit") { row in
            let powers = row.map { exp($0) }
            return powers.map { $0 / powers.reduce(0, +) }
        },
        steps("can be 0 to a computer") { row in
            let powers = row.map { exp($0 - (row.max() ?? 0)) }
            return powers.map { $0 / powers.reduce(0, +) }
        },
        mutant(
            Answers(ofLoss: { logits, labels in
                let best = logits.map { row in row.indices.max { row[$0] < row[$1] } ?? 0 }
                return try Solution().softmaxCrossEntropy(logits, labels: best)
            }), "4.4", "The label counts"),
    ]
}

func splitMutants() -> Mutants {
    /// In one pass: keeps the first of each key, whose label `conflict` may change.
    func split(
        _ hint: String, key: @escaping @Sendable (String) -> String = wideKey,
        isTest: @escaping @Sendable (Int, Int) -> Bool = { ($0 + 1) % $1 == 0 },
        keep: @escaping @Sendable ([Int], [Int]) -> [Int] = { group, labels in
            Set(group.map { labels[$0] }).count == 1 ? [group[0]] : []
        }
    ) -> Mutant<any SentimentHomework> {
        mutant(
            Answers(ofSplit: { texts, labels, every in
                let groups = Dictionary(grouping: texts.indices) { key(texts[$0]) }
                let kept = groups.values.flatMap { keep($0, labels) }.sorted()
                return (
                    kept.indices.filter { !isTest($0, every) }.map { kept[$0] },
                    kept.indices.filter { isTest($0, every) }.map { kept[$0] }
                )
            }), "4.5", hint)
    }
    return [
        split("The text itself is the key", key: { $0 }),
        split("white space only", key: { $0.precomposedStringWithCompatibilityMapping }),
        split("white space only", key: { wideKey($0.replacingOccurrences(of: "\t", with: "_")) }),
        split("full-width forms into ASCII", key: { $0.filter { !$0.isWhitespace } }),
        split("Capital and small letters", key: { wideKey($0).lowercased() }),
        split("Punctuation", key: { wideKey($0).filter(\.isLetter) + wideKey($0).filter(\.isNumber) }),
        split("both labels", keep: { group, _ in [group[0]] }),
        split("all dropped", keep: { group, _ in group.count == 1 ? group : [] }),
        split(
            "all kept", keep: { group, labels in Set(group.map { labels[$0] }).count == 1 ? group : [] }),
        split(
            "The last of the copies",
            keep: { group, labels in
                Set(group.map { labels[$0] }).count == 1 ? [group[group.count - 1]] : []
            }),
        split("not with the first text", isTest: { $0 % $1 == 0 }),
        split("swapped", isTest: { ($0 + 1) % $1 != 0 }),
        mutant(
            Answers(ofSplit: { texts, labels, every in
                func part(_ indices: [Int]) -> [Int] {
                    let groups = Dictionary(grouping: indices) { wideKey(texts[$0]) }
                    return groups.values.filter { Set($0.map { labels[$0] }).count == 1 }.map { $0[0] }
                        .sorted()
                }
                return (
                    part(texts.indices.filter { ($0 + 1) % every != 0 }),
                    part(texts.indices.filter { ($0 + 1) % every == 0 })
                )
            }), "4.5", "after the split"),
    ]
}

/// The key of a text by Foundation's means.
@Sendable func wideKey(_ text: String) -> String {
    text.precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace }
}

func meanMutants() -> Mutants {
    func means(_ hint: String, _ mean: @escaping @Sendable (_ values: [Float], _ length: Int) -> Float)
        -> Mutant<any SentimentHomework>
    {
        mutant(
            Answers(ofMean: { outputs, lengths in
                zip(outputs, lengths).map { steps, length in
                    steps[0].indices.map { feature in mean(steps.map { $0[feature] }, length) }
                }
            }), "4.6", hint)
    }
    @Sendable func sum(_ values: ArraySlice<Float>) -> Float { values.reduce(0, +) }
    return [
        means("divides 0 by 0") { sum($0.prefix($1)) / Float($1) },
        means("divide by the review's length") { sum($0.prefix($1)) / Float($0.count) },
        means("These are the sums") { sum($0.prefix($1)) },
        means("padding counts") { values, _ in sum(values[...]) / Float(values.count) },
        means("padding counts") { sum($0[...]) / Float($1) },
        means("One output too many") { sum($0.prefix($1 + 1)) / Float(min($0.count, $1 + 1)) },
        means("One output too few") { $1 < 2 ? 0 : sum($0.prefix($1 - 1)) / Float($1 - 1) },
        means("no output that counts") { sum($0.prefix(max($1, 1))) / Float(max($1, 1)) },
        means("the first outputs count") { $1 == 0 ? 0 : sum($0.suffix($1)) / Float($1) },
        means("the last output") { $1 == 0 ? 0 : $0[$1 - 1] },
        means("the largest") { $0.prefix($1).max() ?? 0 },
    ]
}
