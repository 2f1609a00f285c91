import Foundation
import Testing

@testable import Grading

/// Stands in for a child with a shell script that ends in the ways a student's code can.
@Suite struct ChildProcessTests {
    private func outcome(_ script: String, seconds: Int = 3) -> Outcome {
        ChildProcess.outcome(of: "/bin/sh", seconds: seconds) { folder in ["-c", "cd '\(folder)'; " + script]
        }
    }

    private static let answer = #"read secret; echo "$secret{\"passed\":{\"inputs\":30}}"; "#

    @Test func theOutcomeAfterTheSecretIsTaken() {
        #expect(outcome(Self.answer) == .passed(inputs: 30))
        // Whatever is said before or after it.
        #expect(outcome("echo noise; echo noise >&2; " + Self.answer + "echo more") == .passed(inputs: 30))
    }

    /// Neither what is printed nor a file is an outcome without the secret.
    @Test func anOutcomeIsNotForgedByPrintingOrByFiles() {
        let forged = #"{"passed":{"inputs":30}}"#
        let left = Outcome.crashed(
            reason: "the program was left with exit code 0 instead of an answer", input: nil)
        #expect(outcome("echo '\(forged)'") == left)
        #expect(outcome("echo 'secret\(forged)'; echo '\(forged)' >&2") == left)
        #expect(outcome("for f in outcome input errors; do echo '\(forged)' > $f; done").isPassed == false)
        // An outcome that was said does not cover a crash after it.
        #expect(outcome(Self.answer + "kill -SEGV $$").isPassed == false)
        #expect(outcome(Self.answer + "exit 3").isPassed == false)
    }

    @Test func aCrashIsToldWithItsReasonAndTheStudentsLine() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("Starter.swift")
        try "one\n    let é = list[9]\nthree\n".write(to: file, atomically: true, encoding: .utf8)
        let backtrace = """
            Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range
            *** Program crashed: Illegal instruction at 0x1 ***
            1 [ra] 0x2 specialized Array.subscript.getter + 84 in libswiftSwiftOnoneSupport.so
            2 [ra] 0x3 f(_:) + 1 in Homework at \(file.path):2:18
            3 [ra] 0x4 g(_:) + 1 in Homework at /x/Starter.swift:7:1
            """
        let told = outcome("printf '[1, 2]' > input; echo '\(backtrace)' >&2; echo 7 > printed; kill -ILL $$")
        #expect(
            told
                == .crashed(
                    reason: "Index out of range", input: "[1, 2]",
                    place: "Starter.swift, line 2\nlet é = list[9]\n            ^", printed: "7"))
        #expect(
            outcome("echo 'a/Starter.swift:3: Fatal error: no' >&2; kill -TRAP $$")
                == .crashed(reason: "no", input: nil))
        for (signal, words) in [
            ("ILL", "an index out of range"), ("SEGV", "calls itself without end"),
            ("XFSZ", "prints without end"), ("KILL", "memory"),
        ] {
            guard case .crashed(let reason, nil, nil, nil) = outcome("kill -\(signal) $$") else {
                Issue.record("not a crash")
                continue
            }
            #expect(reason.contains(words))
        }
    }

    @Test func timeThatIsOverIsTold() {
        let start = Date()
        #expect(
            outcome("printf 7 > input; echo line > printed; sleep 30", seconds: 1)
                == .tookTooLong(seconds: 1, input: "7", printed: "line"))
        // A program that does not listen is ended too, and output without end neither stops nor fills the grader.
        #expect(
            outcome("trap '' ALRM TERM INT HUP; while :; do echo yes; done", seconds: 1)
                == .tookTooLong(seconds: 1, input: nil))
        #expect(Date().timeIntervalSince(start) < 10)
    }

    @Test func processesThatWereStartedAreEnded() {
        let start = Date()
        guard case .crashed(let reason, nil, nil, nil) = outcome("sleep 30 & " + Self.answer) else {
            Issue.record("passed with a process left")
            return
        }
        #expect(reason.contains("started other programs"))
        guard case .crashed(let many, nil, nil, nil) = outcome("while :; do sleep 30 & done", seconds: 20)
        else {
            Issue.record("processes without end are not told")
            return
        }
        #expect(many.contains("one process after another"))
        #expect(Date().timeIntervalSince(start) < 15)
    }

    #if os(Linux)
        /// It is said before the time is over, which would be told instead.
        @Test func memoryThatGrowsWithoutEndIsTold() {
            // It keeps the last line, which never ends.
            guard case .crashed(let reason, nil, nil, nil) = outcome("tail -n 1 /dev/zero", seconds: 60)
            else {
                Issue.record("memory without end is not told")
                return
            }
            #expect(reason.contains("more and more memory"))
        }
    #endif

    @Test func aProgramThatIsMissingIsTold() {
        guard
            case .crashed(let reason, nil, nil, nil) = ChildProcess.outcome(
                of: "/none", seconds: 3, arguments: { [$0] })
        else {
            Issue.record("not a crash")
            return
        }
        #expect(reason.hasPrefix("the grader could not start its process: "))
    }

    @Test func nothingIsLeftInTheTemporaryFolder() {
        func folders() -> Set<String> {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())) ?? []
            return Set(all.filter { $0.hasPrefix("homework-") })
        }
        var own: String?
        _ = ChildProcess.outcome(of: "/bin/sh", seconds: 3) { folder in
            own = folder.split(separator: "/").last.map(String.init)
            return ["-c", "touch '\(folder)/more'"]
        }
        #expect(own.map { !folders().contains($0) } == true)
    }

    @Test func printsAreCutToTheirFirstLines() {
        #expect(ChildProcess.shortened("") == nil && ChildProcess.shortened("\n") == nil)
        #expect(ChildProcess.shortened("a\nb\n") == "a\nb")
        let many = ChildProcess.shortened((0..<30).map { "\($0)" }.joined(separator: "\n"))
        #expect(many?.hasSuffix("19\n… (10 more lines)") == true)
    }
}
