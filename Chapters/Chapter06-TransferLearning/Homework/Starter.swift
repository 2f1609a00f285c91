import Grading

/// Your answers. Replace each `throw Unimplemented()`; the exercises are described in `TransferHomework.swift`.
public struct Starter: TransferHomework {
    /// No answers yet.
    public init() {}

    /// 6.1
    public func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 6.2
    public func updated(_ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float) throws
        -> [Float]
    {
        throw Unimplemented()
    }

    /// 6.3
    public func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) throws -> [Float] {
        throw Unimplemented()
    }

    /// 6.4
    public func exactFraction(_ guesses: [Float], sums: [Int]) throws -> Float { throw Unimplemented() }

    /// 6.5
    public func chosen(_ digits: Int, share: Float, order: [Int]) throws -> [Int] { throw Unimplemented() }

    /// 6.6
    public func transferred(_ network: [Parameter], from pretrained: [Parameter]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 6.7
    public func ridge(
        light: [Float], spending: [Float], penalty: Float
    ) throws -> (slope: Float, intercept: Float) {
        throw Unimplemented()
    }

    /// 6.8
    public func trainedSpending(
        towns: [[Float]], light: [Float], surveyed: [[Float]], spending: [Float]
    ) throws -> (weights: [Float], bias: Float) {
        throw Unimplemented()
    }

    /// 6.9
    public func mendedTuning(
        pretrainedMean: Float, deviation: Float, batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        throw Unimplemented()
    }

    /// 6.10
    public func contrastiveLoss(_ first: [[Float]], _ second: [[Float]], temperature: Float) throws -> Float {
        throw Unimplemented()
    }
}
