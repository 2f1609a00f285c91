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

    @Test func aSavedNetworkPlays() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--game", "cartpole", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let model = folder.file("run/model.safetensors")
        let played = try program.run(["--play", "network", "--model", model])
        #expect(played.code == 0, "\(played.errors)")
        #expect(
            try played.output.matches(of: Regex("game [0-9]+: [0-9]+ steps")).count == 10, "\(played.output)")
        #expect(try program.run(["--play", "network", "--model", model]).output == played.output)
        try folder.write("x", to: "broken.safetensors")
        try program.expectRefusals(
            [
                (["--play", "network"], 64, ["--model"]),
                (["--play", "network", "--model", folder.file("no.safetensors")], 66, ["no.safetensors"]),
                (["--play", "network", "--model", folder.file("broken.safetensors")], 65, ["broken"]),
            ], in: folder)
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
