import Foundation
import Motion
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
        for key in ["gcn_random_split_accuracy_mean", "link_auc", "generation_loss", "pose_test_accuracy"] {
            #expect(one[key] != nil, "\(key)")
        }
    }

    @Test func aPartAlone() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--part", "generation", "--out", folder.file("a")])
        #expect(run.code == 0 && run.output.contains("Graph generation") && !run.output.contains("Poses"))
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
        try program.expectRefusals(
            [(["--quick", "--data", folder.path, "--out", folder.file("out")], 65, [words])], in: folder)
    }

    /// The published data that is there, and what its runs must say.
    private static let published = [
        ("cora", "gcn_test_accuracy_mean"), ("motion/bandai-namco-1", "pose_test_accuracy"),
        ("motion/cmu-book", "pose_as_in_book_accuracy"),
    ].filter { publishedData($0.0) != nil }

    @Test(.enabled(if: !published.isEmpty, "../shared/data is not there"), arguments: published)
    func publishedFilesAreRead(name: String, key: String) throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData(name))
        let run = try program.run(["--quick", "--data", data, "--out", folder.file("out")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.file("out/report.html")))
        let accuracy = try #require(try Program.metrics(in: folder.file("out"))[key] as? Double)
        #expect(accuracy > 0.6 && accuracy <= 1, "\(key): \(accuracy)")
    }

    @Test func aSavedModelClassifiesMotionsAndPapers() throws {
        let folder = try TemporaryFolder()
        for part in ["poses", "nodes"] {
            let run = try program.run(["--quick", "--part", part, "--out", folder.file(part)])
            #expect(run.code == 0, "\(run.errors)")
        }
        let (motions, papers) = (
            folder.file("poses/model.safetensors"), folder.file("nodes/model.safetensors")
        )
        let clip = GeneratedMotion.clips(styles: 1, seed: 9)[2].clip
        try clip.writeBVH(to: folder.file("clip.bvh"))
        let motion = try program.run(["--model", motions, "--classify", folder.file("clip.bvh")])
        #expect(motion.code == 0, "\(motion.errors)")
        #expect(
            motion.output.wholeMatch(
                of: /.*clip\.bvh: (walk|run|dash) \([0-9.]+ ?%\), \w+ \([0-9.]+ ?%\), \w+ \([0-9.]+ ?%\)\n/)
                != nil,
            "\(motion.output)")
        let paper = try program.run(["--quick", "--model", papers, "--classify", "17"])
        #expect(paper.code == 0 && paper.output.hasPrefix("paper 17: "), "\(paper.errors)")
        #expect(paper.output.split(separator: "\n").count == 1)

        let short = MotionClip(
            skeleton: clip.skeleton, frameTime: clip.frameTime,
            values: Array(clip.values.prefix(5 * clip.skeleton.channelCount)))
        try short.writeBVH(to: folder.file("short.bvh"))
        try biovisionSample.write(toFile: folder.file("other.bvh"), atomically: true, encoding: .utf8)
        try program.expectRefusals(
            [
                (["--classify", "17"], 64, ["--model"]),
                (["--model", papers, "--classify", "600", "--quick"], 64, ["numbered from 0 to 599"]),
                (["--model", motions, "--classify", folder.file("none.bvh")], 66, ["none.bvh"]),
                (["--model", motions, "--classify", folder.file("short.bvh")], 65, ["seconds"]),
                (["--model", motions, "--classify", folder.file("other.bvh")], 65, ["joints"]),
                (["--model", folder.file("clip.bvh"), "--classify", "1"], 65, ["clip.bvh"]),
            ], in: folder)
    }

    @Test func anEmptyFolderSaysWhatIsMissing() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--data", folder.path, "--out", folder.file("out")])
        #expect(run.code == 66 && run.errors.contains("cora.content"), "\(run.errors)")
    }
}
