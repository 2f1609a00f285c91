import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Text

/// A trained network with all it needs to judge a new text, as a model file has it.
struct Classifier {
    enum Kind {
        case linear(BagNetwork, Features)
        case recurrent(RecurrentKind, RecurrentClassifier, Vocabulary)
    }

    let kind: Kind
    /// Whether texts are cut into characters, else into words.
    let readsCharacters: Bool
    /// What it was trained on; nil where the file does not say.
    var dataName: String?

    /// The units of a text.
    func units(_ text: String) -> [String] {
        let normalized = ReviewText.normalized(text)
        return readsCharacters ? ReviewText.characters(normalized) : Tokenizer.words.tokens(of: normalized)
    }

    /// The logits `[N, 2]` of texts given as units.
    func logits(_ texts: [[String]]) -> Tensor {
        switch kind {
        case .linear(let network, let features): network(features.matrix(texts))
        case .recurrent(_, let network, let vocabulary):
            network(texts.map { vocabulary.ids(of: Array($0.prefix(longestSequence))) })
        }
    }

    /// The logarithm of the odds of good: the difference of the two logits.
    func logOdds(_ units: [String]) -> Double {
        let logits = withoutGradient { self.logits([units]) }.value
        return Double(logits[scalar: 0, 1] - logits[scalar: 0, 0])
    }

    /// What parts of a text contribute to the log-odds of good.
    ///
    /// Of a linear network, its tokens: they add up to the log-odds, together with the bias. Of a recurrent one, each unit: by how
    /// much the log-odds fall when it is left out; these do not add up.
    func contributions(_ units: [String]) -> [(token: String, value: Double)] {
        switch kind {
        case .linear(let network, let features):
            let row = features.row(units)
            let rows = IntArray(row.map(\.column))
            let table = network.bag.weight.value.indexSelected(rows)
            return row.enumerated().map { place, entry in
                let difference = Double(table[scalar: place, 1] - table[scalar: place, 0])
                return (features.weights.grams.name(entry.column), Double(entry.value) * difference)
            }
        case .recurrent:
            let all = logOdds(units)
            return units.prefix(longestSequence).indices.map { place in
                var rest = units
                return (rest.remove(at: place), all - logOdds(rest))
            }
        }
    }

    /// What is left of the log-odds in a text without a known token.
    var bias: Double {
        guard case .linear(let network, _) = kind else { return logOdds([]) }
        return Double(network.bias.value[scalar: 1] - network.bias.value[scalar: 0])
    }

    /// The network itself.
    var network: Module {
        switch kind {
        case .linear(let network, _): network
        case .recurrent(_, let network, _): network
        }
    }
}

extension Features {
    /// Texts given as units, `[texts, columns]`.
    func matrix(_ texts: [[String]]) -> SparseMatrix {
        SparseMatrix(rows: texts.map(row), columnCount: weights.grams.count)
    }
}

/// The probability of log-odds.
func probability(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }
