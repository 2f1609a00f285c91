import Files
import TensorCore
import TestSupport
import Testing

@testable import WordVectors

@Suite struct ClassPurityTests {
    private func vectors(_ rows: [[Float]]) -> WordVectors {
        WordVectors(words: (0..<rows.count).map { "w\($0)" }, matrix: NDArray(rows: rows))
    }

    /// Two directions with three words each: pure by direction; by the numbers' parity each has one of two.
    @Test func knownAnswers() {
        let vectors = vectors([[1, 0], [1, 0.1], [1, 0.05], [0, 1], [0.1, 1], [0.05, 1]])
        let pure = ClassPurity(vectors, classes: [["w0", "w1", "w2"], ["w3", "w4", "w5"]], neighbours: 2)
        #expect(pure.purity == 1 && pure.wordCount == 6)
        #expect(abs(pure.chance - 0.4) < 1e-12)
        let mixed = ClassPurity(vectors, classes: [["w0", "w3", "w4"], ["w1", "w2", "w5"]], neighbours: 2)
        #expect(abs(mixed.purity - 1.0 / 3) < 1e-12)
    }

    /// Words of no class are no neighbours, and words without a vector are counted only as listed.
    @Test func onlyWordsOfTheClassesCount() {
        let vectors = vectors([[1, 0], [0.8, 0.6], [1, 0.01], [0, 1]])
        let purity = ClassPurity(vectors, classes: [["w0", "w1", "none"], ["w3"]], neighbours: 1)
        #expect(purity.wordCount == 3 && purity.listedCount == 4)
        #expect(abs(purity.purity - 2.0 / 3) < 1e-12)
    }

    @Test func tooFewWords() {
        let vectors = vectors([[1, 0], [0, 1]])
        #expect(ClassPurity(vectors, classes: [["w0", "w1"]], neighbours: 2).purity.isNaN)
        #expect(ClassPurity(vectors, classes: [["w0", "w1"]], neighbours: 1).purity == 1)
        #expect(ClassPurity(vectors, classes: [], neighbours: 1).purity.isNaN)
    }
}

@Suite struct WordSimilarityTests {
    @Test func ranksOfTiesAreAveraged() {
        #expect(averagedRanks([30, 10, 20, 20, 5]) == [5, 2, 3.5, 3.5, 1])
        #expect(averagedRanks([7, 7, 7]) == [2, 2, 2])
        #expect(averagedRanks([]).isEmpty)
    }

    /// Ranks 1, 2½, 2½, 4 and 1, 3, 2, 4: 4.5 / √(4.5 · 5).
    @Test func spearman() {
        #expect(abs(spearmanCorrelation([1, 2, 2, 3], [10, 30, 20, 40]) - 4.5 / 22.5.squareRoot()) < 1e-12)
        #expect(abs(spearmanCorrelation([1, 2, 3], [1, 100, 101]) - 1) < 1e-12)
        #expect(abs(spearmanCorrelation([1, 2, 3], [3, 2, 1]) + 1) < 1e-12)
        #expect(spearmanCorrelation([1, 2], [5, 5]).isNaN && spearmanCorrelation([1], [1]).isNaN)
    }

    private let vectors = WordVectors(
        words: ["a", "b", "c", "d"], matrix: NDArray(rows: [[1, 0], [1, 0.1], [1, 1], [0, 1]]))

    @Test func coverage() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/pairs.tsv"
        try writeFileAtomically("# comment\nA\tb\t9\na\tc\t5.5\r\na\td\t1\n\na\tnone\t4\n", to: path)
        let similarity = try WordSimilarity(contentsOf: path)
        #expect(similarity.pairs.count == 4)
        #expect(similarity.pairs[0] == WordSimilarity.Pair("A", "b", 9))
        let agreement = similarity.agreement(with: vectors)
        #expect(abs(agreement.rho - 1) < 1e-12 && agreement.covered == 3 && agreement.total == 4)
    }

    @Test(arguments: ["a\tb\n", "a\tb\tx\n", "a\tb\tnan\n", "a b 3\n"])
    func aBrokenLineIsNamed(line: String) throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/pairs.tsv"
        try writeFileAtomically("# comment\n\(line)", to: path)
        let error = #expect(throws: FileError.self) { try WordSimilarity(contentsOf: path) }
        #expect(error?.description.hasPrefix("\(path):2: ") == true)
    }

    @Test(.enabled(if: publishedData("words") != nil))
    func publishedFiles() throws {
        let folder = try #require(publishedData("words"))
        #expect(try WordSimilarity(contentsOf: "\(folder)/wordsim353.tsv").pairs.count == 353)
        let analogies = try Analogies(contentsOf: "\(folder)/questions-words.txt")
        #expect(analogies.sections.count == 14)
        #expect(analogies.sections.reduce(0) { $0 + $1.questions.count } == 19_544)
        #expect(analogies.sections[0].name == "capital-common-countries")
    }
}

@Suite struct AnalogiesTests {
    private let vectors = WordVectors(
        words: ["man", "king", "woman", "queen", "boy", "girl", "apple"],
        matrix: NDArray(rows: [
            [1, 0, 0.1], [1, 2, 0.1], [1, 0, 0.6], [1, 2, 0.7], [3, 0, 0.1], [3, 0.1, 2], [0, -1, 0],
        ]))

    private func file(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
        let folder = try TemporaryFolder()
        try writeFileAtomically(text, to: "\(folder.path)/questions.txt")
        return (folder, "\(folder.path)/questions.txt")
    }

    @Test func scoresBySection() throws {
        let (folder, path) = try file(
            ": royal family\nman king Woman queen\nman king woman apple\n: others\r\nman woman boy girl\r\n"
                + "man woman boy none\n: empty\n")
        let analogies = try withExtendedLifetime(folder) { try Analogies(contentsOf: path) }
        #expect(analogies.sections.map(\.name) == ["royal family", "others", "empty"])
        let scores = analogies.scores(of: vectors)
        #expect(scores.map(\.solved) == [1, 1, 0])
        #expect(scores.map(\.covered) == [2, 1, 0])
        #expect(scores.map(\.total) == [2, 2, 0])
        #expect(scores[2].accuracy.isNaN)
        #expect(scores.together == Analogies.Score(name: "", solved: 2, covered: 3, total: 4))
    }

    @Test func onlyTheFirstWordsCount() {
        let analogies = Analogies([
            Analogies.Section(
                "", [.init("man", "king", "woman", "queen"), .init("man", "woman", "boy", "girl")])
        ])
        #expect(analogies.scores(of: vectors, amongFirst: 4).together.covered == 1)
        #expect(analogies.scores(of: vectors, amongFirst: 2).together.covered == 0)
        #expect(analogies.scores(of: vectors, amongFirst: 99).together.covered == 2)
    }

    /// The same question one by one and in a batch.
    @Test func agreesWithTheSingleQuestion() {
        let questions = ["man king woman", "woman queen boy", "boy girl man", "king queen apple"].map {
            $0.split(separator: " ").map(String.init)
        }
        for words in questions {
            let answer = vectors.analogy(words[0], words[1], words[2], count: 1)?.first?.word ?? ""
            let section = Analogies.Section("", [.init(words[0], words[1], words[2], answer)])
            #expect(Analogies([section]).scores(of: vectors).together.solved == 1)
            let wrong = Analogies.Section("", [.init(words[0], words[1], words[2], words[2])])
            #expect(Analogies([wrong]).scores(of: vectors).together.solved == 0)
        }
    }

    @Test func aLineWithoutFourWordsIsNamed() throws {
        let (folder, path) = try file(": a\nb c d\n")
        let error = #expect(throws: FileError.self) { try Analogies(contentsOf: path) }
        #expect(error?.description == "\(path):2: 3 words, a question has four")
        withExtendedLifetime(folder) {}
    }
}

/// GloVe's 400,000 words against figures computed with NumPy; skipped where the vectors are not there.
@Suite struct PublishedVectorTests {
    /// `pretrained` lies beside the repository, as `shared/data/pretrained/get.sh` makes it.
    private static let matrix = publishedData("../../pretrained/glove/glove_6B_50d_emb.npy")

    @Test(.enabled(if: matrix != nil && publishedData("words") != nil))
    func glove() throws {
        let (matrix, folder) = (try #require(Self.matrix), try #require(publishedData("words")))
        let vectors = try WordVectors(contentsOf: matrix, words: "\(folder)/glove_6B_words.txt.gz")
        #expect(vectors.count == 400_000 && vectors.width == 50)
        let similarity = try WordSimilarity(contentsOf: "\(folder)/wordsim353.tsv")
        let agreement = similarity.agreement(with: vectors)
        #expect(abs(agreement.rho - 0.503) < 0.001 && agreement.covered == 353)
        let analogies = try Analogies(contentsOf: "\(folder)/questions-words.txt")
        let score = analogies.scores(of: vectors, amongFirst: 30_000).together
        #expect(abs(score.accuracy - 0.497) < 0.002 && score.covered == 14_877)
        #expect(vectors.analogy("man", "king", "woman", count: 1)?.first?.word == "queen")
    }
}
