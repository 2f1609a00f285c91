import Messages

/// Shows how far long work has come.
///
/// On a terminal: one line, redrawn in place at most ten times a second, with a bar, what is done of how much,
/// the rate, the time left and a message. Elsewhere: nothing but the lines given to `line`.
///
/// ```swift
/// let bar = ProgressBar("training", total: batches)
/// for batch in 0..<batches { bar.advance(message: "loss 0.52") }
/// bar.finish("epoch 1: loss 0.48")
/// ```
public final class ProgressBar {
    /// Where a bar stands.
    public struct State: Sendable {
        /// What is done.
        public let label: String
        /// The steps that are done, and that there are in all.
        public let done, total: Int
        /// What was last said beside it.
        public let message: String
        /// The seconds that the rest takes at the rate so far; nil before anything was done.
        public let secondsLeft: Double?
    }

    /// Who follows the bars elsewhere than in the terminal, while a closure runs.
    @TaskLocal public static var follower: (any ProgressFollower)?

    private let label: String
    private let total: Int
    private let startCount: Int
    private let terminal: Terminal
    private let startTime: Double
    private var done: Int
    private var message = ""
    private var lastDrawTime = -Double.infinity
    private var isDrawn = false
    private var isFinished = false

    /// A bar for `total` steps, of which `done` were done before (a resumed run).
    public init(_ label: any Readable, total: Int, done: Int = 0, terminal: Terminal = .standard) {
        self.label = label.text
        self.total = max(0, total)
        self.startCount = done
        self.done = done
        self.terminal = terminal
        self.startTime = terminal.now()
        tell()
    }

    deinit {
        clear()
        if !isFinished { Self.follower?.end(of: ObjectIdentifier(self)) }
    }

    /// Records that `steps` more steps are done; `message` (a loss, for example) replaces the one before.
    public func advance(by steps: Int = 1, message: (any Readable)? = nil) {
        update(done: done + steps, message: message)
    }

    /// Sets how many steps are done in all.
    public func update(done: Int, message: (any Readable)? = nil) {
        self.done = done
        if let message { self.message = message.text }
        tell()
        guard terminal.isTerminal, !isFinished else { return }
        let now = terminal.now()
        guard now - lastDrawTime >= 0.1 || done >= total else { return }
        draw(now)
    }

    /// Prints a line of its own, above the bar where there is one. This is what a log file sees.
    public func line(_ text: any Readable) {
        clear()
        terminal.write(text.text + "\n")
        if terminal.isTerminal, !isFinished, done > startCount { draw(terminal.now()) }
    }

    /// Takes the bar away and prints `text`, if there is one. Later steps draw nothing.
    public func finish(_ text: (any Readable)? = nil) {
        clear()
        if !isFinished { Self.follower?.end(of: ObjectIdentifier(self)) }
        isFinished = true
        if let text { terminal.write(text.text + "\n") }
    }

    private func tell() {
        guard !isFinished, let follower = Self.follower else { return }
        let (steps, seconds) = (done - startCount, terminal.now() - startTime)
        follower.follow(
            State(
                label: label, done: done, total: total, message: message,
                secondsLeft: steps > 0 ? Double(max(0, total - done)) * seconds / Double(steps) : nil),
            of: ObjectIdentifier(self))
    }

    private func draw(_ now: Double) {
        lastDrawTime = now
        isDrawn = true
        terminal.draw("\r\u{1B}[2K" + rendered(columns: terminal.width() - 1, seconds: now - startTime))
    }

    private func clear() {
        guard isDrawn else { return }
        isDrawn = false
        terminal.draw("\r\u{1B}[2K")
    }

    /// The bar's line in at most `columns` columns, `seconds` after the start.
    func rendered(columns: Int, seconds: Double) -> String {
        let share = total == 0 ? 1 : min(1, max(0, Double(done) / Double(total)))
        let percent = padded("\(Int((share * 100).rounded(.down)))%", toColumns: 4, rightAligned: true)
        var parts = [percent, "\(grouped(done))/\(grouped(total))"]
        let steps = done - startCount
        if steps > 0, seconds > 0 {
            let rate = Double(steps) / seconds
            parts.append(formatNumber(rate >= 100 ? rate.rounded() : rate, significantDigits: 3) + "/s")
            let time = timeLeft(Double(max(0, total - done)) / rate)
            parts.append(Words(en: "\(time) left", zh: "剩余 \(time)").text)
        }
        let head = label.isEmpty ? "" : label + " "
        let statistics = " " + parts.joined(separator: "  ")
        // Where it is tight, the message matters more than a long bar.
        let messageWidth = message.isEmpty ? 0 : displayWidth(message) + 2
        let spare = columns - displayWidth(head) - displayWidth(statistics) - messageWidth
        let barWidth = min(30, max(10, min(columns / 4, spare)))
        let room = columns - displayWidth(head) - barWidth - displayWidth(statistics)
        guard room >= 0 else { return truncated(head + statistics.dropFirst(), toColumns: columns) }
        let tail = message.isEmpty || room < 6 ? "" : "  " + truncated(message, toColumns: room - 2)
        return head + bar(share, width: barWidth) + statistics + tail
    }

    /// `width` blocks, filled from the left in eighths of a block.
    private func bar(_ share: Double, width: Int) -> String {
        let eighths = Int((share * Double(width * 8)).rounded(.down))
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        let filled = String(repeating: "█", count: eighths / 8) + partial
        return filled + String(repeating: "░", count: width - filled.count)
    }

    private func grouped(_ value: Int) -> String { fixed(Double(value), decimals: 0) }

    private func timeLeft(_ seconds: Double) -> String {
        seconds < 59.5 ? "\(Int(seconds.rounded())) s" : formatDuration(seconds)
    }
}

/// Follows progress bars.
public protocol ProgressFollower: AnyObject, Sendable {
    /// A bar is made, or stands elsewhere now.
    func follow(_ state: ProgressBar.State, of bar: ObjectIdentifier)

    /// A bar is gone.
    func end(of bar: ObjectIdentifier)
}
