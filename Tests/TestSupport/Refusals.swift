// Bad input ends in one line and an exit code, and leaves nothing behind.

import Files

extension Program {
    /// Arguments that the program must refuse, the exit code it must end with, and words its one line must contain.
    public typealias Refusal = (arguments: [String], code: Int32, words: [String])

    /// What was wrong with the answers to bad input, a line each.
    public struct UnexpectedAnswers: Error, CustomStringConvertible {
        /// The lines: the arguments, what is wrong, and what the program printed on standard error.
        public let description: String
    }

    /// Runs the program once for each refusal. It must end by itself with the exit code, print exactly one line on
    /// standard error that contains all the words, and leave no file behind, neither in the folder it is started
    /// in nor in `folder`.
    ///
    /// - Parameters:
    ///   - common: arguments that stand before those of each refusal.
    ///   - folder: where the bad input is; its contents must stay the same.
    /// - Throws: `UnexpectedAnswers`, with everything that was wrong.
    public func expectRefusals(
        _ refusals: [Refusal], common: [String] = [], in folder: TemporaryFolder? = nil,
        environment: [String: String] = [:]
    ) throws {
        let before = folder?.contents ?? []
        var complaints: [String] = []
        for (arguments, code, words) in refusals {
            let run = try run(common + arguments, environment: environment)
            func require(_ holds: Bool, _ complaint: @autoclosure () -> String) {
                if !holds {
                    complaints.append("\(arguments): \(complaint()), standard error: '\(run.errors)'")
                }
            }
            require(!run.crashed, "ended by signal \(run.code)")
            require(run.crashed || run.code == code, "exit code \(run.code) instead of \(code)")
            let lines = run.errors.split(separator: "\n", omittingEmptySubsequences: false)
            require(lines.count == 2 && lines.last == "", "\(lines.count - 1) lines instead of one")
            for word in words { require(run.errors.contains(word), "no '\(word)'") }
            require(run.leftBehind.isEmpty, "left \(run.leftBehind)")
        }
        let new = (folder?.contents ?? []).filter { !before.contains($0) }
        if !new.isEmpty { complaints.append("left \(new)") }
        guard complaints.isEmpty else {
            throw UnexpectedAnswers(description: complaints.joined(separator: "\n"))
        }
    }
}

/// The description of the `FileError` that `body` throws; what else happens is described as that.
public func fileErrorMessage(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch let error as FileError {
        return error.description
    } catch {
        return "not a FileError: \(error)"
    }
}
