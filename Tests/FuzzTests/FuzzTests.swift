import Files
import Foundation
import TestSupport
import Testing

/// No file makes a reader trap, hang, or take memory without measure; what is wrong is a typed error with the file.
///
/// Each half of the readers runs in a process of its own. `FUZZ_SECONDS=600 swift test --filter Fuzz` gives that long to
/// each reader instead of a fixed number of inputs, `FUZZ_READER=png` takes one alone, `FUZZ_SEED=7` other changes.
@Suite struct FuzzTests {
    @Test func theFirstHalfOfTheReadersStandsUp() async {
        await #expect(processExitsWith: .success) { fuzz(half: 0) }
        tell(half: 0)
    }

    @Test func theSecondHalfOfTheReadersStandsUp() async {
        await #expect(processExitsWith: .success) { fuzz(half: 1) }
        tell(half: 1)
    }

    /// Prints what the child wrote down.
    private func tell(half: Int) {
        let path = reportPath(process: getpid(), half: half)
        if let report = try? String(contentsOfFile: path, encoding: .utf8) { print(report) }
        unlink(path)
    }

    @Test func aReaderWithAnErrorOfItsOwnIsFound() throws {
        struct Other: Error {}
        try expectFinding("throws Other") { _, bytes in
            if bytes.count > 6 { throw Other() }
            return ""
        }
    }

    @Test func aReaderThatTakesTooLongIsFound() throws {
        try expectFinding("takes") { _, bytes in
            let start = threadProcessorSeconds()
            while bytes.count > 6, threadProcessorSeconds() - start < 0.6 {}
            return ""
        }
    }

    @Test func aTrapIsFound() async {
        await #expect(processExitsWith: .failure) {
            try expectFinding("") { _, bytes in "\(bytes[5])" }
        }
    }
}

/// Where a child of this process writes its report.
private func reportPath(process: Int32, half: Int) -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-report-\(process)-\(half)").path
}

/// Runs every second reader, in the child; ends it where something is found.
private func fuzz(half: Int) {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["FUZZ_SECONDS"].flatMap { Double($0) }
    let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    var report = ""
    func tell(_ line: String) {
        report += line
        try? report.write(
            toFile: reportPath(process: getppid(), half: half), atomically: false, encoding: .utf8)
    }
    for (index, reader) in readers.enumerated() where index % 2 == half {
        if let name = environment["FUZZ_READER"], name != reader.name { continue }
        // The folder stays where the run ends here, with the input in it.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "fuzz-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            tell("\(reader.name), input \(folder.path)/\(reader.fileName)")
            var fuzzer = try Fuzzer(reader, in: folder.path, seed: seed)
            tell(": \(try fuzzer.run(inputs: 1500 / reader.cost, seconds: seconds))\n")
            try FileManager.default.removeItem(at: folder)
        } catch {
            tell(": \(error)\n")
            exit(1)
        }
    }
}

private func expectFinding(
    _ words: String, _ read: @escaping @Sendable (String, [UInt8]) throws -> String
) throws {
    let folder = try TemporaryFolder()
    let target = FuzzTarget(
        "toy", seeds: [[1, 2, 3, 4, 5, 6]], isExpected: { error, _ in error is FileError }, read: read)
    var fuzzer = try Fuzzer(target, in: folder.path, seed: 1)
    let error = #expect(throws: FuzzFinding.self) { try fuzzer.run(inputs: 2000) }
    #expect(error?.description.contains(words) == true)
}
