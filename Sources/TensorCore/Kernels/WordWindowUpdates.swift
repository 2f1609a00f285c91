import Vectors

/// Gradient descent on windows over a text, see `WordWindows`.
///
/// A batch goes through two passes. The first computes the errors E = σ(S) − y of every window from the tables as they
/// are; threads share out the windows. The second changes the rows, window after window; threads share out the columns, so
/// that none waits for another and every element is changed in the same order by however many.
enum WordWindowUpdates {
    /// The columns of a vector: rows are whole numbers of them.
    static let columnBlock = Lanes.scalarCount

    /// The fewest windows for a thread: there are two jobs a batch, and where other programs run too, a thread that is
    /// waited for may come late by far more than the work of a few.
    private static let smallestShare = 64
    /// The fewest errors, times blocks of columns, for a thread.
    private static let smallestWork = 8000

    /// Writes both tables, which are contiguous; returns the sum of the losses.
    static func update(
        _ windows: WordWindows, _ range: Range<Int>, isAveraged: Bool, _ input: NDArray, _ output: NDArray,
        width: Int, rate: Float
    ) -> Double {
        if range.isEmpty || width == 0 { return 0 }
        let errorStarts = starts(windows, range, isAveraged: isAveraged)
        let total = errorStarts[range.count]
        let (errors, losses) = (Storage(count: total), Storage(count: total))
        return withExtendedLifetime((errors, losses, input, output)) {
            errorStarts.withUnsafeBufferPointer { errorStarts in
                withBatch(windows, range, isAveraged, input, output, width, errorStarts, errors) { batch in
                    Parallel.forEachShare(
                        of: range.count, minimumShare: smallestShare, rangesPerThread: 2
                    ) {
                        batch.computeErrors($0, losses.pointer, rate: rate)
                    }
                    let blocks = smallestWork / max(1, total)
                    Parallel.forEachShare(
                        of: width / columnBlock, minimumShare: max(1, blocks), rangesPerThread: 1
                    ) {
                        batch.changeColumns($0)
                    }
                }
            }
            var sum = 0.0
            for index in 0..<total { sum += Double(losses.pointer[index]) }
            return sum
        }
    }

    /// Where the errors of each window begin: one for each input that predicts and each output.
    private static func starts(_ windows: WordWindows, _ range: Range<Int>, isAveraged: Bool) -> [Int] {
        var starts = [0]
        starts.reserveCapacity(range.count + 1)
        var place = 0
        for window in range {
            let inputCount = windows.inputStarts[window + 1] - windows.inputStarts[window]
            let outputCount = windows.outputStarts[window + 1] - windows.outputStarts[window]
            place += (isAveraged ? min(1, inputCount) : inputCount) * outputCount
            starts.append(place)
        }
        return starts
    }

    private static func withBatch(
        _ windows: WordWindows, _ range: Range<Int>, _ isAveraged: Bool, _ input: NDArray,
        _ output: NDArray, _ width: Int, _ errorStarts: UnsafeBufferPointer<Int>, _ errors: Storage,
        _ body: (Batch) -> Void
    ) {
        windows.inputs.withUnsafeBufferPointer { inputs in
            windows.outputs.withUnsafeBufferPointer { outputs in
                windows.labels.withUnsafeBufferPointer { labels in
                    windows.inputStarts.withUnsafeBufferPointer { inputStarts in
                        windows.outputStarts.withUnsafeBufferPointer { outputStarts in
                            guard let inputs = inputs.baseAddress, let outputs = outputs.baseAddress,
                                let labels = labels.baseAddress, let inputStarts = inputStarts.baseAddress,
                                let outputStarts = outputStarts.baseAddress,
                                let errorStarts = errorStarts.baseAddress
                            else { return }
                            body(
                                Batch(
                                    isAveraged: isAveraged, width: width,
                                    input: input.storage.pointer + input.offset,
                                    output: output.storage.pointer + output.offset, inputs: inputs,
                                    outputs: outputs, labels: labels,
                                    inputStarts: inputStarts + range.lowerBound,
                                    outputStarts: outputStarts + range.lowerBound,
                                    errorStarts: errorStarts, count: range.count, errors: errors.pointer))
                        }
                    }
                }
            }
        }
    }
}

/// The sum of the lanes, half added to half: `sum()` goes from lane to lane.
@inline(__always)
private func total(_ lanes: Lanes) -> Float {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
}

/// Windows that are computed together.
private struct Batch {
    let isAveraged: Bool
    let width: Int
    let input: UnsafeMutablePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let inputs: UnsafePointer<Int32>
    let outputs: UnsafePointer<Int32>
    let labels: UnsafePointer<Float>
    let inputStarts: UnsafePointer<Int>
    let outputStarts: UnsafePointer<Int>
    let errorStarts: UnsafePointer<Int>
    let count: Int
    /// η E, `[C, M]` of each window, or `[1, M]` where the mean predicts.
    let errors: UnsafeMutablePointer<Float>
}

/// A window: where its rows are, and how many.
private struct Window {
    let inputs: UnsafePointer<Int32>
    let outputs: UnsafePointer<Int32>
    let inputCount: Int
    let outputCount: Int
    let errors: UnsafeMutablePointer<Float>
}

extension Batch {
    @inline(__always)
    private subscript(window: Int) -> Window {
        Window(
            inputs: inputs + inputStarts[window], outputs: outputs + outputStarts[window],
            inputCount: inputStarts[window + 1] - inputStarts[window],
            outputCount: outputStarts[window + 1] - outputStarts[window],
            errors: errors + errorStarts[window])
    }

    // The first pass

    /// errors = η (σ(s) − y) and losses = −log σ(±s) of some windows.
    ///
    /// With t = 1 − 2y the score is turned so that small is good: z = t s, the loss is log(1 + eᶻ), and σ(s) − y = t σ(z).
    func computeErrors(_ share: Range<Int>, _ losses: UnsafeMutablePointer<Float>, rate: Float) {
        let mean = Storage(count: width)
        for index in share {
            let window = self[index]
            if isAveraged {
                average(window, into: mean.pointer)
                for out in 0..<window.outputCount {
                    window.errors[out] = dot(
                        mean.pointer, output + Int(window.outputs[out]) * width, width)
                }
            } else {
                scores(window)
            }
            turn(index, scale: 1)
        }
        withExtendedLifetime(mean) {}
        let (begin, end) = (errorStarts[share.lowerBound], errorStarts[share.upperBound])
        VectorMath.softplus(errors + begin, losses + begin, end - begin)
        VectorMath.sigmoid(errors + begin, errors + begin, end - begin)
        for index in share { turn(index, scale: rate) }
    }

    /// Multiplies each error of a window by its t and a scale.
    @inline(__always)
    private func turn(_ index: Int, scale: Float) {
        let window = self[index]
        let labels = labels + outputStarts[index]
        var row = window.errors
        let end = errors + errorStarts[index + 1]
        while row < end {
            for out in 0..<window.outputCount { row[out] *= scale - 2 * scale * labels[out] }
            row += window.outputCount
        }
    }

    /// S = V Uᵀ, in tiles of two inputs and three outputs, so that each row is loaded seldom and six sums run side by side. At
    /// an edge a tile takes the last row twice.
    @inline(__always)
    private func scores(_ window: Window) {
        let (rows, columns) = (window.inputCount, window.outputCount)
        for row in stride(from: 0, to: rows, by: 2) {
            let nextRow = min(row + 1, rows - 1)
            let v0 = UnsafePointer(input + Int(window.inputs[row]) * width)
            let v1 = UnsafePointer(input + Int(window.inputs[nextRow]) * width)
            let (s0, s1) = (window.errors + row * columns, window.errors + nextRow * columns)
            for column in stride(from: 0, to: columns, by: 3) {
                let (c1, c2) = (min(column + 1, columns - 1), min(column + 2, columns - 1))
                let u0 = UnsafePointer(output + Int(window.outputs[column]) * width)
                let u1 = UnsafePointer(output + Int(window.outputs[c1]) * width)
                let u2 = UnsafePointer(output + Int(window.outputs[c2]) * width)
                var (a0, a1, a2) = (Lanes.zero, Lanes.zero, Lanes.zero)
                var (b0, b1, b2) = (Lanes.zero, Lanes.zero, Lanes.zero)
                var place = 0
                while place < width {
                    let (x0, x1) = (load(v0 + place), load(v1 + place))
                    let (y0, y1, y2) = (load(u0 + place), load(u1 + place), load(u2 + place))
                    a0 = multiplyAdd(x0, y0, a0)
                    a1 = multiplyAdd(x0, y1, a1)
                    a2 = multiplyAdd(x0, y2, a2)
                    b0 = multiplyAdd(x1, y0, b0)
                    b1 = multiplyAdd(x1, y1, b1)
                    b2 = multiplyAdd(x1, y2, b2)
                    place += Lanes.scalarCount
                }
                (s0[column], s0[c1], s0[c2]) = (total(a0), total(a1), total(a2))
                (s1[column], s1[c1], s1[c2]) = (total(b0), total(b1), total(b2))
            }
        }
    }

    private func average(_ window: Window, into mean: UnsafeMutablePointer<Float>) {
        let scale = 1 / Float(window.inputCount)
        for column in stride(from: 0, to: width, by: Lanes.scalarCount) {
            var sum = Lanes.zero
            for row in 0..<window.inputCount { sum += load(inputRow(window, row, column)) }
            store(sum * scale, to: mean + column)
        }
    }

    // The second pass

    /// Changes some blocks of 16 columns of the rows of all windows: V ← V − η E U and U ← U − η Eᵀ V, each from the other
    /// as it was.
    func changeColumns(_ blocks: Range<Int>) {
        var most = 1
        for index in 0..<count { most = max(most, outputStarts[index + 1] - outputStarts[index]) }
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: most) { changes in
            guard let changes = changes.baseAddress else { return }
            for index in 0..<count {
                let window = self[index]
                for block in blocks {
                    if isAveraged {
                        changeByMean(window, block * Lanes.scalarCount)
                    } else {
                        changeEach(window, block * Lanes.scalarCount, changes)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func changeEach(_ window: Window, _ column: Int, _ changes: UnsafeMutablePointer<Lanes>) {
        let (rows, columns, e) = (window.inputCount, window.outputCount, window.errors)
        for out in stride(from: 0, to: columns, by: 3) {
            let (out1, out2) = (min(out + 1, columns - 1), min(out + 2, columns - 1))
            var (c0, c1, c2) = (Lanes.zero, Lanes.zero, Lanes.zero)
            for row in 0..<rows {
                let (v, e) = (load(inputRow(window, row, column)), e + row * columns)
                c0 = multiplyAdd(Lanes(repeating: e[out]), v, c0)
                c1 = multiplyAdd(Lanes(repeating: e[out1]), v, c1)
                c2 = multiplyAdd(Lanes(repeating: e[out2]), v, c2)
            }
            (changes[out], changes[out1], changes[out2]) = (c0, c1, c2)
        }
        for row in stride(from: 0, to: rows, by: 2) {
            let (e0, e1) = (e + row * columns, e + min(row + 1, rows - 1) * columns)
            var (c0, c1) = (Lanes.zero, Lanes.zero)
            for out in 0..<columns {
                let u = load(outputRow(window, out, column))
                c0 = multiplyAdd(Lanes(repeating: e0[out]), u, c0)
                c1 = multiplyAdd(Lanes(repeating: e1[out]), u, c1)
            }
            subtract(c0, from: inputRow(window, row, column))
            if row + 1 < rows { subtract(c1, from: inputRow(window, row + 1, column)) }
        }
        for out in 0..<columns { subtract(changes[out], from: outputRow(window, out, column)) }
    }

    /// The mean's part of the gradient goes to each input alike, divided by their number.
    @inline(__always)
    private func changeByMean(_ window: Window, _ column: Int) {
        if window.inputCount == 0 { return }
        let scale = 1 / Float(window.inputCount)
        var (mean, change) = (Lanes.zero, Lanes.zero)
        for row in 0..<window.inputCount { mean += load(inputRow(window, row, column)) }
        mean *= scale
        for out in 0..<window.outputCount {
            let u = load(outputRow(window, out, column))
            change = multiplyAdd(Lanes(repeating: window.errors[out]), u, change)
        }
        for out in 0..<window.outputCount {
            subtract(mean * window.errors[out], from: outputRow(window, out, column))
        }
        change *= scale
        for row in 0..<window.inputCount { subtract(change, from: inputRow(window, row, column)) }
    }

    @inline(__always)
    private func inputRow(_ window: Window, _ row: Int, _ column: Int) -> UnsafeMutablePointer<Float> {
        input + (Int(window.inputs[row]) &* width &+ column)
    }

    @inline(__always)
    private func outputRow(_ window: Window, _ row: Int, _ column: Int) -> UnsafeMutablePointer<Float> {
        output + (Int(window.outputs[row]) &* width &+ column)
    }

    @inline(__always)
    private func subtract(_ change: Lanes, from row: UnsafeMutablePointer<Float>) {
        store(load(row) - change, to: row)
    }
}
