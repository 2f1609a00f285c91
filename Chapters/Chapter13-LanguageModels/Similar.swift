import ChapterSupport
import Files
import Foundation
import Messages
import PretrainedModels
import TensorCore

/// The sentences that mean most nearly the same as a given one: those with the largest cosine of their vectors.
struct NearestSentences {
    private let model: MiniLM
    private(set) var sentences: [String]
    /// Of unit length, `[sentences, width]`.
    private var vectors: NDArray

    init(_ sentences: [String], _ model: MiniLM) {
        (self.model, self.sentences) = (model, sentences)
        vectors = model.vectors(of: sentences)
    }

    /// The nearest sentences, the nearest first, with their cosines.
    func nearest(_ sentence: String, count: Int) -> [(cosine: Float, sentence: String)] {
        guard !sentences.isEmpty else { return [] }
        let cosines = vectors.matmul(model.vectors(of: [sentence]).transposed()).flattened()
        let (best, rows) = cosines.topK(min(count, sentences.count))
        return zip(best.scalars, rows.scalars).map { ($0, sentences[$1]) }
    }

    /// One sentence more.
    mutating func append(_ sentence: String) {
        sentences.append(sentence)
        vectors = .concatenated([vectors, model.vectors(of: [sentence])])
    }
}

/// Prints the sentences of `--text`, or of the tweets in `--data`, that are nearest to that of `--similar`; for each line of the
/// input if it is "-". Without sentences to look among, a line of the input is compared with those before it.
///
/// - Throws: `UsageError` without an encoder or sentences, `FileError` for a file that is missing or broken.
func findSimilar(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let encoder = arguments.path("encoder") else {
        throw UsageError(
            en: "--similar needs --encoder DIR, the folder of a published encoder such as all-MiniLM-L6-v2",
            zh: "--similar 需要 --encoder DIR，即 all-MiniLM-L6-v2 这类已发布编码器所在的文件夹")
    }
    let query = arguments.text("similar")
    let given = try sentencesToLookAmong(arguments)
    guard given != nil || query == "-" else {
        throw UsageError(
            en: """
                --similar needs sentences to look among: --text FILE with one a line, --data with the tweets, or - \
                and lines of input
                """,
            zh: "--similar 需要一批句子：每行一句的 --text 文件、含推文的 --data，或者用 - 读取输入的各行")
    }
    let model = try MiniLM(folder: try dataFolder(encoder))
    try Parallel.withThreads(arguments.integer("threads")) {
        var collection = NearestSentences(given ?? [], model)
        func answer(_ line: String) {
            for (cosine, sentence) in collection.nearest(line, count: 5) {
                console.output("\(String(format: "%.3f", Double(cosine)))  \(excerpt(sentence, limit: 300))")
            }
            if given == nil { collection.append(line) }
        }
        if query == "-" { try forEachInputLine(until: { false }, answer) } else { answer(query) }
    }
}

/// The lines of `--text`, or the tweets of `--data`; nil without either.
private func sentencesToLookAmong(_ arguments: ParsedArguments) throws -> [String]? {
    if let path = arguments.path("text") {
        let lines = try readTextFile(path).split(whereSeparator: \.isNewline).map(String.init)
        guard !lines.isEmpty else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it has no lines", zh: "文件没有内容").text)
        }
        return lines
    }
    return try arguments.path("data").map { try EncoderTweets(in: try dataFolder($0)).texts }
}
