import Foundation
import Messages

/// How many digits of a number are shown.
enum Digits {
    /// Four significant ones; short numbers, which can be worked with by hand, are whole.
    case few
    /// All that tell it from its neighbours.
    case all
}

/// The text of a number: `1.5`, `0.6138`, `10.125`.
func numberText(_ value: Double, isWhole: Bool = false, _ digits: Digits = .few) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    if isWhole, let whole = Int(exactly: value) { return "\(whole)" }
    let single = Float(value)
    let text = Double(single) == value ? "\(single)" : "\(value)"
    if digits == .all { return text }
    // Digits without those zeros that only say where the point is.
    var (significant, zeros) = (0, 0)
    for byte in text.utf8 {
        if byte == UInt8(ascii: "e") { break }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { continue }
        if byte == UInt8(ascii: "0") {
            zeros += significant > 0 ? 1 : 0
        } else {
            (significant, zeros) = (significant + zeros + 1, 0)
        }
    }
    if significant <= 6 { return text }
    let isCommon = (1000..<10_000_000).contains(abs(value))
    return String(format: isCommon ? "%.0f" : "%.4g", value)
}

extension Anatomy {
    /// What stands before a place that differs.
    static let mark = "▸"

    /// The value as a student reads it: a matrix as a matrix, long lists without their middle.
    ///
    /// - Parameter right: the right answer; places that differ from it are marked.
    func text(besides right: Anatomy? = nil, within tolerance: Tolerance = .exact, _ digits: Digits = .few)
        -> String
    {
        let text = lines(Layout(tolerance: tolerance, digits: digits), right).joined(separator: "\n")
        return text.count <= 2000 ? text : text.prefix(1999) + "…"
    }

    /// Right answer and answer with as few digits as tell them apart, what differs marked in the second.
    static func texts(right: Anatomy, answer: Anatomy, within tolerance: Tolerance) -> (
        expected: String, came: String
    ) {
        var digits = Digits.few
        if right.isBuilt(like: answer) {
            let alike = zip(right.leaves, answer.leaves).contains { right, answer in
                !right.acceptsLeaf(answer, within: tolerance)
                    && right.leafText(.few) == answer.leafText(.few)
            }
            if alike { digits = .all }
        }
        return (right.text(digits), answer.text(besides: right, within: tolerance, digits))
    }

    private func text(_ digits: Digits) -> String { text(besides: nil, within: .exact, digits) }

    private func leafText(_ digits: Digits) -> String {
        switch self {
        case .number(let value, let isWhole): return numberText(value, isWhole: isWhole, digits)
        case .other(let text): return cut(text)
        default: return ""
        }
    }

    private struct Layout {
        var tolerance: Tolerance
        var digits: Digits
    }

    private var isLeaf: Bool {
        switch self {
        case .number, .other: return true
        default: return false
        }
    }

    private func lines(_ layout: Layout, _ right: Anatomy?) -> [String] {
        switch self {
        case .number, .other: return [markedLeaf(layout, right, alone: true)]
        case .fields(let names, let parts):
            var others: [Anatomy?] = parts.map { _ in nil }
            if case .fields(names, let rights)? = right { others = rights }
            let texts = parts.indices.map { index in
                labelled(names[index], parts[index].lines(layout, others[index]).joined(separator: "\n"))
            }
            return sideBySide(texts).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .list(let elements):
            let rights = right?.elements.flatMap { $0.count == elements.count ? $0 : nil }
            if elements.allSatisfy(\.isLeaf) { return [row(elements, layout, rights)] }
            if let rows, rows.allSatisfy({ $0.allSatisfy(\.isLeaf) }) { return grid(rows, layout, rights) }
            return blocks(elements, layout, rights)
        }
    }

    /// A number or text; marked where it differs, if it has neighbours.
    private func markedLeaf(_ layout: Layout, _ right: Anatomy?, alone: Bool = false) -> String {
        let text = leafText(layout.digits)
        guard !alone, let right, right.isLeaf, !right.acceptsLeaf(self, within: layout.tolerance) else {
            return text
        }
        return Anatomy.mark + text
    }

    private func row(_ elements: [Anatomy], _ layout: Layout, _ rights: [Anatomy]?) -> String {
        let texts = elements.indices.map { elements[$0].markedLeaf(layout, rights?[$0]) }
        let places = Self.shownPlaces(texts.count) { texts[$0].hasPrefix(Self.mark) }
        let text =
            "[" + Self.withGaps(places, texts.count, gap: "…") { texts[$0] }.joined(separator: ", ") + "]"
        return places.count == texts.count
            ? text
            : text + Words(en: " (\(texts.count) values)", zh: "（\(texts.count) 个值）").text
    }

    /// Rows of numbers, the columns under each other.
    private func grid(_ rows: [[Anatomy]], _ layout: Layout, _ rights: [Anatomy]?) -> [String] {
        let texts = rows.enumerated().map { y, row in
            let others = rights?[y].elements.flatMap { $0.count == row.count ? $0 : nil }
            return row.indices.map { row[$0].markedLeaf(layout, others?[$0]) }
        }
        let width = texts.map(\.count).max() ?? 0
        let columns = Self.shownPlaces(width) { x in
            texts.contains { x < $0.count && $0[x].hasPrefix(Self.mark) }
        }
        let columnWidths = (0..<width).map { x in
            texts.map { x < $0.count ? $0[x].count : 0 }.max() ?? 0
        }
        let shownRows = Self.shownPlaces(texts.count) { y in texts[y].contains { $0.hasPrefix(Self.mark) } }
        var lines = Self.withGaps(shownRows, texts.count, gap: "…") { y in
            let row = texts[y]
            let cells = Self.withGaps(columns.filter { $0 < row.count }, row.count, gap: "…") { x in
                String(repeating: " ", count: columnWidths[x] - row[x].count) + row[x]
            }
            return "[" + cells.joined(separator: ", ") + "]"
        }
        for index in lines.indices {
            lines[index] =
                (index == 0 ? "[" : " ") + lines[index] + (index == lines.count - 1 ? "]" : ",")
        }
        if shownRows.count < texts.count || columns.count < width {
            lines[lines.count - 1] += " (\(texts.count) × \(width))"
        }
        return lines
    }

    /// Matrices and whatever else under each other.
    private func blocks(_ elements: [Anatomy], _ layout: Layout, _ rights: [Anatomy]?) -> [String] {
        let parts = elements.indices.map { elements[$0].lines(layout, rights?[$0]) }
        let places = Self.shownPlaces(parts.count) { parts[$0].contains { $0.contains(Self.mark) } }
        let shown = Self.withGaps(places, parts.count, gap: ["…"]) { parts[$0] }
        var lines: [String] = []
        for (index, part) in shown.enumerated() {
            var part = part
            part[part.count - 1] += index == shown.count - 1 ? "]" : ","
            lines += part.enumerated().map { line, text in
                (index == 0 && line == 0 ? "[" : " ") + text
            }
        }
        return lines
    }

    /// Which of so many elements are shown: all of a few, else the first, the first marked one and the last.
    private static func shownPlaces(_ count: Int, isMarked: (Int) -> Bool) -> [Int] {
        guard count > 10 else { return Array(0..<count) }
        var places = Set([0, 1, 2, 3, 4, 5, count - 1])
        if let marked = (0..<count).first(where: isMarked) {
            places.formUnion([marked - 1, marked, marked + 1].filter { (0..<count).contains($0) })
        }
        return places.sorted()
    }

    /// The shown elements with a gap where some are left out.
    private static func withGaps<Text>(
        _ places: [Int], _ count: Int, gap: Text, _ text: (Int) -> Text
    ) -> [Text] {
        var texts: [Text] = []
        var next = 0
        for place in places {
            if place > next { texts.append(gap) }
            texts.append(text(place))
            next = place + 1
        }
        if next < count, !places.isEmpty { texts.append(gap) }
        return texts
    }
}
