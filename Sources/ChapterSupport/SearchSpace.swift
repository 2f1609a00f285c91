import Files
import Foundation
import Messages

/// What may be varied in a chapter's trial, and by which figure it is judged.
///
/// A chapter declares it with its command; `swift run ChapterN --search-space` prints it, and `Search` reads what it prints:
///
/// ```json
/// {
///   "figure": "valid_rmse",
///   "better": "smaller",
///   "test": "test_rmse",
///   "epochs": 40,
///   "hyperparameters": {
///     "width": {"from": 8, "to": 512, "scale": "logarithmic", "whole": true, "default": 128},
///     "dropout": {"from": 0, "to": 0.6, "default": 0.1},
///     "activation": {"choices": ["relu", "tanh"], "default": "relu"}
///   }
/// }
/// ```
public struct SearchSpace: Sendable, Equatable {
    /// The key in the metrics of a trial: a figure on validation data, never on test data.
    public var figure: String

    /// Whether a smaller figure is better, as of an error; else a larger one is, as of an accuracy.
    public var isSmallerBetter: Bool

    /// The key of the figure on test data, which no choice depends on.
    public var testFigure: String

    /// The epochs of a trial that is not ended early.
    public var epochs: Int

    /// What is varied.
    public var hyperparameters: [Hyperparameter]

    /// A space; its figures are keys in the metrics of a trial.
    public init(
        figure: String, isSmallerBetter: Bool, testFigure: String, epochs: Int,
        hyperparameters: [Hyperparameter]
    ) {
        (self.figure, self.isSmallerBetter, self.testFigure) = (figure, isSmallerBetter, testFigure)
        (self.epochs, self.hyperparameters) = (epochs, hyperparameters)
    }

    /// Whether one figure is better than another. One that is not a number is worse than any.
    public func isBetter(_ figure: Double, than other: Double) -> Bool {
        guard !figure.isNaN, !other.isNaN else { return !figure.isNaN && other.isNaN }
        return isSmallerBetter ? figure < other : figure > other
    }

    /// The figure of a trial that gave none.
    public var worst: Double { isSmallerBetter ? .infinity : -.infinity }

    /// The values of the chapter itself.
    public var presets: [HyperparameterValue] { hyperparameters.map(\.preset) }
}

/// A value of a hyperparameter.
public enum HyperparameterValue: Sendable, Hashable {
    case number(Double), whole(Int), word(String)

    /// As it is given to an option.
    public var text: String {
        switch self {
        case .number(let number): "\(number)"
        case .whole(let number): "\(number)"
        case .word(let word): word
        }
    }
}

/// An option that may be varied: which values it may take, and how they are spread.
public struct Hyperparameter: Sendable, Equatable {
    /// How values are spread: evenly, or so that equal ratios are equally likely.
    public enum Scale: String, Sendable { case linear, logarithmic }

    /// The values it may take.
    public enum Values: Sendable, Equatable {
        case numbers(ClosedRange<Double>, Scale)
        case wholes(ClosedRange<Int>, Scale)
        case choices([String])
    }

    /// The name of the option, without its dashes.
    public let option: String
    /// The values it may take.
    public let values: Values
    /// The value of the chapter itself.
    public let preset: HyperparameterValue

    /// An option that may take these values, and has one of them by default.
    public init(_ option: String, _ values: Values, preset: HyperparameterValue) {
        (self.option, self.values, self.preset) = (option, values, preset)
    }

    /// The value at a place from 0 to 1: equal lengths of the way are equally likely.
    public func value(at place: Double) -> HyperparameterValue {
        switch values {
        case .numbers(let range, let scale):
            let value = between(range.lowerBound, range.upperBound, place, scale)
            // Four digits tell any two rates apart that matter, and a person can read and type them.
            let rounded = Double(String(format: "%.3e", value)) ?? value
            return .number(min(range.upperBound, max(range.lowerBound, rounded)))
        case .wholes(let range, let scale):
            // Each number owns the way from half below to half above it.
            let value = between(Double(range.lowerBound) - 0.5, Double(range.upperBound) + 0.5, place, scale)
            return .whole(min(range.upperBound, max(range.lowerBound, Int(value.rounded()))))
        case .choices(let words): return .word(words[min(words.count - 1, Int(place * Double(words.count)))])
        }
    }

    /// Where a value is, from 0 to 1; nil for one that it cannot have.
    public func place(of value: HyperparameterValue) -> Double? {
        switch (values, value) {
        case (.numbers(let range, let scale), .number(let number)) where range.contains(number):
            share(range.lowerBound, range.upperBound, number, scale)
        case (.wholes(let range, let scale), .whole(let number)) where range.contains(number):
            share(Double(range.lowerBound) - 0.5, Double(range.upperBound) + 0.5, Double(number), scale)
        case (.choices(let words), .word(let word)):
            words.firstIndex(of: word).map { (Double($0) + 0.5) / Double(words.count) }
        default: nil
        }
    }

    private func between(_ low: Double, _ high: Double, _ place: Double, _ scale: Scale) -> Double {
        switch scale {
        case .linear: low + (high - low) * place
        case .logarithmic: low * pow(high / low, place)
        }
    }

    private func share(_ low: Double, _ high: Double, _ value: Double, _ scale: Scale) -> Double {
        guard high > low else { return 0.5 }
        return switch scale {
        case .linear: (value - low) / (high - low)
        case .logarithmic: log(value / low) / log(high / low)
        }
    }
}
