import Datasets
import Reporting

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        fillSeparable(&report)
        if let clouds = separable.first(where: { $0.key == "blobs" })?.data,
            let played = try playedPerceptron(clouds)
        {
            report.play(
                draggedPoints(played),
                caption: """
                    The rule of this chapter, inside this page. Its slider goes through the training one mistake at a time; the \
                    ring marks the row of that mistake. With XOR's classes it has no end as long as the segment between the two \
                    ones crosses that between the two zeros. Drag a point away, or change its class, and there is a line again.
                    """)
        }
        if let cycle { fillCycle(cycle, &report) }
        try fillExclusiveOr(&report)
        report.section("Compared by cross-validation")
        if isCompared {
            fillComparison(&report)
        } else {
            report.note("The run was interrupted before the first repetition of the comparison was done.")
        }
    }

    /// The perceptrons that must stop: their mistakes, the bound, and the lines they found.
    private func fillSeparable(_ report: inout Report) {
        report.section("What one unit can learn")
        report.paragraph(
            """
            The output of a perceptron is 1 where *w · x + b* is above 0, else 0. At each mistake, and only then, it \
            adds the row to its weights or subtracts it: *w ← w + (t − y) x*, *b ← b + (t − y)*. On rows that are \
            linearly separable it makes at most *(R/γ)²* mistakes (Novikoff, 1962). *R* is the length of the \
            longest row, including its constant 1 for the bias; *γ* is the largest margin of any separating line.
            """)
        report.table(separableTable)
        report.charts(
            separable.map { $0.key == "blobs" ? cloudsChart($0) : gateChart($0) },
            caption: """
                The decision boundary of each perceptron; a row on the line is classified as 0. Training stops at the \
                first line that gets all rows right. The line of largest margin, whose *γ* is that of the bound, keeps \
                its distance from both classes.
                """)
    }

    /// The perceptron that never stops.
    private func fillCycle(_ cycle: PerceptronCycle, _ report: inout Report) {
        report.section("What one unit cannot learn")
        report.paragraph(
            """
            XOR is 1 where exactly one input is 1. No line has both ones on one side and both zeros on the other: the \
            four signed rows *s (1, x)* sum to zero, so no weights can have a positive product with each. A step of \
            the rule depends only on the weights and the next row. So once both are what they were before, to the \
            last bit, training cycles forever. That this must happen is a theorem (Minsky and Papert, 1969).
            """)
        report.note(
            """
            After \(cycle.start) rows the weights repeat every \(cycle.length) rows, with \(cycle.mistakes) \
            mistakes in each cycle. The error never reaches 0.
            """)
        report.table(
            Table(
                headers: ["before row", "inputs", "target", "w₁", "w₂", "b", "output"],
                rows: cycle.states.enumerated().map { index, state in
                    let data = TruthTable.xor.data
                    let inputs = data.features[state.row]
                    let parameters = state.perceptron.weights + [state.perceptron.bias]
                    return [
                        "\(cycle.start + index + 1)",
                        inputs.map { formatNumber(Double($0)) }.joined(separator: " "),
                        "\(data.labels[state.row])",
                    ] + parameters.map { formatNumber(Double($0)) }
                        + ["\(state.perceptron.output(inputs))" + (state.isMistake ? ", a mistake" : "")]
                }, caption: "One cycle; after the last row the first comes again."))
        report.charts(
            [cycleChart(cycle), mistakesChart()],
            caption: "The lines of the weights of one cycle, and the mistakes of all four gates so far.")
    }

    /// The hidden layer on XOR.
    private func fillExclusiveOr(_ report: inout Report) throws {
        report.section("A hidden layer learns XOR")
        report.paragraph(
            """
            With a hidden layer of sigmoid units in between, the decision boundary can bend. There are no targets for \
            hidden units; backpropagation passes the errors back to them through the output weights: *δ₂ = (o − t) \
            o (1 − o)*, *δ₁ = (W₂ᵀ δ₂) h (1 − h)*. Training ends when all four outputs are within 0.2 of their targets. \
            With two hidden units, the fewest that can do it, some random starts get stuck; with more units nearly all of \
            them succeed. The table counts the starts that solved XOR, and their epochs. The gradient by hand is checked \
            against the numerical gradient, *(E(w + ε) − E(w − ε)) / 2ε*: their relative difference is \
            \(formatNumber(exclusiveOr.gradientDisagreement, significantDigits: 2)).
            """)
        report.table(exclusiveOrTable)
        report.charts(
            foldingCharts(exclusiveOr.drawn),
            caption: """
                The output of a network of \(ExclusiveOrExperiment.drawnHiddenCount) hidden units as it learns: the \
                stronger the colour, the nearer it is to 0 or 1; on the line it is ½.
                """)
        report.play(
            foldedPlane(try playedNetwork(exclusiveOr.drawn)),
            caption: """
                The same network, inside this page, at any moment of its training. The output is the sigmoid of the hidden units' \
                weighted sum; each of them is ½ on its line and changes across it.
                """)
        report.chart(
            errorsChart(exclusiveOr),
            caption: """
                For a long time hardly anything happens, then the error falls quickly: the hidden units must first \
                become different from each other.
                """)
    }

    /// The methods side by side on test sets.
    private func fillComparison(_ report: inout Report) {
        let plan = comparison.plan
        if let own = task.own { report.note(own.summary) }
        report.paragraph(
            """
            \(task.title): \(task.summary); \(task.size). \(Comparison.folds)-fold cross-validation: the rows are split \
            into \(Comparison.folds) folds; each is the test set once, while the methods learn from the others. This is \
            repeated \(comparison.repetitions) times, with other folds and other initial weights. \
            \(task.own != nil
                ? "In each fold, missing values become the median or the most frequent category of the training set, "
                + "categories are one-hot, and numbers are standardized by the training set. "
                : task.isStandardized
                ? "Each column is standardized by the training set: mean 0, standard deviation 1. "
                : "The columns are used as they are. ")\
            The network has \(plan.hiddenCount) hidden units and \(comparison.parameterCount) parameters, and is trained \
            for at most \(plan.epochs) epochs with learning rate 2 and tolerance 0.2, as Gorman and Sejnowski did in \
            1988.
            """)
        report.table(accuracyTable)
        report.chart(
            accuracyChart(comparison),
            caption: """
                Test accuracy, mean over \(comparison.repetitions) repetitions; the error bars are the standard \
                deviation.
                """)
        report.chart(
            learningChart(comparison),
            caption:
                "The learning curves of the network in the first repetition, on the training and the test sets."
        )
        if firstFold.training.featureNames.count == 2, firstFold.training.outputCount == 1 {
            report.charts(
                regionCharts(firstFold),
                caption: """
                    The decision regions of perceptron and network, with the training set of the first fold. A line gets \
                    three of the four clouds right at best, and the rule does not find one that does. The averaged \
                    perceptron may score below one half: where a cloud has more rows in the test set, it has fewer in \
                    the training set, so the line leans the wrong way.
                    """)
        }
        report.table(confusionMatrix)
    }

    /// How often the network predicted which class for which.
    private var confusionMatrix: Table {
        let names = task.data.classNames
        return Table(
            headers: ["true class"] + names.map { "predicted \($0)" },
            rows: zip(names, comparison.confusion).map { name, counts in
                [name] + counts.map { formatNumber(Double($0)) }
            },
            caption: "The confusion matrix of the network on the test sets, all repetitions together.")
    }
}
