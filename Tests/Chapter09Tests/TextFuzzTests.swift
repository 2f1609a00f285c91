import Files
import Foundation
import TestSupport
import Testing

@testable import Chapter9

/// No text makes its reader trap, hang, or take memory without measure.
@Suite struct TextFuzzTests {
    @Test func theReadersStandUp() async {
        await #expect(processExitsWith: .success) {
            do {
                for target in targets {
                    let folder = try TemporaryFolder()
                    var fuzzer = try Fuzzer(target, in: folder.path, seed: 1)
                    _ = try fuzzer.run(inputs: 300)
                }
            } catch {
                print(error)
                exit(1)
            }
        }
    }
}

/// A reader whose only error is `FileError.malformed` with the file's path.
private func reader(
    _ name: String, _ seed: String, _ read: @escaping @Sendable (String) throws -> [[String]]
) -> FuzzTarget {
    FuzzTarget(name, seeds: [Array(seed.utf8)]) { error, path in
        if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
    } read: { path, _ in
        "\(try read(path).count)"
    }
}

private let targets = [
    reader("text", String(repeating: "The cat's here. 我爱北京！\n", count: 12), TextReading.ownText),
    reader(
        "lyrics", "[{\"author\": \"a\", \"paragraphs\": [\"气和玉烛，睿化。\", \"b\"], \"rhythmic\": \"c\"}]",
        TextReading.lyrics),
]
