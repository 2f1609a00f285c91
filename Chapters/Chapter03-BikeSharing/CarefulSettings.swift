import ChapterSupport
import Messages

/// The hyperparameters of the careful network. Its defaults were chosen by hand; `Search` tries others.
struct CarefulSettings {
    /// Units of the first hidden layer; the second has half as many.
    var width = 128
    /// The share of hidden units that are left out in each step.
    var dropout = 0.1
    /// The learning rate at the beginning; it falls along half a cosine.
    var rate = 3e-3
    var weightDecay = 1e-2
    /// Hours in a mini-batch.
    var batch = 128
}

extension CarefulSettings {
    /// Those of a run's options.
    init(_ run: ChapterRun) {
        self.init(
            width: run.integer("width"), dropout: run.number("dropout"), rate: run.number("rate"),
            weightDecay: run.number("weight-decay"), batch: run.integer("batch"))
    }

    private static let standard = CarefulSettings()

    /// The options that set them.
    static let options: [ChapterOption] = [
        .integer(
            "width", default: standard.width, range: 2...4096,
            Words(
                en: "units of the careful network's first hidden layer; the second has half as many",
                zh: "改进的网络第一隐藏层的单元数；第二层为其一半")),
        .number(
            "dropout", default: standard.dropout, range: 0...0.95,
            Words(en: "dropout of the careful network", zh: "改进的网络的 dropout 比例")),
        .number(
            "rate", default: standard.rate, range: 1e-7...10,
            Words(en: "learning rate of the careful network at its beginning", zh: "改进的网络的初始学习率")),
        .number(
            "weight-decay", default: standard.weightDecay, range: 0...10,
            Words(en: "weight decay of the careful network", zh: "改进的网络的权重衰减")),
        .integer(
            "batch", default: standard.batch, range: 1...65_536,
            Words(en: "hours in a mini-batch of the careful network", zh: "改进的网络每个小批量的小时数")),
    ]

    /// What `Search` varies: the careful network, judged on the validation weeks.
    static let trial = ChapterTrial(
        figure: "valid_rmse", isSmallerBetter: true, testFigure: "test_rmse", epochs: 40,
        varying: [
            ("width", .wholes(8...512, .logarithmic)), ("dropout", .numbers(0...0.6, .linear)),
            ("rate", .numbers(1e-4...0.1, .logarithmic)),
            ("weight-decay", .numbers(1e-4...1, .logarithmic)), ("batch", .wholes(16...1024, .logarithmic)),
        ])
}
