import ChapterSupport
import Datasets
import Messages
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
    enum Method: CaseIterable {
        case autoencoder, words, citations

        var name: Words {
            switch self {
            case .autoencoder: Words(en: "words and citations: graph autoencoder", zh: "词和引用：图自编码器")
            case .words: Words(en: "words only: cosine similarity", zh: "只用词：余弦相似度")
            case .citations:
                Words(
                    en: "citations only: common neighbours (Adamic–Adar)", zh: "只用引用：共同邻居（Adamic–Adar）")
            }
        }
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
            headers: [
                Words(en: "hidden citations predicted from", zh: "预测隐藏的引用所依据的"), "AUC",
                Words(en: "average precision", zh: "平均精度"),
            ],
            rows: Method.allCases.map { [$0.name.text, number(areas[$0]), number(precisions[$0])] },
            caption: Words(
                en: """
                    85 % of the citations are seen, 5 % validate, 10 % are the test, beside as many pairs without a \
                    citation; mean and standard deviation over \(areas[.autoencoder]?.count ?? 0) seeds, each with its own \
                    split.
                    """,
                zh: """
                    训练时看到 85 % 的引用，5 % 用于验证，10 % 用于测试，后两者各配上同样多没有引用关系的论文对；\
                    \(areas[.autoencoder]?.count ?? 0) 个种子的平均值和标准差，每个种子另作划分。
                    """),
            highlightedRow: bestRow(Method.allCases.map { mean(areas[$0] ?? []) }))
    }

    func print() {
        Swift.print(textHeading(Words(en: "Link prediction", zh: "链路预测")) + "\n" + table.text())
    }

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
        report.section(en: "Link prediction: hidden citations", zh: "链路预测：隐藏的引用")
        report.paragraph(
            en: """
                Which papers cite each other? Graph convolutions encode each paper as an embedding of 16 numbers; the larger \
                the inner product of two embeddings, the likelier a citation. The test citations were removed from the graph \
                before training.
                """,
            zh: """
                哪些论文互相引用？图卷积把每篇论文编码成 16 个数的嵌入；两个嵌入的内积越大，越可能有引用。\
                测试用的引用在训练之前就从图中去掉了。
                """)
        report.table(table)
        let (losses, validation) = (first?.losses ?? [], first?.validation ?? [])
        report.charts([
            LineChart(
                title: Words(en: "Loss of the first run", zh: "第一次训练的损失"), xLabel: Training.epochUnit,
                yLabel: Words(en: "cross-entropy of both kinds of pairs", zh: "两种论文对的交叉熵"),
                series: [
                    Series(
                        Words(en: "training", zh: "训练"), x: losses.indices.map { Double($0 + 1) }, y: losses)
                ]),
            LineChart(
                title: Words(en: "Validation pairs of the first run", zh: "第一次训练的验证对"),
                xLabel: Training.epochUnit, yLabel: "AUC",
                series: [
                    Series(
                        Words(en: "validation", zh: "验证"), x: validation.indices.map { Double(5 * ($0 + 1)) },
                        y: validation,
                        style: .lineAndPoints)
                ]),
        ])
    }
}
