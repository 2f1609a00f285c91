import Messages

/// The difference of two numbers, if the tolerance does not cover it.
private func numberDifference(
    _ answer: Double, _ right: Double, _ tolerance: Tolerance
) -> Difference? {
    if tolerance.accepts(answer, for: right) { return nil }
    let digits: Digits = numberText(answer) == numberText(right) ? .all : .few
    let got =
        answer.isNaN ? Words(en: "NaN (not a number)", zh: "NaN（非数）").text : numberText(answer, digits)
    return Difference(expected: numberText(right, digits), got: got)
}

extension Float: Gradable {
    /// The difference of the numbers, if the tolerance does not cover it.
    public func difference(from right: Float, within tolerance: Tolerance) -> Difference? {
        numberDifference(Double(self), Double(right), tolerance)
    }

    /// Four significant digits; all of a short number.
    public var shown: String { numberText(Double(self)) }
}

extension Double: Gradable {
    /// The difference of the numbers, if the tolerance does not cover it.
    public func difference(from right: Double, within tolerance: Tolerance) -> Difference? {
        numberDifference(self, right, tolerance)
    }

    /// Four significant digits; all of a short number.
    public var shown: String { numberText(Double(self)) }
}

extension Int: Gradable {
    /// The difference of the numbers; whole numbers must be equal.
    public func difference(from right: Int, within tolerance: Tolerance) -> Difference? {
        self == right ? nil : Difference(expected: "\(right)", got: "\(self)")
    }

    /// The number.
    public var shown: String { description }
}

extension Bool: Gradable {
    /// The difference of the truth values.
    public func difference(from right: Bool, within tolerance: Tolerance) -> Difference? {
        self == right ? nil : Difference(expected: "\(right)", got: "\(self)")
    }

    /// `true` or `false`.
    public var shown: String { description }
}

extension String: Gradable {
    /// The difference of the texts, which must be equal.
    public func difference(from right: String, within tolerance: Tolerance) -> Difference? {
        self == right ? nil : Difference(expected: right.shown, got: shown)
    }

    /// The text in quotes.
    public var shown: String { cut(debugDescription) }
}

extension Optional: Gradable where Wrapped: Gradable {
    /// The difference of the values, or that one of them is missing.
    public func difference(from right: Wrapped?, within tolerance: Tolerance) -> Difference? {
        switch (self, right) {
        case (nil, nil): return nil
        case (let answer?, let right?): return answer.difference(from: right, within: tolerance)
        default: return Difference(expected: right.shown, got: shown)
        }
    }

    /// The value or `nil`.
    public var shown: String { self?.shown ?? "nil" }
}

extension Array: Gradable where Element: Gradable {
    /// The first element that differs, or that there are too many or too few.
    public func difference(from right: [Element], within tolerance: Tolerance) -> Difference? {
        guard count == right.count else {
            return Difference(
                Words(
                    en: "expected \(right.count) \(right.count == 1 ? "value" : "values"), got \(count)",
                    zh: "应为 \(right.count) 个值，得到 \(count) 个"))
        }
        for index in indices {
            if let difference = self[index].difference(from: right[index], within: tolerance) {
                return difference.inside("[\(index)]")
            }
        }
        return nil
    }

    /// The elements, a matrix as a matrix; of many, the first and the last.
    public var shown: String { Anatomy(self).text() }
}
