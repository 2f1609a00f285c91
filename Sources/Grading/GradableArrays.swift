import Messages
import TensorCore

extension NDArray: Gradable {
    /// That the shapes differ, or the first element that does.
    public func difference(from right: NDArray, within tolerance: Tolerance) -> Difference? {
        firstDifference(scalars, shape, right.scalars, right.shape, within: tolerance)
    }

    /// The elements, nested by axis, and the shape.
    public var shown: String { shapedText(Anatomy(self), shape) }
}

extension IntArray: Gradable {
    /// That the shapes differ, or the first element that does.
    public func difference(from right: IntArray, within tolerance: Tolerance) -> Difference? {
        firstDifference(scalars, shape, right.scalars, right.shape, within: tolerance)
    }

    /// The elements, nested by axis, and the shape.
    public var shown: String { shapedText(Anatomy(self), shape) }
}

/// The first difference of two arrays, its position given as one index per axis.
private func firstDifference<Element: Gradable>(
    _ elements: [Element], _ shape: Shape, _ right: [Element], _ rightShape: Shape,
    within tolerance: Tolerance
) -> Difference? {
    guard shape == rightShape else {
        return Difference(
            Words(
                en: "expected shape \(rightShape), got \(shape)", zh: "应为形状 \(rightShape)，得到 \(shape)"))
    }
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

/// The elements and the shape.
private func shapedText(_ anatomy: Anatomy, _ shape: Shape) -> String {
    let text = anatomy.text()
    return Words(en: "\(text), shape \(shape)", zh: "\(text)，形状 \(shape)").text
}
