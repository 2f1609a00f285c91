/// How far an answer may be from the right one: |answer − right| ≤ absolute + relative · |right|.
public struct Tolerance: Sendable, Equatable {
    /// The distance that is always allowed.
    public var absolute: Double

    /// The distance that is allowed for each unit of the right answer.
    public var relative: Double

    /// A tolerance of the two parts.
    public init(absolute: Double, relative: Double) {
        self.absolute = absolute
        self.relative = relative
    }

    /// For a few operations in Float: 1e-5 + 1e-4 · |right|.
    public static let standard = Tolerance(absolute: 1e-5, relative: 1e-4)

    /// No difference at all.
    public static let exact = Tolerance(absolute: 0, relative: 0)

    /// Whether the numbers agree. Equal infinities do, and so do two that are not a number.
    func accepts(_ answer: Double, for right: Double) -> Bool {
        if answer == right || (answer.isNaN && right.isNaN) { return true }
        guard right.isFinite else { return false }
        return abs(answer - right) <= absolute + relative * abs(right)
    }
}

/// Where and how an answer differs from the right one.
public struct Difference: Sendable, Equatable {
    /// The way to the part that differs: `[2][0]`, `.bias`; empty where there are no parts.
    public var path: String

    /// What is wrong there, in a few words.
    public var reason: String

    /// A difference in the whole value.
    public init(_ reason: String, path: String = "") {
        self.reason = reason
        self.path = path
    }

    /// The same difference, seen from the value of which this was the part at `step`.
    public func inside(_ step: String) -> Difference { Difference(reason, path: step + path) }

    /// The difference as a line beside the two values, or nil where they say enough.
    func remark<Value: Gradable>(_ answer: Value, _ right: Value) -> String? {
        if !path.isEmpty {
            return "first difference at \(path.drop { $0 == "." }): \(reason)"
        }
        return reason == "expected \(right.shown), got \(answer.shown)" ? nil : reason
    }
}

/// What a student's function may return: it can be compared with the right answer and shown.
///
/// Numbers, texts, truth values, arrays and optionals of them are gradable. Several results at once are put in
/// `Fields`.
public protocol Gradable: Sendable {
    /// The first difference from the right answer, or nil if they agree.
    func difference(from right: Self, within tolerance: Tolerance) -> Difference?

    /// The value as the student reads it, cut to a readable size.
    var shown: String { get }
}

/// Several results with their names, where a function returns more than one.
///
/// ```swift
/// answer: { let (weights, bias) = try $0.step($1); return Fields(["weights": weights, "bias": bias]) }
/// ```
public struct Fields: Gradable {
    let fields: [(name: String, value: any Gradable)]

    /// The results in the order in which they are compared and shown.
    public init(_ fields: KeyValuePairs<String, any Gradable>) {
        self.fields = fields.map { (name: $0.key, value: $0.value) }
    }

    /// The first field that differs; its name begins the path.
    public func difference(from right: Fields, within tolerance: Tolerance) -> Difference? {
        guard fields.map(\.name) == right.fields.map(\.name) else {
            return Difference("expected \(right.fields.map(\.name)), got \(fields.map(\.name))")
        }
        for (mine, other) in zip(fields, right.fields) {
            if let difference = compare(mine.value, with: other.value, within: tolerance) {
                return difference.inside(".\(mine.name)")
            }
        }
        return nil
    }

    /// The fields with their names: `weights [1.0, 2.0], bias 0.5`; with a matrix among them, each on its own lines.
    public var shown: String { sideBySide(fields.map { labelled($0.name, $0.value.shown) }) }
}

/// Compares two values whose types are known only at run time.
private func compare<Value: Gradable>(
    _ value: Value, with right: any Gradable, within tolerance: Tolerance
) -> Difference? {
    if right is AnyAnswer { return nil }
    guard let right = right as? Value else {
        return Difference("expected a value of type \(type(of: right)), got \(Value.self)")
    }
    return value.difference(from: right, within: tolerance)
}
