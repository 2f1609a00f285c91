import Autograd
import Foundation
import TensorCore
import Testing

/// How the same numbers can lie in memory: a kernel must not care.
private enum Layout: CaseIterable {
    case contiguous
    case transposed
    case stepped
    case backwards

    func callAsFunction(_ x: NDArray) -> NDArray {
        switch self {
        case .contiguous: return x
        case .transposed:
            return x.rank < 2 ? x : x.transposed().contiguous().transposed()
        case .stepped:
            guard x.rank > 0 else { return x }
            let extent = x.shape[x.rank - 1]
            var wide = NDArray(filledWith: .nan, shape: Shape(Array(x.shape.dropLast()) + [3 * extent]))
            wide.replace(axis: -1, 0..<3 * extent, step: 3, with: x)
            return wide.sliced(axis: -1, 0..<3 * extent, step: 3)
        case .backwards:
            guard x.rank > 0 else { return x }
            return x.sliced(axis: 0, 0..<x.shape[0], step: -1).contiguous()
                .sliced(axis: 0, 0..<x.shape[0], step: -1)
        }
    }
}

/// The largest error relative to the number expected, or to a hundredth of the largest one where that is more. It is
/// infinite where the counts differ, where there is nothing to compare, and for NaN.
private func worstError(_ values: [Float], _ expected: [Double]) -> Double {
    let scale = expected.reduce(0) { max($0, abs($1)) } / 100
    let values = values.map { Double($0) }
    if values == expected, !expected.isEmpty { return 0 }
    return largestDifference(values, expected, relativeTo: max(scale, .leastNormalMagnitude))
}

@Suite struct OperationFixtureTests {
    @Test func everyOperationAgreesWithPyTorch() throws {
        let cases = try OperationCase.readAll()
        #expect(cases.count > 200)
        for given in cases {
            guard let operation = OperationCase.operations[given.operation] else { continue }
            for layout in Layout.allCases {
                let inputs = given.inputs.map { Tensor(layout($0.array), requiresGradient: true) }
                let result = try operation(inputs, given)
                #expect(result.shape == Shape(given.result.shape), "\(given)")
                let error = worstError(result.value.scalars, given.result.values)
                #expect(error <= 1e-6, "\(given), \(layout): the result is off by \(error)")
                result.backward(layout(given.upstream.array))
                #expect(given.gradients.count == inputs.count, "\(given)")
                for (index, (input, expected)) in zip(inputs, given.gradients).enumerated() {
                    let gradient = input.grad ?? NDArray(filledWith: .nan, shape: input.shape)
                    #expect(gradient.shape == input.shape, "\(given)")
                    let error = worstError(gradient.scalars, expected)
                    #expect(error <= 1e-5, "\(given), \(layout): gradient \(index) is off by \(error)")
                }
            }
        }
    }

    @Test func everyFixtureHasAnOperationAndEveryOperationThreeFixtures() throws {
        let counts = try OperationCase.readAll().reduce(into: [:]) { $0[$1.operation, default: 0] += 1 }
        #expect(Set(counts.keys) == Set(OperationCase.operations.keys))
        for (operation, count) in counts { #expect(count >= 3, "\(operation)") }
    }

    /// A function or operator that is new in the sources must come into the table above.
    @Test func everyOperationOfTheSourcesIsInTheTable() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources").appendingPathComponent("Autograd")
        let others: Set = [
            "operation", "backward", "detached", "withoutGradient", "checkGradients", "forget",
        ]
        var found: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where file.hasSuffix(".swift") && !file.hasPrefix("Graph") && !file.hasPrefix("ComputationGraph") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            for match in text.matches(of: /public (?:final )?(?:static )?func (\w+)/) {
                found.insert(String(match.1))
            }
            for match in text.matches(of: /func ([-+*\/]) \((\w+): \w+, (\w+): \w+\)/) {
                found.insert("\(match.2) \(match.1) \(match.3)")
            }
            for match in text.matches(of: /prefix func - \((\w+): \w+\)/) { found.insert("-\(match.1)") }
        }
        #expect(found.subtracting(others) == Set(OperationCase.operations.keys))
    }
}
