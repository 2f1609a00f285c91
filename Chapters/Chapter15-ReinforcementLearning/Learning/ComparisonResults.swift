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
            headers: ["variant", "return during training", "at the end"],
            rows: ComparisonLesson.variants.indices.map {
                [ComparisonLesson.variants[$0].name, cell(duringTraining[$0]), cell(atTheEnd[$0])]
            },
            caption:
                "\(game), \(formatNumber(Double(steps))) steps; mean and standard deviation over three seeds, of all episodes "
                + "during training and of the greedy policy after it.")
    }

    func print() { Swift.print(textHeading("Deep Q-learning") + "\n" + table.text()) }

    func fill(_ metrics: inout Metrics) {
        for (number, variant) in ComparisonLesson.variants.enumerated() {
            metrics.set("compare_\(variant.key)_training", mean(duringTraining[number]))
            metrics.set("compare_\(variant.key)_end", mean(atTheEnd[number]))
        }
    }

    func fill(_ report: inout Report) {
        report.section("Extensions of deep Q-learning compared")
        report.table(table)
        report.chart(
            BarChart(
                title: "Return", yLabel: "mean and standard deviation over seeds",
                categories: ComparisonLesson.variants.map(\.name),
                groups: [
                    .init(
                        "during training", values: duringTraining.map(mean),
                        errors: duringTraining.map(standardDeviation)),
                    .init("at the end", values: atTheEnd.map(mean), errors: atTheEnd.map(standardDeviation)),
                ]))
    }
}
