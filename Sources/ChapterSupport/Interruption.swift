import Foundation

/// Set by the signal handler, which may do no more than store a number: it can come at any instruction.
nonisolated(unsafe) private var requested: sig_atomic_t = 0

/// Ctrl-C and a request to end (SIGTERM) as a wish that the training loop looks at, instead of an end in the middle of a step.
enum Interruption {
    /// From here on the first of these signals is only remembered; the second ends the program at once, as usual.
    static func listen() {
        requested = 0
        for number in [SIGINT, SIGTERM] {
            _ = signal(number) { number in
                requested = 1
                _ = signal(number, SIG_DFL)
            }
        }
    }

    /// Whether one of them came since `listen()`.
    static var isRequested: Bool { requested != 0 }
}
