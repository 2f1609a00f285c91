import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; what is asked for stands in `NetworkHomework.swift`.
public struct Starter: NetworkHomework {
    /// Begins with nothing.
    public init() {}

    /// 3.1
    public func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        throw Unimplemented()
    }

    /// 3.2
    public func oneHot(_ value: Int, in range: ClosedRange<Int>) throws -> [Float] {
        throw Unimplemented()
    }

    /// 3.3
    public func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        throw Unimplemented()
    }

    /// 3.4
    public func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        throw Unimplemented()
    }

    /// 3.5
    public func batches(_ rows: [Int], size: Int) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 3.6
    public func explainedVariance(_ predictions: [Float], _ targets: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 3.7
    public func splitByTime(days: [Int], testDays: Int) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 3.8
    public func earlyStop(validation: [Float], patience: Int) throws -> (best: Int, epochs: Int) {
        throw Unimplemented()
    }

    /// 3.9
    public func mendedTraining(
        _ batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        throw Unimplemented()
    }

    /// 3.10
    public func contributions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        throw Unimplemented()
    }

    /// 3.11
    public func twoClasses(
        _ outputs: [[Float]], counts: [Float], mean: Float
    ) throws -> (loss: Float, accuracy: Float) {
        throw Unimplemented()
    }

    /// 3.12
    public func trainedNetwork(_ x: NDArray, _ y: NDArray) throws -> SmallNetwork {
        throw Unimplemented()
    }
    /// 3.13
    public func promoted(_ errors: [Float], factor: Int) throws -> [Int] {
        throw Unimplemented()
    }
}
