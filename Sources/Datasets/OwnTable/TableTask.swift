import Files
import Messages

/// A table with its target chosen: the rows to learn from, as numbers with NaN where a value is missing, and a line about
/// what was understood.
///
/// Rows without a target and copies of earlier rows are left out (unless most rows are copies: of few columns of categories
/// that is no accident), columns that say nothing (identifiers, texts, dates, empty
/// and constant ones) as well. Filling, standardizing and one-hot encoding are left to `TableEncoder`, which is fitted on
/// training rows alone.
///
/// ```swift
/// let table = try OwnTable(text: "a,b,kind\n1,2,x\n3,?,y\n4,5,x\n6,7,y\n", name: "table.csv")
/// let task = try TableTask(table, target: nil, kind: .classification, minimumRowCount: 2)
/// print(task.summary.text)  // 4 rows, 2 numbers, target kind: x 2, y 2; 1 empty cell filled with the median
/// ```
public struct TableTask: Sendable {
    /// What is to be predicted.
    public enum Kind: Sendable { case classification, regression }

    /// The columns of the features.
    public let columns: [FeatureColumn]

    /// The features, `[N][columns]`; NaN is a missing value, a category the index of its word.
    public let rows: [[Float]]

    /// The target's name.
    public let targetName: String

    /// The names of the classes; empty for regression.
    public let classNames: [String]

    /// The class of each row; empty for regression.
    public let labels: [Int]

    /// The number to predict of each row; empty for classification.
    public let targets: [Float]

    /// The names of all columns of the file, for reading rows of it without a header.
    public let fileColumns: [String]

    /// What was understood, in one line.
    public let summary: Words

    /// Chooses target and features.
    ///
    /// - Parameters:
    ///   - target: the name of the target's column. Without it, it is a column named class, target or label; else the last
    ///     one; for classification the only column of words where the last is one of measurements.
    ///   - minimumRowCount: how many rows must be left.
    /// - Throws: `FileError.malformed` where the target is unknown or does not fit the kind, no feature is left, all rows are
    ///   of one class, or too few rows are left.
    public init(
        _ table: OwnTable, target: String?, kind: Kind, minimumRowCount: Int
    ) throws {
        let chosen = try TargetChoice(table, target, kind)
        targetName = table.columns[chosen.column].name
        fileColumns = table.columns.map(\.name)

        var used: [Int] = []
        var leftOut: [Words] = []
        for (index, column) in table.columns.enumerated() where index != chosen.column {
            switch column.content {
            case .numbers where !column.isConstant, .categories where !column.isConstant: used.append(index)
            case .numbers, .categories:
                leftOut.append(Words(en: "\(column.name) (constant)", zh: "\(column.name)（取值不变）"))
            case .times: leftOut.append(Words(en: "\(column.name) (time)", zh: "\(column.name)（时间）"))
            case .identifiers:
                leftOut.append(Words(en: "\(column.name) (row number or id)", zh: "\(column.name)（行号或编号）"))
            case .texts: leftOut.append(Words(en: "\(column.name) (text)", zh: "\(column.name)（文本）"))
            case .nothing: leftOut.append(Words(en: "\(column.name) (empty)", zh: "\(column.name)（全空）"))
            }
        }
        guard !used.isEmpty else {
            throw FileError.malformed(
                path: table.path,
                reason: Words(
                    en: "no column to predict \(targetName) from: neither numbers nor categories",
                    zh: "没有可用来预测 \(targetName) 的列：既没有数，也没有类别"
                ).text)
        }
        columns = used.map { index in
            if case .categories(let words) = table.columns[index].content {
                return FeatureColumn(name: table.columns[index].name, levels: words)
            }
            return FeatureColumn(name: table.columns[index].name)
        }

        let answered = (0..<table.rowCount).filter { !table[$0, chosen.column].isNaN }
        var seen = SeenRows()
        let different = answered.filter { row in seen.insert((used + [chosen.column]).map { table[row, $0] })
        }
        let keepsCopies = different.count * 2 < answered.count
        let kept = keepsCopies ? answered : different
        let copies = answered.count - different.count
        rows = kept.map { row in used.map { Float(table[row, $0]) } }
        let truths = kept.map { table[$0, chosen.column] }
        (classNames, labels, targets) =
            kind == .classification ? chosen.classes(of: truths) : ([], [], truths.map { Float($0) })
        guard kept.count >= minimumRowCount else {
            throw FileError.malformed(
                path: table.path,
                reason: Words(
                    en:
                        "\(counted(kept.count, "different row")) with a target, at least \(minimumRowCount) are needed",
                    zh: "有目标值且互不相同的行只有 \(kept.count) 行，至少需要 \(minimumRowCount) 行"
                ).text)
        }
        if kind == .classification, classNames.count < 2 {
            throw FileError.malformed(
                path: table.path,
                reason: Words(
                    en:
                        "all rows have \(targetName) \(excerpt(classNames.first ?? "")): there is nothing to tell apart",
                    zh: "所有行的 \(targetName) 都是 \(excerpt(classNames.first ?? ""))：没有可区分的类别"
                ).text)
        }
        if kind == .regression, Set(targets).count < 2 {
            throw FileError.malformed(
                path: table.path,
                reason: Words(
                    en: "all rows have the same \(targetName): there is nothing to predict",
                    zh: "所有行的 \(targetName) 都相同：没有可预测的内容"
                ).text)
        }
        summary =
            TableSummary(
                columns: columns, rows: rows, targetName: targetName, classNames: classNames, labels: labels,
                targets: targets, leftOut: leftOut, withoutTarget: table.rowCount - answered.count,
                copies: copies, keepsCopies: keepsCopies, remarks: table.remarks
            ).words
    }

    /// The rows of a classification, as they are: `rows(_:)` of it are what `TableEncoder` is fitted on.
    public var classification: ClassificationData {
        ClassificationData(
            features: rows, labels: labels, classNames: classNames, featureNames: columns.map(\.name))
    }

    /// The rows of a regression, as they are.
    public var regression: RegressionData {
        RegressionData(
            features: rows, targets: targets, featureNames: columns.map(\.name), targetName: targetName)
    }
}

/// The rows that were seen, for finding copies.
private struct SeenRows {
    private var rows: Set<[Double]> = []

    /// False where the row was seen before. Missing values are equal to each other.
    mutating func insert(_ row: [Double]) -> Bool {
        rows.insert(row.map { $0.isNaN ? -Double.greatestFiniteMagnitude : $0 }).inserted
    }
}
