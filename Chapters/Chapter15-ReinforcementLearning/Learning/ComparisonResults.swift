import Messages
import NeuralNetworks
import Reporting

/// The results of each extension of deep Q-learning.
struct ComparisonResults {
    let game: String
    let steps: Int
    /// By variant, one value a seed: the mean return of all episodes during training, and of the greedy policy after it.
    var duringTraining: [[Double]] = []
    var atTheEnd: [[Double]] = []

    init(game: String, steps: Int) { (self.game, self.steps) = (game, steps) }

    var table: Table {
        func cell(_ values: [Double]) -> String {
            "\(formatNumber(mean(values), significantDigits: 3)) ± \(formatNumber(standardDeviation(values), significantDigits: 2))"
        }
        return Table(
            headers: [
                Words(en: "variant", zh: "变体"), Words(en: "return during training", zh: "训练中的回报"),
                Words(en: "at the end", zh: "结束时"),
            ],
            rows: ComparisonLesson.variants.indices.map {
                [ComparisonLesson.variants[$0].name.text, cell(duringTraining[$0]), cell(atTheEnd[$0])]
            },
            caption: Words(
                en: """
                    \(game), \(formatNumber(Double(steps))) steps; mean and standard deviation over three seeds, of all episodes \
                    during training and of the greedy policy after it.
                    """,
                zh: """
                    \(game)，\(formatNumber(Double(steps))) 步；三个种子的平均值和标准差，分别是训练中所有回合的，\
                    以及训练之后贪婪策略的。
                    """))
    }

    func print() { Swift.print(textHeading(Words(en: "Deep Q-learning", zh: "深度Q学习")) + "\n" + table.text()) }

    func fill(_ metrics: inout Metrics) {
        for (number, variant) in ComparisonLesson.variants.enumerated() {
            metrics.set("compare_\(variant.key)_training", mean(duringTraining[number]))
            metrics.set("compare_\(variant.key)_end", mean(atTheEnd[number]))
        }
    }

    func fill(_ report: inout Report) {
        report.section(en: "Extensions of deep Q-learning compared", zh: "比较深度Q学习的各种扩展")
        report.table(table)
        report.chart(
            BarChart(
                title: Words(en: "Return", zh: "回报"),
                yLabel: Words(en: "mean and standard deviation over seeds", zh: "各种子的平均值和标准差"),
                categories: ComparisonLesson.variants.map(\.name),
                groups: [
                    .init(
                        Words(en: "during training", zh: "训练中"), values: duringTraining.map(mean),
                        errors: duringTraining.map(standardDeviation)),
                    .init(
                        Words(en: "at the end", zh: "结束时"), values: atTheEnd.map(mean),
                        errors: atTheEnd.map(standardDeviation)),
                ]))
    }
}
