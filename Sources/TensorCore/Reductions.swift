import Messages

extension NDArray {
    /// The sum over some axes, over all by default.
    ///
    /// - Parameters:
    ///   - axes: which axes to sum over; they may count from the end.
    ///   - keepingDimensions: whether summed axes stay in the shape, with extent 1.
    public func sum(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        reduce("sum", axes, keepingDimensions, file, line) { Reduction.sum($0, $1, $2) }
    }

    /// The mean over some axes, over all by default; NaN over no elements.
    public func mean(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let total = sum(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        return total / Float(reducedCount(axes, "mean", file, line))
    }

    /// The largest element over some axes, or over all; NaN where there is one.
    ///
    /// Traps when there is nothing to choose from.
    public func max(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        requireElements("max", axes, file, line)
        return reduce("max", axes, keepingDimensions, file, line) {
            Reduction.extreme($0, $1, largest: true, $2)
        }
    }

    /// The smallest element over some axes, or over all; NaN where there is one.
    ///
    /// Traps when there is nothing to choose from.
    public func min(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        requireElements("min", axes, file, line)
        return reduce("min", axes, keepingDimensions, file, line) {
            Reduction.extreme($0, $1, largest: false, $2)
        }
    }

    /// The variance over some axes, or over all: Σ(x − mean)² / (n − correction).
    ///
    /// The mean is only as exact as a `Float` near it, so what it is off by, the mean of x − mean, is taken out again: far
    /// from 0, at 10⁷ ± 1 say, that is most of the result.
    ///
    /// - Parameter correction: 1 for the unbiased estimate (PyTorch's default), 0 for that of the whole
    ///   population, as batch norm uses it. With no more elements than this the result is NaN or infinite.
    public func variance(
        axes: [Int]? = nil, correction: Int = 1, keepingDimensions: Bool = false,
        file: StaticString = #fileID,
        line: UInt = #line
    ) -> NDArray {
        let centred = self - mean(axes: axes, keepingDimensions: true, file: file, line: line)
        let total = centred.square().sum(
            axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        let drift = centred.sum(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        let count = reducedCount(axes, "variance", file, line)
        return (total - drift.square() / Float(count)) / Float(Swift.max(0, count - correction))
    }

    /// The square root of the variance.
    public func standardDeviation(
        axes: [Int]? = nil, correction: Int = 1, keepingDimensions: Bool = false,
        file: StaticString = #fileID,
        line: UInt = #line
    ) -> NDArray {
        variance(
            axes: axes, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line
        )
        .squareRoot()
    }

    /// The index of the largest element along an axis, which the result no longer has; the first of equal ones,
    /// and a NaN before any number.
    ///
    /// Traps when the axis has no elements.
    public func argMax(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> IntArray {
        let axis = shape.position(of: axis, "argMax", file: file, line: line)
        requireElements("argMax", [axis], file, line)
        let source = contiguous()
        let indices = source.withPointer {
            Reduction.indexOfLargest($0, shape.extents(reducing: axis..<axis + 1))
        }
        return IntArray(elements: indices, shape: shape.removing(axis))
    }

    /// The index of the smallest element along an axis, which the result no longer has.
    public func argMin(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> IntArray {
        (-self).argMax(axis: axis, file: file, line: line)
    }

    /// Sums over whatever broadcasting stretched: the result has shape `target`, which must broadcast to this one.
    public func summed(to target: Shape, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        if shape == target { return self }
        if target.broadcast(with: shape) != shape {
            explainFailure("summed", "\(target) does not broadcast to \(shape)", file: file, line: line)
        }
        let shift = rank - target.rank
        let axes = (0..<rank).filter { $0 < shift || (target[$0 - shift] == 1 && shape[$0] != 1) }
        return sum(axes: axes, keepingDimensions: true).reshaped(target)
    }
}

extension NDArray {
    /// Reduces one run of neighbouring axes after another, the last first.
    private func reduce(
        _ operation: String, _ axes: [Int]?, _ keepingDimensions: Bool, _ file: StaticString, _ line: UInt,
        _ kernel: Reduction.Kernel
    ) -> NDArray {
        let reduced = axisSet(axes, operation, file, line)
        var result = contiguous()
        var last = rank - 1
        while last >= 0 {
            if !reduced.contains(last) {
                last -= 1
                continue
            }
            var first = last
            while reduced.contains(first - 1) { first -= 1 }
            let input = result
            var shape = input.shape
            for axis in first...last { shape[axis] = 1 }
            result = NDArray(uninitialized: shape)
            input.withPointer { from in
                result.withPointer { kernel(from, input.shape.extents(reducing: first..<last + 1), $0) }
            }
            last = first - 1
        }
        if keepingDimensions { return result }
        var shape = result.shape
        for axis in stride(from: rank - 1, through: 0, by: -1) where reduced.contains(axis) {
            shape = shape.removing(axis)
        }
        return NDArray(
            storage: result.storage, offset: result.offset, shape: shape, strides: shape.contiguousStrides)
    }

    private func requireElements(_ operation: String, _ axes: [Int]?, _ file: StaticString, _ line: UInt) {
        if reducedCount(axes, operation, file, line) == 0 {
            explainFailure(operation, "no elements to choose from in \(shape)", file: file, line: line)
        }
    }

    /// How many elements become one.
    private func reducedCount(
        _ axes: [Int]?, _ operation: String, _ file: StaticString, _ line: UInt
    ) -> Int {
        guard axes != nil else { return elementCount }
        let reduced = axisSet(axes, operation, file, line)
        var count = 1
        for axis in 0..<rank where reduced.contains(axis) { count *= shape[axis] }
        return count
    }

    /// The reduced axes, counted from the front.
    private func axisSet(
        _ axes: [Int]?, _ operation: String, _ file: StaticString, _ line: UInt
    ) -> AxisSet {
        var set = AxisSet()
        guard let axes else {
            for axis in 0..<rank { set.insert(axis) }
            return set
        }
        for axis in axes {
            let position = shape.position(of: axis, operation, file: file, line: line)
            if set.contains(position) {
                explainFailure(operation, "an axis is named twice in \(axes)", file: file, line: line)
            }
            set.insert(position)
        }
        return set
    }
}

/// Some of an array's axes, a bit for each.
private struct AxisSet {
    private var bits = 0

    func contains(_ axis: Int) -> Bool { axis >= 0 && bits >> axis & 1 == 1 }

    mutating func insert(_ axis: Int) { bits |= 1 << axis }
}

extension Shape {
    /// This shape seen as `[outer, reduced, inner]`, where `axes` are the reduced ones.
    func extents(reducing axes: Range<Int>) -> Reduction.Extents {
        var (outer, reduced, inner) = (1, 1, 1)
        for axis in 0..<axes.lowerBound { outer *= self[axis] }
        for axis in axes { reduced *= self[axis] }
        for axis in axes.upperBound..<rank { inner *= self[axis] }
        return Reduction.Extents(outer: outer, reduced: reduced, inner: inner)
    }
}

extension NDArray {
    /// Whether every element is a number: neither NaN nor infinite.
    public var isFinite: Bool { (self * 0).sum().scalar == 0 }
}
