import TensorCore

/// An optional of any type.
private protocol Wrapping {
    var held: Any? { get }
}

extension Optional: Wrapping {
    fileprivate var held: Any? { self }
}

/// What was seen of the parts of many values: of every number, text and extent in them, found by reflection.
///
/// A part is named by the way to it: `bias`, `weights[]` for all elements of an array, `weights.count` for their
/// number, `image.shape[1]` for an extent, `layers[].width` for a field of all elements; `weights.first` and
/// `weights.last` are the elements at the ends of arrays that have more than one.
struct InputSurvey {
    /// What was seen of one part.
    struct Part {
        /// What kind of part it is.
        enum Kind { case number, whole, extent, other, end, opaque }

        var kind: Kind
        /// The first few different values, as text, in the order in which they came.
        var values: [String] = []
        var isEverNegative = false
        var isEverPositive = false
        var isEverZero = false
        var isEverOne = false
        var isEverLarge = false

        mutating func see(_ text: String) {
            if values.count < 3, !values.contains(text) { values.append(text) }
        }
    }

    /// The absolute value from which on a number is called large.
    static let large = 10.0

    /// All parts by their names.
    private(set) var parts: [String: Part] = [:]

    /// For each value seen, the extents and whole numbers that are single in it.
    private(set) var singles: [[String: Int]] = []

    /// The numbers and extents that are single in the value that was seen last.
    var scalars: [String: Double] { numbers.compactMapValues { $0 } }

    /// What is single in the value that is being looked at; nil where a name has several values.
    private var current: [String: Int?] = [:]

    /// The same for numbers of all kinds.
    private var numbers: [String: Double?] = [:]

    /// Looks at all parts of a value.
    mutating func see(_ value: Any, named name: String) {
        (current, numbers) = ([:], [:])
        look(at: value, name, isEnd: false)
        singles.append(current.compactMapValues { $0 })
    }

    private mutating func look(at value: Any, _ name: String, isEnd: Bool) {
        // Before the others: an optional would be cast to what it holds.
        if let optional = value as? any Wrapping {
            other(optional.held == nil ? "nil" : "there", "\(name)?", isEnd)
            if let held = optional.held { look(at: held, name, isEnd: isEnd) }
            return
        }
        switch value {
        case let value as Float: number(Double(value), value.description, .number, name, isEnd)
        case let value as Double: number(value, value.description, .number, name, isEnd)
        case let value as any FixedWidthInteger:
            number(Double(value), "\(value)", .whole, name, isEnd)
            if !isEnd { single(Int(clamping: value), name) }
        case let value as Bool: other("\(value)", name, isEnd)
        case let value as String: other(value.debugDescription, name, isEnd)
        case let value as Character: other(String(value).debugDescription, name, isEnd)
        case let value as NDArray:
            extents(Array(value.shape), name, isEnd)
            elements(value.scalars, name, isEnd)
        case let value as IntArray:
            extents(Array(value.shape), name, isEnd)
            elements(value.scalars, name, isEnd)
        case let value as Shape:
            // A shape is a list of numbers to the student.
            look(at: Array(value), name, isEnd: isEnd)
        case let value as Fields:
            for field in value.fields { look(at: field.value, path(name, field.name), isEnd: isEnd) }
        default: reflect(value, name, isEnd)
        }
    }

    private mutating func reflect(_ value: Any, _ name: String, _ isEnd: Bool) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .collection, .set:
            extent(mirror.children.count, "\(name).count", isEnd)
            elements(mirror.children.map(\.value), name, isEnd)
        case .dictionary:
            extent(mirror.children.count, "\(name).count", isEnd)
            for (_, pair) in mirror.children {
                for (label, part) in zip(["keys", "values"], Mirror(reflecting: pair).children) {
                    look(at: part.value, "\(name).\(label)[]", isEnd: isEnd)
                }
            }
        case .enum:
            other(mirror.children.first?.label ?? "\(value)", name, isEnd)
            for (_, part) in mirror.children { look(at: part, name, isEnd: isEnd) }
        case .struct, .tuple, .class:
            var inherited = mirror.superclassMirror
            while let mirror = inherited {
                for (label, part) in mirror.children { look(at: part, path(name, label), isEnd: isEnd) }
                inherited = mirror.superclassMirror
            }
            for (label, part) in mirror.children { look(at: part, path(name, label), isEnd: isEnd) }
        case nil where !mirror.children.isEmpty:
            // A range, for instance: its parts have names.
            for (label, part) in mirror.children { look(at: part, path(name, label), isEnd: isEnd) }
        default: parts[name, default: Part(kind: .opaque)].see("\(type(of: value))")
        }
    }

    /// All elements under one name, and those at the ends of a list of several once more.
    private mutating func elements(_ values: [Any], _ name: String, _ isEnd: Bool) {
        for value in values { look(at: value, "\(name)[]", isEnd: isEnd) }
        guard values.count > 1, let first = values.first, let last = values.last else { return }
        look(at: first, "\(name).first", isEnd: true)
        look(at: last, "\(name).last", isEnd: true)
    }

    private mutating func extents(_ shape: [Int], _ name: String, _ isEnd: Bool) {
        for (axis, count) in shape.enumerated() { extent(count, "\(name).shape[\(axis)]", isEnd) }
    }

    private mutating func extent(_ count: Int, _ name: String, _ isEnd: Bool) {
        guard !isEnd else { return }
        number(Double(count), "\(count)", .extent, name, false)
        single(count, name)
    }

    private mutating func number(
        _ value: Double, _ text: String, _ kind: Part.Kind, _ name: String, _ isEnd: Bool
    ) {
        var part = parts[name] ?? Part(kind: isEnd ? .end : kind)
        part.see(text)
        part.isEverNegative = part.isEverNegative || value < 0
        part.isEverPositive = part.isEverPositive || value > 0
        part.isEverZero = part.isEverZero || value == 0
        part.isEverOne = part.isEverOne || value == 1
        part.isEverLarge = part.isEverLarge || abs(value) >= Self.large
        parts[name] = part
        guard !isEnd else { return }
        if let known = numbers[name], known != value { return numbers[name] = .some(nil) }
        numbers[name] = value
    }

    private mutating func other(_ text: String, _ name: String, _ isEnd: Bool) {
        parts[name, default: Part(kind: isEnd ? .end : .other)].see(text)
    }

    private mutating func single(_ value: Int, _ name: String) {
        if let known = current[name], known != value { return current[name] = .some(nil) }
        current[name] = value
    }

    /// The way to a part; the parts of a tuple without names are called ".0", ".1".
    private func path(_ name: String, _ label: String?) -> String {
        let label = (label ?? "?").drop { $0 == "." }
        return name.isEmpty ? String(label) : "\(name).\(label)"
    }
}
