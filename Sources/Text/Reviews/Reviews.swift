import Datasets
import Files
import Foundation
import Messages

/// A text and whether it speaks well of something.
///
/// ```swift
/// let review = Review("质量很好", 1)
/// ```
public struct Review: Equatable, Sendable {
    /// As it was written.
    public let text: String
    /// 1 for a good review, 0 for a bad one.
    public let label: Int

    /// This text with this label.
    public init(_ text: String, _ label: Int) { (self.text, self.label) = (text, label) }
}

/// Reviews from files, in the files' order.
///
/// Empty ones are left out. A review has at most 65,536 bytes, which no person writes by mistake: a longer one is refused with
/// its line.
///
/// ```swift
/// let reviews = try Reviews.files(good: "good.txt", bad: "bad.txt")
/// print(reviews.count, reviews.count { $0.label == 1 })
/// ```
public enum Reviews {
    /// The longest review, in bytes.
    public static let longest = 65_536

    /// The largest file that is read, unpacked.
    static let limit = 256 << 20

    /// Good and bad reviews in two places: each a file with a review a line, or a folder of text files, a review each.
    ///
    /// - Throws: `FileError`, also where a class is empty.
    public static func files(good: String, bad: String) throws -> [Review] {
        try [(good, 1), (bad, 0)].flatMap { path, label in
            let texts =
                isFolder(path) ? try folder(path) : try lines(try readFile(path, unpackedUpTo: limit), path)
            return try nonEmpty(texts.map { Review($0, label) }, path)
        }
    }

    /// The shop's reviews of the book: `good.txt` and `bad.txt`.
    public static func shop(in folder: String) throws -> [Review] {
        try files(
            good: publishedFile(in: folder, named: "good.txt"),
            bad: publishedFile(in: folder, named: "bad.txt"))
    }

    /// The hotels' reviews of ChnSentiCorp: `ChnSentiCorp_htl_all.csv` with the columns `label` and `review`.
    public static func hotels(in folder: String) throws -> [Review] {
        try table(
            publishedFile(in: folder, named: "ChnSentiCorp_htl_all.csv"), text: "review", label: "label")
    }

    /// Sentences from film reviews (Pang and Lee 2005): `sentence_polarity.zip`, whose two files are in Latin-1.
    public static func sentencePolarity(in folder: String) throws -> [Review] {
        let path = try publishedFile(in: folder, named: "sentence_polarity.zip")
        let members = try ["pos", "neg"].map { try member("rt-polarity.\($0)", of: path) }
        return try zip(members, [1, 0]).flatMap { bytes, label in
            try nonEmpty(try lines(bytes, path, isLatin1: true).map { Review($0, label) }, path)
        }
    }

    /// The published split of ChnSentiCorp, `chnsenticorp.zip`: `train.tsv`, `dev.tsv` and `test.tsv`, a header each, then
    /// the label, a tab and the text.
    public static func chnSentiCorp(in folder: String) throws
        -> (training: [Review], validation: [Review], test: [Review])
    {
        let path = try publishedFile(in: folder, named: "chnsenticorp.zip")
        let parts = try ["train.tsv", "dev.tsv", "test.tsv"].map { name in
            let rows = try lines(try member(name, of: path), path)
            return try rows.dropFirst().enumerated().map { number, line in
                let cut = line.split(separator: "\t", maxSplits: 1)
                guard cut.count == 2, cut[0] == "0" || cut[0] == "1" else {
                    throw FileError.malformed(
                        path: path, line: number + 2,
                        reason: Words(
                            en: "\(name): a label 0 or 1, a tab and a text are expected",
                            zh: "\(name)：应为标签 0 或 1、一个制表符和一段文本"
                        ).text)
                }
                return Review(String(cut[1]), cut[0] == "1" ? 1 : 0)
            }
        }
        for part in parts { try requireBothClasses(part, path) }
        return (parts[0], parts[1], parts[2])
    }

    /// A table in a CSV file with a header, of which one column holds the texts and another the labels.
    ///
    /// Labels are 1 and 0, or one of the words good, positive, pos, true, yes, 好, 好评, 正面 and their opposites.
    ///
    /// - Throws: `FileError`, also where a column is not there or a label is none of these.
    public static func table(_ path: String, text: String, label: String) throws -> [Review] {
        let bytes = try readFile(path, unpackedUpTo: limit)
        let content = try decoded(bytes[...], path, line: 1)
        guard text != label else {
            throw FileError.malformed(
                path: path, reason: Words(en: "one column for both", zh: "文本和标签不能是同一列").text)
        }
        let table = try CSVTable(
            text: content, name: path,
            schema: CSVSchema([.text(text), .text(label)], allowsOtherColumns: true))
        var reviews: [Review] = []
        for (row, (text, label)) in zip(table.texts(text), table.texts(label)).enumerated() {
            guard let number = labels[label.trimmingCharacters(in: .whitespaces).lowercased()] else {
                throw table.malformed(
                    row: row,
                    reason: Words(
                        en: "the label is \"\(excerpt(label))\", not 1 or 0, good or bad",
                        zh: "标签是“\(excerpt(label))”，应为 1 或 0，good 或 bad"
                    ).text)
            }
            guard text.utf8.count <= longest else {
                throw table.malformed(row: row, reason: tooLong(text.utf8.count))
            }
            if !isBlank(text) { reviews.append(Review(text, number)) }
        }
        try requireBothClasses(reviews, path)
        return reviews
    }

    private static let labels: [String: Int] = [
        "1": 1, "good": 1, "positive": 1, "pos": 1, "true": 1, "yes": 1, "好": 1, "好评": 1, "正面": 1, "积极": 1,
        "0": 0, "-1": 0, "bad": 0, "negative": 0, "neg": 0, "false": 0, "no": 0, "差": 0, "坏": 0, "差评": 0,
        "负面": 0, "消极": 0,
    ]

    private static func folder(_ path: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".txt") }
        } catch {
            throw FileError.unreadable(path: path, reason: error.localizedDescription)
        }
        return try names.sorted().map { name in
            let file = "\(path)/\(name)"
            let bytes = try readFile(file, unpackedUpTo: limit)
            guard bytes.count <= longest else {
                throw FileError.malformed(path: file, reason: tooLong(bytes.count))
            }
            return try decoded(bytes[...], file, line: 1)
        }
    }

    private static func member(_ name: String, of path: String) throws -> [UInt8] {
        let bytes = try readFile(path, unpackedUpTo: limit)
        do throws(CompressionError) {
            let archive = try Archive(bytes, limit: limit)
            if let index = archive.names.firstIndex(where: { $0 == name || $0.hasSuffix("/\(name)") }) {
                return try archive.file(at: index, limit: limit)
            }
        } catch {
            throw FileError.malformed(path: path, reason: error.reason)
        }
        throw FileError.malformed(
            path: path, reason: Words(en: "the archive has no file \(name)", zh: "压缩包里没有文件 \(name)").text)
    }

    private static func nonEmpty(_ reviews: [Review], _ path: String) throws -> [Review] {
        let reviews = reviews.filter { !isBlank($0.text) }
        guard !reviews.isEmpty else {
            throw FileError.malformed(
                path: path, reason: Words(en: "there is no review in it", zh: "里面没有评论").text)
        }
        return reviews
    }

    private static func requireBothClasses(_ reviews: [Review], _ path: String) throws {
        let good = reviews.count { $0.label == 1 }
        guard good > 0, good < reviews.count else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "\(good) good and \(reviews.count - good) bad reviews: both classes are needed",
                    zh: "好评 \(good) 条，差评 \(reviews.count - good) 条：两类都要有"
                ).text)
        }
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.value < 0x20 || $0 == "\u{FEFF}" }
    }

    static func tooLong(_ bytes: Int) -> String {
        Words(
            en: "a review of \(bytes) bytes, at most \(longest) are read",
            zh: "一条评论有 \(bytes) 字节，最多读取 \(longest) 字节"
        ).text
    }
}
