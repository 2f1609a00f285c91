import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Benchmarks

@Suite struct MemoryTests {
    @Test func theSystemsTablesAreRead() {
        #expect(
            ResidentMemory.peakKibibytes(inStatus: "Name:\tx\nVmHWM:\t   13532 kB\nVmRSS:\t 9 kB\n") == 13532)
        #expect(ResidentMemory.peakKibibytes(inStatus: "Name:\tx\n") == nil)
        #expect(ResidentMemory.residentPages(inStatm: "765 411 382 5 0 123 0\n") == 411)
        #expect(ResidentMemory.residentPages(inStatm: "") == nil)
        #expect(mebibytes(3 << 19) == "1.5")
    }

    @Test func whatIsHeldIsSeen() {
        let array = NDArray.ones([64 << 18])  // 64 MiB
        #expect(ResidentMemory.now > 64 << 20 && ResidentMemory.peak > 64 << 20)
        #expect(array.elementCount == 64 << 18)
    }

    @Test func theMarksAreStepsOfTheRun() {
        #expect(Endurance.marks(of: 10_000) == [1000, 5000, 10_000])
        #expect(Endurance.marks(of: 7) == [1, 4, 7])
        #expect(Endurance.marks(of: 1) == [1, 1, 1])
    }

    @Test func exactlySoManyStepsAreRun() {
        let counter = Counter()
        let run = Endurance(
            Benchmark(name: "count", work: .bytes(1)) { _ in { counter.count += 1 } }, steps: 23)
        #expect(counter.count == 23)
        #expect(run.residentBytes.count == 3 && run.residentBytes.allSatisfy { $0 > 1 << 20 })
    }

    @Test func aRunOfStepsIsARowOrALine() {
        let run = Endurance(name: "exp_4M", steps: 20, residentBytes: [1 << 20, 3 << 19, 2 << 20])
        #expect(
            run.json(threads: 2)
                == "{\"case\": \"exp_4M\", \"steps\": 20, \"resident_mib\": [1.0, 1.5, 2.0], \"threads\": 2}")
        #expect(Endurance.table([run]).rows == [["exp_4M", "20", "1.0", "1.5", "2.0"]])
    }

    @Test func thePeakIsInTheLineAndInTheTable() {
        var measurement = Measurement(name: "exp_4M", times: [0.002])
        measurement.peakBytes = 3 << 19
        #expect(TimeRecord(measurement, threads: 2).json.hasSuffix("\"threads\": 2, \"peak_mib\": 1.5}"))
        let limits = MachineLimits(operationsPerSecond: 1e11, bytesPerSecond: 1e10)
        var table = ResultTable(limits: limits, peer: nil, showsMemory: true)
        table.add(Benchmark(name: "exp_4M", work: .bytes(1)) { _ in {} }, measurement)
        #expect(table.text.contains("peak MiB") && table.text.contains(" 1.5\n"))
    }
}

/// A number that closures share.
private final class Counter: @unchecked Sendable {
    var count = 0
}

@Suite struct CaseProcessTests {
    private let program = Program("Benchmarks")

    private func records(_ arguments: String...) throws -> [TimeRecord] {
        let outcome = try program.run(["--json", "--seconds", "0", "--threads", "1"] + arguments)
        #expect(outcome.code == 0 && outcome.errors.isEmpty)
        return try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode(TimeRecord.self, from: Data($0.utf8))
        }
    }

    @Test func noCaseInheritsThePeakOfTheOneBefore() throws {
        let found = try records("--memory", "--case", "elementwise_add_4M", "--case", "ch03_bike_step")
        #expect(found.map(\.name) == ["elementwise_add_4M", "ch03_bike_step"])
        let (large, small) = (try #require(found[0].peakMebibytes), try #require(found[1].peakMebibytes))
        #expect(large > 48)  // three arrays of 16 MiB
        #expect(small > 1 && small < large - 24)
    }

    @Test func withoutTheOptionThereIsNoPeak() throws {
        #expect(try records("--case", "ch03_bike_step").map(\.peakMebibytes) == [nil])
    }

    @Test func aProcessThatFailsIsToldByItsCase() {
        func words(_ program: String, _ arguments: String...) -> String? {
            let error = #expect(throws: CaseProcessError.self) {
                try CaseProcess.measurement(of: "exp_4M", from: program, arguments)
            }
            return error?.description
        }
        #expect(
            words("/bin/sh", "-c", "exit 3")
                == "the process of exp_4M ended with exit code 3 and no measurement")
        #expect(words("/bin/sh", "-c", "kill -9 $$") == "signal 9 ended the process of exp_4M")
        #expect(words("/nowhere/program")?.hasPrefix("the process for exp_4M could not be started") == true)
    }

    @Test func theHiddenArgumentsAreChecked() throws {
        #expect(try program.run([CaseProcess.marker]).code == 64)
        #expect(try program.run([CaseProcess.marker, "exp_4M", "0", "0"]).code == 64)
    }
}
