import Foundation
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

/// A trained network as a page carries it: the file that `PageNetworks` plays.
public struct PlayedNetwork {
    /// A safetensors file with the weights, the plan, and what else the page's script looks at.
    public let file: Data

    /// Whether the weights are rounded to 16 bits.
    public let isHalf: Bool

    /// The largest difference |a − b| / max(1, |b|) between what the page answers for the example and what the network
    /// answered.
    public let largestDifference: Float

    /// Why a page cannot carry a network: a mistake in the chapter, but for the size.
    public enum Refusal: Error, CustomStringConvertible {
        /// The plan does not fit the weights.
        case plan(PageNetworkError)
        /// The plan has no value of this name, or one of another size.
        case value(String)
        /// What the page would answer is this far from what the network answers.
        case wrongAnswer(Float)
        /// The page would be larger by this many bytes than it may.
        case tooLarge(Int)

        /// What is wrong, in a line.
        public var description: String {
            switch self {
            case .plan(let error): "the page cannot play the network: \(error)"
            case .value(let name): "the page cannot play the network: no value \(name) of the example's size"
            case .wrongAnswer(let difference): "the page's answers differ from the network's by \(difference)"
            case .tooLarge(let bytes): "the network is \(bytes) bytes too large for a page"
            }
        }
    }

    /// A page usually grows by at most this many bytes of weights, as the text that they are in it.
    public static let sizeLimit = 1_500_000

    /// Rounded weights may change no answer of the example by more than this.
    public static let roundingLimit: Float = 1e-2

    /// Weights as they are change no answer by more than the order of summation does.
    public static let exactLimit: Float = 1e-4

    /// A network with its plan, tried on an example: with weights of 16 bits where that changes no answer by more than
    /// `roundingLimit`, else with those of 32.
    ///
    /// - Parameters:
    ///   - weights: the parameters by the names that the plan uses.
    ///   - plan: see `PlanReader`.
    ///   - arrays: what else the script needs, kept in 32 bits.
    ///   - inputs: the values that the page sets; the first axis of each counts the examples.
    ///   - output: the value that is compared.
    ///   - answers: what the network answered, an example a row.
    ///   - mayRound: false keeps 32 bits.
    ///   - limit: by how many bytes the page may grow.
    /// - Throws: `Refusal`.
    public init(
        weights: [String: NDArray], plan: String, arrays: [String: NDArray] = [:], inputs: [String: NDArray],
        output: String, answers: NDArray, mayRound: Bool = true, limit: Int = PlayedNetwork.sizeLimit
    ) throws {
        for isHalf in mayRound ? [true, false] : [false] {
            let content = Safetensors(
                arrays: weights.merging(arrays) { $1 },
                metadata: ["plan": plan.split(whereSeparator: \.isWhitespace).joined(separator: " ")])
            let file = content.encoded(halves: isHalf ? Set(weights.keys) : [])
            let difference = try PlayedNetwork.difference(file, inputs, output, answers)
            if difference <= (isHalf ? Self.roundingLimit : Self.exactLimit) {
                // Packing saves less than half: what is larger than that need not be packed to see it.
                let plain = (file.count + 2) / 3 * 4
                let excess = (plain > limit && plain <= 2 * limit ? PlayFile(file).size : plain) - limit
                guard excess <= 0 else { throw Refusal.tooLarge(excess) }
                (self.file, self.isHalf, largestDifference) = (file, isHalf, difference)
                return
            }
            if !isHalf { throw Refusal.wrongAnswer(difference) }
        }
        throw Refusal.wrongAnswer(.infinity)
    }

    /// How far the page's answers are from the network's.
    private static func difference(
        _ file: Data, _ inputs: [String: NDArray], _ output: String, _ answers: NDArray
    ) throws -> Float {
        do {
            var network = try PageNetwork(Array(file))
            var rows: [NDArray] = []
            for example in 0..<answers.shape[0] {
                for (name, values) in inputs.sorted(by: { $0.key < $1.key }) {
                    guard network.set(name, values[example].scalars) else { throw Refusal.value(name) }
                }
                network.run()
                guard let answer = network.numbers(of: output) else { throw Refusal.value(output) }
                rows.append(NDArray(answer, shape: [1, answer.count]))
            }
            let flat = answers.reshaped([answers.shape[0], answers.elementCount / max(1, answers.shape[0])])
            return TensorCore.largestDifference(
                NDArray.concatenated(rows, axis: 0), flat, relativeTo: 1)
        } catch let error as PageNetworkError {
            throw Refusal.plan(error)
        }
    }
}
