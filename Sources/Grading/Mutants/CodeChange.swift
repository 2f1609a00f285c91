/// One small change of a function's code, such as a slip would make: `<` for `<=`, 2 for 1, a forgotten line.
struct CodeChange: Hashable {
    /// What kind of slip it is.
    enum Kind: String, CaseIterable {
        case arithmetic, comparison, logic, constant, bound, sign, condition, arguments, extremum, name,
            forgotten
    }

    var kind: Kind
    /// The bytes of the file that are replaced.
    var range: Range<Int>
    var replacement: String
}

/// All changes of a function's body, by the words and signs in it.
///
/// Not every one is Swift: what a compiler refuses is no wrong answer. Whether one is a wrong answer at all, or the right
/// one in other words, is for a reader to say.
struct CodeChanges {
    private let source: [UInt8]
    private let tokens: [CodeToken]
    private let partners: [Int: Int]
    private let words: Set<String>
    private(set) var all: [CodeChange] = []

    /// The changes of the body that begins at the first brace, in a file of these bytes.
    init(of code: CodeTokens, in source: [UInt8]) {
        self.source = source
        tokens = code.tokens
        partners = code.partners
        words = Set(tokens.filter { $0.kind == .word }.map(\.text))
        guard let start = tokens.firstIndex(where: { $0.text == "{" }) else { return }
        for index in tokens.indices.dropFirst(start + 1) {
            let token = tokens[index]
            switch token.kind {
            case .sign: changeSign(index, token)
            case .number: changeNumber(index, token)
            case .word: changeWord(index, token)
            case .bracket: if token.text == "(" { swapArguments(index) }
            }
            if token.beginsLine { forgetLine(index) }
        }
    }

    private mutating func add(_ kind: CodeChange.Kind, _ range: Range<Int>, _ replacements: String...) {
        for text in replacements {
            let change = CodeChange(kind: kind, range: range, replacement: text)
            if !all.contains(where: { $0.range == range && $0.replacement == text }) { all.append(change) }
        }
    }

    private func text(_ index: Int) -> String { tokens.indices.contains(index) ? tokens[index].text : "" }

    // MARK: Signs

    private static let arithmetic = [
        "+": ["-"], "-": ["+"], "*": ["/", "+"], "/": ["*"], "%": ["/"], "+=": ["-="], "-=": ["+="],
        "*=": ["/="], "/=": ["*="],
    ]
    private static let comparisons = [
        "<": ["<=", ">"], "<=": ["<", ">="], ">": [">=", "<"], ">=": [">", "<="], "==": ["!="], "!=": ["=="],
    ]

    private mutating func changeSign(_ index: Int, _ token: CodeToken) {
        let isFunction = [")", ","].contains(text(index + 1)) && ["(", ","].contains(text(index - 1))
        if token.isBinary || isFunction {
            for other in Self.arithmetic[token.text] ?? [] { add(.arithmetic, token.range, other) }
            for other in Self.comparisons[token.text] ?? [] { add(.comparison, token.range, other) }
            switch token.text {
            case "&&": add(.logic, token.range, "||")
            case "||": add(.logic, token.range, "&&")
            case "..<": add(.bound, token.range, "...")
            case "...": add(.bound, token.range, "..<")
            case "?":
                if let start = startOfCondition(index) {
                    add(.condition, bytes(start..<index), "true", "false")
                }
            default: break
            }
        } else if token.text == "-" || token.text == "!", !token.isApartAfter, beginsOperand(index) {
            add(token.text == "-" ? .sign : .logic, token.range, "")
        }
    }

    private func beginsOperand(_ index: Int) -> Bool {
        tokens[index].isApartBefore || ["(", "[", "{"].contains(text(index - 1))
    }

    // MARK: Numbers

    private mutating func changeNumber(_ index: Int, _ token: CodeToken) {
        let digits = token.text.filter { $0 != "_" }
        if text(index - 1) == ".", !tokens[index].isApartBefore {
            if token.text == "0" || token.text == "1" {
                add(.name, token.range, token.text == "0" ? "1" : "0")
            }
        } else if let value = Int(digits) {
            for other in Set([value + 1, value - 1, 0, 2 * value]).subtracting([value]).sorted() {
                add(.constant, token.range, "\(other)")
            }
        } else if !digits.contains("x"), let value = Double(digits) {
            for other in Set([value + 1, 0, 2 * value]).subtracting([value]).sorted() {
                add(.constant, token.range, "\(other)")
            }
        }
    }

    // MARK: Words

    /// Names of which one is easily written for the other.
    private static let pairs = [
        ("first", "last"), ("dropFirst", "dropLast"), ("prefix", "suffix"), ("firstIndex", "lastIndex"),
        ("sin", "cos"), ("true", "false"), ("break", "continue"), ("union", "intersection"),
    ]
    /// The same where both are in the function.
    private static let namesOfOne = [
        ("row", "column"), ("rows", "columns"), ("y", "x"), ("j", "i"), ("height", "width"),
        ("first", "second"),
        ("left", "right"), ("a", "b"), ("own", "other"), ("good", "bad"), ("inputs", "outputs"), ("$0", "$1"),
        ("real", "generated"), ("real", "fake"), ("query", "key"), ("key", "value"), ("w", "v"), ("t", "s"),
        ("above", "below"), ("present", "absent"), ("slope", "intercept"), ("weights", "gradients"),
        ("picture", "kernel"), ("picture", "style"), ("predictions", "targets"), ("network", "target"),
        ("light", "spending"), ("reset", "update"), ("input", "target"), ("start", "end"),
        ("best", "last"), ("state", "next"), ("hidden", "inputs"), ("mean", "variance"),
        ("weights", "values"),
    ]
    /// Functions that are easily forgotten: `abs(x)` is written `(x)`, `x.squareRoot()` is written `x`.
    private static let forgettable: Set = [
        "abs", "exp", "log", "log1p", "tanh", "sigmoid", "squareRoot", "rounded", "reversed", "transposed",
        "square", "sorted", "dropFirst", "dropLast", "sigma", "open",
    ]

    private mutating func changeWord(_ index: Int, _ token: CodeToken) {
        let isCalled = text(index + 1) == "(" && !tokens[index + 1].isApartBefore
        let isMethod = text(index - 1) == "." && !token.isApartBefore
        let isLabel = text(index + 1) == ":"
        switch token.text {
        case "min", "max":
            if isCalled || isMethod { add(.extremum, token.range, token.text == "min" ? "max" : "min") }
        case "if", "guard", "while", "where": changeConditions(index, token.text)
        default: break
        }
        for (one, other) in Self.pairs where token.text == one || token.text == other {
            let isPlainName =
                ["first", "last", "union", "prefix", "suffix"].contains(token.text) && !isMethod
            if !isPlainName { add(.name, token.range, token.text == one ? other : one) }
        }
        if !isLabel, !isCalled, !isMethod {
            for (one, other) in Self.namesOfOne where words.contains(one) && words.contains(other) {
                if token.text == one { add(.name, token.range, other) }
                if token.text == other { add(.name, token.range, one) }
            }
        }
        if isCalled, Self.forgettable.contains(token.text), text(index - 1) != "func" {
            if !isMethod {
                add(.forgotten, token.range, "")
            } else if text(index + 2) == ")" {
                add(.forgotten, tokens[index - 1].range.lowerBound..<tokens[index + 2].range.upperBound, "")
            }
        }
    }

    /// A call's first two arguments, where neither has a label.
    private mutating func swapArguments(_ open: Int) {
        guard open > 0, tokens[open - 1].kind == .word, !tokens[open].isApartBefore,
            !["zip", "min", "max", "reduce"].contains(text(open - 1)), text(open - 2) != "func",
            let close = partners[open]
        else { return }
        let commas = topLevel(open + 1..<close).filter { text($0) == "," }
        guard let comma = commas.first, comma > open + 1, comma + 1 < close else { return }
        let end = commas.dropFirst().first ?? close
        let hasLabel = topLevel(open + 1..<end).contains { text($0) == ":" }
        guard !hasLabel else { return }
        let (first, second) = (bytes(open + 1..<comma), bytes(comma + 1..<end))
        let texts = [second, first].map { String(decoding: source[$0], as: UTF8.self) }
        if texts[0] != texts[1] {
            add(.arguments, first.lowerBound..<second.upperBound, texts.joined(separator: ", "))
        }
    }

    /// The bytes of a range of tokens.
    private func bytes(_ range: Range<Int>) -> Range<Int> {
        tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
    }

    // MARK: Conditions

    /// The clauses behind `if`, `guard`, `while` and `where`, each apart, but for those that bind a name.
    private mutating func changeConditions(_ index: Int, _ keyword: String) {
        let end = tokens.indices.dropFirst(index + 1).first { place in
            text(place) == (keyword == "guard" ? "else" : "{") && enclosing(place) == enclosing(index)
        }
        guard let end, text(index - 1) != "}" else { return }
        var start = index + 1
        for place in topLevel(index + 1..<end).filter({ text($0) == "," }) + [end] {
            let clause = start..<place
            start = place + 1
            guard !clause.isEmpty, !["let", "var", "case"].contains(text(clause.lowerBound)) else { continue }
            add(.condition, bytes(clause), "false")
            // A loop whose condition always holds is nothing but a wait.
            if keyword != "while" { add(.condition, bytes(clause), "true") }
        }
    }

    /// The first token of the condition before a question mark.
    private func startOfCondition(_ question: Int) -> Int? {
        var place = question - 1
        while place > 0 {
            if let open = partners[place], open < place { place = open }
            let before = tokens[place - 1]
            if ["(", "[", "{", ",", ":", "=", "?", "return", "in", "->"].contains(before.text)
                || before.isBinary && before.text.hasSuffix("=") && before.text.count == 2
                    && CodeChanges.comparisons[before.text] == nil
            {
                return place
            }
            let continues = tokens[place].isBinary || before.isBinary || text(place) == "."
            if tokens[place].beginsLine, !continues { return place }
            place -= 1
        }
        return nil
    }

    /// The indices of a range that stand in no bracket that opens in it.
    private func topLevel(_ range: Range<Int>) -> [Int] {
        var (places, place): ([Int], Int) = ([], range.lowerBound)
        while place < range.upperBound {
            places.append(place)
            place = max(place, partners[place] ?? place) + 1
        }
        return places
    }

    /// The innermost bracket that is open at a token.
    private func enclosing(_ place: Int) -> Int? {
        var before = place - 1
        while before >= 0 {
            if let open = partners[before] {
                if open > before { return before }
                before = open
            }
            before -= 1
        }
        return nil
    }

    // MARK: Lines

    /// An assignment, or the end of a loop, that fills a line.
    private mutating func forgetLine(_ index: Int) {
        let end = tokens.indices.dropFirst(index + 1).first { tokens[$0].beginsLine } ?? tokens.count
        let line = index..<end
        let isWhole = line.allSatisfy { place in partners[place].map(line.contains) ?? true }
        let goesOn =
            tokens[end - 1].isBinary || end < tokens.count && tokens[end].isBinary || text(end) == "."
        guard isWhole, !goesOn, tokens[index].kind != .bracket else { return }
        let assigns = topLevel(line).contains { ["=", "+=", "-=", "*=", "/="].contains(text($0)) }
        let declares = ["let", "var", "for", "if", "guard", "while", "return", "case", "where"].contains(
            text(index))
        let isJump = ["break", "continue"].contains(text(index))
        if assigns && !declares || isJump {
            add(.forgotten, bytes(line), "")
        }
    }
}
