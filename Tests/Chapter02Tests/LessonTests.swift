import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Chapter2

@Suite struct LessonTests {
    /// Every `show("line") { line }` of the tour's source: the text and the code beside it, blanks made
    /// equal.
    private static func shownLines() throws -> [(text: String, code: String)] {
        let file = packageRoot.appendingPathComponent(
            "Chapters/Chapter02-TensorsAndGraphs/ArrayLessons.swift")
        let source = try String(contentsOf: file, encoding: .utf8)
        let pattern = try Regex(
            #"(?s)(?:(let|var) (\w+) = )?lesson\.show\(\s*"([^"]*)"\s*\) \{(.*?)\}\n"#,
            as: (Substring, Substring?, Substring?, Substring, Substring).self)
        return source.matches(of: pattern).map { match in
            let (_, keyword, name, text, code) = match.output
            let declaration = keyword.flatMap { keyword in name.map { "\(keyword) \($0) = " } } ?? ""
            return (
                String(text), declaration + code.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            )
        }
    }

    @Test func theLinesShownAreTheLinesRun() throws {
        let lines = try LessonTests.shownLines()
        for line in lines { #expect(line.text == line.code) }
        #expect(lines.map(\.text) == arrayLessons().flatMap { $0.steps.map(\.source) })
        #expect(lines.count > 35)
    }

    private func result(of source: String, in topic: Lesson.Topic) -> [String] {
        arrayLessons().filter { $0.topic == topic }.flatMap { lesson in
            lesson.steps.filter { $0.source == source }.map(\.result)
        }
    }

    @Test func theResultsAreThoseWorkedOutByHand() {
        #expect(result(of: "grid[1]", in: .arrays) == ["[4, 5, 6], shape [3]"])
        #expect(result(of: "grid.sum(axes: [0])", in: .arithmetic) == ["[5, 7, 9], shape [3]"])
        #expect(result(of: "grid.matmul(weights)", in: .matrices) == ["[[4, 5],\n [10, 11]], shape [2, 2]"])
        #expect(result(of: "Shape([2, 3]).broadcast(with: [2])", in: .broadcasting) == ["nil"])
        #expect(result(of: "turned.elementStrides", in: .views) == ["[1, 3]"])
        #expect(result(of: "mirrored.elementStrides", in: .views) == ["[3, -1]"])
        #expect(result(of: "copy.sharesStorage(with: table)", in: .views) == ["true", "false"])
        #expect(result(of: "table[scalar: 0, 0]", in: .views) == ["0.0"])
        #expect(
            result(of: "x.grad", in: .tensors) == [
                "Optional([2, 4, 6], shape [3])", "Optional([4, 8, 12], shape [3])",
            ])
    }

    @Test func aLessonReadsAsSwiftWithComments() {
        var lesson = Lesson(.arrays, "title", "explanation")
        lesson.show("NDArray(3)") { NDArray(3) }
        lesson.show("f()") {}
        lesson.show("NDArray.zeros([2, 2])") { NDArray.zeros([2, 2]) }
        #expect(
            lesson.text == """
                NDArray(3)  // 3
                f()
                NDArray.zeros([2, 2])
                // [[0, 0],
                //  [0, 0]], shape [2, 2]
                """)
    }

    @Test func theFigureOfBroadcastingPairsTheElements() {
        let svg = BroadcastFigure(NDArray([10, 20, 30]).reshaped([3, 1]), plus: NDArray([1, 2, 3, 4])).svg()
        for pair in ["10 + 1", "10 + 4", "20 + 3", "30 + 4"] { #expect(svg.contains(">\(pair)<")) }
        #expect(svg.components(separatedBy: "<rect class=\"real\"").count - 1 == 3 + 4)
        #expect(svg.components(separatedBy: "<rect class=\"copy\"").count - 1 == 9 + 8)
        #expect(svg.components(separatedBy: "<rect class=\"sum\"").count - 1 == 12)
    }
}
