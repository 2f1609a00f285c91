import Files
import Messages

/// Small classification tables that every textbook knows, from the UCI Machine Learning Repository.
/// UCI's own files have no header; the class is the last column. Files of the same table with a header, a number in front of
/// each row (Kaggle's `Iris.csv`) or shorter names of the classes (seaborn's `iris.csv`) are read as well.
///
/// ```swift
/// let iris = try Classic.iris(in: "path/to/iris")
/// let split = Split.stratified(labels: iris.labels, testFraction: 0.3, using: &generator)
/// let (training, test) = (iris.rows(split.training), iris.rows(split.test))
/// ```
public enum Classic {
    /// Reads Fisher's irises, `iris.data` or `iris.csv`: 150 flowers, 4 lengths in cm, 3 classes of 50.
    ///
    /// Source: R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936. Oddities: two rows
    /// (35 and 38) differ from Fisher's own; `iris.data` ends with an empty line. Setosa can be separated
    /// from the others by a line, the other two cannot.
    ///
    /// - Throws: `FileError`.
    public static func iris(in folder: String) throws -> ClassificationData {
        try read(
            publishedTable(in: folder, named: ["iris.data", "iris.csv"]),
            features: ["sepal length", "sepal width", "petal length", "petal width"], range: 0...100,
            written: ["Iris-setosa", "Iris-versicolor", "Iris-virginica"],
            classes: ["setosa", "versicolor", "virginica"])
    }

    /// Reads sonar returns, `sonar.all-data` or `sonar.csv`: 208 echoes, energy in 60 frequency bands
    /// (0...1), from rocks (class 0, 97 rows) and from mines (class 1, 111 rows).
    ///
    /// Source: R. P. Gorman and T. J. Sejnowski, Analysis of hidden units in a layered network trained to
    /// classify sonar targets, 1988. Oddities: rows are sorted by class, so they must be shuffled.
    ///
    /// - Throws: `FileError`.
    public static func sonar(in folder: String) throws -> ClassificationData {
        try read(
            publishedTable(in: folder, named: ["sonar.all-data", "sonar.csv"]),
            features: (1...60).map { "band \($0)" }, range: 0...1, written: ["R", "M"],
            classes: ["rock", "mine"])
    }

    /// Reads banknotes, `data_banknote_authentication.txt` or `banknote_authentication.csv`: 1372 pictures, 4
    /// measures of their wavelet transform, genuine (class 0, 762 rows) or forged (class 1, 610 rows).
    ///
    /// Source: V. Lohweg, 2013. Oddities: lines end with CRLF; rows are sorted by class; 24 repeat others.
    ///
    /// - Throws: `FileError`.
    public static func banknote(in folder: String) throws -> ClassificationData {
        try read(
            publishedTable(
                in: folder,
                named: [
                    "data_banknote_authentication.txt", "banknote_authentication.csv",
                    "BankNote_Authentication.csv",
                ]),
            features: ["variance", "skewness", "curtosis", "entropy"], range: -1000...1000,
            written: ["0", "1"], classes: ["genuine", "forged"])
    }

    /// Reads a table without header: the features, then the class as it is `written`.
    private static func read(
        _ path: String, features: [String], range: ClosedRange<Double>, written: [String], classes: [String]
    ) throws -> ClassificationData {
        if try hasHeader(path) {
            return try readWithHeader(
                path, features: features, range: range, written: written, classes: classes)
        }
        let columns = features.map { CSVColumn.number($0, range: range) } + [.category("class", written)]
        let table = try CSVTable(contentsOf: path, schema: CSVSchema(columns, hasHeader: false))
        return ClassificationData(
            features: rowsFromColumns(features.map { table.floats($0) }), labels: table.categories("class"),
            classNames: classes, featureNames: features)
    }

    /// Reads a table with a header, whose columns stand in the same order.
    private static func readWithHeader(
        _ path: String, features: [String], range: ClosedRange<Double>, written: [String], classes: [String]
    ) throws -> ClassificationData {
        let table = try OwnTable(contentsOf: path)
        let numbers = table.columns.indices.filter { table.columns[$0].content == .numbers }
        var inputs = Array(numbers.prefix(features.count))
        var label: (Int) -> Int?
        if let target = table.columns.firstIndex(where: {
            if case .categories = $0.content { true } else { false }
        }),
            case .categories(let words) = table.columns[target].content
        {
            let codes = words.map { word in
                [written, classes].lazy.compactMap { $0.firstIndex { $0.lowercased() == word.lowercased() } }
                    .first
            }
            label = { table[$0, target].isNaN ? nil : codes[Int(table[$0, target])] }
        } else if let target = numbers.last, numbers.count == features.count + 1 {
            label = { written.firstIndex(of: "\(Int(exactly: table[$0, target]) ?? -1)") }
        } else {
            inputs = []
            label = { _ in nil }
        }
        guard inputs.count == features.count else {
            throw FileError.malformed(
                path: path, line: 1,
                reason: Words(
                    en: "\(features.count) columns of numbers and one of classes are expected",
                    zh: "应有 \(features.count) 列数和一列类别"
                ).text)
        }
        var rows: [[Float]] = []
        var labels: [Int] = []
        for row in 0..<table.rowCount {
            let values = inputs.map { table[row, $0] }
            guard values.allSatisfy(range.contains), let kind = label(row) else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en:
                            "row \(row + 1) is none of this table: \(features.count) numbers and one of \(written)",
                        zh: "第 \(row + 1) 行不属于这个表格：应为 \(features.count) 个数和 \(written) 之一"
                    ).text)
            }
            rows.append(values.map { Float($0) })
            labels.append(kind)
        }
        return ClassificationData(
            features: rows, labels: labels, classNames: classes, featureNames: features)
    }
}
