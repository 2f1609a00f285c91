import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The results of a run.
struct Results {
    let digits: PictureData
    let recognizer: Recognizer
    let sweep: FractionSweep?
    let heads: HeadComparison?
    let towns: TownTransfer?

    /// The accuracy of the book's adder, by number of training digits.
    func sweepTable(_ sweep: FractionSweep) -> Table {
        let pairs = formatNumber(Double(digits.test.count))
        let majority = formatPercent(sweep.majority)
        return Table(
            headers: [Words(en: "training digits", zh: "训练数字")] + Transfer.allCases.map(\.title),
            rows: sweep.fractions.enumerated().map { index, fraction in
                [formatNumber((fraction * Double(digits.training.count)).rounded())]
                    + Transfer.allCases.map { cell(sweep.spread($0, index)) }
            },
            caption: Words(
                en: """
                    Exact sums, on \(pairs) pairs of test digits; always predicting the most frequent sum: \(majority).
                    """,
                zh: "和完全正确的比例，\(pairs) 对测试数字；总是预测最常见的和：\(majority)。"))
    }

    /// The accuracy of each head.
    func headTable(_ heads: HeadComparison) -> Table {
        Table(
            headers: [
                Words(en: "head", zh: "输出头"), Words(en: "weights", zh: "权重"),
                Words(en: "exact sums", zh: "和完全正确"), Words(en: "digit accuracy", zh: "数字准确率"),
                Words(en: "parameters", zh: "参数"),
            ],
            rows: heads.entries.map { entry in
                [
                    entry.title.text, entry.transfer.title.text, formatPercent(entry.accuracy, decimals: 2),
                    entry.digitAccuracy.map { formatPercent($0, decimals: 2) } ?? "",
                    formatNumber(Double(entry.adder.parameterCount.total)),
                ]
            }, caption: Words(en: "All trained on all training digits by Adam.", zh: "全部用 Adam 在所有训练数字上训练。"),
            highlightedRow: heads.best.flatMap { best in
                heads.entries.firstIndex { $0.name == best.name }
            })
    }

    /// The explained variance, by number of surveyed towns.
    func townTable(_ towns: TownTransfer) -> Table {
        Table(
            headers: [Words(en: "towns surveyed", zh: "调查过的城镇")] + Transfer.allCases.map(\.title) + [
                Self.byLight
            ],
            rows: towns.surveyed.enumerated().map { index, count in
                [String(count)]
                    + (Transfer.allCases.map { towns.spread($0, index) } + [Spread(towns.byLight[index])])
                    .map { $0.map { "\(formatFixed($0.mean)) ± \(formatFixed($0.deviation))" } ?? "" }
            },
            caption: Words(
                en: "Explained variance of spending in unseen towns; always predicting the mean explains 0.",
                zh: "没见过的城镇的支出的可解释方差；总是预测平均值，可解释方差是 0。"))
    }

    /// What predicts spending without a network.
    static let byLight = Words(en: "regression on light", zh: "对灯光的回归")

    private func cell(_ spread: Spread?) -> String {
        spread.map { "\(formatPercent($0.mean)) ± \(formatPercent($0.deviation))" } ?? ""
    }

    private func formatFixed(_ number: Double) -> String {
        let hundredths = Int((number.magnitude * 100).rounded())
        let digits = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        return number < 0 && hundredths > 0 ? "-" + digits : digits
    }

    /// Prints the results in the terminal.
    func print() {
        let accuracy = formatPercent(recognizer.accuracy, decimals: 2)
        let isGiven = recognizer.isFromFile
        Swift.print(
            Words(
                en:
                    "The \(isGiven ? "given" : "pretrained") recognizer classifies \(accuracy) of the test digits correctly.",
                zh: "\(isGiven ? "给出的" : "预训练的")识别器把测试数字的 \(accuracy) 分类正确。"))
        func show(_ heading: Words, _ table: Table) {
            Swift.print(textHeading(heading) + "\n" + table.text())
        }
        if let sweep { show(Words(en: "The book's adder", zh: "书中的加法器"), sweepTable(sweep)) }
        if let heads { show(Words(en: "Heads", zh: "输出头"), headTable(heads)) }
        if let towns { show(Words(en: "Towns and night lights", zh: "城镇和夜间灯光"), townTable(towns)) }
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
            for entry in heads.entries { metrics.set("\(entry.name)_exact_sum_accuracy", entry.accuracy) }
            if let best = heads.best { metrics.set("best_exact_sum_accuracy", best.accuracy) }
            if let digits = heads.digitAccuracyFromSums { metrics.set("digits_from_sums_accuracy", digits) }
        }
        if let towns {
            metrics.set("light_accuracy", towns.lightAccuracy)
            for transfer in Transfer.allCases {
                guard let few = towns.spread(transfer, 0) else { continue }
                metrics.set("towns_\(transfer.rawValue)_explained", few.mean)
            }
        }
    }

    /// Writes the best adder as `model.safetensors`, and the recognizer as `recognizer.safetensors` if it was trained in
    /// this run.
    func save(_ run: ChapterRun) throws {
        if let adder = heads?.best?.adder ?? sweep?.fineTuned {
            try Checkpoint(
                model: adder, epoch: run.epochs,
                notes: ["chapter": "6", "input": "two pictures, pixels from 0, paper, to 1, ink"]
            ).save(to: run.outputPath("model.safetensors"))
            try example(of: adder, seed: run.seed).save(to: run.outputPath("example.safetensors"))
        }
        if !recognizer.isFromFile {
            try Checkpoint(model: recognizer.network, notes: ["chapter": "5", "network": "book"])
                .save(to: run.outputPath("recognizer.safetensors"))
        }
    }

    /// The output of an adder for four pairs of test digits.
    private func example(of adder: any Adder, seed: UInt64) -> ModelExample {
        var generator = RandomGenerator(seed: seed)
        let pairs = Pairs(of: digits.test, using: &generator)
        let (left, right, sums) = pairs.batch(0..<min(4, pairs.count))
        return ModelExample(
            of: adder, inputs: ["left": .floats(left), "right": .floats(right)],
            targets: .integers(IntArray(sums)), answer: { adder.output(left, right) },
            loss: { _ in adder.loss(left, right, sums: sums) })
    }
}
