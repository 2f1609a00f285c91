import Autograd
import Messages
import TensorCore

/// What `RNN`, `LSTM` and `GRU` share: stacked layers, each reading the outputs of the one below, in one direction
/// or in both.
///
/// Every layer and direction is one operation with its own backpropagation through time. Its parameters are, as in PyTorch,
/// `weight_ih_l0` `[G · H, D]`, `weight_hh_l0` `[G · H, H]`, `bias_ih_l0` and `bias_hh_l0` `[G · H]`, then those of
/// the reverse direction with `_reverse`, then those of `l1`, which reads `directions · H` features, and so on; all
/// are drawn uniformly from ±1 / √H. G is the number of gates.
public class RecurrentNetwork: Module, RandomizedModule {
    /// D, the features of an input at a step.
    public let inputCount: Int
    /// H, the units of each layer and direction.
    public let hiddenCount: Int
    /// The number of stacked layers.
    public let layerCount: Int
    /// Whether inputs and outputs are `[N, T, ...]` rather than `[T, N, ...]`; the states are always `[layers · directions, N, H]`.
    public let batchFirst: Bool
    /// Whether each layer also reads the sequence from its end.
    public let bidirectional: Bool

    private let cell: RecurrentCell
    /// By layer and direction: forward of the first, reverse of the first, forward of the second, ...
    private let passes: [RecurrentParameters]
    /// On the outputs of each layer but the last.
    private let between: Dropout

    init(
        _ cell: RecurrentCell, _ inputCount: Int, _ hiddenCount: Int, layerCount: Int, bias: Bool,
        batchFirst: Bool, dropout: Float, bidirectional: Bool, using generator: inout RandomGenerator,
        file: StaticString, line: UInt
    ) {
        if inputCount < 1 || hiddenCount < 1 || layerCount < 1 {
            explainFailure(
                "\(Self.self)",
                "\(inputCount) inputs, \(hiddenCount) hidden units and \(layerCount) layers",
                hint: "there must be at least one of each", file: file, line: line)
        }
        (self.cell, self.inputCount, self.hiddenCount, self.layerCount) = (
            cell, inputCount, hiddenCount, layerCount
        )
        (self.batchFirst, self.bidirectional) = (batchFirst, bidirectional)
        let suffixes = bidirectional ? ["", "_reverse"] : [""]
        var passes: [RecurrentParameters] = []
        for layer in 0..<layerCount {
            for suffix in suffixes {
                passes.append(
                    RecurrentParameters(
                        cell, inputCount: layer == 0 ? inputCount : suffixes.count * hiddenCount,
                        hiddenCount: hiddenCount, bias: bias, suffix: "_l\(layer)\(suffix)", using: &generator
                    ))
            }
        }
        self.passes = passes
        between = Dropout(dropout, using: &generator, file: file, line: line)
        super.init()
    }

    /// The parameters under PyTorch's names.
    public override var storedProperties: [(name: String, value: Any)] {
        passes.flatMap(\.all).map { ($0.name ?? "", $0) }
    }

    /// The probability of an output of any layer but the last to be dropped in training.
    public var dropout: Float { between.probability }

    /// Where the masks of the dropout between layers come from.
    public var generator: RandomGenerator {
        get { between.generator }
        set { between.generator = newValue }
    }

    /// 2 when bidirectional, else 1.
    public var directionCount: Int { bidirectional ? 2 : 1 }

    /// All layers: the outputs of the last, and the final states of all, `[layers · directions, N, H]` each.
    final func run(
        _ input: Tensor, initial: [Tensor?], lengths: [Int]?, file: StaticString, line: UInt
    ) -> (output: Tensor, states: [Tensor]) {
        check(input, initial, lengths, file, line)
        let batch = input.shape[batchFirst ? 0 : 1]
        let lengths = lengths.flatMap { all in
            all.allSatisfy { $0 == input.shape[batchFirst ? 1 : 0] } ? nil : all
        }
        let zeros = Tensor(.zeros([batch, hiddenCount]))
        var finals = [[Tensor]](repeating: [], count: initial.count)
        var signal = batchFirst ? input.transposed(0, 1) : input
        for layer in 0..<layerCount {
            if layer > 0, isTraining, dropout > 0 { signal = between(signal) }
            var outputs: [Tensor] = []
            for direction in 0..<directionCount {
                let index = layer * directionCount + direction
                let result = recurrentPass(
                    cell, signal, parameters: passes[index].all, initial: initial.map { $0?[index] ?? zeros },
                    lengths: lengths, isReversed: direction == 1)
                outputs.append(result.output)
                finals[0].append(result.hidden)
                if let cell = result.cell { finals[1].append(cell) }
            }
            signal = outputs.count == 1 ? outputs[0] : Tensor.concatenated(outputs, axis: 2)
        }
        return (
            recordingShape(batchFirst ? signal.transposed(0, 1) : signal), finals.map { Tensor.stacked($0) }
        )
    }

    /// Explains what does not fit before anything is computed.
    private func check(
        _ input: Tensor, _ initial: [Tensor?], _ lengths: [Int]?, _ file: StaticString, _ line: UInt
    ) {
        let name = "\(Self.self)"
        let layout = batchFirst ? "[N, T, \(inputCount)]" : "[T, N, \(inputCount)]"
        guard input.rank == 3, input.shape[2] == inputCount, input.shape[batchFirst ? 1 : 0] > 0 else {
            explainFailure(
                name, "an input of shape \(input.shape) instead of \(layout) with at least one step",
                hint: batchFirst
                    ? "a single sequence is [1, T, \(inputCount)]"
                    : "a single sequence is [T, 1, \(inputCount)]; batchFirst: true takes [N, T, \(inputCount)]",
                file: file, line: line)
        }
        let (steps, batch) = (input.shape[batchFirst ? 1 : 0], input.shape[batchFirst ? 0 : 1])
        let states: Shape = [layerCount * directionCount, batch, hiddenCount]
        for state in initial {
            if let state, state.shape != states {
                explainFailure(
                    name, "an initial state of shape \(state.shape) instead of \(states)",
                    hint: "[layers · directions, N, hidden], whether batch first or not", file: file,
                    line: line)
            }
        }
        guard let lengths else { return }
        if lengths.count != batch {
            explainFailure(
                name, "\(lengths.count) lengths for a batch of \(batch)", hint: "one for each sequence",
                file: file, line: line)
        }
        if let outside = lengths.first(where: { !(1...steps).contains($0) }) {
            explainFailure(
                name, "the length \(outside) is outside 1...\(steps), the steps of the padded batch",
                file: file, line: line)
        }
    }
}
