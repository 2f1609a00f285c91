import Foundation

// Swift in backticks

extension Book {
    /// The names in the Swift of a page's backticks that nothing declares.
    ///
    /// What is Swift is said by `isSwift`. In it these are looked for: a name with a capital letter in the beginning and
    /// a small one behind it, as a type or module; a name with a capital letter inside, as any declaration; a name before
    /// a parenthesis, as one too, and its labels, as those of a declaration of that name; a name behind a dot, as a
    /// member of the type before the dot where it is one. Names of one letter and plain words such as `loss` may be
    /// anything. Blocks marked "swift" are read alike, but may use what they declare themselves.
    func unknownSymbols(of page: Page) -> [Fault] {
        var faults = page.spans.flatMap { span -> [Fault] in
            // In the catalog of the documentation, Module/Type/member is a link to a symbol.
            let isLink = page.path.contains(".docc/")
            let text = isLink ? span.text.split(separator: "/").suffix(2).joined(separator: ".") : span.text
            guard !span.isForeign, isSwift(text) else { return [] }
            return unknown(in: text).map {
                Fault(page: page.path, line: span.line, reason: "in `\(span.text)` \($0)")
            }
        }
        let examples = page.code.filter { $0.language == "swift" }
        let own = Declarations(["example.swift": examples.map(\.text).joined(separator: "\n")])
        faults += examples.flatMap { line in
            unknown(in: line.text.prefix { $0 != "/" }.description, own: own, labelled: false).map {
                Fault(page: page.path, line: line.line, reason: $0)
            }
        }
        return faults
    }

    /// Whether what stands in backticks is Swift: no file, command, option or address; no name of a metric or of Python,
    /// which have underscores or are of a module of PyTorch's; no plain text of several words.
    func isSwift(_ text: String) -> Bool {
        if fileName(text) != nil || text.contains(/[A-Za-z0-9]_[A-Za-z0-9]/) || text.contains("://")
            || text.contains("$")
        {
            return false
        }
        if text.hasPrefix("-") || text.contains(" --") || text.contains(" | ")
            || text.contains("/") && !text.contains(" / ")
        {
            return false
        }
        let foreign = ["torch", "nn.", "F.", "optim.", "numpy", "safetensors.", "swift ", "python", "pip "]
        if foreign.contains(where: text.hasPrefix) { return false }
        let isText = text.contains(" ") && !text.contains { "(.=:[,{+*&".contains($0) }
        // Plain words, and files such as "model.safetensors".
        return !isText && text.wholeMatch(of: /[a-z0-9*-]+(\.[a-z-]+)?/).map { isData($0.1) } != true
    }

    /// Whether the end of a name is that of a file of data; what has no such end is a plain word.
    private func isData(_ end: Substring?) -> Bool {
        guard let end else { return true }
        return [
            ".safetensors", ".json", ".html", ".csv", ".data", ".names", ".all-data", ".gif", ".wav", ".mid",
            ".png",
            ".svg", ".npy", ".txt", ".gz", ".zip", ".before", ".partial", ".content", ".cites", ".index",
            ".bvh",
        ].contains(String(end))
    }

    /// What is wrong with the names in a piece of Swift.
    private func unknown(in text: String, own: Declarations? = nil, labelled: Bool = true) -> [String] {
        let tokens = SwiftTokens(text).tokens.map(\.text)
        func isName(_ index: Int) -> Bool {
            tokens.indices.contains(index)
                && tokens[index].allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        }
        func isKnown(_ name: String) -> Bool {
            declarations.names.contains(name) || targets.contains(name) || Self.standard.contains(name)
                || own?.names.contains(name) == true || !paths(endingWith: name).isEmpty
        }
        return tokens.indices.compactMap { index -> String? in
            let name = tokens[index]
            guard isName(index), name.count > 1, name.first!.isLetter else { return nil }
            let before = index > 0 ? tokens[index - 1] : ""
            let after = index + 1 < tokens.count ? tokens[index + 1] : ""
            let hasCapital = name.dropFirst().contains(where: \.isUppercase)
            let isType = name.first!.isUppercase && name.contains(where: \.isLowercase)
            let isLabel = after == ":"
            if before == ".", index > 1, declarations.types.contains(tokens[index - 2]) {
                let type = tokens[index - 2]
                let isThere =
                    declarations.has(name, in: type) || Self.standard.contains(type)
                    || own?.has(name, in: type) == true || Self.standard.contains(name)
                return isThere ? nil : "\(type) has no \(name)"
            }
            guard isType || hasCapital || after == "(" || before == "." else { return nil }
            // All capitals are words such as NAME that stand for others.
            guard name.contains(where: \.isLowercase) else { return nil }
            guard isKnown(name) else { return "nothing declares \(name)" }
            guard labelled, after == "(", !isLabel else { return nil }
            return wrongLabels(name, labels(of: tokens, from: index + 1))
        }
    }

    /// What is wrong with the labels of a call, which may leave some out.
    private func wrongLabels(_ name: String, _ labels: [String]) -> String? {
        guard let declared = declarations.labels[name], !labels.isEmpty else { return nil }
        let fits = declared.contains { all in
            var rest = all[...]
            return labels.allSatisfy { label in
                guard let place = rest.firstIndex(of: label) else { return false }
                rest = rest[(place + 1)...]
                return true
            }
        }
        if fits { return nil }
        // A subclass may inherit an initializer.
        if let parents = declarations.parents[name],
            parents.contains(where: { declarations.labels[$0] != nil && wrongLabels($0, labels) == nil })
        {
            return nil
        }
        return "\(name) has no \(labels.map { "\($0):" }.joined())"
    }

    /// The labels in the parenthesis that opens at an index.
    private func labels(of tokens: [String], from start: Int) -> [String] {
        var labels: [String] = []
        var depth = 0
        for index in start..<tokens.count {
            if ["(", "[", "{"].contains(tokens[index]) { depth += 1 }
            if [")", "]", "}"].contains(tokens[index]) { depth -= 1 }
            if depth == 0 { break }
            if depth == 1, tokens[index] == ":", tokens[index - 1].first!.isLetter {
                labels.append(tokens[index - 1])
            }
        }
        return labels
    }

    /// Names of Swift's standard library and of Foundation that pages use.
    private static let standard: Set = [
        "Int", "Int32", "UInt64", "UInt8", "Float", "Double", "Bool", "String", "Array", "Sendable",
        "Codable",
        "Dispatch", "DispatchQueue", "Foundation", "Mutex", "Atomic", "SIMD16", "concurrentPerform", "print",
        "append", "count", "prefix", "suffix", "map", "contains", "isEmpty", "indices", "first", "last",
        "joined", "reduce", "zip", "init", "stride", "enumerated", "min", "max", "Process", "URL", "Date",
        "unicodeScalars", "precomposedStringWithCompatibilityMapping",
    ]
}
