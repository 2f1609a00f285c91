import Foundation
import Reporting

/// The longest text that the grader prints for one value, in characters.
private let readableLength = 400

/// A text filled with blanks to so many columns of the terminal.
func filled(_ text: String, toColumns width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

/// A text of readable length.
func cut(_ text: String) -> String {
    text.count <= readableLength ? text : text.prefix(readableLength - 1) + "…"
}

/// Any value as the student reads it: gradable ones as `shown`, tuples and structures by the names of their parts, also where they
/// are the elements of a list.
func readable(_ value: Any) -> String {
    if let value = value as? any Gradable { return value.shown }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .collection { return readableList(mirror.children.map(\.value)) }
    guard hasParts(value) else { return cut("\(value)") }
    let parts = mirror.children.map { label, part in
        // The parts of a tuple without names are called ".0", ".1".
        guard let label, !label.hasPrefix(".") else { return readable(part) }
        return labelled(label, readable(part))
    }
    return sideBySide(parts)
}

/// Whether a value is shown by the names of its parts: a tuple or a structure without a text of its own.
private func hasParts(_ value: Any) -> Bool {
    guard !(value is any Gradable), !(value is any CustomStringConvertible) else { return false }
    let mirror = Mirror(reflecting: value)
    return (mirror.displayStyle == .tuple || mirror.displayStyle == .struct) && !mirror.children.isEmpty
}

/// A list of what is not gradable: `[(x 1.0, y 2.0), (x 0.5, y 0.0)]`, an element with a matrix on lines of its own.
private func readableList(_ elements: [Any]) -> String {
    let texts = elements.map { hasParts($0) ? "(\(readable($0)))" : readable($0) }
    let isTall = texts.contains { $0.contains("\n") }
    let text = "[" + texts.joined(separator: isTall ? ",\n" : ", ") + "]"
    return isTall ? cut(text.replacingOccurrences(of: "\n", with: "\n ")) : cut(text)
}

/// A name before its value; the further lines of a matrix stand under its first one.
func labelled(_ name: String, _ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return "\(name) " + lines.joined(separator: "\n" + String(repeating: " ", count: name.count + 1))
}

/// Parts in one line, or each on lines of its own where one of them has several.
func sideBySide(_ parts: [String]) -> String {
    parts.joined(separator: parts.contains { $0.contains("\n") } ? "\n" : ", ")
}
