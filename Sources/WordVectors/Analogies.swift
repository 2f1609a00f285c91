import Files
import Messages
import TensorCore

/// Analogies a : b = c : d by section, as the file questions-words.txt of word2vec has them.
public struct Analogies: Equatable, Sendable {
    /// a : b = c : d.
    public struct Question: Equatable, Sendable {
        /// The four words.
        public let (a, b, c, d): (String, String, String, String)

        /// The question a : b = c : ? whose answer is d.
        public init(_ a: String, _ b: String, _ c: String, _ d: String) {
            (self.a, self.b, self.c, self.d) = (a, b, c, d)
        }
    }

    /// Questions of one kind.
    public struct Section: Equatable, Sendable {
        /// What the file calls it.
        public let name: String
        /// Its questions.
        public let questions: [Question]

        /// A section of questions.
        public init(_ name: String, _ questions: [Question]) {
            (self.name, self.questions) = (name, questions)
        }
    }

    /// The sections, in their order.
    public let sections: [Section]

    /// These sections.
    public init(_ sections: [Section]) { self.sections = sections }

    /// Reads a file of four words a line; a line that begins with a colon is the name of the section that follows.
    ///
    /// - Throws: `FileError`.
    public init(contentsOf path: String) throws {
        var sections: [Section] = []
        var (name, questions) = ("", [Question]())
        func endSection() {
            if !questions.isEmpty || !name.isEmpty { sections.append(Section(name, questions)) }
        }
        for (index, line) in try readTextFile(path).split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }
        ).enumerated() {
            if line.first == ":" {
                endSection()
                name = line.dropFirst().split(separator: " ").joined(separator: " ")
                questions = []
                continue
            }
            let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
            if words.isEmpty { continue }
            guard words.count == 4 else {
                throw FileError.malformed(
                    path: path, line: index + 1,
                    reason: Words(
                        en: "\(words.count) words, a question has four", zh: "\(words.count) 个词，每题应有四个词"
                    ).text)
            }
            questions.append(Question(words[0], words[1], words[2], words[3]))
        }
        endSection()
        self.sections = sections
    }

    /// How many analogies of a section were solved.
    public struct Score: Equatable, Sendable {
        /// The section.
        public let name: String
        /// The questions whose answer was found.
        public var solved: Int
        /// The questions of which all four words have vectors.
        public var covered: Int
        /// All questions.
        public var total: Int
        /// `solved / covered`; NaN where none is covered.
        public var accuracy: Double { covered == 0 ? .nan : Double(solved) / Double(covered) }
    }

    /// Solves the analogies by 3CosAdd, section by section: right is only the nearest word of all but the three given ones.
    /// Questions with a word that has no vector are left out; a word that has none is looked for in lower case.
    ///
    /// - Parameter limit: only the first so many words count, the most frequent ones in vectors sorted so.
    public func scores(of vectors: WordVectors, amongFirst limit: Int = .max) -> [Score] {
        let count = min(limit, vectors.count)
        let directions = vectors.directions.sliced(0..<count)
        return sections.map { section in
            let known = section.questions.compactMap { rows(of: $0, in: vectors, below: count) }
            var solved = 0
            for start in stride(from: 0, to: known.count, by: Self.questionsAtATime) {
                solved += Self.solved(
                    Array(known[start..<min(start + Self.questionsAtATime, known.count)]), directions)
            }
            return Score(
                name: section.name, solved: solved, covered: known.count, total: section.questions.count)
        }
    }

    private static let questionsAtATime = 256

    private func rows(of question: Question, in vectors: WordVectors, below count: Int) -> [Int]? {
        let words = [question.a, question.b, question.c, question.d]
        let rows = words.compactMap { vectors.row(ofWordOrLowercase: $0) }.filter { $0 < count }
        return rows.count == 4 ? rows : nil
    }

    /// How many of these questions, each as four rows, are solved.
    private static func solved(_ questions: [[Int]], _ directions: NDArray) -> Int {
        let a = directions.rows(at: questions.map { $0[0] })
        let b = directions.rows(at: questions.map { $0[1] })
        let c = directions.rows(at: questions.map { $0[2] })
        let cosines = (b - a + c).matmul(directions.transposed())  // [questions, V]
        let most = min(4, directions.shape[0])
        let nearest = cosines.topK(most).indices.scalars
        return questions.enumerated().count { index, question in
            let answer = nearest[index * most..<(index + 1) * most].first { !question[..<3].contains($0) }
            return answer == question[3]
        }
    }
}

extension [Analogies.Score] {
    /// All sections together.
    public var together: Analogies.Score {
        reduce(into: Analogies.Score(name: "", solved: 0, covered: 0, total: 0)) { sum, score in
            sum.solved += score.solved
            sum.covered += score.covered
            sum.total += score.total
        }
    }
}
