import Grading
import TensorCore

/// The weights of a gate with one unit.
public struct GateWeights: Sendable {
    /// For the input, for the hidden state, and the bias.
    public var w, v, b: Float

    /// A gate with these weights.
    public init(w: Float, v: Float, b: Float) { (self.w, self.v, self.b) = (w, v, b) }
}

/// The homework of Chapter 10: recurrent networks step by step, each task one function on numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 10`. In Chinese this is `README.zh.md`
/// beside this file.
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

    /// **10.6 Goal:** one step of a gated recurrent unit, for a batch of sequences (section 11.4.1).
    ///
    /// Approach: with the input x and the hidden state h of a sequence and the weights w, v and b of each gate,
    ///
    ///     r = σ(w x + b + v h)   z = σ(w x + b + v h)   n = tanh(w x + b + r · v h)
    ///
    /// by the weights of `reset`, `update` and `candidate`; the new hidden state is (1 − z) n + z h. Return that of each sequence.
    ///
    /// Example: x = 1, h = 0.5, reset and update all 0, the candidate w = 0, v = 4, b = −1: r = z = ½, n = tanh(−1 + ½ · 4 · 0.5) = 0, so
    /// the new state is ½ · 0.5 = 0.25.
    ///
    /// Hint: the reset gate acts on what comes from the state alone. The unit has the same weights for every sequence of the batch.
    func gruStep(
        _ inputs: [Float], hidden: [Float], reset: GateWeights, update: GateWeights, candidate: GateWeights
    ) throws -> [Float]

    /// **10.7 Goal:** draw the next event of each sequence of a batch from its probabilities (section 10.4).
    ///
    /// Approach: add up the probabilities from the first; the event is the first whose sum is greater than the draw, a number from 0 up to
    /// but not including 1.
    ///
    /// Example: probabilities `[[0.25, 0.5, 0.25]]` and the draw 0.25: the sums are 0.25, 0.75 and 1, so event 1.
    ///
    /// Hints: an event of probability 0 is never drawn. Rounded probabilities may add up to a little less than 1; a draw above
    /// their sum is the last event whose probability is not 0.
    func sampled(_ probabilities: [[Float]], draws: [Float]) throws -> [Int]

    /// **10.8 Goal:** backpropagation through time: the gradient of a sequence's loss with respect to the weights of the unit of 10.1.
    ///
    /// Approach: forward, h₁ = tanh(w x₁ + b + v h₀) and so on to the last, with h₀ = 0; the loss is ½ (h − target)² of the last h.
    /// Back, δ = ∂L/∂h begins with h − target. At each step, from the last to the first, s = δ (1 − h²): w gets s times the step's
    /// input, v gets s times the state before the step, b gets s, and δ becomes s v for the step before.
    ///
    /// Example: the one input 2, target 1, w = 0, v = 3, b = 0: h = 0, δ = −1, s = −1, so −2 for w, 0 for v and −1 for b.
    ///
    /// Hint: the weights are the same at every step, so their gradients are sums over the steps.
    func gradientThroughTime(
        _ inputs: [Float], target: Float, w: Float, v: Float, b: Float
    ) throws -> (w: Float, v: Float, b: Float)

    /// **10.9 Goal:** windows for training and for testing that have no event in common; the book's have (section 10.3).
    ///
    /// Approach: the last `testEvents` events are for the test, the others for training. Cut each part on its own into all windows of `length` events in a
    /// row, each beginning one event after the one before.
    ///
    /// Example: events 1 to 6, length 2, 3 test events: training `[[1, 2], [2, 3]]`, test `[[4, 5], [5, 6]]`. The window
    /// [3, 4] belongs to neither.
    ///
    /// Hint: a part that is shorter than a window has none. There are at least as many events as test events.
    func windows(_ events: [Int], length: Int, testEvents: Int) throws -> (training: [[Int]], test: [[Int]])

    /// **10.10 Train it. Goal:** the weights of a unit of 10.1 that makes the same states as another one, of which only outputs are
    /// known (section 10.1).
    ///
    /// Approach: begin with small weights. `outputs[n]` is the state after the last input of `sequences[n]`, the state before the
    /// first being 0. Let 10.8 give the gradient of a sequence, and step against it, sequence by sequence, in some hundred passes.
    ///
    /// Example: sequences `[1]` and `[1, 0]` with outputs tanh 1 = 0.762 and tanh(0.5 · 0.762) = 0.363: w = 1, v = 0.5, b = 0.
    ///
    /// Graded: on new sequences, longer than yours, the mean difference from that unit may be 0.05. It may take 20 seconds.
    func trainedUnit(_ sequences: [[Float]], outputs: [Float]) throws -> (w: Float, v: Float, b: Float)

    /// **10.11 Find the fault.** This program shall say how well the unit of 10.1 predicts the next event of pieces of music, which
    /// have nothing to do with each other: the mean squared difference of its state from the event. One line stands in the wrong
    /// place:
    ///
    ///      1  var hidden: Float = 0
    ///      2  var (total, count) = (Float(0), 0)
    ///      3  for piece in pieces {
    ///      4      for (x, next) in zip(piece, piece.dropFirst()) {
    ///      5          hidden = tanh(w * x + b + v * hidden)
    ///      6          total += (hidden - next) * (hidden - next)
    ///      7          count += 1
    ///      8      }
    ///      9  }
    ///     10  return total / Float(count)
    ///
    /// **Goal:** the number of the line that must move, and the loss that the mended program returns.
    ///
    /// Example: pieces `[[1, 0], [0, 0]]`, w = 0, v = b = 1: in both pieces the state is tanh 1, so (tanh 1)² = 0.58. In the
    /// program above the second begins with the state of the first.
    ///
    /// Hint: a piece of one event has nothing to predict; one piece at least has more.
    func mendedLoss(
        _ pieces: [[Float]], w: Float, v: Float, b: Float
    ) throws -> (line: Int, loss: Float)
}
