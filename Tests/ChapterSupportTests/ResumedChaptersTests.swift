import Foundation
import TestSupport
import Testing

/// Chapters that are killed and go on: they end with the bits of a run that was never stopped.
@Suite(.serialized) struct ResumedChaptersTests {
    /// Short runs of every chapter that train all that it trains: plain `--quick` ones but for those named here.
    /// Chapter 15's learning from pixels takes longer; its own tests go on with that.
    static let runs: [[String]] = chapterNumbers.flatMap { number in
        (special[number] ?? [[]]).map { ["Chapter\(number)"] + $0 }
    }

    private static let special: [Int: [[String]]] = [
        3: [["--epochs", "60"]],
        15: [["--prioritized", "--dueling", "--double"], ["--game", "flappy"], ["--game", "universal"]],
    ]

    @Test(.timeLimit(.minutes(10)), arguments: runs)
    func aKilledRunEndsWithTheSameBits(_ run: [String]) throws {
        let folder = try TemporaryFolder()
        let arguments = Array(run.dropFirst()) + ["--quick", "--seed", "3"]
        let program = Program(run[0])
        let whole = try program.run(arguments + ["--out", folder.file("whole")])
        #expect(whole.code == 0, "\(whole.errors)")

        // Ended at a third and at two thirds of its time, each time going on from there.
        let killed = ["--out", folder.file("killed"), "--checkpoint-every", "0"]
        for share in [1.0 / 3, 2.0 / 3] {
            _ = try program.run(
                arguments + killed + (share < 0.5 ? [] : ["--resume"]),
                interruption: (SIGKILL, share * whole.seconds))
        }
        let resumed = try program.run(arguments + killed + ["--resume"])
        #expect(resumed.code == 0, "\(resumed.errors)")
        try expectSameResults(folder.file("whole"), folder.file("killed"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("killed/checkpoints")))
    }
}
