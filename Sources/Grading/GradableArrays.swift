import TensorCore

extension NDArray: Gradable {
    /// That the shapes differ, or the first element that does.
    public func difference(from right: NDArray, within tolerance: Tolerance) -> Difference? {
        firstDifference(scalars, shape, right.scalars, right.shape, within: tolerance)
    }

    /// The elements, nested by axis, and the shape.
    public var shown: String { "\(Anatomy(self).text()), shape \(shape)" }
}

extension IntArray: Gradable {
    /// That the shapes differ, or the first element that does.
    public func difference(from right: IntArray, within tolerance: Tolerance) -> Difference? {
        firstDifference(scalars, shape, right.scalars, right.shape, within: tolerance)
    }

    /// The elements, nested by axis, and the shape.
    public var shown: String { "\(Anatomy(self).text()), shape \(shape)" }
}

/// The first difference of two arrays, its position given as one index per axis.
private func firstDifference<Element: Gradable>(
    _ elements: [Element], _ shape: Shape, _ right: [Element], _ rightShape: Shape,
    within tolerance: Tolerance
) -> Difference? {
    guard shape == rightShape else { return Difference("expected shape \(rightShape), got \(shape)") }
    for place in elements.indices {
        guard let difference = elements[place].difference(from: right[place], within: tolerance) else {
            continue
        }
        var rest = place
        let indices = shape.reversed().map { extent in
            defer { rest /= extent }
            return rest % extent
        }
        return indices.isEmpty
            ? difference
            : difference.inside("[\(indices.reversed().map(String.init).joined(separator: ", "))]")
    }
    return nil
}
