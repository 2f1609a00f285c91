import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are in `GraphHomework.swift`.
public struct Starter: GraphHomework {
    /// Nothing yet.
    public init() {}

    /// 14.1
    public func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 14.2
    public func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws
        -> [[Float]]
    {
        throw Unimplemented()
    }

    /// 14.3
    public func propagated(_ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float) throws
        -> [[Float]]
    {
        throw Unimplemented()
    }

    /// 14.4
    public func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 14.5
    public func clustering(_ neighbours: [[Int]]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 14.6
    public func linkLoss(embeddings: [[Float]], present: [[Int]], absent: [[Int]]) throws -> Float {
        throw Unimplemented()
    }

    /// 14.7
    public func labelledLoss(_ logits: [[Float]], labels: [Int], isLabelled: [Bool]) throws -> Float {
        throw Unimplemented()
    }

    /// 14.8
    public func overJointsAndTime(
        _ clips: [[[Float]]], adjacency: [[Float]], kernel: [Float]
    ) throws -> [[[Float]]] {
        throw Unimplemented()
    }

    /// 14.9
    public func trainedClasses(neighbours: [[Int]], features: [[Float]], labels: [Int?]) throws -> [Int] {
        throw Unimplemented()
    }

    /// 14.10
    public func mendedAccuracy(
        positions: [Float], clips: [Int], actions: [Int]
    ) throws -> (line: Int, accuracy: Float) {
        throw Unimplemented()
    }
}
