import Foundation
import TestSupport
import Testing

/// A fenced block of Swift in a docstring.
private struct Example {
    let file: String
    let line: Int
    let code: [String]
}

/// The examples in the docstrings of the library compile as they stand.
@Suite struct DocumentationExampleTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    /// The Swift files of some folders with their lines.
    private static func files(_ folders: [String]) throws -> [(name: String, lines: [String])] {
        try folders.flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: sources.appendingPathComponent(folder).path)
                .filter { $0.hasSuffix(".swift") }.sorted().map { path in
                    let url = sources.appendingPathComponent(folder).appendingPathComponent(path)
                    let text = try String(contentsOf: url, encoding: .utf8)
                    return (url.path, text.components(separatedBy: "\n"))
                }
        }
    }

    private static func examples(in file: String, _ lines: [String]) -> [Example] {
        var found: [Example] = []
        var code: [String]?
        for (index, line) in lines.enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text == "/// ```swift" {
                code = []
            } else if text == "/// ```", let block = code {
                found.append(Example(file: file, line: index + 1 - block.count, code: block))
                code = nil
            } else if code != nil {
                code?.append(String(text.dropFirst(4)))
            }
        }
        return found
    }

    /// The modules whose examples are compiled.
    private static let modules = [
        "Autograd", "NeuralNetworks", "Datasets", "Images", "Graphs", "Text", "WordVectors",
    ]

    /// One function for each example; an error is reported at its own line of the docstring.
    private static func program(_ examples: [Example]) -> String {
        var lines = (modules + ["TensorCore"]).map { "import \($0)" }
        for (index, example) in examples.enumerated() {
            lines.append("func example\(index)() throws { var generator = RandomGenerator(seed: 1)")
            lines.append("#sourceLocation(file: \"\(example.file)\", line: \(example.line))")
            lines += example.code + ["#sourceLocation()", "_ = generator.next() }"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The errors of the compiler; nil where it, or the modules that it needs, cannot be found.
    private static func errors(in examples: [Example]) throws -> [String]? {
        let modules = Program.buildFolder.appendingPathComponent("Modules")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let compiler = path.split(separator: ":").map { "\($0)/swiftc" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        let module = modules.appendingPathComponent("NeuralNetworks.swiftmodule").path
        guard let compiler, FileManager.default.fileExists(atPath: module) else { return nil }
        let folder = try TemporaryFolder()
        try folder.write(program(examples), to: "examples.swift")
        let outcome = try Program(path: compiler).run([
            "-typecheck", "-swift-version", "6", "-parse-as-library", "-I", modules.path,
            folder.file("examples.swift"),
        ])
        let errors = outcome.errors.components(separatedBy: "\n").filter { $0.contains(": error: ") }
        return errors.isEmpty && outcome.code != 0 ? [outcome.errors] : errors
    }

    /// Whether the compiler and the modules are there, asked once.
    private static let canCompile = ((try? errors(in: [])) ?? nil) == []

    @Test(.enabled(if: canCompile, "swiftc is not in PATH, or has no built modules beside the tests"))
    func everyExampleCompiles() throws {
        let examples = try Self.files(Self.modules).flatMap(Self.examples)
        #expect(examples.count > 50)
        #expect(try Self.errors(in: examples) == [])
    }

    @Test(.enabled(if: canCompile, "swiftc is not in PATH, or has no built modules beside the tests"))
    func aWrongExampleIsFound() throws {
        let wrong = [
            Example(file: "Right.swift", line: 3, code: ["let y = ReLU()(Tensor(.ones([2])))"]),
            Example(file: "Wrong.swift", line: 5, code: ["let layer = Linear(4, 2)"]),
        ]
        let errors = try #require(try Self.errors(in: wrong))
        #expect(errors.count == 1 && errors[0].contains("Wrong.swift:5"), "\(errors)")
    }

    @Test func everyLayerLossOptimizerAndScheduleHasAnExample() throws {
        let folders = ["Layers", "Losses", "Optimizers", "Recurrent", "Attention", "Schedules"]
        // Parts, settings and states; the masks are used in the examples of attention.
        let others: Set = [
            "DivergenceReduction", "LossReduction", "OptimizerState", "OptimizerStateError", "ParameterGroup",
            "ParameterState",
            "RecurrentNetwork", "RecurrentNonlinearity", "SingleRecurrentCell", "TransformerActivation",
        ]
        var seen = 0
        for (file, lines) in try Self.files(folders.map { "NeuralNetworks/\($0)" }) {
            for (index, line) in lines.enumerated() {
                let declaration = /^public (?:final )?(?:class|struct|enum|func|protocol) (\w+)/
                guard let name = try declaration.firstMatch(in: line).map({ String($0.1) }),
                    !others.contains(name)
                else { continue }
                let docstring = lines[..<index].reversed().prefix { $0.hasPrefix("///") }
                #expect(docstring.contains("/// ```swift"), "\(name) in \(file)")
                seen += 1
            }
        }
        #expect(seen >= 55)
    }

    @Test func everyDataSetTypeHasAnExample() throws {
        // Part of a schema or of a published set, used in the examples of those; what is known about reviews.
        let others: Set = [
            "CSVSeparator", "CSVColumn", "ReviewCopies", "ReviewText", "OwnColumn", "FeatureColumn",
            "TableLineError", "LabeledPicture",
        ]
        var seen = 0
        for (file, lines) in try Self.files(["Datasets", "Images", "Graphs", "Text/Reviews"]) {
            for (index, line) in lines.enumerated() {
                let declaration = /^public (?:final )?(?:class|struct|enum|protocol) (\w+)/
                guard let name = try declaration.firstMatch(in: line).map({ String($0.1) }),
                    !others.contains(name)
                else { continue }
                let docstring = lines[..<index].reversed().prefix { $0.hasPrefix("///") }
                #expect(docstring.contains("/// ```swift"), "\(name) in \(file)")
                seen += 1
            }
        }
        #expect(seen >= 28)
    }
}
