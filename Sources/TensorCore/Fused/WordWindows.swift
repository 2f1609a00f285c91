import Messages

/// Windows over a text, one after another: which rows of a table predict, and which rows of another are predicted.
///
/// A window has C inputs (the words around a place), M outputs, and for each output whether it is the right answer (1) or
/// not (0). With negative sampling the outputs are the word in the middle and K words of noise; with hierarchical softmax
/// the nodes on that word's path. Skip-gram lets each input predict by itself, CBOW their mean.
///
/// The update of a whole batch is fused, because a window is twelve short rows: as array operations it would spend its time
/// on allocations. The formulas stand in SkipGram.swift and ContinuousBagOfWords.swift.
public struct WordWindows: Equatable, Sendable {
    /// The rows of the input table, window after window.
    public private(set) var inputs: [Int32] = []
    /// Where the inputs of each window begin, and where the last ones end: one more than there are windows.
    public private(set) var inputStarts: [Int] = [0]
    /// The rows of the output table, window after window.
    public private(set) var outputs: [Int32] = []
    /// Where the outputs of each window begin, and where the last ones end.
    public private(set) var outputStarts: [Int] = [0]
    /// For each output 1 where it is the right answer, else 0.
    public private(set) var labels: [Float] = []

    /// No windows.
    public init() {}

    /// The number of windows.
    public var count: Int { inputStarts.count - 1 }

    /// Appends a window.
    ///
    /// Traps when there are not as many labels as outputs.
    public mutating func append(
        inputs: [Int], outputs: [Int], labels: [Float], file: StaticString = #fileID, line: UInt = #line
    ) {
        if outputs.count != labels.count {
            explainFailure(
                "WordWindows", "\(outputs.count) outputs with \(labels.count) labels", file: file, line: line)
        }
        self.inputs += inputs.map { Int32($0) }
        self.outputs += outputs.map { Int32($0) }
        self.labels += labels
        inputStarts.append(self.inputs.count)
        outputStarts.append(self.outputs.count)
    }

    /// Windows whose rows were drawn already.
    init(
        inputs: [Int32], inputStarts: [Int], outputs: [Int32], labels: [Float], outputStarts: [Int]
    ) {
        (self.inputs, self.inputStarts) = (inputs, inputStarts)
        (self.outputs, self.labels, self.outputStarts) = (outputs, labels, outputStarts)
    }
}

extension WordWindows {
    /// How the inputs of a window predict its outputs.
    public enum Prediction: String, CaseIterable, Codable, Sendable {
        /// Each by itself.
        case skipGram = "skip-gram"
        /// Their mean.
        case meanOfInputs = "cbow"
    }

    /// One step of gradient descent on some windows, in place; returns the sum of their losses.
    ///
    /// The errors of all windows come from the tables as they are at the start; then each window in turn changes its rows.
    /// Threads share out the windows for the errors and the columns for the changes, so the bits do not depend on their
    /// number.
    ///
    /// - Parameters:
    ///   - range: which windows.
    ///   - input: the table of the inputs, `[V, width]`, width a multiple of `columnBlock`.
    ///   - output: the table of the outputs, `[N, width]`.
    ///   - learningRate: η.
    ///
    /// Traps when the shapes do not fit or a row is outside its table.
    public func update(
        _ range: Range<Int>, _ prediction: Prediction, input: inout NDArray, output: inout NDArray,
        learningRate: Float, file: StaticString = #fileID, line: UInt = #line
    ) -> Double {
        let width = input.shape.last ?? 0
        guard input.rank == 2, output.rank == 2, output.shape[1] == width, width % Self.columnBlock == 0,
            range.lowerBound >= 0, range.upperBound <= count
        else {
            explainFailure(
                "WordWindows.update",
                "windows \(range) of \(count) over tables \(input.shape) and \(output.shape)",
                hint: "both tables have the same width, a multiple of \(Self.columnBlock)", file: file,
                line: line)
        }
        requireRows(
            inputs[inputStarts[range.lowerBound]..<inputStarts[range.upperBound]], of: input, file, line)
        requireRows(
            outputs[outputStarts[range.lowerBound]..<outputStarts[range.upperBound]], of: output, file, line)
        input.makeUnique()
        output.makeUnique()
        return WordWindowUpdates.update(
            self, range, isAveraged: prediction == .meanOfInputs, input, output, width: width,
            rate: learningRate)
    }

    /// How many columns a thread takes at a time.
    public static var columnBlock: Int { WordWindowUpdates.columnBlock }

    private func requireRows(
        _ rows: ArraySlice<Int32>, of table: NDArray, _ file: StaticString, _ line: UInt
    ) {
        let end = Int32(clamping: table.shape[0])
        if let outside = rows.first(where: { $0 < 0 || $0 >= end }) {
            explainFailure(
                "WordWindows.update", "the row \(outside) is outside a table \(table.shape)", file: file,
                line: line)
        }
    }
}
