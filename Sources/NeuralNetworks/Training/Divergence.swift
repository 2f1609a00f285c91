import Autograd
import TensorCore

/// Training diverged: the loss is NaN or infinite, and no further step can fix it.
public struct TrainingDiverged: Error, Equatable, CustomStringConvertible {
    /// One line: the loss and its epoch, the operation that produced it if anomalies were detected, and what to try.
    public let description: String

    /// An error with this message.
    public init(_ description: String) { self.description = description }
}

/// Throws when a loss is NaN or infinite. A training loop calls it before `backward()`:
///
/// ```swift
/// let model = Linear(4, 3, using: &generator)
/// let loss = crossEntropy(model(Tensor(.ones([2, 4]))), IntArray([0, 2]))
/// try requireFinite(loss, of: model, epoch: 1)
/// loss.backward()
/// ```
///
/// - Parameters:
///   - loss: a single number.
///   - model: the model, for the names of its parameters.
///   - epoch: the epoch, counted from 1.
/// - Throws: `TrainingDiverged`; under `detectingAnomalies` it names the operation that first produced NaN or infinity.
public func requireFinite(_ loss: Tensor, of model: Module, epoch: Int) throws {
    let recorder = AnomalyRecorder.current
    if loss.scalar.isFinite {
        recorder?.forget()
        return
    }
    let beginning = "the loss of epoch \(epoch) is \(loss.scalar): training diverged"
    guard let recorder else {
        throw TrainingDiverged(
            "\(beginning); try a smaller learning rate, or find the operation that produced it with --anomaly"
        )
    }
    guard let anomaly = recorder.first else {
        throw TrainingDiverged("\(beginning), but the result of every operation was finite; \(smallerSteps)")
    }
    throw TrainingDiverged("\(beginning); \(anomaly.described(in: model)); \(anomaly.advice)")
}

/// Runs a training; if asked, it checks every operation for the first result or gradient that is NaN or infinite.
public func detectingAnomalies<Result>(if isAsked: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard isAsked else { return try body() }
    return try AnomalyRecorder.$current.withValue(AnomalyRecorder(), operation: body)
}

private let smallerSteps = "try a smaller learning rate, or clip the gradients"

extension Anomaly {
    /// What happened, with the parameter as it is named in the model.
    fileprivate func described(in model: Module) -> String {
        let name = model.namedParameters.first { ObjectIdentifier($0.parameter) == parameter }?.name
        let shapes = shapes.map(\.description).joined(separator: " and ")
        let place = name.map { isOwnParameter ? " with \($0)" : " after \($0)" } ?? ""
        return switch kind {
        case .forward:
            "the first operation whose result is not finite is \"\(operation)\"\(place), of inputs \(shapes)"
        case .backward:
            "the first gradient that is not finite is that of \"\(operation)\"\(place), of inputs \(shapes)"
        case .given:
            isOwnParameter
                ? "the parameter \(name ?? "") was no longer finite when \"\(operation)\" used it"
                : "\"\(operation)\"\(place) got data that is not finite"
        }
    }

    /// What to try.
    fileprivate var advice: String {
        switch (kind, operation) {
        case (.given, _) where !isOwnParameter: "look at the data for empty or infinite values"
        case (.given, _): "the previous step was too large: \(smallerSteps)"
        case (_, "log"), (_, "/"), (_, "squareRoot"), (_, "power"), (_, "logOnePlus"):
            "keep its input away from 0: add a small number, or use a loss that takes logits"
        case (_, "exp"), (_, "expMinusOne"):
            "its input is too large: subtract the largest first, or \(smallerSteps)"
        default: smallerSteps
        }
    }
}
