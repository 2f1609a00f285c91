import Foundation
import Messages
import Text
import WordVectors

/// Questions about words with known answers.
struct Questions {
    let classes: [WordClass]
    let analogies: Analogies
    let similarity: WordSimilarity?

    /// The classes and relations of the data, and the published questions of its folder.
    ///
    /// - Throws: `FileError` for a file that is broken.
    init(_ data: WordData) throws {
        let sections = data.relations.map { relation in
            Analogies.Section(
                relation.name, relation.analogies.map { Analogies.Question($0[0], $0[1], $0[2], $0[3]) })
        }
        try self.init(classes: data.classes, sections: sections, folder: data.questionFolder)
    }

    /// - Parameter folder: that of `wordsim353.tsv` and `questions-words.txt`, either of which may be missing.
    init(classes: [WordClass], sections: [Analogies.Section] = [], folder: String?) throws {
        func file(_ name: String) -> String? {
            folder.map { "\($0)/\(name)" }.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
        }
        self.classes = classes
        similarity = try file("wordsim353.tsv").map { try WordSimilarity(contentsOf: $0) }
        let published = try file("questions-words.txt").map { try Analogies(contentsOf: $0).sections } ?? []
        analogies = Analogies(sections + published)
    }
}

/// How good vectors are, by questions with known answers.
struct VectorScores {
    /// The share of the five nearest words of the same class.
    let purity: ClassPurity
    /// The analogies solved, relation by relation.
    let analogies: [Analogies.Score]
    /// The agreement with people on the similarity of two words, where the pairs are known.
    let similarity: WordSimilarity.Agreement?
    /// The mean cosine of two words: near 1 where nothing has been learned.
    let meanCosine: Double

    /// - Parameter limit: an answer to an analogy is looked for among so many of the most frequent words.
    init(_ vectors: WordVectors, _ questions: Questions, amongFirst limit: Int = 30_000) {
        purity = ClassPurity(vectors, classes: questions.classes.map(\.words))
        analogies = questions.analogies.scores(of: vectors, amongFirst: limit)
        similarity = questions.similarity?.agreement(with: vectors)
        meanCosine = vectors.meanCosine
    }
}
