import Chapter09Homework
import TensorCore

/// Right in everything that is not replaced.
struct Answers: WordVectorHomework {
    typealias Step = (center: [Float], context: [Float], negatives: [[Float]])

    var ofPairs: @Sendable ([[Int]], Int) throws -> [[Int]] = { try Solution().pairs($0, window: $1) }
    var ofNoise: @Sendable ([Int]) throws -> [Float] = { try Solution().noiseDistribution($0) }
    var ofStep: @Sendable ([Float], [Float], [[Float]], Float) throws -> Step = {
        try Solution().sgnsStep(center: $0, context: $1, negatives: $2, learningRate: $3)
    }
    var ofKeeping: @Sendable ([Int], Float) throws -> [Float] = {
        try Solution().subsamplingKeepProbability($0, threshold: $1)
    }
    var ofAnalogy: @Sendable (String, String, String, [String], [[Float]]) throws -> String? = {
        try Solution().analogy($0, $1, $2, words: $3, vectors: $4)
    }
    var ofInformation: @Sendable ([[Int]]) throws -> [[Float]] = { try Solution().ppmi($0) }
    var ofVectors: @Sendable ([[Int]], Int) throws -> [[Float]] = {
        try Solution().trainedVectors($0, wordCount: $1)
    }
    var ofLookup: @Sendable ([String], [Int]) throws -> (line: Int, list: [String?]) = {
        try Solution().mendedLookup(text: $0, asked: $1)
    }

    func pairs(_ sentences: [[Int]], window: Int) throws -> [[Int]] { try ofPairs(sentences, window) }
    func noiseDistribution(_ counts: [Int]) throws -> [Float] { try ofNoise(counts) }
    func sgnsStep(center: [Float], context: [Float], negatives: [[Float]], learningRate: Float) throws -> Step
    {
        try ofStep(center, context, negatives, learningRate)
    }
    func subsamplingKeepProbability(_ counts: [Int], threshold: Float) throws -> [Float] {
        try ofKeeping(counts, threshold)
    }
    func analogy(_ a: String, _ b: String, _ c: String, words: [String], vectors: [[Float]]) throws -> String?
    {
        try ofAnalogy(a, b, c, words, vectors)
    }
    func ppmi(_ counts: [[Int]]) throws -> [[Float]] { try ofInformation(counts) }
    func trainedVectors(_ sentences: [[Int]], wordCount: Int) throws -> [[Float]] {
        try ofVectors(sentences, wordCount)
    }
    func mendedLookup(text: [String], asked: [Int]) throws -> (line: Int, list: [String?]) {
        try ofLookup(text, asked)
    }
}

/// Σ xᵢ yᵢ.
@Sendable func product(_ x: [Float], _ y: [Float]) -> Float { zip(x, y).map { $0 * $1 }.reduce(0, +) }
