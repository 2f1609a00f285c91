import ChapterSupport
import Messages

/// The hyperparameters of the strong network. Its defaults were chosen by hand; `Search` tries others.
struct StrongSettings {
    /// The learning rate at the beginning; it falls along half a cosine.
    var rate = 3e-3
    var weightDecay = 1e-2
    /// The share of features that are left out before the last layer.
    var dropout = 0.3
    /// Pictures in a mini-batch.
    var batch = 64
}

extension StrongSettings {
    /// Those of a run's options.
    init(_ run: ChapterRun) {
        self.init(
            rate: run.number("rate"), weightDecay: run.number("weight-decay"), dropout: run.number("dropout"),
            batch: run.integer("batch"))
    }

    private static let standard = StrongSettings()

    /// The options that set them.
    static let options: [ChapterOption] = [
        .number(
            "rate", default: standard.rate, range: 1e-7...10,
            Words(en: "learning rate of the strong network at its beginning", zh: "strong 网络的初始学习率")),
        .number(
            "weight-decay", default: standard.weightDecay, range: 0...10,
            Words(en: "weight decay of the strong network", zh: "strong 网络的权重衰减")),
        .number(
            "dropout", default: standard.dropout, range: 0...0.95,
            Words(en: "dropout of the strong network", zh: "strong 网络的 dropout 比例")),
        .integer(
            "batch", default: standard.batch, range: 1...65_536,
            Words(en: "pictures in a mini-batch of the strong network", zh: "strong 网络每个小批量的图片数")),
    ]

    /// What `Search` varies: the strong network, judged on a sixth of the training pictures.
    static let trial = ChapterTrial(
        figure: "valid_accuracy", isSmallerBetter: false, testFigure: "test_accuracy", epochs: 6,
        varying: [
            ("rate", .numbers(1e-4...0.1, .logarithmic)),
            ("weight-decay", .numbers(1e-4...1, .logarithmic)), ("dropout", .numbers(0...0.7, .linear)),
            ("batch", .wholes(16...512, .logarithmic)),
        ])
}
