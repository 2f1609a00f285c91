import Files
import Foundation
import Messages

// The files in which byte-level vocabularies are published: `tokenizer.json`, or `vocab.json` with `merges.txt`, which
// GPT-2 itself calls `encoder.json` and `vocab.bpe`.

extension ByteLevelBPE {
    /// Reads the vocabulary of a folder: `tokenizer.json`, else `vocab.json` or `encoder.json` with `merges.txt` or
    /// `vocab.bpe`.
    ///
    /// - Throws: `FileError`.
    public init(folder: String) throws {
        let whole = URL(fileURLWithPath: folder).appendingPathComponent("tokenizer.json").relativePath
        if FileManager.default.fileExists(atPath: whole) {
            try self.init(contentsOf: whole)
        } else {
            try self.init(
                vocabulary: try publishedFile(in: folder, named: "vocab.json", "encoder.json"),
                merges: try publishedFile(in: folder, named: "merges.txt", "vocab.bpe"))
        }
    }

    /// Reads `tokenizer.json`, as the library `tokenizers` writes it, of a byte-level BPE.
    ///
    /// - Throws: `FileError`, also where it is a tokenizer of another kind: another model, a normalizer, or another way
    ///   of cutting words than GPT-2's, with or without single digits.
    public init(contentsOf path: String) throws {
        let json = try JSONValue(contentsOf: path)
        guard let model = json["model"], let members = model["vocab"]?.members else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "it has no \"model\" with a \"vocab\"", zh: "它没有带 \"vocab\" 的 \"model\"")
                    .text)
        }
        if let type = model["type"]?.string, type != "BPE" {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "the model \"\(excerpt(type))\" is not supported, only BPE is",
                    zh: "不支持模型 \"\(excerpt(type))\"，只支持 BPE"
                ).text)
        }
        for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let text = model[name]?.string, !text.isEmpty {
                throw FileError.malformed(
                    path: path,
                    reason: Words(en: "a \"\(name)\" is not supported", zh: "不支持 \"\(name)\"").text)
            }
        }
        if model["ignore_merges"]?.boolean == true || json["normalizer"] != nil {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "a normalizer, or \"ignore_merges\", is not supported",
                    zh: "不支持 normalizer 或 \"ignore_merges\""
                ).text)
        }
        let individualDigits = try ByteLevelBPE.hasIndividualDigits(json["pre_tokenizer"], path)
        let merges = try (model["merges"]?.array ?? []).enumerated().map { index, value in
            guard let merge = ByteLevelBPE.merge(value) else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "merge \(index + 1) is not a pair of tokens", zh: "第 \(index + 1) 次合并不是一对词元"
                    ).text)
            }
            return merge
        }
        var entries = members.map { ($0.name, $0.value) }
        let known = Set(members.compactMap(\.value.integer))
        var special: Set<Int> = []
        for (index, token) in (json["added_tokens"]?.array ?? []).enumerated() {
            guard let text = token["content"]?.string, let id = token["id"], let number = id.integer else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "added token \(index + 1) has no \"id\" or no \"content\"",
                        zh: "第 \(index + 1) 个附加词元没有 \"id\" 或 \"content\""
                    ).text)
            }
            if special.insert(number).inserted, !known.contains(number) { entries.append((text, id)) }
        }
        try self.init(
            entries: entries, merges: merges, special: special, individualDigits: individualDigits, path: path
        )
    }

    /// Reads a vocabulary in JSON, `{"token": id, …}`, and its merges, a pair a line after a line with the version.
    ///
    /// `<|endoftext|>` is a special token where it is there.
    ///
    /// - Throws: `FileError`.
    public init(vocabulary: String, merges mergesPath: String, individualDigits: Bool = false) throws {
        let members = try JSONValue(contentsOf: vocabulary).members ?? []
        var merges: [BytePairEncoding.Merge] = []
        let lines = try readTextFile(mergesPath).unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.last == "\r" ? line.dropLast() : line
            if text.isEmpty || index == 0 && text.starts(with: "#version".unicodeScalars) { continue }
            guard let merge = ByteLevelBPE.merge(.string(String(text))) else {
                throw FileError.malformed(
                    path: mergesPath, line: index + 1,
                    reason: Words(en: "a pair of tokens is expected", zh: "应为一对词元").text)
            }
            merges.append(merge)
        }
        let special = members.filter { $0.name == ByteLevelBPE.endOfText }.compactMap(\.value.integer)
        try self.init(
            entries: members.map { ($0.name, $0.value) }, merges: merges, special: Set(special),
            individualDigits: individualDigits, path: vocabulary)
    }

    /// GPT-2's only special token, between texts.
    public static let endOfText = "<|endoftext|>"

    /// Writes `vocab.json` and `merges.txt` into a folder, which PyTorch's libraries read too.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to folder: String) throws {
        let entries = tokens.enumerated().map { "\(jsonString($1)): \($0)" }
        try writeFileAtomically("{\(entries.joined(separator: ", "))}\n", to: "\(folder)/vocab.json")
        let lines = ["#version: 0.2"] + merges.map { "\($0.left) \($0.right)" }
        try writeFileAtomically(lines.joined(separator: "\n") + "\n", to: "\(folder)/merges.txt")
    }

    /// A vocabulary of tokens with the ids that a file gives them, which must be 0, 1, 2, … in any order.
    private init(
        entries: [(token: String, id: JSONValue)], merges: [BytePairEncoding.Merge], special: Set<Int>,
        individualDigits: Bool, path: String
    ) throws {
        var tokens = [String?](repeating: nil, count: entries.count)
        for (token, value) in entries {
            guard let id = value.integer, tokens.indices.contains(id), tokens[id] == nil else {
                throw FileError.malformed(
                    path: path,
                    reason:
                        Words(
                            en:
                                "the id of \"\(excerpt(token))\" is not one of 0..<\(entries.count), or there twice",
                            zh: "\"\(excerpt(token))\" 的编号不在 0..<\(entries.count) 中，或者出现了两次"
                        ).text)
            }
            tokens[id] = token
        }
        do {
            try self.init(
                tokens: tokens.compactMap { $0 }, merges: merges, special: special,
                individualDigits: individualDigits)
        } catch let error as InvalidVocabulary {
            throw FileError.malformed(path: path, reason: error.description)
        }
    }

    /// A merge as `"a b"` or `["a", "b"]`.
    public static func merge(parsing line: String) -> BytePairEncoding.Merge? { merge(.string(line)) }

    private static func merge(_ value: JSONValue) -> BytePairEncoding.Merge? {
        let parts: [String]
        if let pair = value.array {
            parts = pair.compactMap(\.string)
        } else {
            parts = (value.string ?? "").unicodeScalars.split(
                separator: " ", omittingEmptySubsequences: false
            )
            .map { String($0) }
        }
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            ? BytePairEncoding.Merge(parts[0], parts[1]) : nil
    }

    /// Whether digits are cut apart before GPT-2's expression is applied.
    private static func hasIndividualDigits(_ value: JSONValue?, _ path: String) throws -> Bool {
        guard let value else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it has no \"pre_tokenizer\"", zh: "它没有 \"pre_tokenizer\"").text
            )
        }
        let steps = value["type"]?.string == "Sequence" ? value["pretokenizers"]?.array ?? [] : [value]
        var (digits, hasBytes) = (false, false)
        for step in steps {
            let type = step["type"]?.string ?? ""
            switch type {
            case "Digits" where !hasBytes: digits = step["individual_digits"]?.boolean ?? false
            case "ByteLevel"
            where !hasBytes && step["add_prefix_space"]?.boolean != true
                && step["use_regex"]?.boolean != false:
                hasBytes = true
            default:
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "the pre-tokenizer \"\(excerpt(type))\", as it is set, is not supported",
                        zh: "不支持这样设置的预分词器 \"\(excerpt(type))\""
                    ).text)
            }
        }
        guard hasBytes, digits || steps.count == 1 else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it is no byte-level BPE", zh: "它不是字节级 BPE").text)
        }
        return digits
    }
}
