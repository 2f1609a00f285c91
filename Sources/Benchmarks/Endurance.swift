import Messages
import Reporting
import TensorCore

/// The memory of this process in the course of many steps of a case: flat, unless steps leave something behind.
struct Endurance: Equatable {
    /// The case's name.
    let name: String

    /// How many steps were run.
    let steps: Int

    /// The resident bytes after 10 %, 50 % and all of them.
    let residentBytes: [Int]

    /// Runs a case for exactly this many steps.
    init(_ benchmark: Benchmark, steps: Int) {
        var generator = RandomGenerator(seed: 0)
        let step = benchmark.prepare(&generator)
        var (done, resident) = (0, [Int]())
        for mark in Endurance.marks(of: steps) {
            while done < mark {
                step()
                done += 1
            }
            resident.append(ResidentMemory.now)
        }
        self.init(name: benchmark.name, steps: steps, residentBytes: resident)
    }

    /// What was seen.
    init(name: String, steps: Int, residentBytes: [Int]) {
        self.name = name
        self.steps = steps
        self.residentBytes = residentBytes
    }

    /// The steps after which to look: 10 %, 50 % and all of them, rounded up.
    static func marks(of steps: Int) -> [Int] { [(steps + 9) / 10, (steps + 1) / 2, steps] }

    /// The record on one line, in mebibytes.
    func json(threads: Int) -> String {
        "{\"case\": \"\(name)\", \"steps\": \(steps), "
            + "\"resident_mib\": [\(residentBytes.map(mebibytes).joined(separator: ", "))], "
            + "\"threads\": \(threads)}"
    }

    /// Several cases as a table.
    static func table(_ runs: [Endurance]) -> Table {
        Table(
            headers: [
                Words(en: "case", zh: "项目"), Words(en: "steps", zh: "步数"),
                Words(en: "MiB after 10 %", zh: "10 % 之后的 MiB"), Words(en: "after 50 %", zh: "50 % 之后"),
                Words(en: "after 100 %", zh: "100 % 之后"),
            ],
            rows: runs.map { [$0.name, "\($0.steps)"] + $0.residentBytes.map(mebibytes) })
    }
}
