import Autograd
import Decoding
import TensorCore
import Text

/// The decoder as it works alone: a word at a time, from its own state.
struct StepDecoder: IncrementalDecoder {
    private let network: EncoderDecoder
    private var memory: Memory
    /// `[1, R, H]`.
    private var state: Tensor
    /// The index of the sentence that each sequence translates.
    private var sentences: [Int]
    private let whole: Memory

    /// Starts a translation of each sentence.
    init(_ network: EncoderDecoder, _ source: PaddedSequences) {
        self.network = network
        whole = withoutGradient { network.encode(source) }
        (memory, state) = (whole, whole.start)
        sentences = Array(0..<source.lengths.count)
    }

    mutating func logits(after ids: [Int]) -> NDArray {
        withoutGradient {
            let words = IntArray(ids, shape: [ids.count, 1])
            let (logits, state, _) = network.decode(words, memory, from: state)
            self.state = state
            return logits.value.reshaped([ids.count, logits.shape[2]])
        }
    }

    mutating func select(_ sequences: [Int]) {
        state = Tensor(state.value[0].rows(at: sequences).expandedDimensions(axis: 0))
        let selected = sequences.map { sentences[$0] }
        if selected == sentences { return }
        sentences = selected
        memory = Memory(
            states: Tensor(whole.states.value.rows(at: selected)),
            keys: whole.keys.map { Tensor($0.value.rows(at: selected)) },
            mask: whole.mask.rows(at: selected),
            summary: Tensor(whole.summary.value.rows(at: selected)), start: whole.start)
    }
}

/// The translations of sentences by beam search, as ids without start and end; a beam of width 1 is greedy decoding.
func translations(of sentences: [String], by network: EncoderDecoder, beam width: Int) -> [[Int]] {
    network.evaluate()
    let ids = sentences.map(network.sourceIDs)
    return BeamSearch(width: width).translations(of: ids, longest: network.shape.longest) {
        StepDecoder(network, $0)
    }
}
