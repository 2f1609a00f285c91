import Foundation

/// Where progress is shown: a terminal, or a file or pipe that only takes whole lines.
///
/// Everything it does is a closure, so that a test can stand in for the screen and the clock.
public struct Terminal: Sendable {
    /// Whether what is drawn can be drawn over.
    public var isTerminal: Bool
    /// The number of columns now.
    public var width: @Sendable () -> Int
    /// Takes whole lines of text.
    public var write: @Sendable (String) -> Void
    /// Takes what is drawn in place.
    public var draw: @Sendable (String) -> Void
    /// Seconds since some fixed time.
    public var now: @Sendable () -> Double

    /// A terminal made of closures; `draw` is `write` unless given.
    public init(
        isTerminal: Bool, width: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void,
        draw: (@Sendable (String) -> Void)? = nil, now: @escaping @Sendable () -> Double
    ) {
        self.isTerminal = isTerminal
        self.width = width
        self.write = write
        self.draw = draw ?? write
        self.now = now
    }

    /// The terminal of this process: lines go to standard output; bars to standard output where it is a
    /// terminal, else to standard error where that is one, else nowhere.
    public static var standard: Terminal {
        let isCapable = ProcessInfo.processInfo.environment["TERM"] != "dumb"
        let outputIsTerminal = isCapable && isatty(STDOUT_FILENO) == 1
        let errorIsTerminal = isCapable && isatty(STDERR_FILENO) == 1
        return Terminal(
            isTerminal: outputIsTerminal || errorIsTerminal,
            width: { terminalWidth(of: outputIsTerminal ? STDOUT_FILENO : STDERR_FILENO) },
            write: { send($0, to: .standardOutput) },
            draw: { send($0, to: outputIsTerminal ? .standardOutput : .standardError) },
            now: { ProcessInfo.processInfo.systemUptime })
    }
}

/// Writes at once, after whatever `print` still holds back, so that lines keep their order. Where nothing can be
/// written, for instance because the stream is closed, the work continues silently.
func send(_ text: String, to handle: FileHandle) {
    fflush(nil)
    try? handle.write(contentsOf: Data(text.utf8))
}

/// The columns of a terminal: what the system says, else the variable COLUMNS, else 80.
private func terminalWidth(of descriptor: Int32) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 0
    return columns > 0 ? columns : 80
}
