import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; what is asked for stands in `TensorHomework.swift`.
public struct Starter: TensorHomework {
    /// Begins with nothing.
    public init() {}

    /// 2.1
    public func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        throw Unimplemented()
    }

    /// 2.2
    public func strides(of shape: [Int]) throws -> [Int] {
        throw Unimplemented()
    }

    /// 2.3
    public func lineGradient(x: [Float], y: [Float], slope: Float, intercept: Float) throws
        -> (slope: Float, intercept: Float)
    {
        throw Unimplemented()
    }

    /// 2.4
    public func descendedLine(x: [Float], y: [Float], learningRate: Float, steps: Int) throws
        -> (slope: Float, intercept: Float)
    {
        throw Unimplemented()
    }

    /// 2.5
    public func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray {
        throw Unimplemented()
    }

    /// 2.6
    public func backwardOrder(of inputs: [[Int]], from loss: Int) throws -> [Int] {
        throw Unimplemented()
    }

    /// 2.7
    public func gradients(of graph: [Node]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 2.8
    public func fittedLine(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        throw Unimplemented()
    }
}
