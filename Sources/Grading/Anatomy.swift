import TensorCore

/// What a value is made of, whatever its type: numbers, lists of lists, named fields. What is seen of an answer
/// without knowing its exercise is seen here.
indirect enum Anatomy: Sendable, Equatable {
    /// A number; NaN and infinities too.
    case number(Double, isWhole: Bool)
    /// A text, a truth value, nil, as it is shown.
    case other(String)
    /// An array, its axes as lists of lists.
    case list([Anatomy])
    /// Results with their names.
    case fields([String], [Anatomy])

    init(_ value: any Gradable) {
        switch value {
        case let value as Float: self = .number(Double(value), isWhole: false)
        case let value as Double: self = .number(value, isWhole: false)
        case let value as Int: self = .number(Double(value), isWhole: true)
        case let value as NDArray:
            self = Anatomy.nested(value.scalars.map { .number(Double($0), isWhole: false) }, value.shape)
        case let value as IntArray:
            self = Anatomy.nested(value.scalars.map { .number(Double($0), isWhole: true) }, value.shape)
        case let value as Fields:
            self = .fields(value.fields.map(\.name), value.fields.map { Anatomy($0.value) })
        case let value as any GradableList: self = .list(value.gradables.map(Anatomy.init))
        case let value as any GradableOptional: self = value.held.map(Anatomy.init) ?? .other("nil")
        default: self = .other(value.shown)
        }
    }

    /// Elements in row-major order, as lists of lists.
    private static func nested(_ elements: [Anatomy], _ shape: Shape) -> Anatomy {
        guard shape.rank > 0 else { return elements.first ?? .list([]) }
        var level = elements
        for axis in (1..<shape.rank).reversed() {
            let extent = shape[axis]
            let rows = shape[0..<axis].reduce(1, *)
            level = (0..<rows).map { .list(Array(level[$0 * extent..<($0 + 1) * extent])) }
        }
        return .list(level)
    }

    /// The elements of a list.
    var elements: [Anatomy]? {
        if case .list(let elements) = self { return elements }
        return nil
    }

    /// The rows of a list of lists.
    var rows: [[Anatomy]]? {
        guard let elements, !elements.isEmpty else { return nil }
        let rows = elements.compactMap(\.elements)
        return rows.count == elements.count ? rows : nil
    }

    /// Numbers, texts and truth values in the order in which they are read.
    var leaves: [Anatomy] {
        switch self {
        case .number, .other: return [self]
        case .list(let elements), .fields(_, let elements): return elements.flatMap(\.leaves)
        }
    }

    /// The numbers among the leaves.
    var numbers: [Double] {
        leaves.compactMap {
            if case .number(let value, _) = $0 { return value }
            return nil
        }
    }

    /// Whether every number is a whole one by its type.
    var isWhole: Bool {
        leaves.allSatisfy {
            if case .number(_, false) = $0 { return false }
            return true
        }
    }

    /// Whether both have the same lists and fields, numbers at the same places.
    func isBuilt(like other: Anatomy) -> Bool {
        switch (self, other) {
        case (.number, .number), (.other, .other): return true
        case (.list(let mine), .list(let others)):
            return mine.count == others.count && zip(mine, others).allSatisfy { $0.isBuilt(like: $1) }
        case (.fields(let names, let mine), .fields(let otherNames, let others)):
            return names == otherNames && zip(mine, others).allSatisfy { $0.isBuilt(like: $1) }
        default: return false
        }
    }

    /// Whether an answer agrees with this value.
    func accepts(_ answer: Anatomy, within tolerance: Tolerance) -> Bool {
        guard isBuilt(like: answer) else { return false }
        return zip(leaves, answer.leaves).allSatisfy { $0.acceptsLeaf($1, within: tolerance) }
    }

    /// Whether a number or a text agrees with this one.
    func acceptsLeaf(_ answer: Anatomy, within tolerance: Tolerance) -> Bool {
        switch (self, answer) {
        case (.number(let right, let isWhole), .number(let answer, _)):
            return (isWhole ? .exact : tolerance).accepts(answer, for: right)
        default: return self == answer
        }
    }

    /// The same with every number changed.
    func mapped(_ change: (Double) -> Double) -> Anatomy {
        switch self {
        case .number(let value, let isWhole): return .number(change(value), isWhole: isWhole)
        case .other: return self
        case .list(let elements): return .list(elements.map { $0.mapped(change) })
        case .fields(let names, let parts): return .fields(names, parts.map { $0.mapped(change) })
        }
    }
}

/// An array of gradable elements, of whatever type.
protocol GradableList {
    var gradables: [any Gradable] { get }
}

extension Array: GradableList where Element: Gradable {
    var gradables: [any Gradable] { map { $0 } }
}

/// An optional of a gradable value, of whatever type.
protocol GradableOptional {
    var held: (any Gradable)? { get }
}

extension Optional: GradableOptional where Wrapped: Gradable {
    var held: (any Gradable)? { self }
}
