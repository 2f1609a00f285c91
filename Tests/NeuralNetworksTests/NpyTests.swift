import Files
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct NpyTests {
    private static func fixture(_ name: String) -> String {
        OptimizerFixtures.folder.appendingPathComponent("files/\(name).npy").path
    }

    private let halves = NDArray([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], shape: [2, 3])
    private let counting = IntArray(Array(0..<6), shape: [2, 3])

    @Test(
        arguments: ["float32", "float64_big_endian", "float32_fortran", "float16", "version2", "version3"])
    func floatsThatNumPyWroteAreRead(_ name: String) throws {
        let array = try NDArray(contentsOfNpy: NpyTests.fixture(name))
        #expect(array == halves)
        #expect(array.isContiguous)
    }

    @Test(arguments: ["int32", "int32_big_endian", "int64"])
    func integersThatNumPyWroteAreRead(_ name: String) throws {
        #expect(try IntArray(contentsOfNpy: NpyTests.fixture(name)) == counting)
        #expect(try NDArray(contentsOfNpy: NpyTests.fixture(name)) == counting.asFloats())
    }

    @Test func otherArraysThatNumPyWroteAreRead() throws {
        #expect(
            try IntArray(contentsOfNpy: NpyTests.fixture("uint8"))
                == IntArray([250, 251, 252, 253, 254, 255], shape: [2, 3]))
        #expect(
            try IntArray(contentsOfNpy: NpyTests.fixture("bool"))
                == IntArray([0, 1, 0, 1, 0, 1], shape: [2, 3]))
        let cube = IntArray(Array(0..<24), shape: [2, 3, 4])
        #expect(try IntArray(contentsOfNpy: NpyTests.fixture("int64_fortran")) == cube)
        #expect(try NDArray(contentsOfNpy: NpyTests.fixture("int64_fortran")) == cube.asFloats())
        #expect(try NDArray(contentsOfNpy: NpyTests.fixture("scalar")) == NDArray(2.5))
        #expect(try NDArray(contentsOfNpy: NpyTests.fixture("vector")) == NDArray([0, 1, 2]))
        #expect(try NDArray(contentsOfNpy: NpyTests.fixture("empty")) == .zeros([0, 3]))
    }

    @Test func whatCannotBeReadIsExplained() throws {
        func reason(_ name: String) -> String? {
            do {
                _ = try NDArray(contentsOfNpy: NpyTests.fixture(name))
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(reason("pickled")?.contains("pickled Python objects") == true)
        #expect(reason("complex")?.contains("\"<c8\" is not supported") == true)
        #expect(reason("records")?.contains("no dictionary") == true)
        #expect(reason("absent")?.contains("no such file") == true)
        #expect(throws: FileError.self) { try IntArray(contentsOfNpy: NpyTests.fixture("float32")) }
    }

    @Test func whatWeWriteIsWhatNumPyWrites() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try halves.transposed().transposed().writeNpy(to: folder + "/a.npy")
        #expect(try readFile(folder + "/a.npy") == readFile(NpyTests.fixture("float32")))
        try counting.writeNpy(to: folder + "/a.npy")
        #expect(try readFile(folder + "/a.npy") == readFile(NpyTests.fixture("int32")))
        for (name, array) in [("scalar", NDArray(2.5)), ("vector", .range(3)), ("empty", .zeros([0, 3]))] {
            try array.writeNpy(to: folder + "/a.npy")
            #expect(try readFile(folder + "/a.npy") == readFile(NpyTests.fixture(name)))
        }
        try halves.transposed().writeNpy(to: folder + "/a.npy")
        #expect(try NDArray(contentsOfNpy: folder + "/a.npy") == halves.transposed())
    }

    @Test func aHugeShapeWithoutElementsNeedsNoMemory() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for extents in ["1099511627776, 0", "0, 1099511627776"] {
            let header = "{'descr': '<i4', 'fortran_order': True, 'shape': (\(extents)), }\n"
            let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
            try writeFileAtomically(Data(start + Array(header.utf8)), to: folder + "/a.npy")
            #expect(try IntArray(contentsOfNpy: folder + "/a.npy").shape.description == "[\(extents)]")
            #expect(try NDArray(contentsOfNpy: folder + "/a.npy").shape.description == "[\(extents)]")
        }
    }

    @Test(arguments: ["float32", "float64_big_endian", "int64_fortran", "version2"])
    func brokenFilesNeverTrap(_ name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = try readFile(NpyTests.fixture(name))
        let path = folder + "/broken.npy"
        for length in 0..<whole.count {
            try writeFileAtomically(whole.prefix(length), to: path)
            #expect(throws: FileError.self) { try NDArray(contentsOfNpy: path) }
        }
        var generator = RandomGenerator(seed: 6)
        for _ in 0..<3_000 {
            var broken = whole
            for _ in 0...generator.integer(below: 3) {
                broken[generator.integer(below: 90)] = UInt8(generator.integer(below: 256))
            }
            try writeFileAtomically(broken, to: path)
            do {
                _ = try NDArray(contentsOfNpy: path)
                _ = try IntArray(contentsOfNpy: path)
            } catch is FileError {}
        }
        try writeFileAtomically(whole + Data([0]), to: path)
        #expect(throws: FileError.self) { try NDArray(contentsOfNpy: path) }
    }
}
