import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@Suite struct SafetensorsTests {
    private static func fixture(_ name: String) -> String {
        OptimizerFixtures.folder.appendingPathComponent("files/\(name).safetensors").path
    }

    /// The bytes of a file with this header and so many bytes after it.
    private static func file(_ header: String, dataCount: Int = 8) -> Data {
        let length = UInt64(header.utf8.count)
        let lengthBytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        return Data(lengthBytes) + Data(header.utf8) + Data(count: dataCount)
    }

    @Test func aLongNameIsCutInTheMessage() {
        for letter in ["x", "\u{301}"] {
            let header = "{\"\(String(repeating: letter, count: 10_000))\":1}"
            do {
                _ = try Safetensors(decoding: Self.file(header), path: "file")
                Issue.record("it was read")
            } catch {
                #expect("\(error)".unicodeScalars.count < 1000)
                #expect("\(error)".hasSuffix("…\": its entry is not a JSON object"))
            }
        }
    }

    @Test func whatPythonWroteIsRead() throws {
        let file = try Safetensors(contentsOf: SafetensorsTests.fixture("formats"))
        #expect(file.metadata == ["text": "line\n\"quoted\" 数"])
        #expect(
            file.arrays["float32"]
                == NDArray([1.5, -2, 3.25, 0, -0, 714 * Float.leastNonzeroMagnitude], shape: [2, 3]))
        #expect(file.arrays["float32"]?.scalars[4].sign == .minus)
        #expect(file.arrays["float64"] == NDArray([0.1, .infinity]))
        #expect(
            file.arrays["float16"]
                == NDArray([1, -2.5, 65504, 0x1p-24, -0.0, .infinity, 0.0999755859375]))
        #expect(file.arrays["bfloat16"]?.scalars.prefix(2) == [1, -2.5])
        #expect(file.arrays["bfloat16"]?.scalars[2].bitPattern == 0x7F62_0000)
        #expect(file.arrays["bfloat16"]?.scalars[3] == -.infinity)
        #expect(file.integers["int64"] == IntArray([1, -2, 2147483647, -2147483648], shape: [2, 2]))
        #expect(file.integers["int32"] == IntArray([7, -8]))
        #expect(file.integers["int16"] == IntArray([-300]))
        #expect(file.integers["int8"] == IntArray([-128, 127]))
        #expect(file.integers["uint8"] == IntArray([0, 255]))
        #expect(file.integers["bool"] == IntArray([1, 0]))
        #expect(file.arrays["scalar"] == NDArray(4))
        #expect(file.arrays["empty"] == .zeros([0, 3]))
        #expect(file.arrays["a \"name\"\\ 数"] == NDArray([9]))
        #expect(file.arrays.count == 7 && file.integers.count == 6)
    }

    @Test func whatWeWriteIsWhatPythonWrites() throws {
        let ours = Safetensors(
            arrays: [
                "layer.weight": NDArray(rows: [[1, 4], [2, 5], [3, 6]]).transposed(),
                "layer.bias": NDArray([0.5, -0.5]),
            ],
            metadata: ["format": "pt"])
        let theirs = try readFile(SafetensorsTests.fixture("floats"))
        #expect(ours.encoded() == theirs)
    }

    @Test func aWrittenFileReadsBack() throws {
        var generator = RandomGenerator(seed: 1)
        let written = Safetensors(
            arrays: [
                "a": .normal([3, 4], using: &generator), "b": NDArray(2), "none": .zeros([2, 0]),
                "odd \u{1}\"\\\n\t名": NDArray([.infinity, -0.0]),
            ],
            integers: ["i": IntArray([1, -2, 2147483647], shape: [3, 1])],
            metadata: ["note": "tab\t \u{1f} \"x\" 数 😀", "": ""])
        let read = try Safetensors(decoding: written.encoded(), path: "x")
        #expect(read.arrays == written.arrays)
        #expect(read.integers == written.integers)
        #expect(read.metadata == written.metadata)
        #expect(read.encoded() == written.encoded())
        let headerLength = written.encoded().prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(headerLength % 8 == 0)
        let empty = try Safetensors(decoding: Safetensors(arrays: [:]).encoded(), path: "x")
        #expect(empty.arrays.isEmpty && empty.metadata.isEmpty)
    }

    @Test func aMissingFileIsTold() {
        #expect(throws: FileError.missing(path: "/no/such.safetensors")) {
            try Safetensors(contentsOf: "/no/such.safetensors")
        }
    }

    @Test func whatNoArrayHoldsIsPassedOver() throws {
        let count = try Safetensors(contentsOf: SafetensorsTests.fixture("large_integer"))
        #expect(count.unread == ["count": "a number does not fit 32 bits"] && count.integers["count"] == nil)
        let header = """
            {"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]},\
            "b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},\
            "c":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[8,12]},\
            "\u{e9}":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},\
            "e\u{301}":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}
            """
        let file = SafetensorsTests.file(header, dataCount: 20)
        let read = try Safetensors(decoding: file, path: "model")
        #expect(read.arrays.keys.sorted() == ["b", "\u{e9}"])
        #expect(read.unread["a"] == "numbers of the format F8_E4M3 are not read")
        #expect(read.unread["c"]?.hasPrefix("9 axes") == true && read.unread["e\u{301}"] != nil)
        let folder = try TemporaryFolder()
        let path = folder.file("model.safetensors")
        try file.write(to: URL(fileURLWithPath: path))
        let tensors = try PublishedTensors(contentsOf: path)
        #expect(try tensors.array(named: "b").shape == [1])
        #expect(
            throws: FileError.malformed(
                path: path, reason: "tensor \"a\": numbers of the format F8_E4M3 are not read")
        ) { try tensors.array(named: "a") }
    }

    /// A header, how much data follow it, and what its message must say.
    static let broken: [(header: String, dataCount: Int, words: String)] = [
        ("", 0, "not JSON"),
        ("[]", 0, "not a JSON object"),
        (" {}", 0, "not a JSON object"),
        ("{", 0, "unexpected end"),
        ("{} x", 0, "something after"),
        ("{\"a\"}", 0, "\":\" is expected"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},}", 8, "a name is expected"),
        ("{\"a\u{1}\":1}", 0, "control character"),
        ("{\"\\ud800\":1}", 0, "half of a character"),
        ("{\"\\x\":1}", 0, "unknown escape"),
        (String(repeating: "[", count: 100_000), 0, "nested too deep"),
        ("{\"a\":" + String(repeating: "[", count: 100_000), 0, "nested too deep"),
        ("{\"a\":1}", 0, "tensor \"a\": its entry is not a JSON object"),
        ("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "no \"dtype\""),
        ("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8, "no \"shape\""),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "no \"data_offsets\""),
        (
            "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
            "there twice"
        ),
        ("{\"a\":{\"dtype\":\"F7\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "\"F7\" is not known"),
        ("{\"a\":{\"dtype\":4,\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "not a string"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}", 8, "not an array"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "whole numbers"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}", 8, "whole numbers"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "its shape needs 12"),
        ("{\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "its shape needs 16"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}", 8, "at byte 12 of 8"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "a start and an end"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}", 8, "a start and an end"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "a gap before"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "4 bytes at the end"),
        ("{}", 8, "8 bytes at the end"),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "overlap"
        ),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", 16,
            "\"a\" is there twice"
        ),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}", 8,
            "more elements than can be counted"
        ),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807,9],\"data_offsets\":[0,0]}}", 0,
            "more elements than can be counted"
        ),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}", 8,
            "whole numbers"
        ),
        ("{\"__metadata__\":1}", 0, "__metadata__ is not"),
        ("{\"__metadata__\":{\"a\":1}}", 0, "\"a\" is not a string"),
        ("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "\"a\" is there twice"),
    ]

    @Test func brokenHeadersAreExplained() {
        for (header, dataCount, words) in SafetensorsTests.broken {
            let file = SafetensorsTests.file(header, dataCount: dataCount)
            do {
                _ = try Safetensors(decoding: file, path: "model")
                Issue.record("was read: \(header.prefix(100))")
            } catch let FileError.malformed(path, nil, nil, reason) {
                #expect(path == "model")
                #expect(reason.contains(words), "\(header.prefix(100))")
            } catch {
                Issue.record("another error: \(error)")
            }
        }
    }

    @Test func aHeaderLongerThanTheFileIsTold() {
        for length: [UInt8] in [[9, 0, 0, 0, 0, 0, 0, 0], Array(repeating: 255, count: 8)] {
            #expect(throws: FileError.self) {
                try Safetensors(decoding: Data(length) + Data("{}      ".utf8), path: "x")
            }
        }
        for count in 0..<8 {
            #expect(throws: FileError.self) { try Safetensors(decoding: Data(count: count), path: "x") }
        }
    }

    @Test(arguments: ["formats", "floats"])
    func aTruncatedFileIsRefusedAtEveryLength(_ name: String) throws {
        let whole = try readFile(SafetensorsTests.fixture(name))
        for length in 0..<whole.count {
            #expect(throws: FileError.self) {
                try Safetensors(decoding: whole.prefix(length), path: "x")
            }
        }
    }

    @Test(arguments: ["formats", "floats"])
    func flippedBytesNeverTrap(_ name: String) throws {
        let whole = try readFile(SafetensorsTests.fixture(name))
        let headerEnd = 8 + whole.prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
        var generator = RandomGenerator(seed: 5)
        var refused = 0
        for _ in 0..<20_000 {
            var broken = whole
            for _ in 0...generator.integer(below: 3) {
                broken[generator.integer(below: headerEnd)] = UInt8(generator.integer(below: 256))
            }
            do {
                _ = try Safetensors(decoding: broken, path: "x")
            } catch is FileError {
                refused += 1
            }
        }
        #expect(refused > 5_000)
    }
}
