import Foundation

/// What sources declare, read without a compiler: names of types with their members, and functions with their labels.
///
/// It relies on the format of the sources, where what is inside a type is indented by more than the type.
struct Declarations {
    /// Every name that is declared: types, functions, properties, cases, parameters and local variables.
    private(set) var names: Set<String> = []

    /// The types, modules aside.
    private(set) var types: Set<String> = []

    /// The labels of functions, initializers, subscripts and cases of each name; an initializer has that of its type.
    private(set) var labels: [String: [[String]]] = [:]

    /// The members of each type, of its extensions too.
    private(set) var members: [String: Set<String>] = [:]

    /// What each type inherits from or conforms to.
    private(set) var parents: [String: Set<String>] = [:]

    /// Those of files in Swift and Python, by their path.
    init(_ files: [String: String]) {
        for (path, text) in files {
            if path.hasSuffix(".py") {
                for match in text.matches(of: /(?:class|def) (\w+)/) { names.insert(String(match.1)) }
            } else {
                read(SwiftTokens(text).tokens)
            }
        }
        types.formUnion(names.filter { $0.first?.isUppercase == true })
    }

    /// Whether a type, or what it inherits from or conforms to, declares a member.
    func has(_ member: String, in type: String) -> Bool {
        var seen: Set<String> = []
        var open = [type]
        while let next = open.popLast() {
            guard seen.insert(next).inserted else { continue }
            if members[next]?.contains(member) == true { return true }
            open += parents[next] ?? []
        }
        return false
    }

    private static let typeWords: Set = ["struct", "class", "enum", "protocol", "actor", "extension"]

    private mutating func read(_ tokens: [SwiftTokens.Token]) {
        var scopes: [(name: String, indentation: Int)] = []
        for (index, token) in tokens.enumerated() {
            let before = index > 0 ? tokens[index - 1].text : ""
            guard index + 1 < tokens.count, before != ".", before != "`" else { continue }
            let next = tokens[index + 1].text
            switch token.text {
            case "class" where ["func", "var", "let"].contains(next): continue
            case let word where Self.typeWords.contains(word):
                while let last = scopes.last, last.indentation >= token.indentation { scopes.removeLast() }
                guard next.first?.isLetter == true else { continue }
                if let scope = scopes.last { members[scope.name, default: []].insert(next) }
                scopes.append((next, token.indentation))
                if word != "extension" {
                    types.insert(next)
                    names.insert(next)
                }
                parents[next, default: []].formUnion(inherited(tokens, from: index + 2))
            case "func", "init", "subscript":
                while let last = scopes.last, last.indentation >= token.indentation { scopes.removeLast() }
                let name = token.text == "func" ? next : token.text
                declare(name, in: scopes.last?.name)
                let owner = token.text == "init" ? scopes.last?.name ?? name : name
                let found = parameters(tokens, from: index + 1)
                labels[owner, default: []].append(found.labels)
                names.formUnion(found.names)
            case "let", "var", "case", "typealias", "associatedtype":
                // What stands inside a function is no member, but declared all the same.
                let scope = scopes.last { $0.indentation < token.indentation }
                let isMember = scope.map { $0.indentation + 4 == token.indentation } ?? false
                for name in declared(tokens, from: index + 1, isCase: token.text == "case") {
                    declare(name, in: isMember ? scope?.name : nil)
                }
                // A case with values is called like a function.
                if token.text == "case", index + 2 < tokens.count, tokens[index + 2].text == "(" {
                    labels[next, default: []].append(parameters(tokens, from: index + 1).labels)
                }
            default: continue
            }
        }
    }

    private mutating func declare(_ name: String, in scope: String?) {
        names.insert(name)
        if let scope { members[scope, default: []].insert(name) }
    }

    /// The names behind a type's colon.
    private func inherited(_ tokens: [SwiftTokens.Token], from start: Int) -> [String] {
        var found: [String] = []
        for token in tokens[start...] {
            if token.text == "{" || token.text == "where" { break }
            if token.text.first?.isLetter == true { found.append(token.text) }
        }
        return found
    }

    /// The labels and the inner names of the parameters whose parenthesis opens next.
    private func parameters(_ tokens: [SwiftTokens.Token], from start: Int) -> (
        labels: [String], names: [String]
    ) {
        var labels: [String] = []
        var names: [String] = []
        guard var index = tokens[start...].firstIndex(where: { $0.text == "(" }) else { return ([], []) }
        var depth = 0
        while index < tokens.count {
            let text = tokens[index].text
            if text == "(" || text == "[" || text == "{" || text == "<" { depth += 1 }
            if text == ")" || text == "]" || text == "}" || (text == ">" && tokens[index - 1].text != "-") {
                depth -= 1
            }
            if depth == 0 { break }
            if depth == 1, text == "(" || text == ",", index + 1 < tokens.count {
                let first = tokens[index + 1].text
                if first != ")" {
                    labels.append(first)
                    names.append(first)
                    if tokens[index + 2].text != ":" { names.append(tokens[index + 2].text) }
                }
            }
            index += 1
        }
        return (labels, names)
    }

    /// The names that a `let`, `var` or `case` declares, several where commas are between them.
    private func declared(_ tokens: [SwiftTokens.Token], from start: Int, isCase: Bool) -> [String] {
        var names: [String] = []
        var depth = 0
        let line = tokens[start].line
        for index in start..<tokens.count {
            let text = tokens[index].text
            if tokens[index].line != line, depth == 0, tokens[index - 1].text != "," { break }
            if text == "(" { depth += 1 }
            if text == ")" { depth -= 1 }
            if ["=", "{", "in"].contains(text) || text == ":" && depth == 0 { break }
            if text.first?.isLetter == true { names.append(text) }
        }
        return names
    }
}
