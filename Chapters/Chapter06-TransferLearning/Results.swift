import ChapterSupport
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// Everything a run of the chapter found out.
struct Results {
    let digits: DigitSets
    let recognizer: Recognizer
    let sweep: FractionSweep?
    let heads: HeadComparison?
    let towns: TownStory?

    /// Exact sums of the book's adding machine, by share of the digits.
    func sweepTable(_ sweep: FractionSweep) -> Table {
        Table(
            headers: ["digits to learn from"] + Transfer.allCases.map(\.title),
            rows: sweep.fractions.enumerated().map { place, fraction in
                [formatNumber((fraction * Double(digits.training.count)).rounded())]
                    + Transfer.allCases.map { cell(sweep.spread($0, place)) }
            },
            caption:
                "Sums said exactly, on \(formatNumber(Double(digits.test.count))) pairs of test digits; always the most "
                + "frequent sum: \(formatPercent(sweep.majority)).")
    }

    /// Exact sums of each head.
    func headTable(_ heads: HeadComparison) -> Table {
        Table(
            headers: ["head", "weights", "exact sums", "digits read right", "parameters"],
            rows: heads.entries.map { entry in
                [
                    entry.title, entry.isTransferred ? "transferred" : "from scratch",
                    formatPercent(entry.exact, decimals: 2),
                    entry.digitAccuracy.map { formatPercent($0, decimals: 2) } ?? "",
                    formatNumber(Double(entry.parameters)),
                ]
            }, caption: "All learned from all training digits by Adam.",
            highlightedRow: heads.best.flatMap { best in
                heads.entries.firstIndex { $0.name == best.name }
            })
    }

    /// Variance explained, by number of towns surveyed.
    func townTable(_ towns: TownStory) -> Table {
        Table(
            headers: ["towns surveyed"] + Transfer.allCases.map(\.title) + ["line through light"],
            rows: towns.surveyed.enumerated().map { place, count in
                [String(count)]
                    + (Transfer.allCases.map { towns.spread($0, place) } + [Spread(towns.byLight[place])])
                    .map { $0.map { "\(formatFixed($0.mean)) ± \(formatFixed($0.deviation))" } ?? "" }
            },
            caption:
                "Share of the variance of spending that is explained in towns never seen; the mean explains 0."
        )
    }

    private func cell(_ spread: Spread?) -> String {
        spread.map { "\(formatPercent($0.mean)) ± \(formatPercent($0.deviation))" } ?? ""
    }

    private func formatFixed(_ number: Double) -> String {
        let hundredths = Int((number.magnitude * 100).rounded())
        let digits = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        return number < 0 && hundredths > 0 ? "-" + digits : digits
    }

    /// Says in the terminal what was found out.
    func print() {
        Swift.print(
            "The recognizer \(recognizer.isFromFile ? "of the file " : "")reads "
                + "\(formatPercent(recognizer.accuracy, decimals: 2)) of the test digits.")
        if let sweep {
            Swift.print(textHeading("The book's adding machine") + "\n" + sweepTable(sweep).text())
        }
        if let heads { Swift.print(textHeading("Heads") + "\n" + headTable(heads).text()) }
        if let towns { Swift.print(textHeading("Towns at night") + "\n" + townTable(towns).text()) }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", digits.name)
        metrics.set(
            "train_seconds", (sweep?.seconds ?? 0) + (heads?.seconds ?? 0) + (towns?.seconds ?? 0))
        metrics.set("parameters", recognizer.network.parameterCount.total)
        metrics.set("recognizer_test_accuracy", recognizer.accuracy)
        if let sweep {
            metrics.set("majority_exact_sum_accuracy", sweep.majority)
            metrics.set("start_loss", sweep.startLoss)
            metrics.set("zero_loss", sweep.zeroLoss)
            for transfer in Transfer.allCases {
                let name = transfer.rawValue
                if let all = sweep.spread(transfer, sweep.fractions.count - 1) {
                    metrics.set("\(name)_exact_sum_accuracy", all.mean)
                    metrics.set("\(name)_exact_sum_deviation", all.deviation)
                }
                if let few = sweep.spread(transfer, 0) {
                    metrics.set("\(name)_few_exact_sum_accuracy", few.mean)
                    metrics.set("\(name)_few_exact_sum_deviation", few.deviation)
                }
            }
        }
        if let heads {
            for entry in heads.entries { metrics.set("\(entry.name)_exact_sum_accuracy", entry.exact) }
            if let best = heads.best { metrics.set("best_exact_sum_accuracy", best.exact) }
            if let read = heads.readsWithoutLabels { metrics.set("digits_from_sums_accuracy", read) }
        }
        if let towns {
            metrics.set("light_accuracy", towns.lightAccuracy)
            for transfer in Transfer.allCases {
                guard let few = towns.spread(transfer, 0) else { continue }
                metrics.set("towns_\(transfer.rawValue)_explained", few.mean)
            }
        }
    }

    /// Writes the best adding machine as `model.safetensors`, and the recognizer as `recognizer.safetensors` where it was
    /// trained here.
    func save(_ run: ChapterRun) throws {
        if let machine = heads?.bestMachine ?? sweep?.tuned {
            try Checkpoint(
                model: machine, epoch: run.epochs,
                notes: ["chapter": "6", "input": "two pictures, pixels from 0, paper, to 1, ink"]
            ).save(to: run.outputPath("model.safetensors"))
            try example(of: machine, seed: run.seed).save(to: run.outputPath("example.safetensors"))
        }
        if !recognizer.isFromFile {
            try Checkpoint(model: recognizer.network, notes: ["chapter": "5", "network": "book"])
                .save(to: run.outputPath("recognizer.safetensors"))
        }
    }

    /// What a machine says of four pairs of test digits.
    private func example(of machine: any AddingMachine, seed: UInt64) -> ModelExample {
        var generator = RandomGenerator(seed: seed)
        let pairs = Pairs(of: digits.test, using: &generator)
        let (left, right, sums) = pairs.batch(0..<min(4, pairs.count))
        return ModelExample(
            of: machine, inputs: ["left": .floats(left), "right": .floats(right)],
            targets: .integers(IntArray(sums)), answer: { machine.answers(left, right) },
            loss: { _ in machine.loss(left, right, sums: sums) })
    }
}
