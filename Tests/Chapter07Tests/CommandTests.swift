import Foundation
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
            "metrics.json", "model.safetensors", "example.safetensors", "report.html", "patches.png", "random.png", "result.png",
            "texture.png",
        ] {
            #expect(folder.contents.contains("one/\(file)"), "\(file)")
        }
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        #expect(try value("patches_texture_distance_ratio") < value("colors_texture_distance_ratio"))
        #expect(try value("structure") > 0.5)
        #expect(try value("parameters") == 3 * 64 * 64)
    }
}
