import Vectors

/// Gradient descent on windows over a text, see `WordWindows`.
///
/// A batch goes through two passes. The first computes the errors E = σ(s) − y of every window from the tables as they
/// are; threads share out the windows. The second changes the rows, window after window; threads share out the columns, so
/// that none waits for another and every element is changed in the same order by however many.
enum WordWindowUpdates {
    /// The columns of a vector: rows begin and end with whole ones.
    static let columnBlock = Lanes.scalarCount

    /// Writes both tables; returns the sum of the losses.
    static func update(
        _ windows: WordWindows, _ range: Range<Int>, isAveraged: Bool, _ input: NDArray, _ output: NDArray,
        width: Int, rate: Float
    ) -> Double {
        if range.isEmpty || width == 0 { return 0 }
        // Where the errors of each window begin: one for each input that predicts and each output.
        var starts = [0]
        starts.reserveCapacity(range.count + 1)
        for window in range {
            let inputCount = windows.inputStarts[window + 1] - windows.inputStarts[window]
            let rows = isAveraged ? min(1, inputCount) : inputCount
            let outputCount = windows.outputStarts[window + 1] - windows.outputStarts[window]
            starts.append(starts[starts.count - 1] + rows * outputCount)
        }
        let total = starts[starts.count - 1]
        let errors = Storage(count: total)
        let losses = Storage(count: total)
        let batch = Batch(
            first: range.lowerBound, windows: windows, isAveraged: isAveraged, width: width,
            input: input.storage.pointer + input.offset, output: output.storage.pointer + output.offset)
        return withExtendedLifetime((errors, losses, input, output)) {
            Parallel.forEachShare(of: range.count, minimumShare: 16, rangesPerThread: 2) { share in
                batch.computeErrors(share, starts, errors.pointer, losses.pointer, rate: rate)
            }
            Parallel.forEachShare(of: width / columnBlock, minimumShare: 1, rangesPerThread: 1) { blocks in
                for block in blocks {
                    batch.changeColumns(
                        block * columnBlock, windows: range.count, starts, errors.pointer)
                }
            }
            var sum = 0.0
            for index in 0..<total { sum += Double(losses.pointer[index]) }
            return sum
        }
    }

    /// Windows that are computed together.
    private struct Batch {
        let first: Int
        let windows: WordWindows
        let isAveraged: Bool
        let width: Int
        let input: UnsafeMutablePointer<Float>
        let output: UnsafeMutablePointer<Float>

        /// errors = η (σ(s) − y) and losses = −log σ(±s) of some windows.
        ///
        /// With t = 1 − 2y the score is turned so that small is good: z = t s, the loss is log(1 + eᶻ), and
        /// σ(s) − y = t σ(z).
        func computeErrors(
            _ share: Range<Int>, _ starts: [Int], _ errors: UnsafeMutablePointer<Float>,
            _ losses: UnsafeMutablePointer<Float>, rate: Float
        ) {
            let mean = Storage(count: width)
            for window in share {
                let (ins, outs) = rows(of: window)
                if ins.isEmpty { continue }
                if isAveraged { average(ins, into: mean.pointer) }
                var place = starts[window]
                for row in isAveraged ? ins.lowerBound..<ins.lowerBound + 1 : ins {
                    let v =
                        isAveraged
                        ? UnsafePointer(mean.pointer)
                        : UnsafePointer(input + Int(windows.inputs[row]) * width)
                    for out in outs {
                        let u = UnsafePointer(output + Int(windows.outputs[out]) * width)
                        errors[place] = (1 - 2 * windows.labels[out]) * dot(v, u, width)
                        place += 1
                    }
                }
            }
            let (begin, end) = (starts[share.lowerBound], starts[share.upperBound])
            VectorMath.softplus(errors + begin, losses + begin, end - begin)
            VectorMath.sigmoid(errors + begin, errors + begin, end - begin)
            for window in share {
                let (ins, outs) = rows(of: window)
                var place = starts[window]
                for _ in 0..<(isAveraged ? min(1, ins.count) : ins.count) {
                    for out in outs {
                        errors[place] *= rate * (1 - 2 * windows.labels[out])
                        place += 1
                    }
                }
            }
        }

        /// Changes 16 columns of the rows of all windows: V ← V − E U and U ← U − Eᵀ V, both from the rows before.
        func changeColumns(
            _ column: Int, windows count: Int, _ starts: [Int], _ errors: UnsafePointer<Float>
        ) {
            let most = largestOutputCount(count)
            withUnsafeTemporaryAllocation(of: Lanes.self, capacity: max(1, most)) { changes in
                for window in 0..<count {
                    let (ins, outs) = rows(of: window)
                    if ins.isEmpty { continue }
                    let e = errors + starts[window]
                    if isAveraged {
                        changeByMean(column, ins, outs, e)
                    } else {
                        changeEach(column, ins, outs, e, changes)
                    }
                }
            }
        }

        private func changeEach(
            _ column: Int, _ ins: Range<Int>, _ outs: Range<Int>, _ e: UnsafePointer<Float>,
            _ changes: UnsafeMutableBufferPointer<Lanes>
        ) {
            for out in 0..<outs.count {
                var change = Lanes.zero
                for row in 0..<ins.count {
                    change += Lanes(repeating: e[row * outs.count + out]) * load(inputRow(ins, row, column))
                }
                changes[out] = change
            }
            for row in 0..<ins.count {
                var change = Lanes.zero
                for out in 0..<outs.count {
                    change += Lanes(repeating: e[row * outs.count + out]) * load(outputRow(outs, out, column))
                }
                let target = inputRow(ins, row, column)
                store(load(target) - change, to: target)
            }
            for out in 0..<outs.count {
                let target = outputRow(outs, out, column)
                store(load(target) - changes[out], to: target)
            }
        }

        /// The mean's part of the gradient goes to each input alike, divided by their number.
        private func changeByMean(
            _ column: Int, _ ins: Range<Int>, _ outs: Range<Int>, _ e: UnsafePointer<Float>
        ) {
            var mean = Lanes.zero
            for row in 0..<ins.count { mean += load(inputRow(ins, row, column)) }
            mean *= 1 / Float(ins.count)
            var change = Lanes.zero
            for out in 0..<outs.count {
                change += Lanes(repeating: e[out]) * load(outputRow(outs, out, column))
            }
            for out in 0..<outs.count {
                let target = outputRow(outs, out, column)
                store(load(target) - Lanes(repeating: e[out]) * mean, to: target)
            }
            change *= 1 / Float(ins.count)
            for row in 0..<ins.count {
                let target = inputRow(ins, row, column)
                store(load(target) - change, to: target)
            }
        }

        @inline(__always)
        private func inputRow(_ ins: Range<Int>, _ row: Int, _ column: Int) -> UnsafeMutablePointer<Float> {
            input + Int(windows.inputs[ins.lowerBound + row]) * width + column
        }

        @inline(__always)
        private func outputRow(_ outs: Range<Int>, _ out: Int, _ column: Int) -> UnsafeMutablePointer<Float> {
            output + Int(windows.outputs[outs.lowerBound + out]) * width + column
        }

        @inline(__always)
        private func rows(of window: Int) -> (ins: Range<Int>, outs: Range<Int>) {
            let index = first + window
            return (
                windows.inputStarts[index]..<windows.inputStarts[index + 1],
                windows.outputStarts[index]..<windows.outputStarts[index + 1]
            )
        }

        private func average(_ ins: Range<Int>, into mean: UnsafeMutablePointer<Float>) {
            for column in stride(from: 0, to: width, by: columnBlock) {
                var sum = Lanes.zero
                for row in 0..<ins.count { sum += load(inputRow(ins, row, column)) }
                store(sum * (1 / Float(ins.count)), to: mean + column)
            }
        }

        private func largestOutputCount(_ count: Int) -> Int {
            var most = 0
            for window in 0..<count { most = max(most, rows(of: window).outs.count) }
            return most
        }
    }
}
