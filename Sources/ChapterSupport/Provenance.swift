import Foundation
import Messages

/// How a page was made: the command, when, where, in what time.
struct Provenance {
    private let command: String
    private let start = Date()

    /// - Parameters:
    ///   - chapter: the chapter's number.
    ///   - arguments: its arguments, as the program got them.
    init(chapter: Int, arguments: [String]) {
        command = (["swift run Chapter\(chapter)"] + arguments.map(Self.quoted)).joined(separator: " ")
    }

    /// An argument as a shell takes it: in single quotes where it has other signs than those that mean themselves.
    static func quoted(_ argument: String) -> String {
        let plain = argument.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_=./,:+%@".unicodeScalars.contains($0)
        }
        return plain && !argument.isEmpty
            ? argument : "'" + argument.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }

    /// A sentence for the page. Backticks in the command would end the code early, so such a command stands without.
    func sentence(threads: Int, now: Date = Date()) -> Words {
        let seconds = max(1, Int(now.timeIntervalSince(start).rounded()))
        let code = command.contains("`") ? command : "`\(command)`"
        let day = Self.text(of: now)
        let machine = Self.machine
        return Words(
            en: "Made by \(code) on \(day), in \(seconds) s with \(threads) thread\(threads == 1 ? "" : "s") "
                + "on \(machine).",
            zh: "由 \(code) 于 \(day) 生成，用时 \(seconds) 秒，\(threads) 个线程，机器为 \(machine)。")
    }

    /// "2026-11-30 13:05 UTC".
    private static func text(of date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd HH:mm"
        return formatter.string(from: date) + " UTC"
    }

    /// The processor's name where the system says it, and the system.
    private static let machine: String = {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let name = lines.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
        #if os(macOS)
            let system = "macOS"
        #elseif os(Windows)
            let system = "Windows"
        #else
            let system = "Linux"
        #endif
        #if arch(arm64)
            let architecture = "arm64"
        #elseif arch(x86_64)
            let architecture = "x86-64"
        #else
            let architecture = "another processor"
        #endif
        return (name.map { "\($0), " } ?? "") + "\(system) \(architecture)"
    }()
}

extension ChapterCommand {
    /// The end of a page: where its numbers are, what can be changed, where homework and the next chapter are.
    func whatNext(hasCurves: Bool) -> Words {
        let next = number < Self.lastNumber ? number + 1 : nil
        return Words(
            en: "Beside this page \(hasCurves ? "are" : "is") `metrics.json` with the numbers above"
                + (hasCurves ? " and `curves.json` with the losses of every epoch" : "")
                + ". `swift run Chapter\(number) --help` lists what can be changed; another `--seed` shows how much of it "
                + "is luck, and another `--out` keeps both runs. `swift run Homework \(number)` grades the exercises of this "
                + "chapter" + (next.map { "; `swift run Chapter\($0)` is the next." } ?? "."),
            zh: "与本页在同一文件夹中的 `metrics.json` 有上面的数值"
                + (hasCurves ? "，`curves.json` 有每一轮的损失" : "")
                + "。`swift run Chapter\(number) --help` 列出可以改变的选项；换一个 `--seed` 可以看出运气占多少，换一个 `--out` "
                + "可以保留两次运行的结果。`swift run Homework \(number)` 给本章的习题打分"
                + (next.map { "；下一章是 `swift run Chapter\($0)`。" } ?? "。"))
    }

    /// The book has so many chapters.
    private static let lastNumber = 15
}
