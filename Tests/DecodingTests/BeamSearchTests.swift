import Decoding
import Foundation
import TensorCore
import Testing
import Text

/// Gives the probabilities of a table to what it was told so far; after anything else the end.
private struct TableDecoder: IncrementalDecoder {
    let table: [[Int]: [Int: Float]]
    var prefixes: [[Int]]

    init(_ table: [[Int]: [Int: Float]], count: Int = 1) {
        self.table = table
        prefixes = [[Int]](repeating: [], count: count)
    }

    mutating func logits(after ids: [Int]) -> NDArray {
        for (row, id) in ids.enumerated() { prefixes[row].append(id) }
        let rows = prefixes.flatMap { prefix in
            let probabilities = table[prefix] ?? [Vocabulary.end: 1]
            return (0..<8).map { log(probabilities[$0] ?? 1e-6) }
        }
        return NDArray(rows, shape: [ids.count, 8])
    }

    mutating func select(_ sequences: [Int]) { prefixes = sequences.map { prefixes[$0] } }
}

@Suite struct BeamSearchTests {
    private let start = Vocabulary.start
    private let end = Vocabulary.end

    @Test func aBeamFindsWhatGreedyDecodingMisses() {
        // The likelier first token leads to the less likely sequence: 0.6 · 0.4 < 0.4 · 0.9.
        let decoder = TableDecoder([
            [start]: [4: 0.6, 5: 0.4], [start, 4]: [end: 0.4, 6: 0.3, 7: 0.3],
            [start, 5]: [end: 0.9, 6: 0.1],
        ])
        func best(_ width: Int) -> [[Int]] {
            BeamSearch(width: width, lengthPenalty: 0).sequences(from: decoder, count: 1, longest: 5)
        }
        #expect(best(1) == [[4]] && best(2) == [[5]] && best(3) == [[5]])
    }

    @Test func theLengthPenaltyFavoursLongSequences() {
        // Alone 0.5, with another token 0.5 · 0.9: less likely, but (6 / 6)^2 against (7 / 6)^2 or more.
        let decoder = TableDecoder([[start]: [end: 0.5, 4: 0.5], [start, 4]: [end: 0.9, 5: 0.1]])
        func best(_ penalty: Double) -> [[Int]] {
            BeamSearch(width: 2, lengthPenalty: penalty).sequences(from: decoder, count: 1, longest: 5)
        }
        #expect(best(0) == [[]] && best(2) == [[4]])
    }

    @Test func sequencesOfABatchDoNotDependOnEachOther() {
        // One ends at once, the others go on with hypotheses that change places.
        let table: [[Int]: [Int: Float]] = [
            [start]: [4: 0.5, 5: 0.3, 6: 0.2], [start, 4]: [4: 0.3, 5: 0.3, 6: 0.4],
            [start, 5]: [4: 0.9, 5: 0.1], [start, 5, 4]: [7: 0.9, 6: 0.1],
            [start, 4, 6]: [4: 0.6, end: 0.4],
        ]
        let search = BeamSearch(width: 3)
        let alone = search.sequences(from: TableDecoder(table), count: 1, longest: 6)
        let three = search.sequences(from: TableDecoder(table, count: 3), count: 3, longest: 6)
        #expect(alone == [[5, 4, 7]] && three == [alone[0], alone[0], alone[0]])
    }

    @Test func paddingAndStartAreNeverWrittenAndTheLengthHasALimit() {
        let endless = TableDecoder([
            [start]: [0: 0.4, 2: 0.4, 4: 0.2], [start, 4]: [0: 0.5, 5: 0.5], [start, 4, 5]: [4: 1],
        ])
        for width in 1...2 {
            let found = BeamSearch(width: width).sequences(from: endless, count: 1, longest: 3)
            #expect(found == [[4, 5, 4]])
        }
        #expect(BeamSearch(width: 2).sequences(from: TableDecoder([:], count: 0), count: 0, longest: 3) == [])
    }

    @Test func aBeamOfNothingIsExplained() async {
        await #expect(processExitsWith: .failure) { _ = BeamSearch(width: 0) }
    }
}
