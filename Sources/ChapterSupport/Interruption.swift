import Foundation
import Synchronization

/// Set by the signal handler, which can run between any two instructions and so may only store an atomic value.
private let wasRequested = Atomic<Bool>(false)

/// Turns Ctrl-C and SIGTERM into a flag that the training loop checks, so that no step is cut short.
enum Interruption {
    /// From now on the first of these signals only sets the flag; the second ends the program at once, as usual.
    static func listen() {
        // This store also initializes the global, which the handler must not do.
        wasRequested.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            _ = signal(number) { _ in
                wasRequested.store(true, ordering: .relaxed)
                _ = signal(SIGINT, SIG_DFL)
                _ = signal(SIGTERM, SIG_DFL)
            }
        }
    }

    /// Whether one of them came since `listen()`.
    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }
}
