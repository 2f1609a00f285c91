// swift-tools-version: 6.2
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
        if processor == "native" {
            // What Linux says of this machine; elsewhere every processor in use has AVX2.
            let features = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "fma avx2"
            if features.contains("avx512vl") { return ["AVX512"] }
            return features.contains("fma") ? ["AVX2"] : ["NO_FUSED_MULTIPLY_ADD"]
        }
        let known = [
            "AVX512": [
                "x86-64-v4", "skylake-avx512", "cascadelake", "cooperlake", "cannonlake", "icelake-client",
                "icelake-server", "tigerlake", "rocketlake", "sapphirerapids", "emeraldrapids",
                "graniterapids", "znver4", "znver5",
            ],
            "AVX2": [
                "x86-64-v3", "haswell", "broadwell", "skylake", "alderlake", "raptorlake", "meteorlake",
                "arrowlake", "lunarlake", "gracemont", "znver1", "znver2", "znver3",
            ],
            "NO_FUSED_MULTIPLY_ADD": [
                "x86-64", "x86-64-v2", "core2", "nehalem", "westmere", "sandybridge", "ivybridge",
            ],
        ]
        guard let setting = known.first(where: { $0.value.contains(processor) })?.key else {
            let names = known.values.joined().sorted().joined(separator: ", ")
            FileHandle.standardError.write(
                Data("TARGET_CPU=\(processor) is not known; known are native, \(names)\n".utf8))
            exit(1)
        }
        return [setting]
    #else
        return []
    #endif
}

/// `swift run ChapterN` builds the debug configuration, so every target that computes asks for the optimizer itself.
/// On x86-64 the compiler is also told which processor it is for. The system's modules are left out of the index that
/// a debug build makes for editors: that is a twentieth of the first build.
let common = ["-index-ignore-system-modules"]
#if arch(x86_64)
    let optimized = ["-O", "-target-cpu", processor]
#else
    let optimized = ["-O"]
#endif
let fast: [SwiftSetting] = [.unsafeFlags(common + optimized)] + vectorSettings.map { .define($0) }

/// For modules that put words and charts together: not optimized they take milliseconds more a run, and a quarter of the
/// time to build.
let plain: [SwiftSetting] = [.unsafeFlags(common + ["-Onone"])]

/// Chapters without their homework and their tests: `HOMEWORK_WITHOUT=3,5 swift test`, while somebody is still writing
/// an answer that does not compile. (One build has all chapters in it, and a file that does not compile ends it.)
let withoutHomework = Set(
    (Context.environment["HOMEWORK_WITHOUT"] ?? "").split(separator: ",").compactMap { Int($0) })

/// What chapters on pictures of digits import.
let digits: [Target.Dependency] = ["Images", "DigitRecognition", "Pictures"]

/// The chapters. A line here makes a chapter's program, homework and tests; the checks of every chapter (continuous
/// integration, homework, runs that are killed and resumed) read it too. A chapter never imports a chapter.
let chapters = [
    Chapter(1, "Perceptron"),
    Chapter(2, "TensorsAndGraphs"),
    Chapter(3, "BikeSharing"),
    Chapter(4, "SentimentClassifier", imports: ["Text"]),
    Chapter(5, "ConvolutionalNetworks", imports: digits + ["ImageNetworks"]),
    Chapter(6, "TransferLearning", imports: digits + ["ImageNetworks"]),
    Chapter(7, "StyleTransfer", imports: ["ImageNetworks", "Pictures"]),
    Chapter(8, "GenerativeNetworks", imports: digits),
    Chapter(9, "WordVectors", imports: ["Text", "WordVectors"]),
    Chapter(10, "Composer", imports: ["Decoding", "Music", "Text"]),
    Chapter(11, "EncoderDecoder", imports: ["Decoding", "Text"]),
    Chapter(12, "Transformer", imports: ["Decoding", "Text"]),
    Chapter(13, "LanguageModels", imports: ["Decoding", "PretrainedModels", "Text"]),
    Chapter(14, "GraphNetworks", imports: ["Graphs", "Motion"]),
    Chapter(15, "ReinforcementLearning"),
]

/// What every chapter is built on.
let foundations: [Target.Dependency] = [
    "Messages", "Files", "PageNetworks", "TensorCore", "Autograd", "NeuralNetworks", "ONNX", "Datasets",
    "Reporting", "ChapterSupport",
]

/// A chapter of the book: its number, the name of its folder, and what it imports beside the foundations.
struct Chapter {
    let number: Int
    let name: String
    let imports: [Target.Dependency]

    init(_ number: Int, _ name: String, imports: [Target.Dependency] = []) {
        (self.number, self.name, self.imports) = (number, name, imports)
    }

    /// "Chapter05", as folders, tests and pages are called; the program is "Chapter5".
    var paddedName: String { number < 10 ? "Chapter0\(number)" : "Chapter\(number)" }

    var program: Target.Dependency { .target(name: "Chapter\(number)") }

    var hasHomework: Bool { !withoutHomework.contains(number) }

    var homework: Target.Dependency { .target(name: "\(paddedName)Homework") }

    /// Its program, its homework and the tests of both.
    var targets: [Target] {
        let path = "Chapters/\(paddedName)-\(name)"
        let program = Target.executableTarget(
            name: "Chapter\(number)", dependencies: foundations + imports, path: path,
            exclude: ["README.md", "README.zh.md", "Homework"], swiftSettings: fast)
        guard hasHomework else { return [program] }
        return [
            program,
            // Not optimized: only so does Swift say why an answer crashed.
            .target(
                name: "\(paddedName)Homework",
                dependencies: ["Messages", "Grading", "TensorCore", "Autograd"], path: "\(path)/Homework",
                exclude: ["README.zh.md"], swiftSettings: plain),
            .testTarget(
                name: "\(paddedName)Tests",
                dependencies: foundations + imports + [
                    "Grading", "TestSupport", .target(name: "Chapter\(number)"), homework,
                ],
                swiftSettings: fast),
        ]
    }
}

/// A module of `Sources/`.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = fast)
    -> Target
{
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A program of `Sources/` that is no chapter.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: fast)
}

/// The program that grades. It is told the chapters that it has, for a module of an earlier build may still be there.
let homeworkProgram: Target = {
    let chapters = chapters.filter(\.hasHomework)
    let modules: [Target.Dependency] = chapters.map(\.homework)
    let names: [SwiftSetting] = chapters.map { .define("HOMEWORK_OF_CHAPTER_\($0.number)") }
    return .executableTarget(
        name: "Homework", dependencies: ["Grading"] + modules, swiftSettings: fast + names)
}()

/// The tests of a module of `Sources/`.
func tests(of name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: ["TestSupport", .target(name: name)] + more,
        swiftSettings: fast)
}

let package = Package(
    name: "DeepLearning",
    platforms: [.macOS(.v15)],
    products: [
        // For packages of others: tensors, gradients, networks, data sets, texts and pages.
        .library(
            name: "DeepLearning",
            targets: [
                "Messages", "Files", "TensorCore", "Autograd", "NeuralNetworks", "Datasets", "Pictures",
                "Images", "Graphs", "Text", "Reporting",
            ]),
        // For homework of others, graded as the chapters' is.
        .library(name: "Grading", targets: ["Grading", "TensorCore"]),
    ],
    targets: [
        module("Messages"),
        module("Files", ["Messages"]),
        // What must be inlined into several kernels is a module of its own: only from another module is a function
        // inlined in a debug build.
        module("Vectors"),
        // Networks inside pages: also compiled to WebAssembly, so it imports nothing, not even Foundation.
        module("PageNetworks"),
        module("TensorCore", ["Messages", "Vectors"]),
        module("Autograd", ["Messages", "TensorCore"]),
        module("NeuralNetworks", ["Messages", "Files", "TensorCore", "Autograd"]),
        module("ONNX", ["Messages", "Files", "TensorCore", "Autograd", "NeuralNetworks"]),
        module("Datasets", ["Messages", "Files", "TensorCore"]),
        module("Pictures", ["Messages", "Files"]),
        module("Images", ["Messages", "Files", "TensorCore", "Datasets", "Pictures"]),
        module("Graphs", ["Messages", "Files", "TensorCore", "Datasets"]),
        module("Text", ["Messages", "Files", "TensorCore", "Datasets"]),
        module(
            "ImageNetworks",
            ["Messages", "Files", "TensorCore", "Autograd", "NeuralNetworks", "ONNX", "Pictures"]),
        module("Reporting", ["Messages", "Files", "Pictures"], plain),
        module(
            "ChapterSupport",
            [
                "Messages", "Files", "PageNetworks", "TensorCore", "Autograd", "NeuralNetworks", "ONNX",
                "Datasets", "Reporting",
            ], plain),
        module("Decoding", ["Messages", "TensorCore", "Autograd", "NeuralNetworks", "Text"]),
        module(
            "WordVectors",
            ["Messages", "Files", "TensorCore", "Autograd", "NeuralNetworks", "Datasets", "Text"]),
        module(
            "PretrainedModels",
            ["Messages", "Files", "TensorCore", "Autograd", "NeuralNetworks", "Text", "Decoding"]),
        module("Music", ["Messages", "Files", "TensorCore"]),
        module("Motion", ["Messages", "Files", "TensorCore"]),
        module(
            "DigitRecognition",
            [
                "Messages", "PageNetworks", "TensorCore", "Autograd", "NeuralNetworks", "ONNX", "Datasets",
                "Images", "Pictures", "Reporting", "ChapterSupport",
            ]),
        module("Grading", ["Messages", "Files", "TensorCore", "Reporting"]),
        homeworkProgram,
        program(
            "Benchmarks",
            foundations + [
                "Images", "Pictures", "Graphs", "DigitRecognition", "ImageNetworks", "PretrainedModels",
                "WordVectors",
            ]),
        program("Download", ["Messages", "Files", "Datasets", "Reporting", "ChapterSupport"]),
        program("Compare", ["Messages", "Files", "Reporting", "ChapterSupport"]),
        program(
            "Search", ["Messages", "Files", "TensorCore", "NeuralNetworks", "Reporting", "ChapterSupport"]),
        .target(
            name: "TestSupport", dependencies: ["Files"], path: "Tests/TestSupport", swiftSettings: fast),
        .testTarget(name: "PackageUseTests", dependencies: ["TestSupport"], swiftSettings: fast),
        tests(of: "Files"),
        tests(of: "TensorCore", ["Messages", "Vectors"]),
        tests(of: "Autograd", ["TensorCore"]),
        tests(of: "NeuralNetworks", ["Messages", "Files", "TensorCore", "Autograd"]),
        tests(of: "ONNX", ["Files", "TensorCore", "Autograd", "NeuralNetworks"]),
        tests(of: "Datasets", ["Files", "TensorCore"]),
        tests(of: "Images", ["Files", "TensorCore", "Pictures"]),
        tests(of: "Graphs", ["Files", "TensorCore", "Datasets"]),
        tests(of: "Text", ["Files", "TensorCore"]),
        tests(of: "Pictures", ["Files"]),
        tests(
            of: "ImageNetworks", ["Files", "TensorCore", "Autograd", "NeuralNetworks", "Pictures"]),
        tests(of: "PageNetworks", ["Files", "TensorCore", "Autograd", "NeuralNetworks", "Pictures"]),
        tests(of: "Reporting", ["Messages", "Files", "Pictures"]),
        tests(
            of: "ChapterSupport",
            ["Messages", "Files", "TensorCore", "NeuralNetworks", "Reporting", "Datasets"]),
        tests(of: "Decoding", ["TensorCore", "Autograd", "NeuralNetworks", "Text"]),
        tests(
            of: "WordVectors",
            ["Files", "TensorCore", "Autograd", "NeuralNetworks", "Datasets", "Text"]),
        tests(
            of: "PretrainedModels",
            ["Files", "TensorCore", "Autograd", "NeuralNetworks", "Text", "Decoding", "Datasets"]),
        tests(of: "Music", ["Files", "TensorCore"]),
        tests(of: "Motion", ["Files", "TensorCore"]),
        tests(
            of: "DigitRecognition",
            ["Files", "TensorCore", "NeuralNetworks", "Datasets", "Images", "Pictures", "ChapterSupport"]),
        tests(of: "Grading", ["Messages", "Files", "TensorCore"]),
        tests(
            of: "Download",
            [
                "Messages", "Files", "Datasets", "Images", "Text", "Music", "Reporting", "ChapterSupport",
                "Chapter2",
            ]),
        tests(of: "Compare", ["Messages", "Files", "Reporting", "ChapterSupport", "Chapter2"]),
        tests(
            of: "Search", ["Messages", "Files", "TensorCore", "Reporting", "ChapterSupport", "Chapter3"]),
        tests(
            of: "Benchmarks",
            [
                "Messages", "Files", "TensorCore", "Autograd", "NeuralNetworks", "Datasets", "ChapterSupport",
                "DigitRecognition", "Pictures", "Chapter3", "Chapter10", "Chapter13", "Chapter14",
            ]),
        .testTarget(
            name: "FuzzTests",
            dependencies: foundations + [
                "DigitRecognition", "Images", "Graphs", "Text", "Music", "Motion", "TestSupport",
                "Benchmarks", "Chapter2",
                "Chapter4",
                "Chapter7",
                "Chapter11",
                "Chapter12",
                "Chapter13",
                "Chapter15",
                "PretrainedModels",
            ],
            swiftSettings: fast),
        // What the pages say is held against the sources and the programs.
        .testTarget(
            name: "PagesTests",
            dependencies: ["Grading", "TestSupport", "Download", "Compare", "Search", "Benchmarks"]
                + chapters.map(\.program),
            swiftSettings: fast),
    ] + chapters.flatMap(\.targets)
)

// A class's copy has no tests: they hold right answers (`swift run Homework --export-for-students`).
if !FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests") {
    package.targets.removeAll { $0.type == .test || $0.name == "TestSupport" }
}
