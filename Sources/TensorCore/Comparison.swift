/// The largest |a − b| over the elements of two arrays.
///
/// It is infinite where there is nothing to compare (an array that is missing or has no elements), where the shapes differ,
/// and where a difference is NaN. So a test that asks for a small one cannot pass on nothing.
///
/// - Parameter scale: with it, each difference is divided by the larger of |b| and the scale.
public func largestDifference(_ a: NDArray?, _ b: NDArray?, relativeTo scale: Float? = nil) -> Float {
    guard let a, let b, a.shape == b.shape else { return .infinity }
    return largestDifference(a.scalars, b.scalars, relativeTo: scale)
}

/// The same of two lists; lists of other lengths are infinitely far apart.
public func largestDifference<Number: BinaryFloatingPoint>(
    _ a: [Number], _ b: [Number], relativeTo scale: Number? = nil
) -> Number {
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    var largest: Number = 0
    for (x, y) in zip(a, b) {
        let difference = (x - y).magnitude / (scale.map { max($0, y.magnitude) } ?? 1)
        if difference.isNaN { return .infinity }
        largest = max(largest, difference)
    }
    return largest
}
