import TensorCore
import TestSupport
import Testing

@testable import WordVectors

@Suite struct WordVectorsTests {
    private let vectors = WordVectors(
        words: ["east", "north", "northeast", "far east", "nothing", "west"],
        matrix: NDArray(rows: [[1, 0], [0, 1], [1, 1], [9, 0], [0, 0], [-1, 0]]))

    @Test func vectorsByWord() {
        #expect(vectors.count == 6 && vectors.width == 2)
        #expect(vectors.vector(of: "northeast") == NDArray([1, 1]))
        #expect(vectors.vector(of: "south") == nil)
        #expect(vectors.row(of: "west") == 5)
    }

    /// cos 45° = 0.7071; the length of a vector does not count.
    @Test func cosines() throws {
        #expect(try abs(#require(vectors.cosine("east", "northeast")) - 0.70710678) < 1e-6)
        #expect(vectors.cosine("east", "far east") == 1)
        #expect(vectors.cosine("east", "west") == -1)
        #expect(vectors.cosine("east", "nothing") == 0)
        #expect(vectors.cosine("east", "south") == nil)
    }

    @Test func theNearestWordIsNeverTheWordItself() throws {
        let near = try #require(vectors.nearest(to: "east", count: 5))
        #expect(near.map(\.word) == ["far east", "northeast", "north", "nothing", "west"])
        #expect(near[0].cosine == 1 && near[4].cosine == -1)
        #expect(vectors.nearest(to: "east", count: 99)?.count == 5)
        #expect(vectors.nearest(to: "east", count: 0)?.isEmpty == true)
        #expect(vectors.nearest(to: "south", count: 1) == nil)
    }

    /// Of equally near words the first comes first, also where a list needs sorting whole.
    @Test func ties() {
        let same = WordVectors(
            words: (0..<50).map { "w\($0)" }, matrix: NDArray(filledWith: 1, shape: [50, 3]))
        #expect(same.nearest(to: "w3", count: 4)?.map(\.word) == ["w0", "w1", "w2", "w4"])
        #expect(same.nearest(to: "w3", count: 40)?.map(\.row) == [0, 1, 2] + Array(4...40))
    }

    /// king − man + woman lies nearest to king; the answer is none of the three.
    @Test func analogiesLeaveOutTheGivenWords() {
        let vectors = WordVectors(
            words: ["man", "king", "woman", "queen", "apple"],
            matrix: NDArray(rows: [[1, 0, 0.1], [1, 2, 0.1], [1, 0, 0.12], [1, 2, 0.4], [0, -1, 0]]))
        #expect(vectors.analogy("man", "king", "woman", count: 2)?.map(\.word) == ["queen", "apple"])
        #expect(vectors.analogy("man", "king", "girl", count: 2) == nil)
        let query =
            vectors.directions.selected(1) - vectors.directions.selected(0) + vectors.directions.selected(2)
        #expect(vectors.nearest(to: query, count: 1).map(\.word) == ["king"])
    }

    /// The cosines of the pairs are 1/√2, 0 and 1/√2.
    @Test func meanCosine() {
        let three = WordVectors(words: ["a", "b", "c"], matrix: NDArray(rows: [[2, 0], [3, 3], [0, 1]]))
        #expect(abs(three.meanCosine - 2 * 0.70710678 / 3) < 1e-6)
        let same = WordVectors(words: ["a", "b"], matrix: NDArray(rows: [[1, 2], [2, 4]]))
        #expect(abs(same.meanCosine - 1) < 1e-6)
        #expect(WordVectors(words: ["a"], matrix: NDArray(rows: [[1]])).meanCosine.isNaN)
    }

    @Test func theFirstWords() {
        let first = vectors.prefix(2)
        #expect(first.words == ["east", "north"] && first.matrix == NDArray(rows: [[1, 0], [0, 1]]))
        #expect(vectors.prefix(99).count == 6)
    }

    /// é as one code point and as two: equal strings to Swift, two words in files.
    @Test func wordsAreToldApartByTheirBytes() {
        let words = WordVectors(
            words: ["caf\u{E9}", "cafe\u{301}"], matrix: NDArray(rows: [[1, 0], [0, 1]]))
        #expect(words.row(of: "caf\u{E9}") == 0 && words.row(of: "cafe\u{301}") == 1)
    }

    @Test func anotherNumberOfRowsTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = WordVectors(words: ["a"], matrix: .zeros([2, 3]))
        }
    }
}
