import Foundation
import Messages

/// What a crashed program said: the reason, and the student's line.
struct CrashReport {
    /// What makes Swift print the way to a crash; the crash alone, without registers and images.
    static let environment = [
        "SWIFT_BACKTRACE":
            "enable=yes,color=no,interactive=no,threads=crashed,images=none,registers=none,limit=64,top=0,cache=no"
    ]

    /// What happened.
    var reason: String

    /// The student's line: "Starter.swift, line 28", the line, and below it a mark at the column.
    var place: String?

    /// - Parameters:
    ///   - signal: the signal that ended the program.
    ///   - errors: what it wrote to standard error.
    init(signal: Int32, errors: String) {
        let lines = errors.split(separator: "\n").map(String.init)
        reason = Self.fatalError(lines).map(Self.inWords) ?? Self.meaning(of: signal).text
        place = lines.lazy.compactMap(Self.studentsPlace).first
    }

    /// The words after "Fatal error", and the lines that belong to them.
    private static func fatalError(_ lines: [String]) -> String? {
        guard let start = lines.firstIndex(where: { $0.contains("Fatal error") }) else {
            // What optimized code says.
            let failure = "*** Swift runtime failure: "
            return lines.first { $0.hasPrefix(failure) }.map {
                $0.dropFirst(failure.count).trimmingCharacters(in: ["*", " "])
            }
        }
        var words = lines[start...].prefix {
            !$0.hasPrefix("Current stack trace") && !$0.hasPrefix("***") && !$0.hasPrefix("Thread ")
        }
        if let range = words[start].range(of: "Fatal error: ") {
            // Without the place in the standard library.
            words[start] = String(words[start][range.upperBound...])
        }
        return cut(words.joined(separator: "\n"))
    }

    /// What Swift says most often, in Chinese.
    private static let chinese = [
        "Index out of range": "索引超出范围",
        "Array index is out of range": "索引超出范围",
        "Negative Array index is out of range": "索引是负数",
        "Unexpectedly found nil while unwrapping an Optional value": "用 ! 解包了 nil",
        "Division by zero": "除以零",
        "Division by zero in remainder operation": "对零取余",
        "Range requires lowerBound <= upperBound": "范围的终点在起点之前",
        "Negative count not allowed": "个数是负数",
        "Can't form Range with upperBound < lowerBound": "范围的终点在起点之前",
        "Can't remove first element from an empty collection": "从空的数组中取走第一个元素",
        "Can't remove last element from an empty collection": "从空的数组中取走最后一个元素",
        "Arithmetic overflow": "算术溢出",
        "arithmetic overflow": "算术溢出",
        "Not enough bits to represent the passed value": "数太大，所要的类型放不下",
        "Float value cannot be converted to Int because it is either infinite or NaN": "NaN 或无穷大不能变成 Int",
        "Double value cannot be converted to Int because it is either infinite or NaN": "NaN 或无穷大不能变成 Int",
        "Dictionary literal contains duplicate keys": "字典字面量中有重复的键",
    ]

    /// What Swift said; in Chinese where it is known.
    private static func inWords(_ reason: String) -> String {
        Words(en: reason, zh: chinese[reason].map { "\($0)（\(reason)）" } ?? reason).text
    }

    /// A signal in the words of a student.
    private static func meaning(of signal: Int32) -> Words {
        switch signal {
        case SIGILL, SIGTRAP:
            Words(
                en: """
                    an index out of range, an arithmetic overflow, a nil unwrapped with !, or a range whose end is before \
                    its start
                    """,
                zh: "索引超出范围、算术溢出、用 ! 解包了 nil，或者范围的终点在起点之前")
        case SIGSEGV, SIGBUS:
            Words(en: "most likely a function that calls itself without end", zh: "很可能是函数无休止地调用自己")
        case SIGKILL:
            Words(
                en: "killed by the system, most likely because it ran out of memory", zh: "被系统终止，很可能是内存用完了")
        case SIGXFSZ:
            Words(
                en: "it prints without end: more than a megabyte for one input", zh: "它无休止地打印：一个输入就超过一兆字节")
        default: Words(en: "signal \(signal)", zh: "信号 \(signal)")
        }
    }

    /// The place that a line of the backtrace names, if it is in a student's file: "… at /path/Starter.swift:28:44".
    private static func studentsPlace(_ line: String) -> String? {
        guard let at = line.range(of: " at /", options: .backwards) else { return nil }
        let parts = line[at.lowerBound...].dropFirst(4).split(separator: ":")
        guard parts.count >= 2, parts[0].hasSuffix("/Starter.swift"), let number = Int(parts[1]), number > 0
        else { return nil }
        let path = String(parts[0])
        let name = Words(en: "Starter.swift, line \(number)", zh: "Starter.swift，第 \(number) 行").text
        guard let source = try? String(contentsOfFile: path, encoding: .utf8) else { return name }
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(number - 1) else { return name }
        let text = lines[number - 1]
        let code = text.drop { $0 == " " || $0 == "\t" }
        let column = parts.count > 2 ? (Int(parts[2].prefix { $0.isNumber }) ?? 0) : 0
        // The compiler counts columns in bytes.
        let before = String(decoding: text.utf8.prefix(max(0, column - 1)), as: UTF8.self).count
        let indent = before - (text.count - code.count)
        return "\(name)\n\(code)"
            + (column > 0 && indent >= 0 ? "\n\(String(repeating: " ", count: indent))^" : "")
    }
}
