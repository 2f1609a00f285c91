import Grading
import TensorCore

/// The homework of Chapter 14: the building blocks of graph networks, each as one function on lists.
///
/// A graph is given by the neighbours of each node, in both directions, without the node itself. Write your answers in
/// `Starter.swift`, then ask the grader: `swift run Homework 14`.
public protocol GraphHomework: Sendable {
    /// **14.1 Goal:** the normalized adjacency matrix Â of a graph convolution (section 14.2).
    ///
    /// Approach: each node becomes its own neighbour, too. Then entry i, j is 1 / √(dᵢ dⱼ) where j is a neighbour of i, else
    /// 0; dᵢ counts the neighbours of i, itself included.
    ///
    /// Example: two nodes with one edge give `[[0.5, 0.5], [0.5, 0.5]]`.
    func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]]

    /// **14.2 Goal:** one graph convolution, relu(Â X W) (section 14.2).
    ///
    /// Example: Â `[[0.5, 0.5], [0.5, 0.5]]`, X `[[2], [4]]`, W `[[1, -1]]` give `[[3, 0], [3, 0]]`.
    ///
    /// - Parameters:
    ///   - adjacency: Â, `[nodes][nodes]`.
    ///   - features: X, `[nodes][in]`.
    ///   - weight: W, `[in][out]`.
    func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws -> [[Float]]

    /// **14.3 Goal:** one step of label propagation.
    ///
    /// Approach: the new row of a node is α times the mean of its neighbours' rows, plus (1 − α) times its row of `known`. For
    /// a node without neighbours the mean is 0. A row holds a number for each label; there may be any number of labels.
    ///
    /// Example: two nodes with one edge, both tables `[[1], [0]]`, α = 0.5: `[[0.5], [0.5]]`.
    func propagated(_ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float) throws
        -> [[Float]]

    /// **14.4 Goal:** the area under the ROC curve (AUC) of link prediction (section 14.1.3).
    ///
    /// Approach: of all combinations of a present and an absent link, the share in which the present one has the higher score;
    /// a tie counts half.
    ///
    /// Example: present `[3, 1]`, absent `[1]` gives 0.75.
    func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float

    /// **14.5 Goal:** the clustering coefficient of each node.
    ///
    /// Approach: of the pairs of a node's neighbours, the share that are neighbours of each other; 0 with fewer than two
    /// neighbours.
    ///
    /// Example: in a triangle each node has 1, in a line of three each has 0.
    func clustering(_ neighbours: [[Int]]) throws -> [Float]
}
