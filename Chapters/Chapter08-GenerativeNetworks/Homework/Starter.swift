import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the exercises are described in `GenerativeHomework.swift`.
public struct Starter: GenerativeHomework {
    /// No answers yet.
    public init() {}

    /// 8.1
    public func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 8.2
    public func leastSquares(_ pictures: [[Float]]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 8.3
    public func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 8.4
    public func generatorLoss(generated: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 8.5
    public func frechet(_ first: [Float], _ second: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 8.6
    public func trainedRound(
        _ players: Players, real: [Float], noise: [Float], learningRate: Float
    ) throws -> Players {
        throw Unimplemented()
    }

    /// 8.7
    public func conditioned(_ noise: [[Float]], digits: [Int], classCount: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 8.8
    public func diagonalFrechet(
        _ means: [Float], _ variances: [Float], to otherMeans: [Float], _ otherVariances: [Float]
    ) throws -> Float {
        throw Unimplemented()
    }

    /// 8.9
    public func frechet(points first: [[Float]], _ second: [[Float]]) throws -> Float {
        throw Unimplemented()
    }

    /// 8.10
    public func trainedGenerator(
        digits: [Int], real: [Float], classCount: Int
    ) throws -> (scales: [Float], shifts: [Float]) {
        throw Unimplemented()
    }

    /// 8.11
    public func mendedGenerator(
        digits: [Int], pixels: [Float], classCount: Int, learningRate: Float
    ) throws -> (line: Int, weights: [Float]) {
        throw Unimplemented()
    }
}
