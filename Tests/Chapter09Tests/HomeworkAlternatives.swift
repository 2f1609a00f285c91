import Chapter09Homework
import Foundation
import TensorCore

/// Right answers by other ways than the solution's: in Float or Double, in other orders, by other formulas.
let rightAnswers = [
    Answers(
        ofPairs: { sentences, window in
            var result: [[Int]] = []
            for sentence in sentences.reversed() where sentence.count > 1 {
                for distance in stride(from: min(window, sentence.count - 1), to: 0, by: -1) {
                    for i in 0..<sentence.count - distance {
                        let (a, b) = (sentence[i], sentence[i + distance])
                        result += [[b, a], [a, b]]
                    }
                }
            }
            return result
        },
        ofNoise: { counts in
            // In Double, by logarithms of shares.
            let total = Double(counts.reduce(0, +))
            let weights = counts.map { $0 == 0 ? 0 : exp(0.75 * log(Double($0) / total)) }
            return weights.map { Float($0 / weights.reduce(0, +)) }
        },
        ofStep: { center, context, negatives, learningRate in
            // In Double, σ by the hyperbolic tangent, all outputs in one list.
            let v = center.map(Double.init)
            let outputs = ([context] + negatives).map { $0.map(Double.init) }
            let slopes = outputs.enumerated().map { number, output in
                let score = zip(output, v).reduce(0) { $0 + $1.0 * $1.1 }
                return Double(learningRate) * ((1 + tanh(score / 2)) / 2 - (number == 0 ? 1 : 0))
            }
            let moved = zip(outputs, slopes).map { output, slope in
                zip(output, v).map { Float($0 - slope * $1) }
            }
            let newCenter = v.indices.map { k in
                Float(v[k] - zip(outputs, slopes).reduce(0) { $0 + $1.0[k] * $1.1 })
            }
            return (newCenter, moved[0], Array(moved[1...]))
        },
        ofKeeping: { counts, threshold in
            let total = Double(counts.reduce(0, +))
            return counts.map { Float(min(1, pow(Double(threshold) / (Double($0) / total), 0.5))) }
        },
        ofAnalogy: { a, b, c, words, vectors in
            // In Double; the cosine divided by both lengths; sorted, the first of the largest kept.
            let table = Dictionary(uniqueKeysWithValues: zip(words, vectors.map { $0.map(Double.init) }))
            guard let va = table[a], let vb = table[b], let vc = table[c] else { return nil }
            func length(_ x: [Double]) -> Double { x.map { $0 * $0 }.reduce(0, +).squareRoot() }
            func unit(_ x: [Double]) -> [Double] { x.map { $0 / max(length(x), 1e-12) } }
            let query = zip(zip(unit(vc), unit(va)).map { $0 - $1 }, unit(vb)).map { $0 + $1 }
            let scored = words.filter { $0 != a && $0 != b && $0 != c }.map { word -> (String, Double) in
                let vector = table[word] ?? []
                let product = zip(vector, query).map { $0 * $1 }.reduce(0, +)
                return (word, length(vector) == 0 ? 0 : product / length(vector) / length(query))
            }
            let largest = scored.map(\.1).max()
            return scored.first { $0.1 == largest }?.0
        },
        ofInformation: { counts in
            // ln s + ln Σ − ln row − ln row, in Float, from the mean of both directions.
            let words = counts.indices
            let both = words.map { i in words.map { (Float(counts[i][$0]) + Float(counts[$0][i])) / 2 } }
            let logs = both.map { log($0.reduce(0, +)) }
            let total = log(both.joined().reduce(0, +))
            return words.map { i in
                words.map { j in both[i][j] > 0 ? max(log(both[i][j]) + total - logs[i] - logs[j], 0) : 0 }
            }
        }),
    Answers(
        ofPairs: { sentences, window in
            sentences.flatMap { sentence -> [[Int]] in
                var result: [[Int]] = []
                for i in sentence.indices {
                    let left = sentence[max(0, i - window)..<i]
                    let right = sentence.dropFirst(i + 1).prefix(window)
                    result += (left + right).map { [sentence[i], $0] }
                }
                return result
            }
        },
        ofNoise: { counts in
            // √c · ⁴√c.
            let powers = counts.map { sqrt(Float($0)) * sqrt(sqrt(Float($0))) }
            return powers.map { $0 / powers.reversed().reduce(0, +) }
        },
        ofStep: { center, context, negatives, learningRate in
            // σ(−x) for 1 − σ(x), in Float.
            func sigmoid(_ x: Float) -> Float { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }
            let pull = learningRate * sigmoid(-product(context, center))
            let pushes = negatives.map { learningRate * sigmoid(product($0, center)) }
            var newCenter = center
            for k in center.indices {
                newCenter[k] += pull * context[k]
                for (negative, push) in zip(negatives, pushes) { newCenter[k] -= push * negative[k] }
            }
            return (
                newCenter, zip(context, center).map { $0 + pull * $1 },
                zip(negatives, pushes).map { negative, push in zip(negative, center).map { $0 - push * $1 } }
            )
        },
        ofKeeping: { counts, threshold in
            let total = Float(counts.reduce(0, +))
            return counts.map { count in
                let f = Float(count) / total
                return f <= threshold ? 1 : sqrt(threshold) / sqrt(f)
            }
        },
        ofAnalogy: { a, b, c, words, vectors in
            // The nearest of the units to the unit of the sum, but for zeros, whose cosine is compared.
            guard [a, b, c].allSatisfy(words.contains) else { return nil }
            func unit(_ x: [Float]) -> [Float] {
                let factor = 1 / max(sqrt(product(x, x)), 1e-20)
                return x.map { $0 * factor }
            }
            let units = Dictionary(uniqueKeysWithValues: zip(words, vectors.map(unit)))
            let query = unit(
                zip(units[b] ?? [], zip(units[a] ?? [], units[c] ?? [])).map { $0 - $1.0 + $1.1 })
            let others = words.filter { ![a, b, c].contains($0) }
            return others.reversed().max { product(units[$0] ?? [], query) < product(units[$1] ?? [], query) }
                .flatMap { best in
                    let score = product(units[best] ?? [], query)
                    return others.first { product(units[$0] ?? [], query) == score }
                }
        },
        ofInformation: { counts in
            // In Double, by probabilities, the upper half mirrored.
            let n = counts.count
            var result = [[Float]](repeating: [Float](repeating: 0, count: n), count: n)
            let total = 2 * Double(counts.joined().reduce(0, +))
            let p = (0..<n).map { i in
                (0..<n).reduce(0.0) { $0 + Double(counts[i][$1] + counts[$1][i]) / total }
            }
            for i in 0..<n {
                for j in i..<n where counts[i][j] + counts[j][i] > 0 {
                    let joint = Double(counts[i][j] + counts[j][i]) / total
                    result[i][j] = Float(log(max(1, joint / p[i] / p[j])))
                    result[j][i] = result[i][j]
                }
            }
            return result
        }),
    Answers(
        ofVectors: { trained($0, words: $1) },
        ofLookup: { text, asked in
            var numbers: [String: Int] = [:]
            var words: [Int: String] = [:]
            for word in text where numbers[word] == nil {
                words[numbers.count] = word
                numbers[word] = numbers.count
            }
            return (6, asked.map { words[$0] })
        }),
    Answers(ofVectors: { sentences, words in
        // How often each word stands before and behind each other.
        var counts = [[Float]](repeating: [Float](repeating: 0, count: 2 * words), count: words)
        for sentence in sentences {
            for (a, b) in zip(sentence, sentence.dropFirst()) {
                counts[a][b] += 1
                counts[b][words + a] += 1
            }
        }
        return counts.map { $0.map { $0.squareRoot() } }
    }),
]
