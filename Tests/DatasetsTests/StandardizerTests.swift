import TensorCore
import Testing

@testable import Datasets

@Suite struct StandardizerTests {
    private let rows: [[Float]] = [[1, 10, 0.1], [2, 10, 0.1], [6, 10, 0.1]]

    @Test func meansAndDeviations() {
        let standardizer = Standardizer(fitting: rows)
        #expect(standardizer.means == [3, 10, 0.1])
        // Over N: (4 + 1 + 9) / 3.
        #expect(abs(standardizer.deviations[0] - Float(14.0 / 3).squareRoot()) < 1e-6)
        #expect(standardizer.deviations[1...] == [1, 1])
        #expect(Standardizer(fitting: [1, 2, 6] as [Float]).deviations == [standardizer.deviations[0]])
    }

    @Test func transformAndBack() {
        let standardizer = Standardizer(fitting: rows)
        let transformed = standardizer.transform(rows)
        #expect(abs(transformed.reduce(0) { $0 + $1[0] }) < 1e-6)
        #expect(abs(transformed.reduce(0) { $0 + $1[0] * $1[0] } - 3) < 1e-5)
        #expect(transformed.allSatisfy { $0[1] == 0 && $0[2] == 0 })
        for (row, original) in zip(standardizer.inverse(transformed), rows) {
            #expect(zip(row, original).allSatisfy { abs($0 - $1) < 1e-5 })
        }
        let column = Standardizer(fitting: [1, 2, 6] as [Float])
        #expect(column.transform([3]) == [0] && column.inverse([0]) == [3])
    }

    /// A large mean beside a small spread: one pass over the squares in Float would lose it.
    @Test func smallSpreadAroundALargeMean() {
        let column = (0..<1000).map { Float(100_000) + ($0 % 2 == 0 ? 0.5 : -0.5) }
        let standardizer = Standardizer(fitting: column)
        #expect(standardizer.means == [100_000] && standardizer.deviations == [0.5])
    }

    @Test func onlyTheTrainingRowsCount() {
        let standardizer = Standardizer(fitting: [0, 2] as [Float])
        #expect(standardizer.transform([100]) == [99])
    }

    @Test func mistakesInTheProgramStopIt() async {
        await #expect(processExitsWith: .failure) { _ = Standardizer(fitting: [] as [Float]) }
    }
}
