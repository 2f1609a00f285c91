import ChapterSupport
import Files
import Messages
import Reporting
import WordVectors

// The vectors of a file, the reader's own or published ones: questions and answers, and no run.

/// Throws `UsageError` where words are asked for without vectors to look them up in.
func refuseQuestionsWithoutVectors(_ run: ChapterRun) throws {
    for name in ["neighbours", "analogy", "words"] where run.wasGiven(name) {
        throw UsageError(
            en: "--\(name) needs --vectors FILE, such as the vectors.txt of a run of this chapter",
            zh: "--\(name) 需要 --vectors 文件，例如本章运行得到的 vectors.txt")
    }
}

/// Reads the vectors of `--vectors`, answers the questions of the command line, and scores the vectors where `--data` is a
/// folder with published questions.
///
/// - Throws: `FileError` for a file that is missing or broken, `UsageError` for a word without a vector.
func answerFromVectors(_ arguments: ParsedArguments, _ console: Console) throws {
    let asked = arguments.list("analogy").map { ($0, $0.split(separator: " ").map(String.init)) }
    for (text, words) in asked where words.count != 3 {
        throw UsageError(
            en: "--analogy takes three words with blanks between them, not '\(text)'",
            zh: "--analogy 需要以空格分隔的三个词，而不是“\(text)”")
    }
    let folder = arguments.path("data")
    let questionFolder = questions(beside: folder)
    if let folder, questionFolder == nil {
        throw FileError.missing(path: "\(folder)/wordsim353.tsv, questions-words.txt")
    }
    let path = arguments.path("vectors") ?? ""
    let vectors = try WordVectors(contentsOf: path, words: arguments.path("words"))
    let (count, width) = (formatNumber(Double(vectors.count)), vectors.width)
    console.output(
        Words(en: "\(count) words with \(width) numbers each", zh: "\(count) 个词，每个词 \(width) 维").text)
    for word in arguments.list("neighbours") {
        guard let near = vectors.nearest(to: word, count: 10) else { throw noVector(word) }
        console.output(Words(en: "\(word): \(listed(near))", zh: "\(word)：\(listed(near))").text)
    }
    for (_, words) in asked {
        guard let near = vectors.analogy(words[0], words[1], words[2], count: 5) else {
            throw noVector(words.first { vectors.row(of: $0) == nil } ?? "")
        }
        let question = "\(words[0]) : \(words[1]) = \(words[2]) : ?"
        console.output(Words(en: "\(question)  \(listed(near))", zh: "\(question)　\(listed(near))").text)
    }
    if let questionFolder {
        try printScores(of: vectors, Questions(classes: WordClass.english, folder: questionFolder), console)
    }
}

private func printScores(of vectors: WordVectors, _ questions: Questions, _ console: Console) {
    let limit = 30_000
    let scores = VectorScores(vectors, questions, amongFirst: limit)
    func three(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }
    if let pairs = scores.similarity {
        console.output(
            "wordsim_rho \(three(pairs.rho))"
                + Words(
                    en: " (\(pairs.covered) of \(pairs.total) pairs)",
                    zh: "（\(pairs.total) 对中的 \(pairs.covered) 对）"
                ).text)
    }
    let all = scores.analogies.together
    if all.covered > 0 {
        console.output(
            "analogies \(three(all.accuracy))"
                + Words(
                    en: " (\(all.solved) of \(all.covered), among the first \(limit) words)",
                    zh: "（在前 \(limit) 个词中答对 \(all.covered) 道中的 \(all.solved) 道）"
                ).text)
    }
    if !scores.purity.purity.isNaN {
        console.output(
            "class_purity_5 \(three(scores.purity.purity))"
                + Words(
                    en: " (at random \(three(scores.purity.chance)))",
                    zh: "（随机为 \(three(scores.purity.chance))）"
                ).text)
    }
}

private func listed(_ near: [WordVectors.Neighbour]) -> String {
    near.map { "\($0.word) \(formatNumber(Double($0.cosine), significantDigits: 3))" }.joined(separator: ", ")
}

private func noVector(_ word: String) -> UsageError {
    UsageError(en: "'\(word)' has no vector", zh: "“\(word)”没有词向量")
}
