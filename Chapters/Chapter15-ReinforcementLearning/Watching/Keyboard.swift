import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keys as they are pressed, without waiting for the end of a line. The terminal is as before after `restore`.
struct Keyboard {
    private var before = termios()

    /// Nil where standard input is not a terminal.
    init?() {
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var raw = before
        // Keys come at once and are not shown; Ctrl-C still interrupts.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    }

    func restore() {
        var old = before
        tcsetattr(STDIN_FILENO, TCSANOW, &old)
    }

    /// The keys that were pressed since the last time.
    func pressed() -> [UInt8] {
        var keys: [UInt8] = []
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while keys.count < 64, poll(&waiting, 1, 0) > 0, waiting.revents & Int16(POLLIN) != 0 {
            var key: UInt8 = 0
            guard read(STDIN_FILENO, &key, 1) == 1 else { break }
            keys.append(key)
        }
        return keys
    }
}

/// The size of the terminal; 80 × 24 where it is unknown.
func terminalSize() -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
        return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
}
