import Grading
import TensorCore

/// The homework of Chapter 14: what graph networks are made of, each as one function on lists.
///
/// A graph is the list of each node's neighbours, in both directions, without the node itself. Write your answers in
/// `Starter.swift`, then ask the grader: `swift run Homework 14`.
public protocol GraphHomework: Sendable {
    /// **14.1 Goal:** Â, by which a graph convolution gathers (section 14.2).
    ///
    /// Approach: each node becomes its own neighbour, too. Then entry i, j is 1 / √(dᵢ dⱼ) where j is a neighbour of i, else
    /// 0; dᵢ counts the neighbours of i, itself included.
    ///
    /// Example: two nodes with one edge give `[[0.5, 0.5], [0.5, 0.5]]`.
    func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]]

    /// **14.2 Goal:** one graph convolution, relu(Â X W) (section 14.2).
    ///
    /// - Parameters:
    ///   - adjacency: Â, `[nodes][nodes]`.
    ///   - features: X, `[nodes][in]`.
    ///   - weight: W, `[in][out]`.
    func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws -> [[Float]]

    /// **14.3 Goal:** labels that run along the edges, one step.
    ///
    /// Approach: the new row of a node is α times the mean of its neighbours' rows, plus (1 − α) times its row of `known`. A
    /// node without neighbours hears nothing: its mean is 0.
    func propagated(_ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float) throws
        -> [[Float]]

    /// **14.4 Goal:** the area under the curve of link prediction (section 14.1.3).
    ///
    /// Approach: of all pairs of one that is there and one that is not, the share in which the first has the higher score; a
    /// tie counts half.
    ///
    /// Example: present `[3, 1]`, absent `[1]` gives 0.75.
    func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float

    /// **14.5 Goal:** how tightly each node's neighbours are tied to each other.
    ///
    /// Approach: the share of the pairs of a node's neighbours that are neighbours of each other; 0 where it has fewer than two
    /// neighbours.
    ///
    /// Example: in a triangle each node has 1, in a line of three each has 0.
    func clustering(_ neighbours: [[Int]]) throws -> [Float]
}
