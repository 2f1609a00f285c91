import Files
import Foundation
import Images
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Chapter5

/// A folder of pictures by class, of mixed sizes, grey and in colour, with what goes wrong in such folders.
@Suite(.serialized) struct OwnPicturesTests {
    private let program = Program("Chapter5")

    /// A bright disc or stripes, in a picture of random size.
    private func shape(_ name: String, using generator: inout RandomGenerator) -> Picture {
        let (width, height) = (20 + generator.integer(below: 40), 20 + generator.integer(below: 40))
        let isGrey = generator.bernoulli(0.5)
        let (x, y) = (Float(width) / 2, Float(height) / 2)
        let radius = Float(min(width, height)) * generator.uniform(in: 0.25...0.4)
        var bytes: [UInt8] = []
        for row in 0..<height {
            for column in 0..<width {
                let (dx, dy) = (Float(column) - x, Float(row) - y)
                let isBright =
                    name == "disc" ? dx * dx + dy * dy < radius * radius : row / 4 % 2 == 0
                let shade = UInt8((isBright ? 190 : 20) + generator.integer(below: 40))
                bytes += isGrey ? [shade] : [shade, shade / 2, 30]
            }
        }
        return Picture(width: width, height: height, format: isGrey ? .gray : .rgb, bytes: bytes)
    }

    private func write(_ folder: TemporaryFolder, _ name: String, _ counts: [(String, Int)], seed: UInt64)
        throws
    {
        var generator = RandomGenerator(seed: seed)
        for (kind, count) in counts {
            try makeFolder(folder.file("\(name)/\(kind)"))
            for index in 0..<count {
                try shape(kind, using: &generator).writePNG(to: folder.file("\(name)/\(kind)/\(index).png"))
            }
        }
    }

    @Test func aNetworkLearnsThemAndReadsOthers() throws {
        let folder = try TemporaryFolder()
        try write(folder, "shapes", [("disc", 30), ("stripes", 25), ("a; b", 1)], seed: 1)
        try folder.write("no picture", to: "shapes/disc/broken.png")
        let run = try program.run([
            "--data", folder.file("shapes"), "--quick", "--epochs", "4", "--network", "wide", "--side", "24",
            "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let line = try #require(
            run.output.split(separator: "\n").first { $0.hasPrefix("shapes: 56 pictures") })
        #expect(line.contains("(a; b 1, disc 30, stripes 25)") && line.contains("too few to be tested: a; b"))
        #expect(run.output.contains("1 file was passed over") && run.output.contains("24 × 24 pixels"))
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "shapes")
        #expect(try #require(metrics["wide_test_accuracy"] as? Double) >= 0.9)
        let page = try readTextFile(folder.file("run/report.html"))
        #expect(page.contains("broken.png") && page.contains("shapes: 56 pictures"))

        // Pictures that it never saw.
        try write(folder, "new", [("disc", 12), ("stripes", 12)], seed: 2)
        let model = folder.file("run/model.safetensors")
        let read = try program.run(["--model", model, "--read", folder.file("new")])
        #expect(read.code == 0, "\(read.errors)")
        let answers = read.output.split(separator: "\n")
        #expect(answers.count == 24)
        #expect(
            answers.count { $0.contains("/disc/") ? $0.contains(": disc (") : $0.contains(": stripes (") }
                >= 22)
        #expect(try SavedNetwork(contentsOf: model).classNames == ["a, b", "disc", "stripes"])
    }

    @Test func aDataSetAskedForByNameIsNotReplaced() throws {
        let folder = try TemporaryFolder()
        try write(folder, "shapes", [("disc", 3), ("stripes", 3)], seed: 1)
        try write(folder, "few", [("disc", 2), ("stripes", 1)], seed: 1)
        try write(folder, "one", [("disc", 9)], seed: 1)
        let out = ["--quick", "--out", folder.file("out")]
        let refusals: [Program.Refusal] = [
            (["--data", folder.file("shapes"), "--dataset", "mnist"] + out, 66, ["train-images"]),
            (["--data", folder.file("few")] + out, 65, ["0 to test with"]),
            (["--data", folder.file("one")] + out, 65, ["two classes"]),
            (["--data", folder.file("shapes/disc")] + out, 66, ["train-images", "one for each class"]),
            (["--data", folder.file("shapes"), "--side", "8"] + out, 64, ["--side"]),
        ]
        try program.expectRefusals(refusals, in: folder)
    }

    @Test func manyClassesOfFewPicturesLeaveAPage() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 4)
        for label in 0..<45 {
            try makeFolder(folder.file("many/\(label)"))
            for index in 0..<3 {
                try shape("disc", using: &generator).writePNG(to: folder.file("many/\(label)/\(index).png"))
            }
        }
        let run = try program.run([
            "--data", folder.file("many"), "--quick", "--epochs", "1", "--network", "book", "--side", "16",
            "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(folder.contents.contains("run/report.html"))
    }
}
