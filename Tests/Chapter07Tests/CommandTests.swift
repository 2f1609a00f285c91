import Foundation
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter7")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--as-in-book"], in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        for file in [
            "metrics.json", "model.safetensors", "example.safetensors", "report.html", "patches.png",
            "random.png", "result.png",
            "texture.png",
        ] {
            #expect(folder.contents.contains("one/\(file)"), "\(file)")
        }
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        #expect(try value("patches_texture_distance_ratio") < value("colors_texture_distance_ratio"))
        #expect(try value("structure") > 0.5)
        #expect(try value("parameters") == 3 * 64 * 64)
    }

    @Test(arguments: ["patches", "random"]) func aMethodRunsAloneAndKeepsColorsAndShapes(_ method: String)
        throws
    {
        let folder = try TemporaryFolder()
        let files = try pictures(in: folder)
        let run = try program.run([
            "--quick", "--method", method, "--content", files.wide, "--style", files.gray, "--style",
            files.tall,
            "--keep-colours", "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["\(method)_texture_distance_ratio"] != nil && metrics["texture_period"] == nil)
        #expect(metrics["width"] as? Int == 91 && metrics["height"] as? Int == 45)
        #expect(metrics["data"] as? String == "wide.png gray.png tall.png")
        let result = try Picture(contentsOf: folder.file("run/result.png"))
        #expect(result.width == 91 && result.height == 45)
    }

    @Test func onlyATexture() throws {
        let folder = try TemporaryFolder()
        let run = try program.run([
            "--quick", "--texture", "--pattern", "stripes", "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["texture_noise_ratio"] != nil && metrics["structure"] == nil)
        #expect(metrics["texture_exemplar_period"] as? Int == 5)
        #expect(folder.contents.contains("run/texture.png") && !folder.contents.contains("run/result.png"))
    }

    @Test(.enabled(if: publishedData("pretrained") != nil, "needs the published MobileNetV2"))
    func mobileNetPaints() throws {
        let folder = try TemporaryFolder()
        let weights = try #require(publishedData("pretrained")) + "/mobilenet/mobilenet_v2-b0353104.pth"
        let run = try program.run([
            "--quick", "--epochs", "12", "--method", "network", "--weights", weights, "--out",
            folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        let ratio = try #require(metrics["network_texture_distance_ratio"] as? Double)
        #expect(ratio < 1, "\(ratio)")
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let files = try pictures(in: folder)
        let broken = try folder.write("no picture", to: "broken.png")
        let empty = try folder.write("", to: "empty.jpg")
        let strip = folder.file("strip.png")
        try Picture(width: 90, height: 10, filledWith: .white).writePNG(to: strip)
        let weights = try folder.write("no weights", to: "weights.pth")
        let table = folder.file("other.safetensors")
        try Safetensors(arrays: ["layer.weight": .zeros([2, 2])]).write(to: table)
        let small = folder.file("small.safetensors")
        try Safetensors(arrays: ["features.0.weight": .zeros([2, 2])]).write(to: small)
        try program.expectRefusals(
            [
                (["--content", folder.file("none.png")], 66, ["none.png"]),
                (["--style", broken], 65, ["broken.png"]),
                (["--content", empty], 65, ["empty.jpg"]),
                (["--content", strip], 65, ["strip.png", "90 × 10", "too narrow"]),
                (["--data", folder.file("none"), "--style", "a.png"], 66, ["none"]),
                (["--data", folder.path], 64, ["--content", "--style"]),
                (["--data", folder.path, "--style", "none.png"], 66, ["none.png"]),
                (["--content", files.wide, "--scene", "tree"], 64, ["--scene", "--content"]),
                (["--style", files.tall, "--pattern", "dots"], 64, ["--pattern", "--style"]),
                (["--pattern", "zigzag"], 64, ["--pattern", "zigzag"]),
                (["--size", "8"], 64, ["--size"]),
                (["--method", "network"], 64, ["--method network", "--weights"]),
                (["--method", "network", "--weights", folder.file("none.pth")], 66, ["none.pth"]),
                (["--method", "network", "--weights", weights], 65, ["weights.pth"]),
                (
                    ["--method", "network", "--weights", table], 65,
                    ["other.safetensors", "features.0.weight"]
                ),
                (["--method", "network", "--weights", small], 65, ["small.safetensors"]),
            ], common: ["--quick", "--out", folder.file("out")], in: folder)
    }

    /// Pictures of other shapes and kinds.
    private func pictures(in folder: TemporaryFolder) throws -> (wide: String, tall: String, gray: String) {
        func write(_ name: String, _ width: Int, _ height: Int, channels: Int) throws -> String {
            var generator = RandomGenerator(seed: UInt64(width))
            let values = NDArray.uniform([channels, height, width], using: &generator).scalars
            let path = folder.file(name)
            try Picture(planes: values, width: width, height: height).writePNG(to: path)
            return path
        }
        return (
            try write("wide.png", 120, 60, channels: 3), try write("tall.png", 40, 70, channels: 3),
            try write("gray.png", 64, 64, channels: 1)
        )
    }
}
