import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter15")

    @Test(arguments: [
        ["--game", "all"], ["--game", "flappy", "--prioritized", "--dueling", "--double"],
        ["--game", "flappy", "--pixels", "--epochs", "1"], ["--game", "universal"],
    ])
    func theNumbersFollowFromTheSeedNotFromTheThreads(game: [String]) throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(game, in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
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
        #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    }

    @Test func optionsThatMakeNoSense() throws {
        let folder = try TemporaryFolder()
        let arguments = [
            ["--game", "chess"], ["--n-step", "0"], ["--seeds", "-1"], ["--play", "robot"],
        ]
        try program.expectRefusals(
            arguments.map { ($0, 64, [$0[0]]) }, common: ["--out", folder.file("out")], in: folder)
    }
}
