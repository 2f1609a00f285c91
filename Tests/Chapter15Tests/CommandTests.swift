import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter15")

    private func metrics(_ folder: TemporaryFolder, _ name: String, _ arguments: [String]) throws
        -> NSDictionary
    {
        let run = try program.run(["--quick", "--out", folder.file(name)] + arguments)
        #expect(run.code == 0, "\(run.errors)")
        let all = try Program.metrics(in: folder.file(name))
        return all.filter { $0.key != "threads" && !$0.key.contains("second") } as NSDictionary
    }

    @Test(arguments: [
        ["--game", "all"], ["--game", "flappy", "--prioritized", "--dueling", "--double"],
        ["--game", "flappy", "--pixels", "--epochs", "1"], ["--game", "universal"],
    ])
    func theNumbersFollowFromTheSeedNotFromTheThreads(game: [String]) throws {
        let folder = try TemporaryFolder()
        let one = try metrics(folder, "one", game + ["--threads", "1", "--seed", "7"])
        #expect(try metrics(folder, "two", game + ["--threads", "2", "--seed", "7"]) == one)
        #expect(try metrics(folder, "other", game + ["--threads", "2", "--seed", "8"]) != one)
        if game.contains("universal") { return }
        #expect(one["mean_return"] != nil && one["memory_bytes"] != nil)
        for file in ["play.gif", "model.safetensors", "report.html"] {
            #expect(FileManager.default.fileExists(atPath: folder.file("one/\(file)")))
        }
    }

    @Test func aGameNeedsATerminal() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--play", "human", "--out", folder.file("out")])
        #expect(run.code == 65 || run.code == 66, "\(run.code)")
        #expect(run.errors.contains("terminal") && run.errors.split(separator: "\n").count == 1)
    }

    @Test func optionsThatMakeNoSense() throws {
        let folder = try TemporaryFolder()
        for arguments in [
            ["--game", "chess"], ["--steps-ahead", "0"], ["--seeds", "-1"], ["--play", "robot"],
        ] {
            let run = try program.run(arguments + ["--out", folder.file("out")])
            #expect(run.code == 64, "\(arguments)")
            #expect(run.errors.split(separator: "\n").count == 1)
        }
    }
}
