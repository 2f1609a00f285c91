import Files
import Foundation
import Messages
import Text

/// Texts as sentences of words, each reader for its published form.
enum TextReading {
    private static let limit = 256 << 20

    /// The English sentences of Tatoeba (of its French and Chinese pairs, each sentence once) and the captions of
    /// Multi30k, as far as they are in the folder or in its folders `tatoeba` (or, as Download has it, `tatoeba-fra` and
    /// `tatoeba-cmn`) and `multi30k`.
    static func englishSentences(in folder: String) throws -> [[String]] {
        func folders(_ names: String...) -> [String] { [folder] + names.map { "\(folder)/\($0)" } }
        func place(of names: [String], in folders: [String]) -> String? {
            folders.first { folder in
                names.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
            }
        }
        var lines: [String] = []
        var seen: Set<String> = []
        for (language, names) in [("fra", ["fra.txt", "fra-eng.zip"]), ("cmn", ["cmn.txt", "cmn-eng.zip"])] {
            guard let place = place(of: names, in: folders("tatoeba", "tatoeba-\(language)")) else {
                continue
            }
            for pair in try SentencePairs.tatoeba(language, in: place).pairs
            where seen.insert(pair.source).inserted { lines.append(pair.source) }
        }
        if let place = place(of: ["train.en.gz", "train.en"], in: folders("multi30k")) {
            lines += try SentencePairs.multi30k("train", in: place).pairs.map(\.source)
        }
        guard !lines.isEmpty else {
            throw FileError.missing(
                path: "\(folder)/fra-eng.zip, cmn.txt, train.en.gz")
        }
        return try withWords(lines.map(englishWords), folder)
    }

    /// Tiny Shakespeare: a speech is a sentence.
    static func shakespeare(in folder: String) throws -> [[String]] {
        let path = try publishedFile(
            in: folder, named: "tinyshakespeare.txt", "input.txt", "text/tinyshakespeare.txt")
        let speeches = try readTextFile(path).replacing("\r\n", with: "\n").components(separatedBy: "\n\n")
        return try withWords(speeches.map(englishWords), path)
    }

    /// Lyrics of the Song dynasty, JSON files of `chinese-poetry`: a line is a sentence, a character a word.
    static func poems(in folder: String) throws -> [[String]] {
        let place = isFolder("\(folder)/poems") ? "\(folder)/poems" : folder
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
            .filter { $0.hasSuffix(".json") && $0.hasPrefix("ci.song.") }
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        guard !names.isEmpty else { throw FileError.missing(path: "\(place)/ci.song.0.json") }
        return try withWords(names.flatMap { try lyrics("\(place)/\($0)") }, place)
    }

    /// The lines of the lyrics in a JSON file.
    static func lyrics(_ path: String) throws -> [[String]] {
        struct Poem: Decodable { let paragraphs: [String] }
        do {
            return try JSONDecoder().decode([Poem].self, from: readFile(path))
                .flatMap(\.paragraphs).map(characters)
        } catch is DecodingError {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "not a list of poems with paragraphs in JSON",
                    zh: "不是 JSON 格式的诗词列表（每首应有 paragraphs）"
                ).text)
        }
    }

    /// Any text in UTF-8: each line is cut into sentences; words are runs of letters, and each Chinese character is a word.
    ///
    /// - Throws: `FileError`, also for a text that is not UTF-8 (with a hint where it looks like GBK) or has no words.
    static func ownText(_ path: String) throws -> [[String]] {
        let text: String
        do {
            text = try readTextFile(path)
        } catch FileError.malformed(let path, let line, let column, let reason) {
            guard looksLikeGBK([UInt8](try readFile(path))) else {
                throw FileError.malformed(path: path, line: line, column: column, reason: reason)
            }
            throw FileError.malformed(
                path: path, line: line, column: column,
                reason: Words(
                    en: "not UTF-8 text; it looks like GBK: iconv -f GBK -t UTF-8 converts it",
                    zh: "不是 UTF-8 文本，看来是 GBK 编码：可用 iconv -f GBK -t UTF-8 转换"
                ).text)
        }
        let pieces = text.split { $0.isNewline || "。！？；.!?;".contains($0) }
        return try withWords(
            pieces.map { piece in
                Tokenizer.mixed.tokens(of: String(piece)).filter {
                    $0.unicodeScalars.contains { $0.properties.isAlphabetic }
                }
            }, path)
    }

    /// Whether most words of a text are single Chinese characters.
    static func isMostlyIdeographs(_ sentences: [[String]]) -> Bool {
        let words = sentences.prefix(1000).joined()
        let ideographs = words.count { $0.unicodeScalars.first.map(isIdeograph) ?? false }
        return 2 * ideographs > words.count
    }

    /// Runs of a–z in lower case, with an apostrophe between letters: "don't" is one word.
    static func englishWords(_ line: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            if word.last == UInt8(ascii: "'") { word.removeLast() }
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for byte in line.replacing("’", with: "'").utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): word.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte + 32)
            case UInt8(ascii: "'") where !word.isEmpty && word.last != UInt8(ascii: "'"): word.append(byte)
            default: end()
            }
        }
        end()
        return words
    }

    /// The Chinese characters of a line.
    static func characters(_ line: String) -> [String] {
        line.unicodeScalars.filter(isIdeograph).map { String($0) }
    }

    /// The sentences of at least two words.
    private static func withWords(_ sentences: [[String]], _ path: String) throws -> [[String]] {
        let kept = sentences.filter { $0.count > 1 }
        guard kept.count >= 20 else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "\(kept.count) sentences of two words or more; twenty are needed",
                    zh: "只有 \(kept.count) 个不少于两个词的句子，至少需要二十个"
                ).text)
        }
        return kept
    }

    /// Whether every byte above 127 begins a pair of GBK.
    static func looksLikeGBK(_ bytes: [UInt8]) -> Bool {
        var (place, pairs) = (0, 0)
        while place < bytes.count {
            if bytes[place] < 0x80 {
                place += 1
            } else if bytes[place] != 0x80, bytes[place] != 0xFF, place + 1 < bytes.count,
                (0x40...0xFE).contains(bytes[place + 1]), bytes[place + 1] != 0x7F
            {
                (place, pairs) = (place + 2, pairs + 1)
            } else {
                return false
            }
        }
        return pairs > 0
    }
}
