import Grading
import TensorCore

/// The homework of Chapter 14: the building blocks of graph networks, each as one function on lists.
///
/// A graph is given by the neighbours of each node, in both directions, without the node itself. Write your answers in
/// `Starter.swift`, then ask the grader: `swift run Homework 14`. In Chinese this is `README.zh.md` beside this file.
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

    /// **14.6 Goal:** the loss of a link decoder with negative samples (section 14.1.3).
    ///
    /// Approach: the logit x of a pair of nodes is the inner product of their embeddings, its probability σ(x). The loss is the
    /// mean of −ln σ(x) over the present links plus the mean of −ln(1 − σ(x)) over the absent ones.
    ///
    /// Example: embeddings `[[1], [0]]`, present `[[0, 1]]`, absent `[[1, 1]]`: both logits are 0, so 2 ln 2 = 1.386…
    ///
    /// Hint: −ln σ(x) = ln(1 + e^−x) and −ln(1 − σ(x)) = ln(1 + e^x); for a large x that is x itself, whose exponential overflows.
    func linkLoss(embeddings: [[Float]], present: [[Int]], absent: [[Int]]) throws -> Float

    /// **14.7 Goal:** the loss of a classifier of nodes, of which few are labelled (section 14.2).
    ///
    /// Approach: the cross-entropy −ln (softmax of the logits at the label) of each labelled node; the mean over the labelled nodes alone.
    ///
    /// Example: logits `[[0, 0], [5, 0]]`, labels 1 and 1, of which only the first is known: ln 2.
    ///
    /// Hint: `labels` has a number for every node, also for those whose label training must not see. At least one is labelled.
    func labelledLoss(_ logits: [[Float]], labels: [Int], isLabelled: [Bool]) throws -> Float

    /// **14.8 Goal:** a convolution over joints and time of a batch of clips (section 14.4).
    ///
    /// Approach: first over the joints of every frame, y[t][j] = Σ Â[j][i] x[t][i]; then over time, for every joint,
    /// out[t][j] = Σ kernel[k] · y[t + k − middle][j], where the middle of the kernel is the frame itself and frames before the first and after
    /// the last are 0.
    ///
    /// Shapes: clips and result `[N][frames][joints]`, Â `[joints][joints]`; the kernel has an odd number of weights.
    ///
    /// Example: a clip of one joint, `[[1], [2]]`, Â `[[1]]` and the kernel [1, 10, 100]: 10 · 1 + 100 · 2 and 1 · 1 + 10 · 2, so `[[210], [21]]`.
    func overJointsAndTime(
        _ clips: [[[Float]]], adjacency: [[Float]], kernel: [Float]
    ) throws -> [[[Float]]]

    /// **14.9 Train it. Goal:** the class of every node of a graph, of which few are labelled (section 14.2).
    ///
    /// Approach: give every node the mean of its own features and those of its neighbours, and do so once more. On these features
    /// train a classifier with the labelled nodes: a softmax by gradient descent, or simply the nearest of the classes' means. Its
    /// answers for all nodes are the result.
    ///
    /// - Parameters:
    ///   - features: a row for each node; classes overlap in them.
    ///   - labels: the class of a labelled node, nil for the others.
    ///
    /// Example: neighbours `[[1], [0], [3], [2]]`, features `[[1], [1], [-1], [-1]]`, labels `[0, nil, 1, nil]`: `[0, 0, 1, 1]`.
    ///
    /// Graded: of the nodes without a label, whose classes you do not see, 80 % must be right. Neither features without edges nor
    /// labels that spread along edges without features suffice. It may take 20 seconds.
    func trainedClasses(neighbours: [[Int]], features: [[Float]], labels: [Int?]) throws -> [Int]

    /// **14.10 Find the fault.** This program tells the action of every frame from the most similar other frame, and shall say how
    /// good that is for clips that were never seen (section 14.4). The frames of one clip are nearly alike; the book tests on the
    /// next frames of the clips that it has trained on. One line must change:
    ///
    ///      1  var right = 0
    ///      2  for i in positions.indices {
    ///      3      var (nearest, action) = (Float.infinity, -1)
    ///      4      for j in positions.indices where j != i {
    ///      5          let distance = abs(positions[i] - positions[j])
    ///      6          if distance < nearest { (nearest, action) = (distance, actions[j]) }
    ///      7      }
    ///      8      if action == actions[i] { right += 1 }
    ///      9  }
    ///     10  return Float(right) / Float(positions.count)
    ///
    /// **Goal:** the number of the line that must change, and the accuracy that the mended program returns.
    ///
    /// - Parameters:
    ///   - positions: a frame, here only one number.
    ///   - clips: the clip of each frame; there are at least two clips.
    ///   - actions: the action of each frame.
    ///
    /// Example: positions `[1, 1.5, 4, 4.5, 2]`, clips `[0, 0, 1, 1, 2]`, actions `[0, 0, 1, 1, 1]`: frames 0 and 1 take the action
    /// of frame 4, and frame 4 that of frame 1, which are wrong; only frames 2 and 3 are right: 0.4. The program above returns 0.8.
    func mendedAccuracy(
        positions: [Float], clips: [Int], actions: [Int]
    ) throws -> (line: Int, accuracy: Float)
}
