/// A gate of two inputs, as the four rows that a perceptron is trained on (chapter 1).
///
/// ```swift
/// let data = TruthTable.xor.data
/// let (x, y) = (data.featureArray, data.labelArray)  // [4, 2] and [4]
/// ```
public struct TruthTable: Equatable, Sendable {
    /// The gate's name.
    public let name: String

    /// What the gate gives for the inputs 00, 01, 10, 11, each 0 or 1.
    public let outputs: [Int]

    /// The four pairs of inputs, `[4][2]`, each 0 or 1: 00, 01, 10, 11.
    public static let inputs: [[Float]] = [[0, 0], [0, 1], [1, 0], [1, 1]]

    /// 1 where both inputs are 1.
    public static let and = TruthTable(name: "AND", outputs: [0, 0, 0, 1])

    /// 1 where an input is 1.
    public static let or = TruthTable(name: "OR", outputs: [0, 1, 1, 1])

    /// 0 where both inputs are 1.
    public static let nand = TruthTable(name: "NAND", outputs: [1, 1, 1, 0])

    /// 1 where exactly one input is 1; no straight line separates its rows.
    public static let xor = TruthTable(name: "XOR", outputs: [0, 1, 1, 0])

    /// The table as rows with classes 0 and 1.
    public var data: ClassificationData {
        ClassificationData(
            features: Self.inputs, labels: outputs, classNames: ["0", "1"], featureNames: ["a", "b"])
    }
}
