import Foundation
import Messages

/// A call in a student's file of what the exercise asks to write.
public struct ForbiddenCall: Sendable, Equatable, Codable {
    /// What is called: `.softmax`.
    public var name: String

    /// The student's line, by number and text.
    public var place: String

    /// What to do instead.
    public var hint: String
}

/// A student's file as the grader reads it: its code without comments and texts, and which part belongs to which exercise.
///
/// An exercise's function begins below a comment of its id alone, `/// 5.2`, and ends with its body. A name that an
/// exercise forbids counts in its own function and in what belongs to no exercise, such as helpers.
struct SourceCheck {
    /// The code, as long as the file, with blanks for comments and texts.
    let code: [UInt8]
    private let lines: [Substring]
    /// The functions of the exercises, by id, as ranges of `code`.
    private(set) var functions: [String: Range<Int>] = [:]

    init(_ text: String) {
        let source = text.replacing("\r\n", with: "\n")
        code = Self.withoutCommentsAndTexts(Array(source.utf8))
        lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        var start = 0
        for line in lines {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if words.hasPrefix("/// ") {
                let id = words.dropFirst(4).filter { $0 != " " }
                let parts = id.split(separator: ".", omittingEmptySubsequences: false)
                if parts.count == 2, parts.allSatisfy({ Int($0) != nil }), functions[id] == nil,
                    let end = endOfFunction(start)
                {
                    functions[id] = start..<end
                }
            }
            start += line.utf8.count + 1
        }
    }

    /// The first call of something forbidden, or of the solution, in the part of an exercise.
    ///
    /// - Parameter names: with a dot before it, a method of anything but `self`: `.softmax`; without, a function or type.
    func firstForbidden(_ names: [String], exercise id: String, isSolution: Bool = false) -> ForbiddenCall? {
        let others = functions.filter { $0.key != id }.map(\.value)
        let isOthers = { (place: Int) in others.contains { $0.contains(place) } }
        for name in (isSolution ? [] : ["Solution"]) + names {
            guard let place = places(of: name).first(where: { !isOthers($0) }) else { continue }
            let number = code[..<place].count { $0 == UInt8(ascii: "\n") }
            let text = lines[number].trimmingCharacters(in: .whitespaces)
            return ForbiddenCall(
                name: name,
                place: Words(
                    en: "line \(number + 1): \(cut(text))", zh: "第 \(number + 1) 行：\(cut(text))"
                ).text,
                hint: name == "Solution"
                    ? Words(en: "That is the solution's answer. Write your own.", zh: "那是参考解答。请自己写。").text
                    : Words(
                        en: "That is what this exercise asks you to write: do it without.",
                        zh: "这正是本题要你写的：不要调用它。"
                    ).text)
        }
        return nil
    }

    /// Whether the function of an exercise is as it was handed out: it only throws `Unimplemented`.
    func isUntouched(_ id: String) -> Bool {
        guard let range = functions[id] else { return false }
        let text = String(decoding: code[range], as: UTF8.self)
        guard let open = text.firstIndex(of: "{"), let close = text.lastIndex(of: "}"), open < close else {
            return false
        }
        return text[text.index(after: open)..<close].filter { !$0.isWhitespace } == "throwUnimplemented()"
    }

    // MARK: Reading code

    /// Where a name is called.
    private func places(of name: String) -> [Int] {
        let isMethod = name.hasPrefix(".")
        let word = Array(name.utf8.drop { $0 == UInt8(ascii: ".") })
        guard !word.isEmpty, code.count >= word.count else { return [] }
        return (0...code.count - word.count).filter { place in
            guard code[place] == word[0], code[place..<place + word.count].elementsEqual(word),
                place == 0 || !isLetter(code[place - 1]),
                place + word.count == code.count || !isLetter(code[place + word.count])
            else { return false }
            // What stands before it, without blanks and line ends.
            let before = code[..<place].reversed().drop { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }
            guard before.first == UInt8(ascii: ".") else {
                return !isMethod && !ends(code[..<place], with: "func") && !ends(code[..<place], with: "let")
                    && !ends(code[..<place], with: "var")
            }
            return isMethod && !ends(code[..<(place - 1)], with: "self") || !isMethod && name == "Solution"
        }
    }

    private func ends(_ code: ArraySlice<UInt8>, with word: String) -> Bool {
        let words = code.reversed().drop { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }
        let letters = Array(word.utf8.reversed())
        return words.prefix(letters.count).elementsEqual(letters)
            && !(words.dropFirst(letters.count).first.map(isLetter) ?? false)
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || (48...57).contains(byte) || (65...90).contains(byte)
            || (97...122).contains(byte)
    }

    /// The end of the first body in braces from here on, behind its brace.
    private func endOfFunction(_ start: Int) -> Int? {
        var depth = 0
        for place in start..<code.count {
            if code[place] == UInt8(ascii: "{") { depth += 1 }
            if code[place] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return place + 1 }
                if depth < 0 { return nil }
            }
        }
        return nil
    }

    /// The code with blanks for comments and for texts, but not for what is interpolated in texts.
    private static func withoutCommentsAndTexts(_ source: [UInt8]) -> [UInt8] {
        enum State: Equatable { case code(depth: Int), line, block(Int), text(quotes: Int, pounds: Int) }
        var code = source
        var states: [State] = [.code(depth: 0)]
        var place = 0
        func next(_ offset: Int) -> UInt8 { place + offset < source.count ? source[place + offset] : 0 }
        func isNext(_ words: String, from offset: Int = 0) -> Bool {
            words.utf8.enumerated().allSatisfy { next(offset + $0) == $1 }
        }
        func blank(_ count: Int) {
            for index in place..<min(place + count, source.count) where source[index] != UInt8(ascii: "\n") {
                code[index] = UInt8(ascii: " ")
            }
            place += count
        }
        while place < source.count {
            switch states[states.count - 1] {
            case .line:
                if source[place] == UInt8(ascii: "\n") { states.removeLast() }
                blank(1)
            case .block(let depth):
                if isNext("*/") {
                    states.removeLast()
                    if depth > 1 { states.append(.block(depth - 1)) }
                    blank(2)
                } else if isNext("/*") {
                    states[states.count - 1] = .block(depth + 1)
                    blank(2)
                } else {
                    blank(1)
                }
            case .text(let quotes, let pounds):
                let pound = String(repeating: "#", count: pounds)
                let quote = String(repeating: "\"", count: quotes) + pound
                if isNext("\\" + pound + "(") {
                    blank(1 + pounds)
                    place += 1
                    states.append(.code(depth: 1))
                } else if isNext("\\" + pound) {
                    blank(2 + pounds)
                } else if isNext(quote) {
                    states.removeLast()
                    blank(quote.utf8.count)
                } else if quotes == 1, source[place] == UInt8(ascii: "\n") {
                    // No text goes over the end of a line.
                    states.removeLast()
                    place += 1
                } else {
                    blank(1)
                }
            case .code(let depth):
                var pounds = 0
                while next(pounds) == UInt8(ascii: "#") { pounds += 1 }
                if isNext("//") {
                    states.append(.line)
                    blank(2)
                } else if isNext("/*") {
                    states.append(.block(1))
                    blank(2)
                } else if isNext("\"", from: pounds) {
                    let quotes = isNext("\"\"\"", from: pounds) ? 3 : 1
                    states.append(.text(quotes: quotes, pounds: pounds))
                    blank(pounds + quotes)
                } else {
                    if states.count > 1 {
                        if source[place] == UInt8(ascii: "(") {
                            states[states.count - 1] = .code(depth: depth + 1)
                        }
                        if source[place] == UInt8(ascii: ")") {
                            states.removeLast()
                            if depth > 1 { states.append(.code(depth: depth - 1)) }
                        }
                    }
                    place += 1
                }
            }
        }
        return code
    }
}
