import Autograd
import Messages
import TensorCore

/// Training diverged: the loss is NaN or infinite, and no further step can fix it.
public struct TrainingDiverged: Error, Equatable, CustomStringConvertible {
    /// One line: the loss and its epoch, the operation that produced it if anomalies were detected, and what to try.
    public let description: String

    /// An error with this message.
    public init(_ description: any Readable) { self.description = description.text }
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
    let beginning = Words(
        en: "the loss of epoch \(epoch) is \(loss.scalar): training diverged",
        zh: "第 \(epoch) 轮的损失是 \(loss.scalar)：训练发散")
    guard let recorder else {
        throw TrainingDiverged(
            Words(
                en: """
                    \(beginning); try a smaller learning rate, or find the operation that produced it with --anomaly
                    """,
                zh: "\(beginning)；请减小学习率，或用 --anomaly 找出是哪个运算造成的"))
    }
    guard let anomaly = recorder.first else {
        throw TrainingDiverged(
            Words(
                en: "\(beginning), but the result of every operation was finite; \(smallerSteps)",
                zh: "\(beginning)，但每个运算的结果都是有限的；\(smallerSteps)"))
    }
    let (what, advice) = (anomaly.described(in: model), anomaly.advice)
    throw TrainingDiverged(
        Words(en: "\(beginning); \(what); \(advice)", zh: "\(beginning)；\(what)；\(advice)"))
}

/// Runs a training; if asked, it checks every operation for the first result or gradient that is NaN or infinite.
public func detectingAnomalies<Result>(if isAsked: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard isAsked else { return try body() }
    return try AnomalyRecorder.$current.withValue(AnomalyRecorder(), operation: body)
}

private let smallerSteps = Words(
    en: "try a smaller learning rate, or clip the gradients", zh: "请减小学习率，或者裁剪梯度")

extension Anomaly {
    /// What happened, with the parameter as it is named in the model.
    fileprivate func described(in model: Module) -> Words {
        let name = model.namedParameters.first { ObjectIdentifier($0.parameter) == parameter }?.name
        let shapes = shapes.map(\.description)
        let place = Words(
            en: name.map { isOwnParameter ? " with \($0)" : " after \($0)" } ?? "",
            zh: name.map { isOwnParameter ? "（用 \($0)）" : "（在 \($0) 之后）" } ?? "")
        let whole = Words(
            en: "\"\(operation)\"\(place.en), of inputs \(shapes.joined(separator: " and "))",
            zh: "\"\(operation)\"\(place.zh)，输入的形状是 \(shapes.joined(separator: " 和 "))")
        return switch kind {
        case .forward:
            Words(
                en: "the first operation whose result is not finite is \(whole.en)",
                zh: "第一个结果不是有限值的运算是 \(whole.zh)")
        case .backward:
            Words(
                en: "the first gradient that is not finite is that of \(whole.en)",
                zh: "第一个不是有限值的梯度来自 \(whole.zh)")
        case .given:
            isOwnParameter
                ? Words(
                    en: "the parameter \(name ?? "") was no longer finite when \"\(operation)\" used it",
                    zh: "\"\(operation)\" 用到参数 \(name ?? "") 时，它已不是有限值")
                : Words(
                    en: "\"\(operation)\"\(place.en) got data that is not finite",
                    zh: "\"\(operation)\"\(place.zh)得到的数据不是有限值")
        }
    }

    /// What to try.
    fileprivate var advice: Words {
        switch (kind, operation) {
        case (.given, _) where !isOwnParameter:
            Words(en: "look at the data for empty or infinite values", zh: "检查数据中有没有空值或无穷大")
        case (.given, _):
            Words(
                en: "the previous step was too large: \(smallerSteps.en)", zh: "前一步太大：\(smallerSteps.zh)")
        case (_, "log"), (_, "/"), (_, "squareRoot"), (_, "power"), (_, "logOnePlus"):
            Words(
                en: "keep its input away from 0: add a small number, or use a loss that takes logits",
                zh: "使它的输入远离 0：加一个小数，或者用接受 logits 的损失")
        case (_, "exp"), (_, "expMinusOne"):
            Words(
                en: "its input is too large: subtract the largest first, or \(smallerSteps.en)",
                zh: "它的输入太大：先减去最大值，或者\(smallerSteps.zh)")
        default: smallerSteps
        }
    }
}
