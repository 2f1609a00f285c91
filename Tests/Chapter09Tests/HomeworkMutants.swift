import Chapter09Homework
import Foundation
import Grading
import TensorCore

/// Wrong answers as students write them, each with its exercise and a piece of the hint that it must get.
typealias Mutants = [Mutant<any WordVectorHomework>]

private func mutant(_ answers: Answers, _ id: String, _ hint: String) -> Mutant<any WordVectorHomework> {
    wordVectorHomework.mutant(answers, fails: id, hint: hint)
}

func pairMutants() -> Mutants {
    /// The usual loops over a sentence; `context` is the positions around i.
    func pairs(
        _ hint: String,
        _ context: @escaping @Sendable (_ i: Int, _ window: Int, _ count: Int) -> [Int] = around,
        belongs: @escaping @Sendable ([Int], Int, Int) -> Bool = { $1 != $2 }
    ) -> Mutant<any WordVectorHomework> {
        mutant(
            Answers(ofPairs: { sentences, window in
                var result: [[Int]] = []
                for sentence in sentences {
                    for i in sentence.indices {
                        for j in context(i, window, sentence.count) where belongs(sentence, i, j) {
                            result.append([sentence[i], sentence[j]])
                        }
                    }
                }
                return result
            }), "9.1", hint)
    }
    return [
        pairs("word itself", belongs: { _, _, _ in true }),
        pairs("compare the positions", belongs: { sentence, i, j in sentence[i] != sentence[j] }),
        pairs("words before") { i, window, _ in Array(max(0, i - window)..<i) },
        pairs("words behind") { i, window, count in Array(i..<min(count, i + window + 1)) },
        pairs("too narrow") { i, window, count in around(i, window - 1, count) },
        pairs("too wide") { i, window, count in around(i, window + 1, count) },
        pairs("near the ends") { i, window, count in
            i >= window && i + window < count ? Array(i - window...i + window) : []
        },
        pairs("All words of the sentence") { _, _, count in Array(0..<count) },
        mutant(
            Answers(ofPairs: { try Solution().pairs([$0.flatMap { $0 }], window: $1) }), "9.1",
            "cross the end"),
        mutant(
            Answers(ofPairs: { try Array(Set(Solution().pairs($0, window: $1))) }), "9.1",
            "listed several times"),
    ]
}

@Sendable private func around(_ i: Int, _ window: Int, _ count: Int) -> [Int] {
    (0..<count).filter { abs($0 - i) <= window }
}

func noiseMutants() -> Mutants {
    func noise(
        _ hint: String, isNormalized: Bool = true,
        _ weight: @escaping @Sendable (Float, _ total: Float) -> Float
    )
        -> Mutant<any WordVectorHomework>
    {
        mutant(
            Answers(ofNoise: { counts in
                let total = Float(counts.reduce(0, +))
                let weights = counts.map { weight(Float($0), total) }
                return isNormalized ? weights.map { $0 / weights.reduce(0, +) } : weights
            }), "9.2", hint)
    }
    return [
        noise("These are the frequencies") { count, _ in count },
        noise("do not add up to 1", isNormalized: false) { count, _ in pow(count, 0.75) },
        noise("comes after the division", isNormalized: false) { pow($0 / $1, 0.75) },
        noise("that of the powers", isNormalized: false) { pow($0, 0.75) / $1 },
        noise("logarithm") { count, _ in log(1 + count) },
        noise("4/3") { count, _ in pow(count, 4 / 3) },
        noise("never drawn") { count, _ in pow(count + 1, 0.75) },
        noise("All words are as probable") { count, _ in pow(count, Float(3 / Int(4))) },
    ]
}

func stepMutants() -> Mutants {
    /// The usual lines, with what may be wrong in them.
    func step(
        _ hint: String, sigmoid: @escaping @Sendable (Float) -> Float = { 1 / (1 + exp(-$0)) },
        positiveTruth: Float = 1, negativeTruth: Float = 0, sign: Float = 1, usesRate: Bool = true,
        outputsMeetMovedCenter: Bool = false, count: @escaping @Sendable (Int) -> Int = { $0 },
        share: @escaping @Sendable (Int) -> Float = { _ in 1 }
    ) -> Mutant<any WordVectorHomework> {
        mutant(
            Answers(ofStep: { center, context, negatives, learningRate in
                let rate = (usesRate ? learningRate : 1) * sign
                var moved: Answers.Step = (center, context, negatives)
                let positive = sigmoid(product(center, context)) - positiveTruth
                for k in center.indices { moved.center[k] -= rate * positive * context[k] }
                var slopes = [Float](repeating: 0, count: negatives.count)
                for n in 0..<count(negatives.count) {
                    slopes[n] =
                        (sigmoid(product(center, negatives[n])) - negativeTruth) * share(negatives.count)
                    for k in center.indices { moved.center[k] -= rate * slopes[n] * negatives[n][k] }
                }
                let met = outputsMeetMovedCenter ? moved.center : center
                for k in center.indices {
                    moved.context[k] -= rate * positive * met[k]
                    for n in negatives.indices { moved.negatives[n][k] -= rate * slopes[n] * met[k] }
                }
                return moved
            }), "9.3", hint)
    }
    return [
        step("not σ(u · v)", positiveTruth: 0),
        step("its truth is 0", negativeTruth: 1),
        step("uphill", sign: -1),
        step("learning rate is missing", usesRate: false),
        step("after it has moved", outputsMeetMovedCenter: true),
        step("negatives are not used", count: { _ in 0 }),
        step("first negative", count: { min($0, 1) }),
        step("not their mean", share: { 1 / Float($0) }),
        step("σ is missing", sigmoid: { $0 }),
        step("no number", sigmoid: { exp($0) / (1 + exp($0)) }),
        mutant(
            Answers(ofStep: { center, context, negatives, _ in
                let moved = try Solution().sgnsStep(
                    center: center, context: context, negatives: negatives, learningRate: 1)
                return (
                    zip(center, moved.center).map(-), zip(context, moved.context).map(-),
                    zip(negatives, moved.negatives).map { zip($0, $1).map(-) }
                )
            }), "9.3", "return the vectors"),
    ]
}

func keepingMutants() -> Mutants {
    func keeping(
        _ hint: String,
        _ probability: @escaping @Sendable (_ count: Int, _ total: Int, _ threshold: Float) -> Float
    ) -> Mutant<any WordVectorHomework> {
        mutant(
            Answers(ofKeeping: { counts, threshold in
                counts.map { probability($0, counts.reduce(0, +), threshold) }
            }), "9.4", hint)
    }
    return [
        keeping("not the count") { count, _, threshold in min(1, sqrt(threshold / Float(count))) },
        keeping("at most 1") { sqrt($2 * Float($1) / Float($0)) },
        keeping("to drop the word") { max(0, 1 - sqrt($2 * Float($1) / Float($0))) },
        keeping("square root is missing") { min(1, $2 * Float($1) / Float($0)) },
        keeping("upside down") { min(1, sqrt(Float($0) / Float($1) / $2)) },
        keeping("without a remainder") { min(1, sqrt($2 / Float($0 / $1))) },
        keeping("word2vec's program") { count, total, threshold in
            let f = Float(count) / Float(total)
            return count == 0 ? 1 : min(1, (sqrt(f / threshold) + 1) * threshold / f)
        },
        keeping("that does not occur gets 1") { $0 == 0 ? 0 : min(1, sqrt($2 * Float($1) / Float($0))) },
    ]
}

func analogyMutants() -> Mutants {
    /// The usual search; `weights` are those of b, a and c.
    func analogy(
        _ hint: String, weights: (b: Float, a: Float, c: Float) = (1, -1, 1),
        unitsInSum: Bool = true, unitsInScore: Bool = true, start: Float = -.infinity,
        takesLast: Bool = false,
        guardsZero: Bool = true,
        excluded: @escaping @Sendable ([Int]) -> [Int] = { $0 },
        unknown: @escaping @Sendable ([String]) -> Int? = { _ in nil }
    ) -> Mutant<any WordVectorHomework> {
        mutant(
            Answers(ofAnalogy: { a, b, c, words, vectors in
                func index(_ word: String) -> Int? { words.firstIndex(of: word) ?? unknown(words) }
                guard let i = index(a), let j = index(b), let k = index(c) else { return nil }
                let units = vectors.map { vector in
                    let length = sqrt(product(vector, vector))
                    return guardsZero && length == 0 ? vector : vector.map { $0 / length }
                }
                let summed = unitsInSum ? units : vectors
                let query = vectors[0].indices.map {
                    weights.b * summed[j][$0] + weights.a * summed[i][$0] + weights.c * summed[k][$0]
                }
                var best: (index: Int?, score: Float) = (nil, start)
                for n in words.indices where !excluded([i, j, k]).contains(n) {
                    let score = product(query, unitsInScore ? units[n] : vectors[n])
                    if takesLast ? score >= best.score : score > best.score { best = (n, score) }
                }
                return best.index.map { words[$0] }
            }), "9.5", hint)
    }
    return [
        analogy("no answers", excluded: { _ in [] }),
        analogy("no answers", excluded: { [$0[2]] }),
        analogy("mixed up", weights: (-1, 1, 1)),
        analogy("not a + b − c", weights: (1, 1, -1)),
        analogy("c is not added", weights: (1, -1, 0)),
        analogy("before the sum", unitsInSum: false),
        analogy("prefers long vectors", unitsInScore: false),
        analogy("Scalar products of vectors as they are", unitsInSum: false, unitsInScore: false),
        analogy("not with 0", start: 0),
        analogy("not the last", takesLast: true),
        analogy("is no number", guardsZero: false),
        analogy("taken for the first", unknown: { _ in 0 }),
        mutant(
            Answers(ofAnalogy: { a, b, c, words, vectors in
                guard let i = words.firstIndex(of: a), let j = words.firstIndex(of: b),
                    let k = words.firstIndex(of: c)
                else { return nil }
                return words.indices.filter { ![i, j, k].contains($0) }.min { x, y in
                    func distance(_ n: Int) -> Float {
                        vectors[n].indices.reduce(0) {
                            let difference = vectors[j][$1] - vectors[i][$1] + vectors[k][$1] - vectors[n][$1]
                            return $0 + difference * difference
                        }
                    }
                    return distance(x) < distance(y)
                }.map { words[$0] }
            }), "9.5", "by distance"),
    ]
}

func informationMutants() -> Mutants {
    func information(
        _ hint: String,
        _ function: @escaping @Sendable (_ both: Float, _ ratio: Float) -> Float = { both, ratio in
            both == 0 ? 0 : max(0, log(ratio))
        },
        joint: @escaping @Sendable ([[Int]], Int, Int) -> Int = { $0[$1][$2] + $0[$2][$1] }
    ) -> Mutant<any WordVectorHomework> {
        mutant(
            Answers(ofInformation: { counts in
                let words = counts.indices
                let table = words.map { i in words.map { j in Float(joint(counts, i, j)) } }
                let rows = table.map { $0.reduce(0, +) }
                let columns = words.map { j in words.reduce(Float(0)) { $0 + table[$1][j] } }
                let total = rows.reduce(0, +)
                return words.map { i in
                    words.map { j in
                        let ratio = (table[i][j] / total) / ((rows[i] / total) * (columns[j] / total))
                        return function(table[i][j], ratio)
                    }
                }
            }), "9.6", hint)
    }
    return [
        information("ln 0") { _, ratio in log(ratio) },
        information("below 0 becomes 0") { both, ratio in both == 0 ? 0 : log(ratio) },
        information("absolute value") { both, ratio in both == 0 ? 0 : abs(log(ratio)) },
        information("base 2") { both, ratio in both == 0 ? 0 : max(0, log2(ratio)) },
        information("logarithm is missing") { both, ratio in both == 0 ? 0 : ratio },
        information("0/0") { both, ratio in ratio.isNaN ? ratio : max(0, log(ratio)) },
        information("both directions", joint: { $0[$1][$2] }),
        information("both directions", joint: { $0[min($1, $2)][max($1, $2)] }),
        information("added to itself", joint: { $1 == $2 ? $0[$1][$2] : $0[$1][$2] + $0[$2][$1] }),
        information("may stand beside itself", joint: { $1 == $2 ? 0 : $0[$1][$2] + $0[$2][$1] }),
        information("added to the counts", joint: { $0[$1][$2] + $0[$2][$1] + 1 }),
        mutant(
            Answers(ofInformation: { counts in
                let both = counts.indices.map { i in
                    counts.indices.map { Float(counts[i][$0] + counts[$0][i]) }
                }
                let rows = both.map { $0.reduce(0, +) }
                return both.indices.map { i in
                    both.indices.map { j -> Float in
                        let ratio = both[i][j] / rows[i] / rows[j]
                        return both[i][j] == 0 ? 0 : max(0, log(ratio))
                    }
                }
            }), "9.6", "All is 0"),
    ]
}
