import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting

/// The result of one training of a graph autoencoder.
struct LinkOutcome: CachedResult {
    let losses: [Double]
    let startLoss: Double
    let validation: [Double]
    let seconds: Double
    /// The test scores; nil where no epoch was validated.
    let test: RankingScores?

    init(_ history: LinkHistory, on split: LinkSplit) {
        (losses, startLoss, validation) = (history.losses, history.startLoss, history.validation)
        seconds = history.seconds
        test = validation.isEmpty ? nil : scores(history.embeddings, split.test, split.testAbsent)
    }

    var isPossible: Bool { true }
}

/// The results of link prediction.
struct LinkResults {
    /// How a citation is predicted, the best first.
    enum Method: String, CaseIterable {
        case autoencoder = "words and citations: graph autoencoder"
        case words = "words only: cosine similarity"
        case citations = "citations only: common neighbours (Adamic–Adar)"
    }

    /// One value a seed.
    private(set) var areas: [Method: [Double]] = [:]
    private(set) var precisions: [Method: [Double]] = [:]
    /// The training of the first seed.
    private(set) var first: LinkOutcome?
    private(set) var seconds = 0.0

    mutating func add(_ outcome: LinkOutcome) {
        if first == nil { first = outcome }
        seconds += outcome.seconds
        if let test = outcome.test { add(.autoencoder, test) }
    }

    mutating func add(_ method: Method, _ scores: RankingScores) {
        areas[method, default: []].append(scores.areaUnderCurve)
        precisions[method, default: []].append(scores.averagePrecision)
    }

    var table: Table {
        func number(_ values: [Double]?) -> String {
            let values = values ?? []
            return "\(formatNumber(mean(values), significantDigits: 3)) ± "
                + formatNumber(standardDeviation(values), significantDigits: 2)
        }
        return Table(
            headers: ["hidden citations predicted from", "AUC", "average precision"],
            rows: Method.allCases.map { [$0.rawValue, number(areas[$0]), number(precisions[$0])] },
            caption:
                "85 % of the citations are seen, 5 % validate, 10 % are the test, beside as many pairs without a citation; "
                + "mean and standard deviation over \(areas[.autoencoder]?.count ?? 0) seeds, each with its own split.",
            highlightedRow: bestRow(Method.allCases.map { mean(areas[$0] ?? []) }))
    }

    func print() { Swift.print(textHeading("Link prediction") + "\n" + table.text()) }

    func fill(_ metrics: inout Metrics) {
        metrics.set("link_auc", mean(areas[.autoencoder] ?? []))
        metrics.set("link_auc_sd", standardDeviation(areas[.autoencoder] ?? []))
        metrics.set("link_average_precision", mean(precisions[.autoencoder] ?? []))
        metrics.set("link_auc_words", mean(areas[.words] ?? []))
        metrics.set("link_auc_adamic_adar", mean(areas[.citations] ?? []))
        metrics.set("link_start_loss", first?.startLoss ?? .nan)
        metrics.set("link_seconds", seconds)
    }

    func fill(_ report: inout Report) {
        report.section("Link prediction: hidden citations")
        report.paragraph(
            """
            Which papers cite each other? Graph convolutions encode each paper as an embedding of 16 numbers; the larger the \
            inner product of two embeddings, the likelier a citation. The test citations were removed from the graph before \
            training.
            """)
        report.table(table)
        let (losses, validation) = (first?.losses ?? [], first?.validation ?? [])
        report.charts([
            LineChart(
                title: "Loss of the first run", xLabel: "epoch",
                yLabel: "cross-entropy of both kinds of pairs",
                series: [Series("training", x: losses.indices.map { Double($0 + 1) }, y: losses)]),
            LineChart(
                title: "Validation pairs of the first run", xLabel: "epoch", yLabel: "AUC",
                series: [
                    Series(
                        "validation", x: validation.indices.map { Double(5 * ($0 + 1)) }, y: validation,
                        style: .lineAndPoints)
                ]),
        ])
    }
}
