import Foundation

/// Set by the signal handler, which may do no more than store a number: it can come at any instruction.
nonisolated(unsafe) private var requested: sig_atomic_t = 0

/// Ctrl-C as a wish that the training loop looks at, instead of an end in the middle of a step.
enum Interruption {
    /// From here on the first Ctrl-C is only remembered; the second ends the program at once, as usual.
    static func listen() {
        requested = 0
        _ = signal(SIGINT) { _ in
            requested = 1
            _ = signal(SIGINT, SIG_DFL)
        }
    }

    /// Whether Ctrl-C was pressed since `listen()`.
    static var isRequested: Bool { requested != 0 }
}
