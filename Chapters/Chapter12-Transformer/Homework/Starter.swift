import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `TransformerHomework.swift`.
public struct Starter: TransformerHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 12.1
    public func causalMask(_ count: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 12.2
    public func position(_ index: Int, width: Int) throws -> [Float] {
        throw Unimplemented()
    }

    /// 12.3
    public func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 12.4
    public func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 12.5
    public func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        throw Unimplemented()
    }
}
