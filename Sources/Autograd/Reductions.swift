import TensorCore

// Sums and extremes: the backward pass broadcasts the gradient over what was reduced.

extension Tensor {
    /// The sum over some axes, or over all; every summed element gets the whole gradient.
    public func sum(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = shape
        let total = value.sum(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        let kept = shape.keeping(axes)
        return unary("sum", total) { $0.reshaped(kept).broadcast(to: shape) }
    }

    /// The mean over some axes, or over all; every element gets an equal part of the gradient.
    public func mean(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = shape
        let mean = value.mean(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        let kept = shape.keeping(axes)
        let count = Float(shape.elementCount / Swift.max(1, kept.elementCount))
        return unary("mean", mean) { ($0 / count).reshaped(kept).broadcast(to: shape) }
    }

    /// The variance Σ(x − mean)² / (n − correction); the derivative is 2 (x − mean) / (n − correction).
    public func variance(
        axes: [Int]? = nil, correction: Int = 1, keepingDimensions: Bool = false,
        file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        let x = value
        let variance = x.variance(
            axes: axes, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
        let (kept, divisor) = spread(axes, correction)
        return unary("variance", variance) { upstream in
            let centered = x - x.mean(axes: axes, keepingDimensions: true)
            return upstream.reshaped(kept) * centered * (2 / divisor)
        }
    }

    /// The square root s of the variance; the derivative is (x − mean) / (s (n − correction)), taken as 0 where
    /// nothing varies, as in PyTorch.
    public func standardDeviation(
        axes: [Int]? = nil, correction: Int = 1, keepingDimensions: Bool = false,
        file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        let x = value
        let deviation = x.standardDeviation(
            axes: axes, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
        let (kept, divisor) = spread(axes, correction)
        return unary("standardDeviation", deviation) { upstream in
            let centered = x - x.mean(axes: axes, keepingDimensions: true)
            let factor = NDArray.select(deviation, upstream / (deviation * divisor), NDArray(0))
            return factor.reshaped(kept) * centered
        }
    }

    /// The shape with 1 for each reduced axis, and what the variance over them divides by.
    private func spread(_ axes: [Int]?, _ correction: Int) -> (kept: Shape, divisor: Float) {
        let kept = shape.keeping(axes)
        let count = elementCount / Swift.max(1, kept.elementCount)
        return (kept, Float(Swift.max(0, count - correction)))
    }

    /// The largest element over some axes, or over all; equal ones divide the gradient evenly.
    public func max(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let largest = value.max(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        return extreme("max", largest, axes)
    }

    /// The smallest element over some axes, or over all; equal ones divide the gradient evenly.
    public func min(
        axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let smallest = value.min(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
        return extreme("min", smallest, axes)
    }

    private func extreme(_ name: String, _ chosen: NDArray, _ axes: [Int]?) -> Tensor {
        let x = value
        let kept = shape.keeping(axes)
        return unary(name, chosen) { upstream in
            let winners = x.isEqual(to: chosen.reshaped(kept))
            return winners * (upstream.reshaped(kept) / winners.sum(axes: axes, keepingDimensions: true))
        }
    }

    /// e^x / Σ e^x along an axis. With y the result, the gradient is y (u − Σ u y).
    public func softmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let y = value.softmax(axis: axis, file: file, line: line)
        return unary("softmax", y) { y * ($0 - ($0 * y).sum(axes: [axis], keepingDimensions: true)) }
    }

    /// The logarithm of the softmax along an axis. The gradient is u − softmax(x) Σ u.
    public func logSoftmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let y = value.logSoftmax(axis: axis, file: file, line: line)
        return unary("logSoftmax", y) { $0 - y.exp() * $0.sum(axes: [axis], keepingDimensions: true) }
    }

    /// log Σ e^x along an axis, without that axis. The gradient is u softmax(x).
    public func logSumExp(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let x = value
        let y = x.logSumExp(axis: axis, file: file, line: line)
        let place = axis < 0 ? axis + shape.rank : axis
        return unary("logSumExp", y) { upstream in
            // A row of −∞ has no softmax, and no part in the result.
            let softmax = NDArray.select(
                y.expandedDimensions(axis: place).isEqual(to: NDArray(-.infinity)), NDArray(0),
                x.softmax(axis: place))
            return softmax * upstream.expandedDimensions(axis: place)
        }
    }
}

extension Shape {
    /// This shape with 1 for each of the axes, all of them when not given.
    fileprivate func keeping(_ axes: [Int]?) -> Shape {
        var result = self
        for axis in axes ?? Array(0..<rank) { result[axis < 0 ? axis + rank : axis] = 1 }
        return result
    }
}
