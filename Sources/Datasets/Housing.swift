import Files
import Messages
import TensorCore

/// House prices: Boston's of the 1970 census, and a generated course of prices for the straight line of
/// section 2.3.
///
/// ```swift
/// let boston = try Housing.boston(in: "path/to/boston-housing")  // 506 tracts of 13 features
/// let history = Housing.generatedPrices(months: 100, using: &generator)  // without a file
/// ```
public enum Housing {
    /// The columns of Boston's table; the last is the target.
    ///
    /// CRIM crimes a head; ZN per cent of land in large lots; INDUS per cent of industrial land; CHAS whether
    /// the tract is on the river; NOX nitric oxides, parts in ten million; RM rooms a dwelling; AGE per
    /// cent of houses built before 1940; DIS distance to work; RAD access to highways; TAX property tax per
    /// $10,000; PTRATIO pupils a teacher; B 1000 (share of black people − 0.63)²; LSTAT per cent of lower
    /// status; MEDV median price in $1000.
    static let columns: [CSVColumn] = [
        .number("CRIM", range: 0...1000), .number("ZN", range: 0...100), .number("INDUS", range: 0...100),
        .number("CHAS", range: 0...1), .number("NOX", range: 0...10), .number("RM", range: 0...100),
        .number("AGE", range: 0...100), .number("DIS", range: 0...1000), .number("RAD", range: 0...100),
        .number("TAX", range: 0...10_000), .number("PTRATIO", range: 0...100),
        .number("B", range: 0...1000), .number("LSTAT", range: 0...100), .number("MEDV", range: 0...1000),
    ]

    /// Reads Boston's 506 tracts from `boston.housing.csv` (commas), `boston.housing.data` or `housing.data` (blanks),
    /// none of which has a header: features `[506][13]`, targets the median price in $1000.
    ///
    /// Source: D. Harrison and D. L. Rubinfeld, Hedonic housing prices and the demand for clean air, 1978;
    /// UCI Machine Learning Repository. Oddities: prices are cut off at 50, which sixteen tracts reach;
    /// column B measures the share of black inhabitants; no price should be built on it, and it is here only
    /// because the published table has it.
    ///
    /// - Throws: `FileError`.
    public static func boston(in folder: String) throws -> RegressionData {
        let path = try publishedTable(in: folder, named: fileNames)
        let separator: CSVSeparator = path.lowercased().hasSuffix(".csv") ? .comma : .whitespace
        let table = try CSVTable(
            contentsOf: path, schema: CSVSchema(columns, separator: separator, hasHeader: false))
        let names = columns.map(\.name)
        return RegressionData(
            features: rowsFromColumns(names.dropLast().map { table.floats($0) }),
            targets: table.floats("MEDV"),
            featureNames: Array(names.dropLast()), targetName: "MEDV")
    }

    /// What the thirteen features are called.
    public static var featureNames: [String] { columns.dropLast().map(\.name) }

    /// What the target is called.
    public static var targetName: String { "MEDV" }

    /// The table of house prices in `folder` under another of its published names, in any case: `HousingData.csv`,
    /// `Housing.csv`, `boston.csv` or `BostonHousing.csv`, which have a header and may lack values, so that `OwnTable` reads
    /// them; nil where the folder has UCI's own files or none at all.
    ///
    /// - Throws: `FileError` where there is no such folder.
    public static func otherBoston(in folder: String) throws -> String? {
        let usual = fileNames.contains { (try? publishedTable(in: folder, named: [$0])) != nil }
        try requireFolder(folder)
        if usual { return nil }
        return try? publishedTable(
            in: folder, named: ["HousingData.csv", "BostonHousing.csv", "Boston.csv", "Housing.csv"])
    }

    /// UCI's file, by the names under which it is found.
    private static let fileNames = ["boston.housing.csv", "boston.housing.data", "housing.data"]

    /// A price index month by month: price = intercept + slope · month + noise · N(0, 1), for months
    /// 0, 1, 2, … (section 2.3).
    ///
    /// Traps where `months` is below 1 or `noise` is negative.
    public static func generatedPrices(
        months: Int = 100, slope: Float = 1, intercept: Float = 20, noise: Float = 10,
        using generator: inout RandomGenerator
    ) -> PriceHistory {
        guard months >= 1, noise >= 0 else {
            explainFailure("Housing.generatedPrices", "\(months) months with noise \(noise)")
        }
        let times = (0..<months).map { Float($0) }
        let prices = times.map { intercept + slope * $0 + noise * generator.normal() }
        return PriceHistory(months: times, prices: prices, slope: slope, intercept: intercept)
    }
}

/// Generated prices over time, and the straight line that they scatter around.
///
/// ```swift
/// let history = Housing.generatedPrices(slope: 2, noise: 0, using: &generator)
/// let start = history.prices.prefix(3)  // 20, 22, 24
/// ```
public struct PriceHistory: Equatable, Sendable {
    /// The months, 0, 1, 2, ….
    public let months: [Float]

    /// The price index of each month.
    public let prices: [Float]

    /// What the index truly gains a month.
    public let slope: Float

    /// Where the line truly begins.
    public let intercept: Float
}

/// Columns turned into rows.
func rowsFromColumns(_ columns: [[Float]]) -> [[Float]] {
    guard let first = columns.first else { return [] }
    return first.indices.map { row in columns.map { $0[row] } }
}
