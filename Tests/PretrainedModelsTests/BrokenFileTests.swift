import Files
import Foundation
import NeuralNetworks
import PretrainedModels
import TensorCore
import TestSupport
import Testing
import Text

@Suite struct BrokenFileTests {
    /// A GGUF file of one tensor.
    private func gguf(
        version: UInt8 = 3, axes: [UInt8] = [32], format: UInt8 = 8, offset: UInt8 = 0, bytes: Int = 34
    ) -> Data {
        func eight(_ number: UInt8) -> [UInt8] { [number] + [UInt8](repeating: 0, count: 7) }
        var head = Array("GGUF".utf8) + [version, 0, 0, 0] + eight(1) + eight(0)
        head += eight(1) + Array("t".utf8) + [UInt8(axes.count), 0, 0, 0] + axes.flatMap(eight)
        head += [format, 0, 0, 0] + eight(offset)
        head += [UInt8](repeating: 0, count: (32 - head.count % 32) % 32)
        return Data(head + [UInt8](repeating: 0, count: bytes))
    }

    @Test func aSmallFileIsRead() throws {
        let file = try GGUFFile(decoding: gguf(), path: "a")
        #expect(try file.array(named: "t") == .zeros([32]))
        #expect(fileErrorMessage { _ = try file.array(named: "u") } == "a: it has no tensor \"u\"")
        #expect(fileErrorMessage { _ = try file.packed("t") } == "a: it has no matrix \"t\"")
    }

    @Test func everyFaultIsNamed() {
        let examples: [(Data, String)] = [
            (Data("GGU".utf8), "it is no GGUF file"), (gguf(version: 1), "version 1 is not read"),
            (gguf(bytes: 33), "not within the file"), (gguf(offset: 1), "not within the file"),
            (gguf(axes: [33]), "no whole blocks of 32"), (gguf(axes: [0]), "or none"),
            (gguf(axes: []), "0 axes"), (gguf(format: 14), "the format Q6_K, which is not read"),
            (gguf(format: 99), "number 99"), (gguf().prefix(50), "too early"),
            (Data(Array("GGUF".utf8) + [0, 0, 0, 3]), "big-endian"),
        ]
        for (data, words) in examples {
            let message = fileErrorMessage { _ = try GGUFFile(decoding: data, path: "a") }
            #expect(message.hasPrefix("a: ") && message.contains(words), "\(words): \(message)")
        }
    }

    @Test func countsBeyondTheFileAreNotBelieved() {
        var data = gguf()
        for place in 8..<16 { data[place] = 0xFF }
        let message = fileErrorMessage { _ = try GGUFFile(decoding: data, path: "a") }
        #expect(message.contains("18446744073709551615 tensors cannot be"), "\(message)")
    }

    @Test func aScaleThatIsNotFiniteIsRefused() throws {
        var data = gguf()
        data[data.count - 33] = 0x7C
        let file = try GGUFFile(decoding: data, path: "a")
        #expect(fileErrorMessage { _ = try file.array(named: "t") }.contains("is not finite"))
    }

    @Test func aModelThatIsNotLlamaIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(gguf(), to: "a.gguf")
        let message = fileErrorMessage { _ = try Llama(contentsOf: path) }
        #expect(message == "\(path): the architecture \"none\" is not llama")
    }

    @Test func aShardThatIsMissingIsNamed() throws {
        let folder = try TemporaryFolder()
        for name in ["config.json", "tokenizer.json", "model.safetensors.index.json"] {
            _ = try folder.write(readFile(fixture("llama/\(name)")), to: name)
        }
        #expect(
            fileErrorMessage { _ = try Llama(contentsOf: folder.path) }
                == "\(folder.file("model-00001-of-00002.safetensors")): no such file or folder")
        _ = try folder.write(
            #"{"weight_map": {"a": "../../etc/passwd"}}"#, to: "model.safetensors.index.json")
        #expect(
            fileErrorMessage { _ = try Llama(contentsOf: folder.path) }.contains("in no file of this folder"))
        // The shard is there, but not what the index puts there.
        _ = try folder.write(
            readFile(fixture("llama/model-00001-of-00002.safetensors")), to: "x.safetensors")
        let index = try folder.write(#"{"weight_map": {"absent": "x.safetensors"}}"#, to: "index.json")
        #expect(
            fileErrorMessage { _ = try PublishedTensors(contentsOf: index) }
                .contains("no tensor \"absent\", which the index"))
    }

    @Test func aTensorOfAnotherShapeIsNamed() throws {
        let folder = try TemporaryFolder()
        for name in ["config.json", "vocab.txt"] {
            _ = try folder.write(readFile(fixture("minilm/\(name)")), to: name)
        }
        var file = try Safetensors(contentsOf: fixture("minilm/model.safetensors"))
        file.arrays["embeddings.LayerNorm.bias"] = .zeros([3])
        try file.write(to: folder.file("model.safetensors"))
        #expect(
            fileErrorMessage { _ = try MiniLM(folder: folder.path) }
                .contains("tensor \"embeddings.LayerNorm.bias\" is [3], the model needs [16]"))
    }

    /// Mutated files: no trap, no hang, no memory without measure, and a typed error with the file's path.
    @Test func mutatedFilesAreRefusedOrRead() async throws {
        await #expect(processExitsWith: .success) { fuzz() }
        let path = reportPath(of: getpid())
        print(try String(contentsOfFile: path, encoding: .utf8))
        unlink(path)
    }
}

/// Where a child of this process writes what it found.
private func reportPath(of process: Int32) -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("pretrained-fuzz-\(process)").path
}

/// Feeds every reader, in the child; ends it where something is found.
private func fuzz() {
    var report = ""
    func tell(_ line: String) {
        report += line
        try? report.write(toFile: reportPath(of: getppid()), atomically: false, encoding: .utf8)
    }
    do {
        for reader in try fuzzTargets() {
            // The folder stays where a trap ends the run, with the input in it.
            let folder = try TemporaryFolder()
            tell("\(reader.name), input \(folder.file(reader.fileName))")
            var fuzzer = try Fuzzer(reader, in: folder.path, seed: 1)
            tell(": \(try fuzzer.run(inputs: 600 / reader.cost))\n")
        }
    } catch {
        tell(": \(error)\n")
        exit(1)
    }
}

private func fuzzTargets() throws -> [FuzzTarget] {
    func seed(_ name: String) throws -> [UInt8] { [UInt8](try readFile(fixture(name))) }
    func target(
        _ name: String, _ fileName: String, _ seeds: [[UInt8]], beside neighbours: [String: [UInt8]] = [:],
        cost: Int = 1, _ read: @escaping @Sendable (String) throws -> String
    ) -> FuzzTarget {
        FuzzTarget(name, fileName: fileName, beside: neighbours, cost: cost, seeds: seeds) { error, path in
            let folder = path.dropLast(fileName.count)
            if case FileError.malformed(let named, _, _, _) = error { return named.hasPrefix(folder) }
            if case FileError.missing(let named) = error { return named.hasPrefix(folder) }
            return false
        } read: { path, _ in
            // Threads that wait for work would count as time.
            try Parallel.withThreads(1) { try read(path) }
        }
    }
    let text = "the cat, naïve 汉 12 <|im_end|> [MASK]"
    let merges = try seed("gpt2/merges.txt")
    return [
        target("gguf", "model.gguf", [try seed("llama.gguf")]) { path in
            let file = try GGUFFile(contentsOf: path)
            let first = try file.tensors.keys.min().map { try file.array(named: $0).shape }
            return "\(file.values.count) \(file.tensors.count) \(first ?? [])"
        },
        target("llama", "model.gguf", [try seed("llama.gguf")], cost: 2) { path in
            let model = try Llama(contentsOf: path)
            var session = model.session()
            return "\(model.parameterCount) \(session.continued([0], longest: 2).count)"
        },
        target("tokenizer.json", "tokenizer.json", [try seed("llama/tokenizer.json")]) { path in
            "\(try ByteLevelBPE(contentsOf: path).ids(of: text).count)"
        },
        target("vocab.json", "vocab.json", [try seed("gpt2/vocab.json")], beside: ["merges.txt": merges]) {
            "\(try ByteLevelBPE(folder: String($0.dropLast(11))).ids(of: text).count)"
        },
        target(
            "merges.txt", "merges.txt", [merges], beside: ["vocab.json": try seed("gpt2/vocab.json")]
        ) { "\(try ByteLevelBPE(folder: String($0.dropLast(11))).ids(of: text).count)" },
        target("vocab.txt", "vocab.txt", [try seed("minilm/vocab.txt")]) { path in
            let tokenizer = try WordPiece(contentsOf: path)
            return "\(tokenizer.count) \(tokenizer.ids(of: text).count)"
        },
        target(
            "bert config", "config.json", [try seed("minilm/config.json")],
            beside: [
                "vocab.txt": try seed("minilm/vocab.txt"),
                "model.safetensors": try seed("minilm/model.safetensors"),
            ], cost: 4
        ) { "\(try MiniLM(folder: String($0.dropLast(12))).vectors(of: [text]).shape)" },
        target(
            "llama config", "config.json", [try seed("llama/config.json")],
            beside: try Dictionary(
                uniqueKeysWithValues: [
                    "tokenizer.json", "model.safetensors.index.json", "model-00001-of-00002.safetensors",
                    "model-00002-of-00002.safetensors",
                ].map { ($0, try seed("llama/\($0)")) }), cost: 4
        ) { "\(try Llama(contentsOf: String($0.dropLast(12))).parameterCount)" },
        target(
            "index", "model.safetensors.index.json", [try seed("llama/model.safetensors.index.json")],
            beside: [
                "model-00001-of-00002.safetensors": try seed("llama/model-00001-of-00002.safetensors"),
                "model-00002-of-00002.safetensors": try seed("llama/model-00002-of-00002.safetensors"),
            ]
        ) { "\(try PublishedTensors(contentsOf: $0).names.count)" },
    ]
}
