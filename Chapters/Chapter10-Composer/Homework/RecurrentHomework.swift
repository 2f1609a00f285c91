import Grading
import TensorCore

/// The homework of Chapter 10: recurrent networks step by step, each task one function on numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 10`.
public protocol RecurrentHomework: Sendable {
    /// **10.1 Goal:** one step of a simple recurrent network with one unit (section 10.1).
    ///
    /// Approach: tanh(w x + b + v h), where h is the previous hidden state.
    ///
    /// Example: x = 2, h = −0.5, w = 1, v = 2, b = −1: tanh(2 − 1 − 1) = 0.
    ///
    /// Hint: every number may be below 0. `tanh` and `exp` are in Foundation.
    func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float

    /// **10.2 Goal:** the cell and the hidden state of an LSTM after a step, from the pre-activations of its gates (section
    /// 10.2).
    ///
    /// Approach: `sums` holds input gate, forget gate, candidate and output gate, in this order.
    /// i = σ(s₀), f = σ(s₁), g = tanh(s₂), o = σ(s₃); the new cell is f · cell + i · g, the new hidden state o · tanh(new
    /// cell). Return `[cell, hidden]`.
    ///
    /// Example: four sums of 0 and a cell of 2: every gate is ½, the candidate 0, so the new cell is 1 and the hidden state
    /// ½ tanh 1 = 0.38…
    func lstmStep(_ sums: [Float], cell: Float) throws -> [Float]

    /// **10.3 Goal:** how much of a change of the cell at the start is left at the end: the gradient through time.
    ///
    /// Approach: in the backward pass the gradient of the cell is multiplied by the forget gate of each step.
    ///
    /// Example: forget gates 0.5, 0.5 and 1 leave 0.25.
    func remembered(_ forgetGates: [Float]) throws -> Float

    /// **10.4 Goal:** the inputs and the targets of a language model, from a sequence of events (section 10.3).
    ///
    /// Approach: the inputs are all events but the last, the targets all but the first. Return `[inputs, targets]`.
    ///
    /// Example: 60, 62, 64 gives `[[60, 62], [62, 64]]`. There is at least one event.
    func shifted(_ events: [Int]) throws -> [[Int]]

    /// **10.5 Goal:** probabilities at a temperature (section 10.4).
    ///
    /// Approach: the softmax of logits / temperature.
    ///
    /// Example: logits 2 and 1 at temperature 0.01 give `[1, 0]`.
    ///
    /// Hint: subtract the largest before the exponential, which overflows otherwise; a low temperature sharpens.
    func probabilities(_ logits: [Float], temperature: Float) throws -> [Float]
}
