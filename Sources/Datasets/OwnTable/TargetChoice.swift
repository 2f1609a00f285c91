import Files
import Messages

/// The column that is to be predicted.
struct TargetChoice {
    let column: Int
    private let words: [String]?

    /// More different numbers than this are no classes.
    private static let maximumClassCount = 100

    init(_ table: OwnTable, _ name: String?, _ kind: TableTask.Kind) throws {
        func refuse(_ reason: Words) -> FileError { .malformed(path: table.path, reason: reason.text) }
        if let name {
            guard let index = table.column(named: name) else {
                let names = nearest(name, table.columns.map(\.name))
                let shown =
                    names.prefix(8).map { excerpt($0, limit: 24) }.joined(separator: ", ")
                    + (names.count > 8 ? ", …" : "")
                throw refuse(
                    Words(
                        en: "no column \"\(excerpt(name))\"; there are \(shown)",
                        zh: "没有列 \"\(excerpt(name))\"；表中有 \(shown)"))
            }
            column = index
        } else if let index = Self.usual(table, kind) {
            column = index
        } else {
            let names = table.columns.prefix(8).map { excerpt($0.name, limit: 24) }.joined(separator: ", ")
            throw refuse(
                Words(
                    en:
                        "which column is to be predicted? Say --target NAME: \(names)\(table.columns.count > 8 ? ", …" : "")",
                    zh: "要预测哪一列？请用 --target 指定：\(names)\(table.columns.count > 8 ? "……" : "")"))
        }
        let chosen = table.columns[column]
        let shown = excerpt(chosen.name)
        switch (chosen.content, kind) {
        case (.categories(let names), .classification): words = names
        case (.numbers, .classification):
            words = nil
            let different = Set(table.values(column).filter { !$0.isNaN }).count
            guard different <= Self.maximumClassCount else {
                throw refuse(
                    Words(
                        en:
                            "\(shown) has \(different) different numbers: those are no classes (Chapter 2 predicts numbers)",
                        zh: "\(shown) 有 \(different) 个不同的数，不是类别（预测数值见第 2 章）"))
            }
        case (.numbers, .regression): words = nil
        case (.categories(let names), .regression):
            throw refuse(
                Words(
                    en:
                        "\(shown) holds words (\(excerpt(names.first ?? ""))), no numbers (Chapter 1 predicts classes)",
                    zh: "\(shown) 是文字（\(excerpt(names.first ?? ""))），不是数（预测类别见第 1 章）"))
        default:
            throw refuse(
                Words(
                    en:
                        "\(shown) cannot be predicted: it is empty, a date, a row number, or another text in each row",
                    zh: "\(shown) 无法预测：它为空，或是日期、行号，或每行文字都不同"))
        }
    }

    /// The column that is meant where none is named.
    private static func usual(_ table: OwnTable, _ kind: TableTask.Kind) -> Int? {
        let columns = table.columns
        let candidates = columns.indices.filter { index in
            switch columns[index].content {
            case .numbers: true
            case .categories: kind == .classification
            default: false
            }
        }
        let names = ["target", "class", "label", "y"]
        if let named = candidates.first(where: { names.contains(columns[$0].name.lowercased()) }) {
            return named
        }
        let last = candidates.last
        guard kind == .classification else { return last }
        /// Whether a column's values look like classes: words, or a few whole numbers.
        func isClassLike(_ index: Int) -> Bool {
            if case .categories = columns[index].content { return true }
            let values = Set(table.values(index).filter { !$0.isNaN })
            return values.count <= 20 && values.count * 3 <= table.rowCount + 3
                && values.allSatisfy { $0 == $0.rounded() }
        }
        if let last, isClassLike(last) { return last }
        let words = candidates.filter { if case .categories = columns[$0].content { true } else { false } }
        if words.count == 1 { return words[0] }
        // UCI's files without a header have the class first or last.
        if words.isEmpty, !table.hasHeader, candidates.first == 0, isClassLike(0) { return 0 }
        return nil
    }

    /// The classes that occur, in their order, and the class of each row.
    func classes(of values: [Double]) -> (names: [String], labels: [Int], targets: [Float]) {
        let present = Set(values).sorted()
        let places = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        let names = present.map { value -> String in
            if let words { return words[Int(value)] }
            return shortest(value)
        }
        return (names, values.map { places[$0] ?? 0 }, [])
    }
}

/// The names, those first that are most like the one that was typed.
private func nearest(_ name: String, _ names: [String]) -> [String] {
    func distance(_ other: String) -> Int {
        let (a, b) = (
            Array(name.lowercased().unicodeScalars.prefix(40)),
            Array(other.lowercased().unicodeScalars.prefix(40))
        )
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherLetter) in b.enumerated() {
                let substituted = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
    let distances = names.prefix(1000).map { (name: $0, distance: distance($0)) }
    let isClose = distances.contains { $0.distance <= 2 }
    return isClose ? distances.sorted { $0.distance < $1.distance }.map(\.name) : names
}
