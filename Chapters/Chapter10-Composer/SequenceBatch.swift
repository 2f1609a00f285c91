import TensorCore

/// Sequences side by side for teacher forcing: at each step the model reads the true symbol and must predict the next one.
struct SequenceBatch {
    /// `[N, T]`, 0 behind the end of a sequence.
    let inputs: IntArray
    /// `[N · T]`: the inputs shifted by one, −1 behind the end of a sequence.
    let targets: IntArray
    /// How many steps of each row belong to its sequence, 1 at least.
    let lengths: [Int]

    /// How many symbols are to be predicted.
    var count: Int { targets.scalars.count { $0 >= 0 } }

    /// Whole sequences, padded to the length of the longest.
    init(_ sequences: [[Int]]) {
        self.init(sequences, from: 0, length: max(1, (sequences.map(\.count).max() ?? 1) - 1))
    }

    /// As many steps of each sequence, from the same one on.
    private init(_ sequences: [[Int]], from start: Int, length: Int) {
        let steps = start..<start + length
        inputs = IntArray(
            sequences.flatMap { sequence in steps.map { $0 < sequence.count - 1 ? sequence[$0] : 0 } },
            shape: [sequences.count, length])
        targets = IntArray(
            sequences.flatMap { sequence in steps.map { $0 + 1 < sequence.count ? sequence[$0 + 1] : -1 } },
            shape: [sequences.count * length])
        lengths = sequences.map { max(1, min(length, $0.count - 1 - start)) }
    }

    /// Sequences cut into segments of at most `length` steps, for truncated backpropagation through time.
    static func segments(of sequences: [[Int]], length: Int) -> [SequenceBatch] {
        let steps = max(0, (sequences.map(\.count).max() ?? 0) - 1)
        return stride(from: 0, to: steps, by: length).map { start in
            SequenceBatch(sequences, from: start, length: min(length, steps - start))
        }
    }
}
