import Grading
import TensorCore

/// The homework of Chapter 10: memory, step by step, each as one function on numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 10`.
public protocol RecurrentHomework: Sendable {
    /// **10.1 Goal:** one step of a simple recurrent network with one unit (section 10.1).
    ///
    /// Approach: tanh(w x + b + v h), where h is the state before.
    func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float

    /// **10.2 Goal:** the cell and the state of an LSTM after a step, from what its gates are before their sigmoids and tanh
    /// (section 10.2).
    ///
    /// Approach: `sums` are those of the input gate, the forget gate, the candidate and the output gate, in this order.
    /// i = σ(s₀), f = σ(s₁), g = tanh(s₂), o = σ(s₃); the new cell is f · cell + i · g, the new state o · tanh(new cell).
    /// Return `[cell, state]`.
    func lstmStep(_ sums: [Float], cell: Float) throws -> [Float]

    /// **10.3 Goal:** how much of a change of the cell at the start is left at the end.
    ///
    /// Approach: the way back through the cell is the product of the forget gates.
    ///
    /// Example: forget gates 0.5, 0.5 and 1 leave 0.25.
    func remembered(_ forgetGates: [Float]) throws -> Float

    /// **10.4 Goal:** the sequence that an event follows, and the event, for each place of a line (section 10.3).
    ///
    /// Approach: all events but the last are read, all but the first are asked for. Return `[read, asked]`.
    func shifted(_ events: [Int]) throws -> [[Int]]

    /// **10.5 Goal:** probabilities at a temperature (section 10.4).
    ///
    /// Approach: the softmax of logits / temperature.
    ///
    /// Hint: take the largest off before the exponential; a low temperature sharpens.
    func probabilities(_ logits: [Float], temperature: Float) throws -> [Float]
}
