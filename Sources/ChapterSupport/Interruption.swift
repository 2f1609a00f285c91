import Foundation
import Synchronization

/// Set by the signal handler.
private let wasRequested = Atomic<Bool>(false)

/// Whether the handler is installed.
private let isListening = Atomic<Bool>(false)

/// Turns Ctrl-C, SIGTERM and SIGHUP (the terminal is closed) into a flag that the training loop checks, so that no step is cut short.
enum Interruption {
    /// From now on the first of these signals only sets the flag; the second ends the program at once, as usual.
    static func listen() {
        // This store also initializes the global, which the handler must not do.
        wasRequested.store(false, ordering: .relaxed)
        isListening.store(true, ordering: .relaxed)
        ignoreFailedWrites()
        for number in [SIGINT, SIGTERM, SIGHUP] where number != SIGHUP || !isIgnored(number) {
            _ = signal(number) { _ in
                // The handler runs between any two instructions, also in the midst of `malloc`. So it stores one value and calls
                // what POSIX allows there, one call after another: an array of the two signals would ask for memory.
                wasRequested.store(true, ordering: .relaxed)
                _ = signal(SIGINT, SIG_DFL)
                _ = signal(SIGTERM, SIG_DFL)
            }
        }
    }

    /// Whether the program was started so that this signal does nothing, as `nohup` does with SIGHUP.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// From now on a write to a pipe that nobody reads any more, or beyond the size that a file may have, is an error like a
    /// full disk, and not the end of the program: after Ctrl-C `tee` ends first, and the report is still to be written.
    static func ignoreFailedWrites() {
        for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
    }

    /// Whether one of them came since `listen()`.
    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

    /// From now on the first of these signals ends the program, as if nobody had listened, and so does a pipe that nobody reads.
    ///
    /// - Returns: whether anybody had.
    @discardableResult
    static func stopListening() -> Bool {
        let was = isListening.exchange(false, ordering: .relaxed)
        guard was else { return false }
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE]
        where number != SIGHUP || !isIgnored(number) { _ = signal(number, SIG_DFL) }
        return true
    }
}

/// Calls `body`, in which Ctrl-C ends the program at once, as at a prompt, where nothing is lost.
public func endingAtInterrupt<Result>(_ body: () throws -> Result) rethrows -> Result {
    let was = Interruption.stopListening()
    defer { if was { Interruption.listen() } }
    return try body()
}

/// Does one piece of work within `endingAtInterrupt`, which the first Ctrl-C only asks to end early; the second ends the program.
///
/// - Parameter work: takes a function that says whether Ctrl-C came.
public func endingEarlyAtInterrupt<Result>(
    _ work: (_ isInterrupted: () -> Bool) throws -> Result
) rethrows -> Result {
    Interruption.listen()
    defer { Interruption.stopListening() }
    return try work { Interruption.isRequested }
}
