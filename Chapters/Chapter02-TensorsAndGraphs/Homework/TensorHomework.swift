import Grading
import TensorCore

/// The homework of Chapter 2: shapes, strides, and the descent of a straight line, each as one function.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 2`. In Chinese this is `README.zh.md`
/// beside this file.
public protocol TensorHomework: Sendable {
    /// **2.1 Goal:** the shape of an operation between two arrays, or nil where their shapes do not fit.
    ///
    /// Approach: write one shape under the other so that their *last* axes are in one column; axes that are
    /// missing in front count as 1. In each column the extents must be equal, or one of them 1, which
    /// stretches to the other.
    ///
    /// Example: `[3, 1]` and `[4]` give `[3, 4]`; `[2, 3]` and `[2]` do not fit, because 3 meets 2.
    ///
    /// Hints: an axis may have no elements, and 1 stretches to 0 as well; the shape of a scalar is `[]`.
    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]?

    /// **2.2 Goal:** the strides of a row-major array: how far apart neighbours along each axis are in its
    /// storage.
    ///
    /// Approach: neighbours along the last axis are side by side, stride 1. Between neighbours along any other axis
    /// there is a whole block of all the axes after it.
    ///
    /// Example: `[2, 3, 4]` has the strides `[12, 4, 1]`.
    ///
    /// Hints: go through the axes from the last to the first and multiply as you go. A scalar, `[]`, has no strides; an
    /// extent of 0 is multiplied like any other.
    func strides(of shape: [Int]) throws -> [Int]

    /// **2.3 Goal:** the gradient of the mean squared error of a straight line, by hand (section 2.3).
    ///
    /// Approach: with the error eᵢ = slope · xᵢ + intercept − yᵢ of each point, loss = 1/N Σ eᵢ².
    /// Differentiate it with respect to slope and intercept by the chain rule.
    ///
    /// Example: for the one point x = 3, y = 1 and the line with slope 1 and intercept 0, e = 2 and the
    /// gradient is 12 for the slope and 4 for the intercept.
    ///
    /// Hint: the derivative of e² is 2e times the derivative of e.
    func lineGradient(x: [Float], y: [Float], slope: Float, intercept: Float) throws
        -> (slope: Float, intercept: Float)

    /// **2.4 Goal:** the line after some steps of gradient descent from slope 0 and intercept 0 (section
    /// 2.3).
    ///
    /// Approach: in each step, take the gradient of the mean squared error at the line as it is, then move
    /// slope and intercept against it, each by the learning rate times its part of the gradient.
    ///
    /// Example: for x = 3, y = 1, learning rate 0.01 and one step, the line has slope 0.06 and intercept
    /// 0.02.
    ///
    /// Hints: both parts of the gradient belong to the same line, the one before the step. Take exactly `steps` steps, which
    /// may be 0, however small the error is.
    func descendedLine(x: [Float], y: [Float], learningRate: Float, steps: Int) throws
        -> (slope: Float, intercept: Float)

    /// **2.5 Goal:** undo broadcasting: from the gradient of a stretched array that of the array itself.
    ///
    /// Approach: an element that was used many times gets the sum of the gradients of all its copies. So sum
    /// over every axis that the array does not have, and over every axis in which it has extent 1.
    ///
    /// Example: for a gradient of six ones, `[2, 3]`, an array `[3]` gets `[2, 2, 2]`, an array `[2, 1]` gets
    /// `[[3], [3]]`.
    ///
    /// Hints: `sum(axes:)` of `NDArray`; an array of shape `[]` is a scalar; the result has the shape of the array, for which `reshaped` is
    /// enough. The library has this as `summed(to:)`: do without it.
    func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray

    /// **2.6 Goal:** the order in which `backward()` visits the nodes of a graph (section 2.2.3).
    ///
    /// Approach: `inputs[node]` are the nodes that the node was computed from; a leaf has none. The walk begins at the loss and
    /// goes down to the leaves. A node passes its gradient on once, so it may only be visited after all nodes that used it
    /// and that the loss depends on. Nodes that the loss does not depend on are not visited.
    ///
    /// Example: node 0 is a leaf w, node 1 is w · w, node 2 is node 1 · w and the loss: inputs `[[], [0, 0], [1, 0]]` give `[2, 1, 0]`.
    /// `[2, 0, 1]` is wrong: node 1 has not sent its share to node 0 yet.
    ///
    /// Hints: first count, for each node, how often the nodes that the loss depends on use it. The numbers of the nodes
    /// say nothing about their order. Where several orders are right, any of them is.
    func backwardOrder(of inputs: [[Int]], from loss: Int) throws -> [Int]

    /// **2.7 Goal:** the gradient of the last node of a graph with respect to every node.
    ///
    /// Approach: first compute all values, from the first node to the last; a node comes after its inputs. Then go back from
    /// the last, whose gradient is 1: a sum passes its gradient g on to both inputs; a product passes g times the other factor's
    /// value to each. A node that is used several times gets the sum of all it is sent.
    ///
    /// Example: `[.number(3), .product(0, 0), .sum(1, 0)]` is x² + x at 3: `[7, 1, 1]`.
    ///
    /// Hints: both inputs of a node may be the same. A node that is not used has gradient 0, unless it is the last.
    func gradients(of graph: [Node]) throws -> [Float]

    /// **2.8 Train it. Goal:** a line whose mean squared error is within 1 % of the smallest there can be (section 2.3).
    ///
    /// Approach: the steps of 2.4, as many as it takes. Where x is far from 0 or large, a step that is small enough for the slope moves the
    /// intercept hardly at all: standardize x first, and undo it in the line that you return.
    ///
    /// Example: x `[100, 101, 102]`, y `[1, 2, 6]`: slope 2.5 and intercept −249.5 have the smallest error, 0.5; an error up to 0.505 passes.
    ///
    /// Hint: x has at least two different values. It may take 20 seconds.
    func fittedLine(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float)
}

/// A node of a computation graph; its inputs are given by their places in the list of nodes.
public enum Node: Sendable {
    /// A leaf with its value.
    case number(Float)
    /// The sum of two nodes.
    case sum(Int, Int)
    /// The product of two nodes.
    case product(Int, Int)
}
