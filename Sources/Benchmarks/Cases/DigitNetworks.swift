import Autograd
import DigitRecognition
import NeuralNetworks
import TensorCore

// The operations of the chapters' networks for pictures, layer by layer, and the adder of two digits.

extension BookNetwork {
    /// The operations of each layer forward, the one that reads the data first.
    static func forwardWork(batch: Int) -> [Int] {
        DigitTower.forwardWork(batch: batch) + [
            productWork(batch, 8 * 7 * 7, 512), productWork(batch, 512, 10),
        ]
    }

    /// The operations of an update.
    static func work(batch: Int) -> Benchmark.Work {
        let layers = forwardWork(batch: batch)
        return .update(onData: layers[0], within: layers[1...].reduce(0, +))
    }
}

extension DigitTower {
    /// The operations of each convolution forward.
    static func forwardWork(batch: Int) -> [Int] {
        [
            convolutionWork(batch: batch, 1, 4, kernel: 5, places: 28 * 28),
            convolutionWork(batch: batch, 4, 8, kernel: 5, places: 14 * 14),
        ]
    }
}

/// An adder of two digits: Chapter 6's towers, and the wider head of the peer's program.
final class DigitAdder: Module {
    let left: DigitTower
    let right: DigitTower
    let fc1: Linear
    let fc2: Linear
    let fc3: Linear

    init(using generator: inout RandomGenerator) {
        left = DigitTower(using: &generator)
        right = DigitTower(using: &generator)
        fc1 = Linear(2 * DigitTower.featureCount, 1024, using: &generator)
        fc2 = Linear(1024, 1024, using: &generator)
        fc3 = Linear(1024, 1, using: &generator)
    }

    /// The sums `[N, 1]` of two batches of digits, `[N, 1, 28, 28]` each.
    func callAsFunction(_ first: Tensor, _ second: Tensor) -> Tensor {
        let features = Tensor.concatenated([left(first), right(second)], axis: 1)
        return fc3(fc2(fc1(features).relu()).relu())
    }

    /// The operations of an update.
    static func work(batch: Int) -> Benchmark.Work {
        let tower = DigitTower.forwardWork(batch: batch)
        let dense = [(2 * DigitTower.featureCount, 1024), (1024, 1024), (1024, 1)]
            .map { productWork(batch, $0, $1) }
        return .update(onData: 2 * tower[0], within: 2 * tower[1] + dense.reduce(0, +))
    }
}

extension ResidualNetwork {
    /// The operations of an update on photographs `[N, 3, 32, 32]` of ten classes.
    static func work(batch: Int) -> Benchmark.Work {
        let blocks = [(16, 16, 32 * 32), (16, 32, 16 * 16), (32, 64, 8 * 8)].map {
            ResidualBlock.forwardWork(batch: batch, $0, $1, places: $2)
        }
        return .update(
            onData: convolutionWork(batch: batch, 3, 16, kernel: 3, places: 32 * 32),
            within: blocks.reduce(productWork(batch, 64, 10), +))
    }
}

extension ResidualBlock {
    /// The operations forward with results of `places` pixels.
    static func forwardWork(batch: Int, _ into: Int, _ out: Int, places: Int) -> Int {
        let both = [into, out].map { convolutionWork(batch: batch, $0, out, kernel: 3, places: places) }
        let shortcut = into == out ? 0 : convolutionWork(batch: batch, into, out, kernel: 1, places: places)
        return both.reduce(shortcut, +)
    }
}
