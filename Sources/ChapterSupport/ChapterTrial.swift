import Messages

/// The one training of a chapter that `Search` repeats with other hyperparameters.
///
/// ```swift
/// ChapterTrial(
///     figure: "valid_rmse", isSmallerBetter: true, testFigure: "test_rmse", epochs: 40,
///     varying: [("dropout", .numbers(0...0.6, .linear)), ("width", .wholes(8...512, .logarithmic))])
/// ```
/// With it a chapter has two more options: `--trial`, under which its run is this training alone and its metrics have both
/// figures, and `--search-space`, which prints the `SearchSpace`. The loop calls `Training.show(validation:)` after each epoch.
public struct ChapterTrial: Sendable {
    private let figure, testFigure: String
    private let isSmallerBetter: Bool
    private let epochs: Int
    private let varied: [(option: String, values: Hyperparameter.Values)]

    /// A trial.
    ///
    /// - Parameters:
    ///   - figure: the key of the figure on validation data by which trials are compared.
    ///   - testFigure: the key of the figure on test data.
    ///   - epochs: the epochs of a trial that is not ended early.
    ///   - varied: the options that may be varied. Their defaults are among their values.
    public init(
        figure: String, isSmallerBetter: Bool, testFigure: String, epochs: Int,
        varying varied: [(option: String, values: Hyperparameter.Values)]
    ) {
        (self.figure, self.testFigure, self.isSmallerBetter) = (figure, testFigure, isSmallerBetter)
        (self.epochs, self.varied) = (epochs, varied)
    }

    static let flag = "trial"

    /// The file in the output folder with the figures so far, an array of numbers.
    package static let validationFile = "validation.json"

    private static let spaceFlag = "search-space"

    static var options: [ChapterOption] {
        [
            .flag(
                flag,
                Words(
                    en:
                        "train only the network that Search varies, and measure it on validation and test data",
                    zh: "只训练 Search 要搜索的那个网络，并在验证集和测试集上评估")),
            .flag(
                spaceFlag,
                Words(
                    en: "print what Search may vary, as the JSON that its --space takes",
                    zh: "打印 Search 可以改变哪些超参数，格式即其 --space 所用的 JSON")),
        ]
    }

    static func answering(with space: SearchSpace) -> ChapterCommand.Answering {
        .init(spaceFlag) { _, console in console.output(String(space.json.dropLast())) }
    }

    /// The space, with the defaults of the options. Traps where an option is missing or its default is not among the values.
    func searchSpace(of options: [ChapterOption], chapter: Int) -> SearchSpace {
        SearchSpace(
            figure: figure, isSmallerBetter: isSmallerBetter, testFigure: testFigure, epochs: epochs,
            hyperparameters: varied.map { name, values in
                guard let preset = options.first(where: { $0.name == name }).flatMap(Self.preset),
                    case let hyperparameter = Hyperparameter(name, values, preset: preset),
                    hyperparameter.place(of: preset) != nil
                else {
                    explainFailure(
                        "the trial of Chapter \(chapter)",
                        "--\(name) is no option whose default is among \(values)")
                }
                return hyperparameter
            })
    }

    /// The default of an option that has one.
    private static func preset(of option: ChapterOption) -> HyperparameterValue? {
        switch option.kind {
        case .integer(let number, _, _): .whole(number)
        case .number(let number, _, _): .number(number)
        case .choice(_, let word): word.map { .word($0) }
        case .flag, .text, .list: nil
        }
    }
}
