import ChapterSupport
import Files
import Foundation
import Messages
import Text

/// The text that GPT learns from, and what is said about it.
struct TextSource {
    let text: String
    /// For metrics: "generated", "tiny-shakespeare", "poems" or "text".
    let name: String

    /// The text of `--text` or of the data folder; without either, generated sentences.
    ///
    /// - Throws: `FileError` where a file is missing, broken, or too short for a context.
    init(_ run: ChapterRun) throws {
        if let path = run.text("text") {
            (text, name) = (try readTextFile(path), "text")
            try Self.requireLength(text, path)
        } else if let path = Self.play(in: run.dataFolder) {
            (text, name) = (try readTextFile(path), "tiny-shakespeare")
            try Self.requireLength(text, path)
        } else if let folder = run.dataFolder, let poems = try Self.poems(in: folder) {
            (text, name) = (poems, "poems")
            try Self.requireLength(text, folder)
        } else {
            if let folder = run.dataFolder, !Names.are(in: folder) && !Tweets.are(in: folder) {
                _ = try publishedFile(in: folder, named: Self.plays + ["ci.song.0.json"])
            }
            let lines = GeneratedSentences.sentences(count: run.isQuick ? 1000 : 6000, seed: run.seed)
            (text, name) = (lines.map { $0.joined(separator: " ") + "\n" }.joined(), "generated")
        }
    }

    var isGenerated: Bool { name == "generated" }

    /// The file of Tiny Shakespeare, under either of its published names.
    private static func play(in folder: String?) -> String? {
        folder.flatMap { try? publishedFile(in: $0, named: plays) }
    }

    private static let plays = ["tinyshakespeare.txt", "input.txt"]

    /// A poem of the collection's files.
    private struct Poem: Decodable {
        let rhythmic: String
        let paragraphs: [String]
    }

    /// The poems of `ci.song.*.json`, one after the other; nil where there are no such files. Characters that occur fewer
    /// than five times become □, as the collection writes lost ones.
    private static func poems(in folder: String) throws -> String? {
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix("ci.song.") && $0.hasSuffix(".json") }.sorted()
        guard !files.isEmpty else { return nil }
        var text = ""
        for file in files {
            let path = "\(folder)/\(file)"
            guard let poems = try? JSONDecoder().decode([Poem].self, from: try readFile(path)) else {
                let reason = Words(
                    en: "not a list of poems with \"rhythmic\" and \"paragraphs\"",
                    zh: "不是含有 \"rhythmic\" 和 \"paragraphs\" 的词的列表")
                throw FileError.malformed(path: path, reason: reason.text)
            }
            for poem in poems where !poem.paragraphs.isEmpty {
                text += poem.rhythmic + "\n" + poem.paragraphs.joined(separator: "\n") + "\n\n"
            }
        }
        var counts: [Unicode.Scalar: Int] = [:]
        for scalar in text.unicodeScalars { counts[scalar, default: 0] += 1 }
        var frequent = String.UnicodeScalarView()
        frequent.append(contentsOf: text.unicodeScalars.map { (counts[$0] ?? 0) < 5 ? "□" : $0 })
        return String(frequent)
    }

    /// The shortest text that anything can be learned from.
    private static let shortest = 5000

    private static func requireLength(_ text: String, _ path: String) throws {
        let count = text.unicodeScalars.count
        guard count >= shortest else {
            let reason = Words(
                en: "\(count) characters are too few to learn from; \(shortest) are needed",
                zh: "只有 \(count) 个字符，太少了，至少需要 \(shortest) 个")
            throw FileError.malformed(path: path, reason: reason.text)
        }
    }
}
