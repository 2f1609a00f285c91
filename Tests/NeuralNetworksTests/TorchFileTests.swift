import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

private let torchFolder = packageRoot.appendingPathComponent("Tests/Fixtures/torch")

private func torchFixture(_ name: String) -> String { torchFolder.appendingPathComponent(name).path }

/// What torch reads in the files; made by Tests/Fixtures/make_torch_file_fixtures.py.
private struct ExpectedTensor: Decodable {
    let shape: [Int]
    let values: [Double]
}

@Suite struct TorchFileTests {
    private static let expected: [String: [String: ExpectedTensor]] = {
        let data = try? Data(contentsOf: torchFolder.appendingPathComponent("expected.json"))
        return data.flatMap { try? JSONDecoder().decode([String: [String: ExpectedTensor]].self, from: $0) }
            ?? [:]
    }()

    @Test(arguments: ["state", "checkpoint", "nested", "tensor"], ["", "_older"])
    func bothFormatsGiveTheTensors(_ name: String, _ format: String) throws {
        let expected = try #require(Self.expected[name])
        let file = try TorchFile(contentsOf: torchFixture("\(name)\(format).pt"))
        #expect(Set(file.tensors.map(\.name)) == Set(expected.keys))
        for (name, tensor) in file.tensors {
            let wanted = try #require(expected[name])
            #expect(Array(tensor.shape) == wanted.shape, "\(name)")
            let array = NDArray(bytes: tensor.bytes, format: tensor.format, shape: tensor.shape)
            #expect(array.scalars.map(Double.init) == wanted.values.map { Double(Float($0)) }, "\(name)")
        }
    }

    @Test func aModuleTakesThem() throws {
        final class Pair: Module {
            let layers: Sequential
            override init() {
                var generator = RandomGenerator(seed: 1)
                layers = Sequential(Linear(2, 3, using: &generator), BatchNorm1d(3))
            }
            override var storedProperties: [(name: String, value: Any)] { layers.storedProperties }
        }
        let (pair, path) = (Pair(), torchFixture("checkpoint.pt"))
        try PublishedTensors(contentsOf: path).load(into: pair)
        let weight = try #require(Self.expected["checkpoint"]?["0.weight"])
        #expect(pair.parameters[0].value.scalars.map(Double.init) == weight.values)
        // Names and shapes that do not fit cost one line, and change nothing.
        var generator = RandomGenerator(seed: 1)
        let other = Sequential(Linear(2, 4, using: &generator))
        let before = other.parameters[0].value
        let message = fileErrorMessage { try PublishedTensors(contentsOf: path).load(into: other) }
        #expect(
            message.contains("unexpected: 1.bias")
                && message.contains("0.weight is [3, 2], the model has [4, 2]"))
        #expect(other.parameters[0].value == before && !message.contains("\n"))
    }

    @Test(arguments: [
        ("module.pt", "'__main__ Net', a class: the file holds a whole module"),
        ("module_older.pt", "'torch.nn.modules.linear Linear', a class"),
        ("numpy.pt", "a number or array of NumPy"),
        ("sparse.pt", "_rebuild_sparse_tensor', which is not read"),
        ("complex.pt", "'torch ComplexFloatStorage', which is not read"), ("uint16.pt", "'torch"),
        ("protocol4.pt", "0x95, FRAME,"), ("no_tensor.pt", "there is no tensor in it"),
        ("script.pt", "a TorchScript archive, which is code"), ("command.pt", "posix system', which is code"),
        ("packed.pt", "is packed"),
    ])
    func whatIsNoTensorIsRefusedByName(_ name: String, _ words: String) {
        let path = torchFixture(name)
        let message = fileErrorMessage { _ = try TorchFile(contentsOf: path) }
        #expect(message.hasPrefix(path) && message.contains(words) && !message.contains("\n"), "\(message)")
    }

    /// `{"w": tensor}` of the older format with what a writer could have said of it.
    private func file(
        offset: [UInt8] = [0x4B, 0], shape: [UInt8] = [0x4B, 2, 0x85], strides: [UInt8] = [0x4B, 1, 0x85],
        count: UInt8 = 2, stored: UInt8 = 2, type: String = "FloatStorage", tail: [UInt8] = []
    ) -> Data {
        func text(_ text: String) -> [UInt8] { [0x58, UInt8(text.utf8.count), 0, 0, 0] + Array(text.utf8) }
        func global(_ name: String) -> [UInt8] { Array("c\(name)\n".utf8) }
        let start: [UInt8] = [
            0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E, 0x80, 2,
            0x4D,
            0xE9, 3, 0x2E, 0x80, 2, 0x7D, 0x2E,
        ]
        var object: [UInt8] =
            [0x80, 2, 0x7D] + text("w") + global("torch._utils\n_rebuild_tensor_v2") + [0x28]
        object += [0x28] + text("storage") + global("torch\n\(type)") + text("0") + text("cpu")
        object +=
            [0x4B, count, 0x4E, 0x74, 0x51] + offset + shape + strides + [0x89, 0x7D, 0x74, 0x52, 0x73, 0x2E]
        let keys: [UInt8] = [0x80, 2, 0x5D] + text("0") + [0x61, 0x2E]
        let numbers = [stored, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0x3F, count: 4 * Int(stored))
        return Data(start + object + keys + numbers + tail)
    }

    @Test func itsPartsMustAgree() throws {
        #expect(try TorchFile(decoding: file(), path: "a").tensors.map { Array($0.entry.shape) } == [[2]])
        let billion: [UInt8] = [0x4A, 0, 0xCA, 0x9A, 0x3B]
        let examples: [(Data, String)] = [
            (file(offset: [0x4B, 1]), "beyond its storage of 2 numbers"),
            (file(offset: [0x4A, 255, 255, 255, 255]), "at least 0"),
            (file(shape: [0x4B, 3, 0x85]), "beyond its storage"),
            (file(strides: [0x4B, 2, 0x85]), "beyond its storage"),
            (file(strides: [0x4A, 255, 255, 255, 255, 0x85]), "at least 0"),
            (file(strides: [0x29]), "a storage, an offset, a shape and strides"),
            (file(count: 3), "a storage of 3 numbers has 8 bytes"),
            (file(stored: 1), "a storage of 2 numbers has 4 bytes"), (file(tail: [1]), "more follows"),
            // A billion times the same number.
            (file(shape: billion + [0x85], strides: [0x4B, 0, 0x85]), "repeats its numbers"),
            (
                file(
                    shape: billion + billion + billion + [0x87],
                    strides: [0x4B, 0, 0x4B, 0, 0x4B, 0, 0x87]), "more elements than can be counted"
            ),
            (Data("PK\u{3}\u{4}".utf8), "end is missing"), (Data(), "bytes are no safetensors"),
        ]
        for (data, words) in examples {
            let folder = try TemporaryFolder()
            let path = try folder.write(data, to: "a.pth")
            let message = fileErrorMessage { _ = try PublishedTensors(contentsOf: path) }
            #expect(message.hasPrefix(path) && message.contains(words), "\(words): \(message)")
        }
        // Every beginning of a file is refused.
        for name in ["state.pt", "state_older.pt"] {
            let whole = try readFile(torchFixture(name))
            for length in stride(from: 0, to: whole.count, by: 7) {
                let message = fileErrorMessage {
                    _ = try TorchFile(decoding: whole.prefix(length), path: "a")
                }
                #expect(message.hasPrefix("a: "), "\(length): \(message)")
            }
        }
    }

    /// A list that holds another one 64 times, on eight levels: 10¹⁴ ways to the same value.
    @Test func repeatedValuesEnd() {
        var levels: [UInt8] = [0x5D, 0x71, 0]
        for level in UInt8(1)...8 {
            levels += [0x5D, 0x71, level, 0x28]
            for _ in 0..<64 { levels += [0x68, level - 1] }
            levels += [0x65]
        }
        // Each list is on the stack under the next; a tuple of the last two, again and again, leaves one value.
        let object = [0x80, 2] + levels + [UInt8](repeating: 0x86, count: 8) + [0x2E]
        let start = Array(file().prefix(25))
        let message = fileErrorMessage {
            _ = try TorchFile(decoding: Data(start + object + [0x80, 2, 0x5D, 0x2E]), path: "a")
        }
        #expect(message.contains("refer to each other too often"), "\(message)")
    }

    @Test(.enabled(if: publishedData("pretrained/mobilenet") != nil)) func thePublishedFile() throws {
        let folder = try #require(publishedData("pretrained/mobilenet"))
        let file = try TorchFile(contentsOf: "\(folder)/mobilenet_v2-b0353104.pth")
        #expect(file.tensors.count == 314)
        let floats = file.tensors.filter { !$0.entry.format.isInteger && !$0.name.contains("running") }
        let counts: [Int] = floats.map { $0.entry.shape.reduce(1, *) }
        #expect(counts.reduce(0, +) == 3_504_872)
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
    FileManager.default.temporaryDirectory.appendingPathComponent("torch-fuzz-\(process)").path
}

private func isOfFile(_ error: any Error, _ path: String) -> Bool {
    if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
}

/// What a file holds, in short.
private func contents(_ path: String) throws -> String {
    let tensors = try PublishedTensors(contentsOf: path)
    let floats = tensors.names.filter { tensors[$0]?.format.isInteger == false }
    let counts = try floats.map { try tensors.array(named: $0).elementCount }
    return "\(tensors.names.count) \(counts.reduce(0, +))"
}

/// Feeds both readers, in the child; ends it where something is found.
private func fuzz() {
    var report = ""
    func tell(_ line: String) {
        report += line
        try? report.write(toFile: reportPath(of: getppid()), atomically: false, encoding: .utf8)
    }
    do {
        for (name, seeds) in [
            ("zip", ["state.pt", "checkpoint.pt", "nested.pt"]),
            ("older", ["state_older.pt", "checkpoint_older.pt", "nested_older.pt"]),
        ] {
            let files = try seeds.map { [UInt8](try readFile(torchFixture($0))) }
            let repair: (@Sendable ([UInt8]) -> [UInt8])? =
                if name == "zip" { withRightChecks } else { nil }
            let reader = FuzzTarget(
                "torch file, \(name)", fileName: "a.pth", seeds: files, repair: repair, isExpected: isOfFile,
                read: { path, _ in try contents(path) })
            let folder = try TemporaryFolder()
            tell("\(reader.name), input \(folder.file(reader.fileName))")
            let environment = ProcessInfo.processInfo.environment
            var fuzzer = try Fuzzer(reader, in: folder.path, seed: 1)
            if let seconds = environment["FUZZ_SECONDS"].flatMap({ Double($0) }) {
                tell(": \(try fuzzer.run(inputs: 0, seconds: seconds))\n")
            } else {
                tell(": \(try fuzzer.run(inputs: 1500))\n")
            }
        }
    } catch {
        tell(": \(error)\n")
        exit(1)
    }
}

/// A zip archive whose directory has the CRC-32 of each stored file, where it can be followed.
@Sendable private func withRightChecks(_ archive: [UInt8]) -> [UInt8] {
    var result = archive
    func little(_ place: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(archive[place + $1]) << (8 * $1) }
    }
    var place = 0
    while let found = archive[place...].firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound,
        found + 46 <= archive.count
    {
        place = found + 4
        let (size, local) = (little(found + 20, 4), little(found + 42, 4))
        guard local + 30 <= archive.count else { continue }
        let start = local + 30 + little(local + 26, 2) + little(local + 28, 2)
        guard start + size <= archive.count else { continue }
        let check = crc32(archive[start..<start + size])
        for byte in 0..<4 {
            result[found + 16 + byte] = UInt8(truncatingIfNeeded: check >> (8 * UInt32(byte)))
        }
    }
    return result
}
