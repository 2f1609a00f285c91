import Files

/// Small classification tables that every textbook knows, from the UCI Machine Learning Repository.
/// None has a header; the class is the last column.
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
            publishedFile(in: folder, named: "iris.data", "iris.csv"),
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
            publishedFile(in: folder, named: "sonar.all-data", "sonar.csv"),
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
            publishedFile(
                in: folder, named: "data_banknote_authentication.txt", "banknote_authentication.csv"),
            features: ["variance", "skewness", "curtosis", "entropy"], range: -1000...1000,
            written: ["0", "1"], classes: ["genuine", "forged"])
    }

    /// Reads a table without header: the features, then the class as it is `written`.
    private static func read(
        _ path: String, features: [String], range: ClosedRange<Double>, written: [String], classes: [String]
    ) throws -> ClassificationData {
        let columns = features.map { CSVColumn.number($0, range: range) } + [.category("class", written)]
        let table = try CSVTable(contentsOf: path, schema: CSVSchema(columns, hasHeader: false))
        return ClassificationData(
            features: rowsFromColumns(features.map { table.floats($0) }), labels: table.categories("class"),
            classNames: classes, featureNames: features)
    }
}
