import Files
import Foundation
import Messages

/// A value of `Metrics`: a whole number, a real number or a text.
public enum MetricValue: Sendable, Equatable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
{
    /// A whole number: a seed, a count.
    case integer(Int)
    /// A real number; one that is not finite is written as `null`.
    case number(Double)
    /// A text, such as the name of the data.
    case text(String)

    /// A whole number written in the source.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A real number written in the source.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A text written in the source.
    public init(stringLiteral value: String) { self = .text(value) }

    /// The value in JSON. Real numbers are the shortest text that reads back as the same bits.
    var json: String {
        switch self {
        case .integer(let value): return String(value)
        case .number(let value): return value.isFinite ? String(value) : "null"
        case .text(let value): return jsonString(value)
        }
    }

    /// The value as a person reads it.
    var display: String {
        switch self {
        case .integer(let value): return formatNumber(Double(value))
        case .number(let value): return formatNumber(value)
        case .text(let value): return value
        }
    }
}

/// What a run measured: an ordered, flat list of snake_case keys with their values, written as `metrics.json`.
///
/// A key that is not snake_case (`test_rmse`, `accuracy_2`) is a mistake in the program and stops it.
public struct Metrics: Sendable, Equatable {
    /// The keys in the order in which they were first set.
    public private(set) var keys: [String] = []
    private var values: [String: MetricValue] = [:]

    /// No metrics yet.
    public init() {}

    /// The value of a key; setting one that exists replaces it in its place, setting `nil` removes it.
    public subscript(key: String) -> MetricValue? {
        get { values[key] }
        set {
            guard isSnakeCase(key) else {
                explainFailure(
                    "Metrics", "the key \"\(key)\" is not snake_case",
                    hint: "use lower-case letters, digits and single underscores, as in test_rmse")
            }
            if newValue == nil {
                keys.removeAll { $0 == key }
            } else if values[key] == nil {
                keys.append(key)
            }
            values[key] = newValue
        }
    }

    /// Sets a real number.
    public mutating func set(_ key: String, _ value: Double) { self[key] = .number(value) }
    /// Sets a whole number.
    public mutating func set(_ key: String, _ value: Int) { self[key] = .integer(value) }
    /// Sets a text.
    public mutating func set(_ key: String, _ value: String) { self[key] = .text(value) }

    /// The metrics as one JSON object, a key a line, ending with a line break.
    public func json() -> String {
        let lines = keys.compactMap { key in values[key].map { "  \(jsonString(key)): \($0.json)" } }
        return lines.isEmpty ? "{}\n" : "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }

    /// Writes `json()` to a file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws {
        try writeFileAtomically(json(), to: path)
    }
}

/// Whether a key is lower-case words of letters and digits joined by single underscores, a letter first.
func isSnakeCase(_ key: String) -> Bool {
    guard let first = key.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
        return false
    }
    let words = key.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    return words.allSatisfy { word in
        !word.isEmpty
            && word.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}
