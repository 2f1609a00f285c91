import ChapterSupport
import Messages

/// The hyperparameters of the training. Its defaults were chosen by hand; `Search` tries others.
struct TranslatorSettings {
    /// The share of features that are left out in each step.
    var dropout = 0.1
    /// The largest learning rate, at the end of the warm-up.
    var peakRate = 1e-3
    /// The updates until then.
    var warmUp = 400
    /// The share of a target's probability that is spread over all other tokens.
    var labelSmoothing = 0.1
    /// Target tokens in a batch, padding included.
    var batchTokens = 2000
}

extension TranslatorSettings {
    /// Those of a run's options.
    init(_ run: ChapterRun) {
        self.init(
            dropout: run.number("dropout"), peakRate: run.number("peak-rate"), warmUp: run.integer("warm-up"),
            labelSmoothing: run.number("label-smoothing"), batchTokens: run.integer("batch-tokens"))
    }

    private static let standard = TranslatorSettings()

    /// The options that set them.
    static let options: [ChapterOption] = [
        .number(
            "dropout", default: standard.dropout, range: 0...0.9,
            Words(en: "dropout probability in training", zh: "训练时的 dropout 概率")),
        .number(
            "peak-rate", default: standard.peakRate, range: 1e-7...1,
            Words(en: "the largest learning rate, at the end of the warm-up", zh: "最大的学习率，在预热结束时")),
        .integer(
            "warm-up", default: standard.warmUp, range: 1...1_000_000,
            Words(en: "updates until the largest learning rate", zh: "达到最大学习率之前的更新次数")),
        .number(
            "label-smoothing", default: standard.labelSmoothing, range: 0...0.9,
            Words(
                en: "share of a target's probability that is spread over all tokens", zh: "目标词元的概率中分给所有词元的比例")
        ),
        .integer(
            "batch-tokens", default: standard.batchTokens, quick: 500, range: 16...1_000_000,
            Words(en: "target tokens in a batch, padding included", zh: "每批的目标词元数，含填充")),
    ]

    /// What `Search` varies, judged by greedy translations of the validation sentences.
    static let trial = ChapterTrial(
        figure: "valid_bleu", isSmallerBetter: false, testFigure: "test_bleu_greedy", epochs: 8,
        varying: [
            ("dropout", .numbers(0...0.5, .linear)), ("peak-rate", .numbers(1e-4...1e-2, .logarithmic)),
            ("warm-up", .wholes(50...2000, .logarithmic)), ("label-smoothing", .numbers(0...0.3, .linear)),
            ("batch-tokens", .wholes(500...8000, .logarithmic)),
        ])
}
