import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the exercises are described in `ConvolutionHomework.swift`.
public struct Starter: ConvolutionHomework {
    /// No answers yet.
    public init() {}

    /// 5.1
    public func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int {
        throw Unimplemented()
    }

    /// 5.2
    public func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 5.3
    public func maxPooled(_ picture: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 5.4
    public func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 5.5
    public func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 5.6
    public func maxPoolGradient(_ pictures: [[[Float]]], upstream: [[[Float]]]) throws -> [[[Float]]] {
        throw Unimplemented()
    }

    /// 5.7
    public func convolution(
        channels picture: [[[Float]]], kernels: [[[[Float]]]], biases: [Float]
    ) throws -> [[[Float]]] {
        throw Unimplemented()
    }

    /// 5.8
    public func dropout(
        _ x: [[Float]], kept: [[Bool]], probability: Float, isTraining: Bool
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 5.9
    public func crossEntropy(_ logits: [[Float]], labels: [Int]) throws -> Float {
        throw Unimplemented()
    }

    /// 5.10
    public func parameterCount(_ layers: [NetworkLayer]) throws -> Int {
        throw Unimplemented()
    }

    /// 5.11
    public func mendedAccuracy(_ logits: [[Float]], labels: [Int]) throws -> (line: Int, accuracy: Float) {
        throw Unimplemented()
    }

    /// 5.12
    public func distillationLoss(
        _ student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Float, weight: Float
    ) throws -> Float {
        throw Unimplemented()
    }

    /// 5.13
    public func pruned(_ layers: [[Float]], count: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 5.14
    public func quantizedAndBack(_ weights: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }
}
