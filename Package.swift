// swift-tools-version: 6.0
// No dependency, ever: everything from the SIMD kernel to the training loop is in this repository.
import Foundation
import PackageDescription

/// Which processor to compile for, in the compiler's words: `TARGET_CPU=haswell swift build`, for instance. By
/// default the one of this machine.
let processor = Context.environment["TARGET_CPU"] ?? "native"

/// The vector instructions of the processor, which the kernels must know: how many numbers a register holds, how many
/// registers there are, and whether a multiplication and an addition are one instruction.
var vectorSettings: [String] {
    #if arch(x86_64)
        let features =
            processor == "native"
            ? (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "fma" : processor
        func has(_ words: String...) -> Bool { words.contains(where: features.contains) }
        if has("avx512vl", "avx512", "x86-64-v4", "znver4", "znver5", "icelake", "sapphire") {
            return ["AVX512"]
        }
        if has("fma", "x86-64-v3", "haswell", "broadwell", "skylake", "znver") { return ["AVX2"] }
        return ["NO_FUSED_MULTIPLY_ADD"]
    #else
        return []
    #endif
}

/// `swift run ChapterN` builds the debug configuration, so every target asks for the optimizer itself.
/// On x86-64 the compiler is also told which processor it is for.
#if arch(x86_64)
    let targetFlags = ["-O", "-target-cpu", processor]
#else
    let targetFlags = ["-O"]
#endif
let fast: [SwiftSetting] = [.unsafeFlags(targetFlags)] + vectorSettings.map { .define($0) }

/// A module of `Sources/`.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: fast)
}

/// What a chapter may import. A chapter never imports a chapter.
let chapterDependencies: [Target.Dependency] = [
    "Files", "TensorCore", "Autograd", "NeuralNetworks", "Datasets", "Reporting", "ChapterSupport",
    "DigitRecognition", "Text", "Music", "Motion",
]

/// A chapter's program, its homework and the tests of both.
func chapter(_ number: Int, _ folder: String) -> [Target] {
    let path = "Chapters/\(folder)"
    return [
        .executableTarget(
            name: "Chapter\(number)", dependencies: chapterDependencies, path: path,
            exclude: ["README.md", "Homework"], swiftSettings: fast),
        .target(
            name: "Chapter\(number)Homework", dependencies: ["Grading", "TensorCore", "Autograd"],
            path: "\(path)/Homework", swiftSettings: fast),
        .testTarget(
            name: "Chapter\(number)Tests",
            dependencies: chapterDependencies + [
                "Grading", "TestSupport", .target(name: "Chapter\(number)"),
                .target(name: "Chapter\(number)Homework"),
            ],
            swiftSettings: fast),
    ]
}

/// The tests of a module of `Sources/`.
func tests(of name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: ["TestSupport", .target(name: name)] + more,
        swiftSettings: fast)
}

let package = Package(
    name: "DeepLearning",
    platforms: [.macOS(.v15)],
    targets: [
        module("Files", []),
        // Among the kernels, but a module of its own: only from another module is a function inlined in a debug build.
        .target(name: "Vectors", path: "Sources/TensorCore/Kernels/Vectors", swiftSettings: fast),
        .target(
            name: "TensorCore", dependencies: ["Vectors"], exclude: ["Kernels/Vectors"], swiftSettings: fast),
        module("Autograd", ["TensorCore"]),
        module("NeuralNetworks", ["Files", "TensorCore", "Autograd"]),
        module("Datasets", ["Files", "TensorCore"]),
        module("Reporting", ["Files"]),
        module("ChapterSupport", ["Files", "TensorCore", "NeuralNetworks", "Datasets", "Reporting"]),
        module("Text", ["TensorCore"]),
        module("Music", ["Files", "TensorCore"]),
        module("Motion", ["Files", "TensorCore"]),
        module(
            "DigitRecognition",
            ["TensorCore", "Autograd", "NeuralNetworks", "Datasets", "Reporting", "ChapterSupport"]),
        module("Grading", ["TensorCore"]),
        .executableTarget(
            name: "Homework",
            dependencies: [
                "Grading", "Chapter1Homework", "Chapter2Homework", "Chapter3Homework", "Chapter5Homework",
                "Chapter6Homework", "Chapter8Homework", "Chapter10Homework",
                "Chapter12Homework", "Chapter14Homework", "Chapter15Homework",
            ],
            swiftSettings: fast),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Files", "TensorCore", "Autograd", "NeuralNetworks", "Reporting", "ChapterSupport",
            ],
            swiftSettings: fast),
        .executableTarget(
            name: "Download", dependencies: ["Files", "Datasets", "Reporting", "ChapterSupport"],
            swiftSettings: fast),
        .target(
            name: "TestSupport", dependencies: ["Files"], path: "Tests/TestSupport", swiftSettings: fast),
        tests(of: "Files"),
        tests(of: "TensorCore"),
        tests(of: "Autograd", ["TensorCore"]),
        tests(of: "NeuralNetworks", ["Files", "TensorCore", "Autograd"]),
        tests(of: "Datasets", ["Files", "TensorCore"]),
        tests(of: "Reporting", ["Files"]),
        tests(of: "ChapterSupport", ["Files", "TensorCore", "NeuralNetworks", "Reporting", "Datasets"]),
        tests(of: "Text", ["TensorCore"]),
        tests(of: "Music", ["Files", "TensorCore"]),
        tests(of: "Motion", ["Files", "TensorCore"]),
        tests(of: "DigitRecognition", ["Files", "TensorCore", "NeuralNetworks", "Datasets"]),
        tests(of: "Grading", ["TensorCore"]),
        .testTarget(
            name: "FuzzTests",
            dependencies: chapterDependencies + [
                "TestSupport", "Benchmarks", "Chapter2", "Chapter12", "Chapter15",
            ],
            swiftSettings: fast),
        tests(of: "Download", ["Files", "Datasets", "Reporting", "ChapterSupport", "Chapter2"]),
        tests(of: "Benchmarks", ["Files", "TensorCore", "NeuralNetworks", "ChapterSupport"]),
    ]
        + chapter(1, "Chapter01-Perceptron")
        + chapter(2, "Chapter02-TensorsAndGraphs")
        + chapter(3, "Chapter03-BikeSharing")
        + chapter(5, "Chapter05-ConvolutionalNetworks")
        + chapter(6, "Chapter06-TransferLearning")
        + chapter(8, "Chapter08-GenerativeNetworks")
        + chapter(10, "Chapter10-Composer")
        + chapter(12, "Chapter12-Transformer")
        + chapter(14, "Chapter14-GraphNetworks")
        + chapter(15, "Chapter15-ReinforcementLearning")
)
