import Autograd
import ChapterSupport
import Messages
import Reporting
import TensorCore

// The tour on the page (section 2.2).

extension Tour {
    /// The lessons, the small expression and the graphs that depend on data.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        for lesson in lessons {
            report.section(lesson.title)
            report.paragraph(lesson.explanation)
            report.preformatted(lesson.text)
            switch lesson.topic {
            case .broadcasting: addBroadcasting(to: &report)
            case .views:
                report.note(
                    en: "A view costs nothing, whatever its size. \(transpose.text.en)",
                    zh: "视图无论多大都没有代价。\(transpose.text.zh)")
            default: break
            }
        }
        try addExpression(to: &report)
        addRoots(to: &report)
    }

    private func addBroadcasting(to report: inout Report) {
        let column = NDArray([10, 20, 30]).reshaped([3, 1])
        report.figure(
            svg: BroadcastFigure(column, plus: NDArray([1, 2, 3, 4])).svg(),
            caption: Words(
                en: """
                    Which element meets which in `column + row`. Dashed elements are not in memory: the column \
                    is read again for each column of the result, the row for each row.
                    """,
                zh: """
                    `column + row` 中哪个元素与哪个元素相加。虚线的元素并不在内存里：结果的每一列都重新读一遍 column，\
                    每一行都重新读一遍 row。
                    """))
        let shapes: [(Shape, Shape)] = [
            ([3, 1], [4]), ([2, 3], [3]), ([2, 3], [2, 1]), ([2, 3], []), ([8, 1, 6, 1], [7, 1, 5]),
            ([2, 3], [2]), ([4, 3], [2, 3]),
        ]
        report.table(
            Table(
                headers: [
                    Words(en: "first", zh: "第一个"), Words(en: "second", zh: "第二个"),
                    Words(en: "together", zh: "结果"),
                ],
                rows: shapes.map { first, second in
                    let together = first.broadcast(with: second).map { "\($0)" }
                    return ["\(first)", "\(second)", together ?? Words(en: "do not fit", zh: "不能广播").text]
                },
                caption: Words(
                    en: "Write the shapes under each other, aligned at their last axis.",
                    zh: "把两个形状上下写成两行，按最后一个轴对齐。")))
    }

    private func addExpression(to report: inout Report) throws {
        report.section(en: "The computation graph of a small expression", zh: "一个小表达式的计算图")
        report.paragraph(
            en: """
                `loss = (w x + b − y)² + λ w²` at `w = 1.5`, `x = 2`, `b = −0.5`, `y = 1`, `λ = 0.1`. While \
                Swift computes it, each operation notes its inputs: that is the whole graph, built anew in \
                each forward pass. In the backward pass, each box multiplies the gradient it receives by its \
                own derivative and passes it on. `w` is used twice, so two contributions arrive and add up: 2 \
                · 1.5 · 2 + 0.1 · 2 · 1.5 = 6.3.
                """,
            zh: """
                `loss = (w x + b − y)² + λ w²`，取 `w = 1.5`、`x = 2`、`b = −0.5`、`y = 1`、`λ = 0.1`。\
                Swift 每做一步运算，就记下这一步的输入：这就是整个计算图，每次计算都重新建立。反向传播时，\
                每个方框把收到的梯度乘以自己的导数，再传给前面。`w` 用了两次，所以有两份梯度到达并相加：\
                2 · 1.5 · 2 + 0.1 · 2 · 1.5 = 6.3。
                """)
        report.figure(
            svg: expression.graph.svg(),
            caption: Words(
                en: """
                    The graph, from the leaves on the left to the loss: values, and below them how much the \
                    loss changes with each. Yellow boxes are parameters, grey ones data, which need no \
                    gradient.
                    """,
                zh: """
                    计算图，从左边的叶子节点到右边的损失：上面是值，下面是损失对它的导数（gradient）。\
                    黄色方框是参数，灰色方框是数据，数据不需要梯度。
                    """))
        report.play(
            graphWalk(try playedGraph(expression), expression),
            caption: Words(
                en: """
                    The same graph, node by node: forward each operation computes its value, backward each passes on what it \
                    received, times its local derivative; at `w` two contributions add up. Change a leaf, and every \
                    number follows.
                    """,
                zh: """
                    同一个计算图，逐个节点走一遍：前向时每个运算算出自己的值，反向时每个运算把收到的梯度乘以局部导数再传下去；\
                    `w` 处有两份梯度相加。改变叶子节点的值，所有的数都会跟着变。
                    """))
        report.table(derivativeTable)
        report.paragraph(
            en: """
                *By hand*: ∂loss/∂w = 2 (w x + b − y) x + 2 λ w, ∂loss/∂b = 2 (w x + b − y). *By differences*: \
                (loss(w + h) − loss(w − h)) / 2h, which costs two evaluations for every parameter. *By \
                backward*: all at once, for about the cost of one more evaluation.
                """,
            zh: """
                *手算*：∂loss/∂w = 2 (w x + b − y) x + 2 λ w，∂loss/∂b = 2 (w x + b − y)。*差分*：\
                (loss(w + h) − loss(w − h)) / 2h，每个参数都要计算两次。*backward()*：\
                一次求出全部导数，代价大约只相当于再计算一次。
                """)
    }

    private func addRoots(to report: inout Report) {
        report.section(en: "Graphs whose shape depends on data", zh: "形状随数据而变的计算图")
        report.paragraph(
            en: """
                The graph is made by running, so `if` and `while` are free. √a by Newton's iteration, x ← (x + \
                a/x) / 2: from a = 4 on, a branch takes out a factor of four first, and the loop runs until \
                the root is close enough. Each number leaves a graph of its own, and `backward()` goes back \
                through it. In these drawings the loop ends when x² is within 2 % of a.
                """,
            zh: """
                计算图是运行出来的（动态计算图），所以可以随意使用 `if` 和 `while`。用牛顿迭代法求 √a：x ← (x + a/x) / 2。\
                a 不小于 4 时，先走一个分支提出因子 4；循环一直执行到足够接近为止。每个数都留下自己的计算图，\
                `backward()` 就沿着它返回。画这些图时，x² 与 a 相差不到 2 % 循环就结束。
                """)
        for root in drawnRoots {
            report.figure(
                svg: root.graph.svg(),
                caption: Words(
                    en: "The graph of √\(formatNumber(Double(root.a))): \(root.tensorCount) tensors.",
                    zh: "√\(formatNumber(Double(root.a))) 的计算图：\(root.tensorCount) 个张量。"))
        }
        report.table(rootTable)
        report.note(
            en: """
                At a = 1 the first guess is right, the loop never runs, and the result is a constant: nothing \
                leads back to a, though the derivative of √a is 0.5 there. What is differentiated is the \
                program that ran, not the function that it computes.
                """,
            zh: """
                a = 1 时第一次猜测就对了，循环一次也没有执行，结果是个常数：没有路通回 a，尽管 √a 在这里的导数是 0.5。\
                求导的对象是实际运行的程序，而不是它所计算的函数。
                """)
    }
}
