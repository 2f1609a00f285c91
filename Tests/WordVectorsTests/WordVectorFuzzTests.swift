import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import WordVectors

/// No file makes a reader of vectors or of questions trap, hang, or take memory without measure.
@Suite struct WordVectorFuzzTests {
    @Test func theReadersStandUp() async {
        await #expect(processExitsWith: .success) {
            do {
                for target in targets {
                    let folder = try TemporaryFolder()
                    var fuzzer = try Fuzzer(target, in: folder.path, seed: 1)
                    _ = try fuzzer.run(inputs: 1200)
                }
            } catch {
                print(error)
                exit(1)
            }
        }
    }

    @Test func aTrapIsFound() async {
        await #expect(processExitsWith: .failure) {
            let folder = try TemporaryFolder()
            let target = reader("trap", [Array("a 1 2\nb 3 4\n".utf8)]) { path in
                let vectors = try WordVectors(contentsOf: path)
                return "\(vectors.matrix.scalars[3])"
            }
            var fuzzer = try Fuzzer(target, in: folder.path, seed: 1)
            _ = try fuzzer.run(inputs: 1200)
        }
    }
}

/// A reader whose only error is `FileError.malformed` with the file's path.
private func reader(
    _ name: String, _ seeds: [[UInt8]], _ read: @escaping @Sendable (String) throws -> String
) -> FuzzTarget {
    FuzzTarget(name, seeds: seeds) { error, path in
        if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
    } read: { path, _ in
        try read(path)
    }
}

private let sample = WordVectors(
    words: ["the", "你好", "é"], matrix: NDArray(rows: [[0.5, -1.25, 0], [1e-9, 3, 2], [7, -8, 1e20]]))

private let targets: [FuzzTarget] = [
    reader("text", [sample.text(withHeader: true), sample.text(withHeader: false)]) {
        "\(try WordVectors(contentsOf: $0).matrix.shape)"
    },
    reader("binary", [sample.word2vecBinary()]) { "\(try WordVectors(contentsOf: $0).matrix.shape)" },
    FuzzTarget("words", seeds: [Array("a\nb\n你好\n".utf8)]) { error, path in
        if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
    } read: { path, _ in
        let matrix = "\(path).npy"
        try NDArray(rows: [[1, 2], [3, 4], [5, 6]]).writeNpy(to: matrix)
        return "\(try WordVectors(contentsOf: matrix, words: path).count)"
    },
    reader("analogies", [Array(": a b\nx y z w\n: c\np q r s\n".utf8)]) {
        "\(try Analogies(contentsOf: $0).sections.count)"
    },
    reader("similarity", [Array("# c\na\tb\t1.5\nc\td\t9\n".utf8)]) {
        "\(try WordSimilarity(contentsOf: $0).pairs.count)"
    },
]
