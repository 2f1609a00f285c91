import Foundation
import Grading

/// Your answers: replace each `throw Unimplemented()` by your code.
///
/// What is asked stands in `PerceptronHomework.swift`; `swift run Homework 1` grades this file.
public struct Starter: PerceptronHomework {
    /// Answers that are still to be written.
    public init() {}

    /// 1.1
    public func output(weights: [Float], bias: Float, inputs: [Float]) throws -> Int {
        throw Unimplemented()
    }

    /// 1.2
    public func learn(
        weights: [Float], bias: Float, inputs: [Float], target: Int
    ) throws -> (weights: [Float], bias: Float) {
        throw Unimplemented()
    }

    /// 1.3
    public func margin(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        throw Unimplemented()
    }

    /// 1.4
    public func activations(weights: [[Float]], biases: [Float], inputs: [Float]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 1.5
    public func backpropagate(
        weights: [[Float]], inputs: [Float], outputs: [Float], targets: [Float]
    ) throws -> (weights: [[Float]], biases: [Float], inputs: [Float]) {
        throw Unimplemented()
    }

    /// 1.6
    public func backpropagateHidden(
        inputs: [Float], hidden: [Float], outputWeights: [[Float]], outputDeltas: [Float]
    ) throws -> (weights: [[Float]], biases: [Float]) {
        throw Unimplemented()
    }

    /// 1.7
    public func numericalGradient(
        of error: ([Double]) -> Double, at weights: [Double], step: Double
    ) throws -> [Double] {
        throw Unimplemented()
    }

    /// 1.8
    public func trained(rows: [[Float]], targets: [Int]) throws -> (weights: [Float], bias: Float) {
        throw Unimplemented()
    }

    /// 1.9
    public func mistakeBound(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        throw Unimplemented()
    }

    /// 1.10
    public func learnClass(weights: [[Float]], inputs: [Float], target: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 1.11
    public func mendedStep(
        input: Float, target: Float, hiddenWeight: Float, outputWeight: Float, rate: Float
    ) throws -> (line: Int, hiddenWeight: Float, outputWeight: Float) {
        throw Unimplemented()
    }
}
