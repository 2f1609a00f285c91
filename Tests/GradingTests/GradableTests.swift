import TensorCore
import Testing

@testable import Grading

@Suite struct GradableTests {
    @Test func numbersAgreeWithinTheTolerance() {
        let tolerance = Tolerance(absolute: 0.25, relative: 0.125)
        #expect(Float(10).difference(from: 11.5, within: tolerance) == nil)
        #expect(Float(9.75).difference(from: 11.5, within: tolerance) != nil)
        #expect(Float(0.25).difference(from: 0, within: tolerance) == nil)
        #expect(Float(-0.26).difference(from: 0, within: tolerance) != nil)
        #expect(Double(1).difference(from: 1.0000001, within: .exact) != nil)
        #expect(Double(1).difference(from: 1.00001, within: .standard) == nil)
        #expect(Float(1).difference(from: 1.001, within: .standard) != nil)
    }

    @Test func infinitiesAndNotANumberAgreeOnlyWithThemselves() {
        let wide = Tolerance(absolute: 1e30, relative: 10)
        let odd: [Double] = [.nan, .infinity, -.infinity, 1]
        for (first, one) in odd.enumerated() {
            for (second, other) in odd.enumerated() {
                #expect((one.difference(from: other, within: wide) == nil) == (first == second))
            }
        }
    }

    @Test func nestedPartsAreLocated() {
        let right: [[Float]?] = [[1, 2], nil, [3]]
        #expect(right.difference(from: right, within: .exact) == nil)
        #expect(
            [[1, 2], nil, [4]].difference(from: right, within: .standard)
                == Difference("expected 3.0, got 4.0", path: "[2][0]"))
        #expect(
            [[1, 2], [0], [3]].difference(from: right, within: .standard)
                == Difference("expected nil, got [0.0]", path: "[1]"))
        #expect([Float]().difference(from: [1], within: .standard)?.reason == "expected 1 value, got 0")
        #expect("a".difference(from: "b", within: .standard)?.reason == "expected \"b\", got \"a\"")
        #expect(
            true.difference(from: false, within: .standard) != nil
                && 3.difference(from: 4, within: .standard) != nil)
    }

    @Test func fieldsAreComparedByNameAndType() {
        let right = Fields(["a": 1, "b": [Float(2)]])
        #expect(Fields(["a": 1, "b": [Float(2)]]).difference(from: right, within: .exact) == nil)
        #expect(
            Fields(["a": 1, "b": [Float(3)]]).difference(from: right, within: .exact)
                == Difference("expected 2.0, got 3.0", path: ".b[0]"))
        #expect(Fields(["a": 1]).difference(from: right, within: .exact) != nil)
        #expect(Fields(["a": 1, "b": 2]).difference(from: right, within: .exact)?.path == ".b")
        #expect(right.shown == "a 1, b [2.0]")
        let matrix = NDArray([1, 2, 3, 4], shape: [2, 2])
        #expect(
            Fields(["w": matrix, "b": 1]).shown == "w [[1.0, 2.0],\n   [3.0, 4.0]], shape [2, 2]\nb 1")
    }

    @Test func arraysOfNumbersDifferInShapeOrInAnElement() {
        let right = NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(right.difference(from: right, within: .exact) == nil)
        #expect(
            right.reshaped([3, 2]).difference(from: right, within: .standard)?.reason
                == "expected shape [2, 3], got [3, 2]")
        #expect(
            NDArray([1, 2, 3, 4, 9, 6], shape: [2, 3]).difference(from: right, within: .standard)
                == Difference("expected 5.0, got 9.0", path: "[1, 1]"))
        #expect(
            NDArray(2).difference(from: NDArray(1), within: .standard) == Difference("expected 1.0, got 2.0")
        )
        #expect(
            IntArray([1, 2, 4], shape: [3, 1]).difference(
                from: IntArray([1, 2, 3], shape: [3, 1]), within: .exact)
                == Difference("expected 3, got 4", path: "[2, 0]"))
    }

    @Test func longValuesAreCut() {
        #expect(Array(0..<100).shown == "[0, 1, 2, 3, 4, 5, …, 99] (100 values)")
        #expect(Array(0..<10).shown == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]")
        #expect(String(repeating: "x", count: 10_000).shown.count == 400)
    }

    @Test func numbersHaveFourDigitsUnlessTheyAreShort() {
        let texts = [0.6138444, -1.4148148, 10.125, 0.5, 123456.7, 1.2345678e-7, 3e20, 12345.678].map {
            Float($0).shown
        }
        #expect(texts == ["0.6138", "-1.415", "10.125", "0.5", "123457", "1.235e-07", "3e+20", "12346"])
        // Where four digits do not tell two numbers apart, all are shown.
        #expect(
            Float(0.61384).difference(from: 0.613844, within: .exact)?.reason
                == "expected 0.613844, got 0.61384")
        #expect(
            Float(0.61384441).difference(from: 0.61384447, within: .exact)?.reason
                == "expected 0.61384445, got 0.6138444")
    }

    @Test func aMatrixIsShownAsOneWithWhatDiffersMarked() {
        let right: [[Float]] = [[1, -2.5], [0.33333334, 10]]
        #expect(right.shown == "[[   1.0, -2.5],\n [0.3333, 10.0]]")
        func texts<Value: Gradable>(_ answer: Value, _ right: Value) -> (expected: String, came: String) {
            Anatomy.texts(right: Anatomy(right), answer: Anatomy(answer), within: .standard)
        }
        let one = texts([[1, -2.5], [0.33333334, 9]], right)
        #expect(one.expected == right.shown)
        #expect(one.came == "[[   1.0, -2.5],\n [0.3333, ▸9.0]]")
        #expect(texts([[1, -2.5]], right).came == "[[1.0, -2.5]]")
        #expect(texts(Float(2), 1).came == "2.0")
        let near = texts([[1, -2.5], [0.33340, 10]], right)
        #expect(near.came.contains("▸0.3334") && near.expected.contains("0.3333,"))
        let nearer = texts([Float(0.12345678)], [Float(0.1234)])
        #expect(nearer.came == "[▸0.1235]" && nearer.expected == "[0.1234]")
        var long = Array(0..<30)
        long[17] = 0
        #expect(texts(long, Array(0..<30)).came == "[0, 1, 2, 3, 4, 5, …, 16, ▸0, 18, …, 29] (30 values)")
        let cube = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
        #expect(cube.shown == "[[[1, 2],\n  [3, 4]],\n [[5, 6],\n  [7, 8]]]")
        #expect([[1], [2, 30], []].shown == "[[1],\n [2, 30],\n []]")
        #expect([[Int]]().shown == "[]" && [[Int]()].shown == "[[]]")
        let wide = [Array(0..<20), Array(20..<40)].shown
        #expect(wide == "[[ 0,  1,  2,  3,  4,  5, …, 19],\n [20, 21, 22, 23, 24, 25, …, 39]] (2 × 20)")
        #expect(texts([NDArray([1, 2], shape: [2])], [NDArray([1, 3], shape: [2])]).came == "[[1.0, ▸2.0]]")
    }

    @Test func anythingIsReadable() {
        struct Point { var x: Float, y: [Int]? }
        #expect(readable(Point(x: 1, y: [2])) == "x 1.0, y [2]")
        #expect(readable((Point(x: 1, y: nil), name: "n")) == "x 1.0, y nil, name \"n\"")
        #expect(readable([1, 2]) == "[1, 2]")
        #expect(readable(()) == "()")
        let points = [[Point(x: 1, y: [2]), Point(x: 0, y: nil)], []]
        #expect(readable(points) == "[[(x 1.0, y [2]), (x 0.0, y nil)], []]")
        #expect(readable([(x: Float(1), y: Float(-2))]) == "[(x 1.0, y -2.0)]")
        #expect(readable([1...2, 3...4]) == "[1...2, 3...4]")
        struct Map { var name: String, rows: [[Int]] }
        let maps = [Map(name: "a", rows: [[1, 2], [3, 4]]), Map(name: "b", rows: [[5], [6]])]
        #expect(
            readable(maps) == """
                [(name "a"
                 rows [[1, 2],
                       [3, 4]]),
                 (name "b"
                 rows [[5],
                       [6]])]
                """)
    }
}
