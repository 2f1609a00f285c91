import Chapter09Homework
import Foundation
import Grading
import TensorCore

/// Skip-gram with negative sampling, with the parts that may be wrong.
@Sendable func trained(
    _ sentences: [[Int]], words: Int, epochs: Int = 12, rate: Float = 0.1, isOneTable: Bool = false,
    window: Int = 1
) -> [[Float]] {
    var generator = RandomGenerator(seed: 2)
    func table() -> [[Float]] {
        (0..<words).map { _ in (0..<8).map { _ in generator.uniform(in: -0.5...0.5) } }
    }
    var (centers, outputs) = (table(), table())
    for _ in 0..<epochs {
        for sentence in sentences {
            for (i, word) in sentence.enumerated() {
                for (j, other) in sentence.enumerated() where i != j && abs(i - j) <= window {
                    let drawn = [other] + (0..<3).map { _ in generator.integer(below: words) }
                    let center = centers[word]
                    for (place, target) in drawn.enumerated() {
                        let output = isOneTable ? centers[target] : outputs[target]
                        let slope = 1 / (1 + exp(-product(center, output))) - (place == 0 ? 1 : 0)
                        for k in center.indices {
                            centers[word][k] -= rate * slope * output[k]
                            if isOneTable {
                                centers[target][k] -= rate * slope * center[k]
                            } else {
                                outputs[target][k] -= rate * slope * center[k]
                            }
                        }
                    }
                }
            }
        }
    }
    return centers
}

func vectorMutants() -> [Mutant<any WordVectorHomework>] {
    func vectors(
        _ hint: String, line: UInt = #line, _ train: @escaping @Sendable ([[Int]], Int) throws -> [[Float]]
    ) -> Mutant<any WordVectorHomework> {
        wordVectorHomework.mutant(Answers(ofVectors: train), fails: "9.7", hint: hint, line: line)
    }
    return [
        vectors("point the same way") { _, words in (0..<words).map { _ in [1, 2] } },
        vectors("right angle") { _, words in (0..<words).map { a in (0..<words).map { $0 == a ? 1 : 0 } } },
        vectors("is 0") { _, words in (0..<words).map { _ in [0, 0] } },
        // The number of the word, and the example's own vectors.
        vectors("point the same way") { _, words in (0..<words).map { [Float($0 + 1)] } },
        vectors("") { _, words in (0..<words).map { $0 < 2 ? [1, 0] : [0, 1] } },
        vectors("") { _, words in
            var generator = RandomGenerator(seed: 1)
            return (0..<words).map { _ in (0..<8).map { _ in generator.normal() } }
        },
        vectors("") { trained(Array($0.prefix(5)), words: $1) },
        vectors("") { trained($0, words: $1, epochs: 1, rate: 0.001) },
        // Words that are neighbours are taken for alike.
        vectors("those that have the same neighbours") { sentences, words in
            var counts = [[Float]](repeating: [Float](repeating: 0, count: words), count: words)
            for sentence in sentences {
                for (a, b) in zip(sentence, sentence.dropFirst()) where a != b {
                    counts[a][b] += 1
                    counts[b][a] += 1
                }
            }
            let most = counts.joined().max() ?? 1
            for word in counts.indices { counts[word][word] += 10 * most }
            return counts
        },
        vectors("") { trained($0, words: $1, isOneTable: true) },
        vectors("infinite") { sentences, words in
            try Solution().trainedVectors(sentences, wordCount: words).map { $0.map { log($0 - 1e9) } }
        },
        vectors("Each word has a vector") { sentences, words in
            try Solution().trainedVectors(sentences, wordCount: words).dropLast()
        },
        // How often a word occurs is all that is left.
        vectors("") { sentences, words in
            (0..<words).map { word in [1, Float(sentences.joined().count { $0 == word })] }
        },
    ]
}

/// The program of 9.8, line by line.
@Sendable func lookupAsItStands(_ text: [String], _ asked: [Int]) -> [String?] {
    var next = 0
    var numbers: [String: Int] = [:]
    var words: [Int: String] = [:]
    for word in text where numbers[word] == nil {
        numbers[word] = next
        next += 1
        words[next] = word
    }
    return asked.map { words[$0] }
}

func lookupMutants() -> [Mutant<any WordVectorHomework>] {
    func looks(
        _ line: Int, _ hint: String, of place: UInt = #line,
        _ list: @escaping @Sendable ([String], [Int]) throws -> [String?] = {
            try Solution().mendedLookup(text: $0, asked: $1).list
        }
    ) -> Mutant<any WordVectorHomework> {
        wordVectorHomework.mutant(
            Answers(ofLookup: { (line, try list($0, $1)) }), fails: "9.8", hint: hint, line: place)
    }
    return [
        looks(6, "as it stands", lookupAsItStands), looks(7, "as it stands", lookupAsItStands),
        looks(7, "line 7 notes the word"), looks(1, "−1 would be the number"),
        looks(2, "which one must change"),
        looks(6, "the other way") { try Solution().mendedLookup(text: $0, asked: $1.map { $0 + 1 }).list },
        looks(4, "line 4 was right") { text, asked in
            asked.map { text.indices.contains($0) ? text[$0] : nil }
        },
        looks(6, "by the alphabet") { try Solution().mendedLookup(text: $0.sorted(), asked: $1).list },
        looks(6, "has its answer") {
            try Solution().mendedLookup(text: $0, asked: $1).list.filter { $0 != nil }
        },
        looks(6, "") { try Solution().mendedLookup(text: $0, asked: $1).list.map { $0 ?? "" } },
        looks(6, "") { try Solution().mendedLookup(text: $0, asked: $1).list.map { $0?.lowercased() } },
    ]
}
