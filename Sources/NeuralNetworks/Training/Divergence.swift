import Autograd
import TensorCore

/// A training came apart: its loss is NaN or infinite, and no step leads back from there.
public struct TrainingDiverged: Error, Equatable, CustomStringConvertible {
    /// One line: what the loss was and when, the operation that made it so where it was looked for, and what to try.
    public let description: String

    /// An error with the line that the reader will see.
    public init(_ description: String) { self.description = description }
}

/// Throws where a loss is no number any more. A training loop asks before `backward()`:
///
///     let loss = crossEntropy(model(batch.input), batch.label)
///     try requireFinite(loss, of: model, epoch: epoch + 1)
///     loss.backward()
///
/// - Parameters:
///   - loss: a single number.
///   - model: what is trained, for the names of its parts.
///   - epoch: when, counted from 1.
/// - Throws: `TrainingDiverged`, with the operation that first made it so under `detectingAnomalies`.
public func requireFinite(_ loss: Tensor, of model: Module, epoch: Int) throws {
    let recorder = AnomalyRecorder.current
    if loss.scalar.isFinite {
        recorder?.forget()
        return
    }
    let beginning = "the loss of epoch \(epoch) is \(loss.scalar): the training came apart"
    guard let recorder else {
        throw TrainingDiverged(
            "\(beginning); try a smaller learning rate, or find the operation that made it so with --anomaly")
    }
    guard let anomaly = recorder.first else {
        throw TrainingDiverged("\(beginning), in no operation that was watched; \(smallerSteps)")
    }
    throw TrainingDiverged("\(beginning); \(anomaly.described(in: model)); \(anomaly.advice)")
}

/// Runs a training with every operation watched for the first number that is none, if that is asked for.
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
                ? "the parameter \(name ?? "") was not finite any more when \"\(operation)\" used it"
                : "\"\(operation)\"\(place) was given data that is not finite"
        }
    }

    /// What to try.
    fileprivate var advice: String {
        switch (kind, operation) {
        case (.given, _) where !isOwnParameter: "look at the data for empty or infinite values"
        case (.given, _): "the step before was too large: \(smallerSteps)"
        case (_, "log"), (_, "/"), (_, "squareRoot"), (_, "power"), (_, "logOnePlus"):
            "keep what it is given away from 0, by a small number added or by a loss that takes logits"
        case (_, "exp"), (_, "expMinusOne"):
            "what it is given is too large: subtract the largest first, or \(smallerSteps)"
        default: smallerSteps
        }
    }
}
