import ChapterSupport
import Messages
import NeuralNetworks
import Reporting

extension SmallerNetworks {
    /// "98.69% ± 0.05%".
    private func spread(_ numbers: [Double]) -> String {
        let numbers = numbers.filter(\.isFinite)
        guard !numbers.isEmpty else { return "" }
        return
            "\(formatPercent(mean(numbers), decimals: 2)) ± \(formatPercent(deviation(numbers), decimals: 2))"
    }

    /// 0 for a single draw.
    private func deviation(_ numbers: [Double]) -> Double {
        numbers.count > 1 ? standardDeviation(numbers) : 0
    }

    /// Size, operations, time and accuracy of every network.
    var costTable: Table {
        Table(
            headers: [
                "", Words(en: "file, kB", zh: "文件，kB"), Words(en: "multiplications", zh: "乘法次数"),
                Words(en: "ms a picture", zh: "每张图毫秒"), Words(en: "test accuracy", zh: "测试准确率"),
            ],
            rows: networks.map { network in
                [
                    network.title.text, formatNumber(Double(network.bytes) / 1000, significantDigits: 3),
                    formatNumber(Double(network.operations)),
                    formatNumber(network.milliseconds, significantDigits: 3), spread(network.accuracies),
                ]
            },
            caption: Words(
                en: """
                    Mean ± standard deviation over \(drawCount) seeds, on \(formatNumber(Double(data.test.count))) pictures; the \
                    time is that of one thread.
                    """,
                zh: """
                    \(drawCount) 个种子的平均值 ± 标准差，\(formatNumber(Double(data.test.count))) 张图；时间是一个线程的。
                    """))
    }

    private var drawCount: Int { networks.first?.costs.count ?? 0 }

    /// The students with and without their teacher.
    var labelTable: Table {
        Table(
            headers: [
                Words(en: "labels", zh: "标签数"), Words(en: "student, alone", zh: "学生，没有教师"),
                Words(en: "student, taught", zh: "学生，有教师"), Words(en: "gain", zh: "提高"),
            ],
            rows: distillation.points.map { point in
                [
                    formatNumber(Double(point.labelCount)), spread(point.alone), spread(point.taught),
                    spread(point.gains),
                ]
            },
            caption: Words(
                en: """
                    Both students of a seed have the same pictures, the same initial weights and the same steps; temperature \
                    \(formatNumber(Double(distillation.temperature))), weight of the teacher \
                    \(formatNumber(Double(distillation.weight))).
                    """,
                zh: """
                    同一个种子的两个学生，图、初始权重和步数都相同；温度 \(formatNumber(Double(distillation.temperature)))，\
                    教师的权重 \(formatNumber(Double(distillation.weight)))。
                    """))
    }

    /// The results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "Students by number of labels", zh: "不同标签数下的学生")))
        Swift.print(labelTable.text())
        Swift.print(textHeading(Words(en: "Smaller networks", zh: "更小的网络")))
        Swift.print(costTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("parameters", parameters)
        metrics.set("train_seconds", seconds)
        for point in distillation.points where !point.gains.isEmpty {
            let name = "labels_\(point.labelCount)"
            metrics.set("\(name)_alone_accuracy", mean(point.alone))
            metrics.set("\(name)_alone_deviation", deviation(point.alone))
            metrics.set("\(name)_taught_accuracy", mean(point.taught))
            metrics.set("\(name)_taught_deviation", deviation(point.taught))
            metrics.set("\(name)_gain", mean(point.gains))
            metrics.set("\(name)_least_gain", point.gains.min() ?? .nan)
        }
        if let strong = self["strong"], let channels = self["channels"] {
            metrics.set("channels_milliseconds_ratio", strong.milliseconds / channels.milliseconds)
            metrics.set("channels_accuracy_lost", mean(strong.accuracies) - mean(channels.accuracies))
        }
        if let strong = self["strong"], let few = self["eight_bits"], strong.bytes > 0 {
            metrics.set("eight_bits_file_share", Double(few.bytes) / Double(strong.bytes))
            metrics.set("eight_bits_accuracy_lost", mean(strong.accuracies) - mean(few.accuracies))
        }
        for network in networks {
            metrics.set("\(network.key)_bytes", network.bytes)
            metrics.set("\(network.key)_operations", network.operations)
            metrics.set("\(network.key)_milliseconds", network.milliseconds)
            metrics.set("\(network.key)_accuracy", mean(network.accuracies))
            metrics.set("\(network.key)_deviation", deviation(network.accuracies))
        }
    }

    /// The page: what costs how much, and how the students learn.
    func fill(_ report: inout Report) {
        data.introduce(&report)
        report.section(en: "Smaller networks", zh: "更小的网络")
        report.paragraph(
            en: """
                The strong network, and what becomes of it when it has to be small. A file is what is sent and kept; the \
                multiplications are those by weights other than 0, for one picture; the time is measured.
                """,
            zh: """
                strong 网络，以及必须变小时它成了什么样。文件是要传送和保存的；乘法次数只算不为 0 的权重，对一张图；时间是测出来的。
                """)
        report.table(costTable)
        report.chart(
            LineChart(
                title: Words(en: "Mistakes over size", zh: "错误随大小的变化"),
                xLabel: Words(en: "file, kB", zh: "文件，kB"),
                yLabel: Words(en: "test error, per cent", zh: "测试错误率，百分比"),
                series: networks.map { network in
                    Series(
                        network.title, x: [Double(network.bytes) / 1000],
                        y: [(1 - mean(network.accuracies)) * 100], style: .points)
                }, xScale: .logarithmic, yScale: .logarithmic),
            caption: Words(en: "Left and below is better.", zh: "越靠左下越好。"))
        report.section(en: "Students by number of labels", zh: "不同标签数下的学生")
        report.paragraph(
            en: """
                A student alone learns that this is a 7. Its teacher adds that it looks a little like a 1 and not at all like \
                an 8: soft targets, softened further by the temperature. The fewer labels there are, the more that can be worth.
                """,
            zh: """
                没有教师的学生只学到这是 7。教师还告诉它，这有点像 1，一点也不像 8：这就是软标签（soft targets），\
                温度（temperature）使它更软。标签越少，这些就可能越值钱。
                """)
        report.table(labelTable)
    }
}
