import Autograd
import Reporting
import TensorCore

// The tour on the page (section 2.2).

extension Tour {
    /// The lessons, the small expression and the graphs that depend on data.
    func fill(_ report: inout Report) {
        for lesson in lessons {
            report.section(lesson.title)
            report.paragraph(lesson.explanation)
            report.preformatted(lesson.text)
            switch lesson.topic {
            case .broadcasting: addBroadcasting(to: &report)
            case .views: report.note("A view costs nothing, whatever its size. \(transpose.text)")
            default: break
            }
        }
        addExpression(to: &report)
        addRoots(to: &report)
    }

    private func addBroadcasting(to report: inout Report) {
        let column = NDArray([10, 20, 30]).reshaped([3, 1])
        report.figure(
            svg: BroadcastFigure(column, plus: NDArray([1, 2, 3, 4])).svg(),
            caption: """
                Which element meets which in `column + row`. Dashed elements are not in memory: the column \
                is read again for each column of the result, the row for each row.
                """)
        let shapes: [(Shape, Shape)] = [
            ([3, 1], [4]), ([2, 3], [3]), ([2, 3], [2, 1]), ([2, 3], []), ([8, 1, 6, 1], [7, 1, 5]),
            ([2, 3], [2]), ([4, 3], [2, 3]),
        ]
        report.table(
            Table(
                headers: ["first", "second", "together"],
                rows: shapes.map { first, second in
                    ["\(first)", "\(second)", first.broadcast(with: second).map { "\($0)" } ?? "do not fit"]
                }, caption: "Write the shapes under each other, aligned at their last axis."))
    }

    private func addExpression(to report: inout Report) {
        report.section("The computation graph of a small expression")
        report.paragraph(
            """
            `loss = (w x + b − y)² + λ w²` at `w = 1.5`, `x = 2`, `b = −0.5`, `y = 1`, `λ = 0.1`. While \
            Swift computes it, each operation notes its inputs: that is the whole graph, built anew in each forward \
            pass. In the backward pass, each box multiplies the gradient it receives by its own derivative and \
            passes it on. `w` is used twice, so two contributions arrive and add up: 2 · 1.5 · 2 + 0.1 · 2 · 1.5 = \
            6.3.
            """)
        report.figure(
            svg: expression.graph.svg(),
            caption: """
                The graph, from the leaves on the left to the loss: values, and below them how much the loss \
                changes with each. Yellow boxes are parameters, grey ones data, which need no gradient.
                """)
        report.table(derivativeTable)
        report.paragraph(
            """
            *By hand*: ∂loss/∂w = 2 (w x + b − y) x + 2 λ w, ∂loss/∂b = 2 (w x + b − y). *By differences*: \
            (loss(w + h) − loss(w − h)) / 2h, which costs two evaluations for every parameter. *By \
            backward*: all at once, for about the cost of one more evaluation.
            """)
    }

    private func addRoots(to report: inout Report) {
        report.section("Graphs whose shape depends on data")
        report.paragraph(
            """
            The graph is made by running, so `if` and `while` are free. √a by Newton's iteration, x ← (x + \
            a/x) / 2: from a = 4 on, a branch takes out a factor of four first, and the loop runs until the \
            root is close enough. Each number leaves a graph of its own, a *dynamic graph*, and `backward()` goes back \
            through it. In these drawings the loop ends when x² is within 2 % of a.
            """)
        for root in drawnRoots {
            report.figure(
                svg: root.graph.svg(),
                caption: "The graph of √\(formatNumber(Double(root.a))): \(root.tensorCount) tensors.")
        }
        report.table(rootTable)
        report.note(
            """
            At a = 1 the first guess is right, the loop never runs, and the result is a constant: nothing \
            leads back to a, though the derivative of √a is 0.5 there. What is differentiated is the program \
            that ran, not the function that it computes.
            """)
    }
}
