import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter14")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        for key in ["gcn_random_split_accuracy_mean", "link_auc", "growth_loss", "pose_test_accuracy"] {
            #expect(one[key] != nil, "\(key)")
        }
    }

    @Test func aPartAlone() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--part", "growth", "--out", folder.file("a")])
        #expect(run.code == 0 && run.output.contains("Graphs that grow") && !run.output.contains("Poses"))
    }

    @Test(arguments: [
        ("1\t0\tA\n2\t1\tB\n", "1\t3\n", "there is no paper 3"), ("1\t0\n", "", "2 fields"),
        ("", "", "empty"),
        ("1\t0\tA\n", "", "subjects"),
    ])
    func brokenGraphs(content: String, cites: String, words: String) throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(content, to: "cora.content")
        _ = try folder.write(cites, to: "cora.cites")
        let run = try program.run(["--quick", "--data", folder.path, "--out", folder.file("out")])
        #expect(run.code == 65, "\(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test func anEmptyFolderSaysWhatIsMissing() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--data", folder.path, "--out", folder.file("out")])
        #expect(run.code == 66 && run.errors.contains("cora.content"), "\(run.errors)")
    }
}
