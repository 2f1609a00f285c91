/// A chapter's solution as text, taken apart into its functions.
struct SolutionSource {
    /// A function of the solution, or one beside it in the file.
    struct Function {
        /// The exercise that it answers; nil for a helper.
        var id: String?
        var name: String
        /// Where it stands, in bytes of the file, without what stands before `func`.
        var range: Range<Int>
    }

    /// A solution in which one thing is changed.
    struct Mutant: Equatable {
        /// The exercise that it is wrong in, and others that use the same helper.
        var ids: [String]
        var change: CodeChange
        /// The function with the change in it.
        var function: String
        /// The number of the line, the line as it is, and as it becomes.
        var line: Int
        var before: String
        var after: String
    }

    /// The protocol that the solution conforms to.
    let conformance: String
    let functions: [Function]
    private let source: [UInt8]
    private let check: SourceCheck
    /// What of the file is neither a function nor around one.
    private let rest: String

    /// It is not written as a solution is: a structure `Solution` of functions, with functions beside it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Takes a solution apart.
    ///
    /// - Throws: `Failure` where there is no `struct Solution`.
    init(_ text: String) throws {
        let text = text.replacing("\r\n", with: "\n")
        source = Array(text.utf8)
        check = SourceCheck(text)
        let code = CodeTokens(check.code, in: 0..<check.code.count)
        let (tokens, partners) = (code.tokens, code.partners)
        let exercises = check.functions
        var (functions, conformance, taken): ([Function], String?, [Range<Int>]) = ([], nil, [])
        /// Takes the functions between two tokens, and returns whether there were any.
        func takeFunctions(_ places: Range<Int>) {
            var place = places.lowerBound
            while place < places.upperBound {
                guard tokens[place].text == "func",
                    let open = (place..<places.upperBound).first(where: { tokens[$0].text == "{" }),
                    let close = partners[open]
                else {
                    place = (partners[place] ?? place) + 1
                    continue
                }
                let range = tokens[place].range.lowerBound..<tokens[close].range.upperBound
                let id = exercises.first { $0.value.contains(range.lowerBound) }?.key
                functions.append(Function(id: id, name: tokens[place + 1].text, range: range))
                place = close + 1
            }
        }
        var place = 0
        while place < tokens.count {
            let name = place + 1 < tokens.count ? tokens[place + 1].text : ""
            let body = (place..<tokens.count).first { tokens[$0].text == "{" }
            if ["struct", "extension"].contains(tokens[place].text), name == "Solution", let open = body,
                let close = partners[open]
            {
                if tokens[place].text == "struct", tokens[place + 2].text == ":" {
                    conformance = tokens[place + 3].text
                }
                takeFunctions(open + 1..<close)
                let isPublic = place > 0 && tokens[place - 1].text == "public"
                taken.append(
                    tokens[isPublic ? place - 1 : place].range.lowerBound..<tokens[close].range.upperBound)
                place = close
            } else if tokens[place].text == "func", let open = body, let close = partners[open] {
                takeFunctions(place..<close + 1)
                let isPrivate = place > 0 && ["private", "fileprivate"].contains(tokens[place - 1].text)
                taken.append(
                    tokens[isPrivate ? place - 1 : place].range.lowerBound..<tokens[close].range.upperBound)
                place = close
            }
            place += 1
        }
        guard let conformance else {
            throw Failure(description: "it has no struct Solution that conforms to a protocol")
        }
        (self.functions, self.conformance) = (functions, conformance)
        var left = source
        for range in taken {
            for index in range where left[index] != UInt8(ascii: "\n") { left[index] = UInt8(ascii: " ") }
        }
        rest = String(decoding: left, as: UTF8.self)
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: source[range], as: UTF8.self) }

    // MARK: Mutants

    /// All mutants of an exercise, by its own function and by the helpers that belong to no exercise before it; the most
    /// telling first: of each kind of change one, then of each another.
    func mutants(of id: String) -> [Mutant] {
        var queues: [CodeChange.Kind: [Mutant]] = [:]
        for function in functions where owners(of: function).first == id {
            let tokens = CodeTokens(check.code, in: function.range)
            for change in CodeChanges(of: tokens, in: source).all {
                queues[change.kind, default: []].append(mutant(function, change))
            }
        }
        for kind in queues.keys {
            queues[kind]?.sort { (Self.hash($0), $0.line, $0.after) < (Self.hash($1), $1.line, $1.after) }
        }
        var mutants: [Mutant] = []
        while queues.values.contains(where: { !$0.isEmpty }) {
            for kind in CodeChange.Kind.allCases {
                guard let queue = queues[kind], let next = queue.first else { continue }
                mutants.append(next)
                queues[kind] = Array(queue.dropFirst())
            }
        }
        return mutants
    }

    /// The exercises that a function serves: its own, or all that call it, in the order of the file.
    private func owners(of function: Function) -> [String] {
        if let id = function.id { return [id] }
        var names: Set = [function.name]
        var count = 0
        while names.count != count {
            count = names.count
            for helper in functions where helper.id == nil && !names.contains(helper.name) {
                if mentions(helper, names) { names.insert(helper.name) }
            }
        }
        return functions.filter { $0.id != nil && mentions($0, names) }.compactMap(\.id)
    }

    private func mentions(_ function: Function, _ names: Set<String>) -> Bool {
        CodeTokens(check.code, in: function.range).tokens.contains {
            $0.kind == .word && names.contains($0.text)
        }
    }

    private func mutant(_ function: Function, _ change: CodeChange) -> Mutant {
        // The lines that the change touches, whole.
        let newline = UInt8(ascii: "\n")
        let start = source[..<change.range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = source[change.range.upperBound...].firstIndex(of: newline) ?? source.count
        func shown(_ text: String) -> String {
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let around = (text(start..<change.range.lowerBound), text(change.range.upperBound..<end))
        return Mutant(
            ids: owners(of: function), change: change,
            function: text(function.range.lowerBound..<change.range.lowerBound) + change.replacement
                + text(change.range.upperBound..<function.range.upperBound),
            line: source[..<change.range.lowerBound].count { $0 == newline } + 1,
            before: shown(text(start..<end)), after: shown(around.0 + change.replacement + around.1))
    }

    /// An order that follows from the texts alone, so that it stays as it is when other functions change.
    private static func hash(_ mutant: Mutant) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(mutant.ids)\(mutant.before)\n\(mutant.after)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }

    // MARK: One program of all

    /// A source in which `Solution` is a class, and each mutant a class that overrides the one function that it changes;
    /// with the lines of each mutant.
    func program(_ mutants: [Mutant]) -> (text: String, lines: [Range<Int>]) {
        var text = "\(rest)\nclass Solution: \(conformance), @unchecked Sendable {\n    init() {}\n"
        for function in functions { text += "    \(self.text(function.range))\n" }
        text += "}\n"
        var lines: [Range<Int>] = []
        var line = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        for (number, mutant) in mutants.enumerated() {
            let part = "final class Mutant\(number): Solution {\n    override \(mutant.function)\n}\n"
            let end = line + part.utf8.count { $0 == UInt8(ascii: "\n") }
            lines.append(line..<end)
            line = end
            text += part
        }
        return (text, lines)
    }
}
