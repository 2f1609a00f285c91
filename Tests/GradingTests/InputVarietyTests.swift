import TensorCore
import Testing

@testable import Grading

/// An input with a part of each kind.
private struct Parts {
    var number: Float = 0
    var whole = 0
    var numbers: [Float] = []
    var rows: [[Float]] = []
    var isOn = false
}

/// The check for variety is tested on exercises that each lack one thing.
@Suite struct InputVarietyTests {
    /// What is found wrong with these inputs, the same for every seed.
    private func faults<Input: Sendable>(
        _ inputs: [Input], cases: [Case<Input>] = [], meant: [Meant] = [],
        expected: (@Sendable (Input) throws -> any Gradable)? = nil
    ) -> [String] {
        let plan = InputPlan<Input>(
            sizes: 1...1, draws: 0, make: { _, _ in inputs[0] }, examples: { inputs }, edges: { [] })
        return InputVariety(plan: plan, cases: cases, meant: meant, expected: expected)
            .faults([RandomGenerator(seed: 1), RandomGenerator(seed: 2)])
    }

    private static let numbers: [Float] = [0, -1, 2, 12]
    private static let pairs: [(x: Float, y: Float)] = [(0, 12), (-1, 0), (2, -1), (12, 2)]

    @Test func numbersThatShowEverythingHaveNoFault() {
        #expect(faults(Self.pairs) == [])
        #expect(faults([[0, -1, 2], [12], [3, 1]] as [[Float]]) == [])
    }

    @Test func whatANumberNeverIsIsFound() {
        func of(_ values: [Float]) -> [String] {
            faults(values.map { (x: $0, ()) }.map { (x: $0.x, y: $0.x) })
        }
        #expect(faults([1, 1, 1].map { (x: Float($0), isOn: true) }).contains("x is always 1.0"))
        #expect(of([0, 2, 2]).contains("x is only 0.0 or 2.0"))
        #expect(of([0, 1, 2, 12]) == ["x is never negative", "y is never negative"])
        #expect(of([0, -1, -2, -12]) == ["x is never positive", "y is never positive"])
        #expect(of([1, -1, 2, 12]) == ["x is never 0", "y is never 0"])
        #expect(of([0, -1, 2, 9.9]).allSatisfy { $0.contains("never large") })
        #expect(of([0, -1, 2, -12]) == [])
    }

    @Test func wholeNumbersAreNumbersToo() {
        #expect(faults([0, 1, 2, 12].map { (count: $0, x: Float(0.5)) }).contains("count is never negative"))
        #expect(faults([2, 3, 2].map { (count: $0, x: Float(0.5)) }).contains("count is only 2 or 3"))
    }

    @Test func elementsAreLookedAtTogetherAndAtTheEnds() {
        let inputs: [[Float]] = [[1, 0, -1, 5], [1, -20, 3], [1]]
        #expect(faults(inputs) == ["input.first is always 1.0"])
        #expect(faults([[0, 2, 7], [12, -3, 7], [1]] as [[Float]]) == ["input.last is always 7.0"])
        let flags = [[true, true], [true, true, true], [true]]
        #expect(faults(flags) == ["input[] is always true"])
        // Only the second is ever over.
        let steps = [[false, true], [false, true, false], [false]].map { (over: $0, x: 1) }
        #expect(faults(steps).contains("over.first is always false"))
    }

    @Test func extentsThatNeverVaryOrAreNeverOneAreFound() {
        #expect(faults([[0, -1], [2, 12], [3, 4]] as [[Float]]).contains("input.count is always 2"))
        #expect(faults([[0, -1], [2, 12, 5], [3, 4]] as [[Float]]) == ["input.count is never 1"])
        let arrays = [NDArray(rows: [[0, -1, 2]]), NDArray(rows: [[3, 4, 5], [12, 1, 0]])]
        #expect(faults(arrays) == ["input.shape[1] is always 3"])
        let grids: [[[Float]]] = [[[0, 1, 2]], [[-1, 12, 3], [2, 1, 0]]]
        #expect(faults(grids).contains("input[].count is always 3"))
    }

    @Test func extentsThatGoTogetherAreFound() {
        let pairs = [1, 2, 3].map { (a: Self.row($0), b: Self.row($0)) }
        #expect(faults(pairs) == ["these always go together: a.count, b.count"])
        #expect(faults(pairs, meant: [.together("a.count", "b.count", because: "pairs")]) == [])
        let free = [(1, 2), (2, 1), (3, 4)].map { (a: Self.row($0.0), b: Self.row($0.1)) }
        #expect(faults(free) == [])
        // The next state is always the one behind.
        let steps = [-1, 0, 12].map { (state: $0, next: $0 + 1) }
        #expect(faults(steps).contains { $0.hasPrefix("these always go together: next, state") })
        // As many steps as points.
        let points = [1, 2, 12].map { (x: Self.row($0), steps: $0) }
        #expect(faults(points).contains("these always go together: steps, x.count"))
    }

    @Test func allowancesJoinWhatTheyName() {
        let triples = [1, 2, 3].map { (a: Self.row($0), b: Self.row($0), c: Self.row($0)) }
        let first = Meant.together("a.count", "b.count", because: "one thing")
        #expect(faults(triples, meant: [first]) == ["these always go together: a.count, b.count, c.count"])
        #expect(faults(triples, meant: [first, .together("b.count", "c.count", because: "another")]) == [])
    }

    private static func row(_ count: Int) -> [Float] {
        (0..<count).map { [0, -1, 2, 12, 5][(count + 3 * $0) % 5] }
    }

    @Test func truthValuesTextsAndOptionalsThatNeverVaryAreFound() {
        #expect(faults([(isOn: true, x: "a"), (isOn: true, x: "b")]) == ["isOn is always true"])
        #expect(faults([(isOn: true, x: "a"), (isOn: false, x: "a")]) == ["x is always \"a\""])
        #expect(faults([(text: "a" as String?, isOn: true), ("b", false)]) == ["text? is always there"])
        #expect(faults([(text: "a" as String?, isOn: true), (nil, false), ("b", true)]) == [])
    }

    @Test func nestedPartsHaveTheirWayAsName() {
        let inputs = [0, 1].map { (outer: Parts(number: Float($0), isOn: true), isOn: $0 == 0) }
        let found = faults(inputs)
        #expect(found.contains("outer.isOn is always true"))
        #expect(found.contains("outer.number is only 0.0 or 1.0"))
        #expect(found.contains("outer.rows.count is always 0"))
    }

    @Test func rangesAreLookedInto() {
        let inputs = [0...1, -1...12, 2...2].map { (range: $0, x: "\($0)") }
        #expect(faults(inputs).contains("range.upperBound is never negative"))
    }

    @Test func whatCannotBeLookedIntoIsSaid() {
        let one: @Sendable () -> Int = { 1 }
        let two: @Sendable () -> Int = { 2 }
        let inputs = [(run: one, x: "a"), (run: two, x: "b")]
        #expect(
            faults(inputs).contains { $0.hasPrefix("run of type") && $0.hasSuffix("cannot be looked into") })
        #expect(faults(inputs, meant: [Meant("run", lack: .visibility, because: "a function")]) == [])
    }

    @Test func aCaseThatNeverComesIsFound() {
        let rows: [[Float]] = [[0, -1, 2], [12], [3, 1]]
        #expect(
            faults(rows, cases: [Case("no numbers") { $0.isEmpty }]) == [
                "the case \"no numbers\" never comes"
            ])
        #expect(faults(rows, cases: [Case("one number") { $0.count == 1 }]) == [])
    }

    @Test func aPartOfTheAnswerThatNeverVariesIsFound() {
        let numbers = Self.pairs
        #expect(faults(numbers, expected: { $0.x }) == [])
        #expect(faults(numbers, expected: { max($0.x, 12) }) == ["answer is always 12.0"])
        let fields = { @Sendable (input: (x: Float, y: Float)) in
            Fields(["none": input.x * 0 + 4, "x": input.x])
        }
        #expect(faults(numbers, expected: fields) == ["answer.none is always 4.0"])
        #expect(
            faults(numbers, expected: { [$0.x, 1] }) == [
                "answer.count is always 2", "answer.last is always 1.0",
            ])
    }

    @Test func whatIsMeantIsAllowedByName() {
        let inputs = [0, 1, 2].map { (count: $0, x: Float(-12 * $0 + 1)) }
        let meant = [
            Meant("count", lack: .negative, .large, because: "few things"),
            Meant("x", lack: .zero, because: "odd"),
        ]
        #expect(faults(inputs, meant: meant) == [])
    }

    @Test func anAllowanceThatIsNotNeededOrHasNoReasonIsFound() {
        let inputs = [0, 1, 12, -3].map { (count: $0, isOn: $0 == 1) }
        #expect(
            faults(inputs, meant: [Meant("count", lack: .negative, because: "counted")])
                == ["count need not be allowed to lack negative"])
        #expect(
            faults(inputs, meant: [.together("count", "other", because: "so")])
                == [
                    "count need not be allowed to go together with others",
                    "other need not be allowed to go together with others",
                ])
        let positive = [0, 1, 12].map { (count: $0, isOn: $0 == 1) }
        #expect(
            faults(positive, meant: [Meant("count", lack: .negative, because: "")])
                == ["no reason why [\"count\"] lack something"])
    }

    @Test func anExerciseWithoutTheProtocolsExampleIsFound() {
        let plan = InputPlan<[Float]>(
            sizes: 1...9, draws: 5, make: { size, generator in generator.numbers(size, size: size) },
            examples: { [] }, edges: { [] })
        let variety = InputVariety(plan: plan, cases: [], meant: [], expected: nil)
        #expect(
            variety.faults([RandomGenerator(seed: 1)]) == ["the protocol's example is not among the inputs"])
    }

    @Test func everySeedMustShowEverything() {
        // The case comes with half of the seeds.
        let plan = InputPlan<[Float]>(
            sizes: 1...1, draws: 1, make: { _, generator in generator.bernoulli(0.5) ? [] : [5] },
            examples: { [[0, -1, 2], [12], [3, 1]] }, edges: { [] })
        let variety = InputVariety(
            plan: plan, cases: [Case("no numbers") { $0.isEmpty }], meant: [], expected: nil)
        let found = (1...20).map { variety.faults([RandomGenerator(seed: $0)]) }
        #expect(found.contains([]) && found.contains(["the case \"no numbers\" never comes"]))
        #expect(
            variety.faults((1...20).map { RandomGenerator(seed: $0) }) == [
                "the case \"no numbers\" never comes"
            ])
    }

    @Test func examplesComeFirstAndEdgesLast() {
        let plan = InputPlan<Int>(
            sizes: 1...2, draws: 2, make: { size, _ in size }, examples: { [10, 11] }, edges: { [20] })
        #expect(plan.inputs(RandomGenerator(seed: 1)).map(\.value) == [10, 11, 1, 1, 2, 2, 20])
    }

    @Test func drawnNumbersShowEverything() {
        var generator = RandomGenerator(seed: 1)
        let small = generator.numbers(1000, size: 1)
        #expect(small.allSatisfy { abs($0) <= 2 && ($0 * 2).rounded() == $0 * 2 })
        let others = generator.numbers(1000, size: 3)
        #expect(others.contains(0) && others.contains { $0 >= 10 } && others.contains { $0 <= -10 })
        #expect(others.allSatisfy { ($0 * 8).rounded() == $0 * 8 && abs($0) <= 20 })
        #expect(generator.rows(2, 3, size: 3).map(\.count) == [3, 3])
        #expect((0..<100).map { _ in generator.element(of: [1, 2, 3]) }.contains(3))
    }
}
