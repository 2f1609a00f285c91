import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import TensorCore

/// A table of the reader's own with a column of dates or times, split by time as the hours are: the first 70 % of the rows for
/// training, the next 15 % for validation, the last 15 % for the test.
struct TimeTable {
    let task: TableTask
    /// The name of the file.
    let name: String
    /// The column of times.
    let timeName: String
    /// The columns of the file, the times among them.
    let fileColumns: [String]

    let training: Range<Int>
    let validation: Range<Int>
    let test: Range<Int>
    var beforeTest: Range<Int> { 0..<test.lowerBound }

    /// Fills and encodes the rows, fitted on the training rows.
    let encoder: TableEncoder
    /// The rows as inputs, `[N, inputs]`.
    let inputs: NDArray
    /// Mean and deviation of the targets of the training rows.
    let scale: Standardizer

    /// What is to be predicted, in the order of time.
    var targets: [Float] { task.targets }

    private static let fewestRows = 200
    private static let mostInputs = 2000

    /// Reads the table.
    ///
    /// - Parameter target: the column to predict; nil for the usual one, see `TableTask`.
    /// - Throws: `FileError`, also where no column holds times, or too few rows are left.
    init(contentsOf path: String, target: String?) throws {
        let table = try OwnTable(contentsOf: path)
        func refuse(_ reason: Words) -> FileError { .malformed(path: path, reason: reason.text) }
        guard let time = table.timeColumn else {
            throw refuse(
                Words(
                    en:
                        "no column of dates or times such as 2011-01-31, 31.01.2011 or 2011-01-31 08:00, by which to split",
                    zh: "没有日期或时间列（如 2011-01-31、31.01.2011 或 2011-01-31 08:00），无法按时间划分"))
        }
        timeName = table.columns[time].name
        if let target, table.column(named: target) == time {
            throw refuse(
                Words(
                    en: "\(excerpt(timeName)) is the time, and cannot be predicted",
                    zh: "\(excerpt(timeName)) 是时间列，不能作为预测目标"))
        }
        fileColumns = table.columns.map(\.name)
        let ordered = table.sorted(byTimes: time)
        guard Set(ordered.values(time)).count > 2 else {
            throw refuse(
                Words(
                    en: "\(excerpt(timeName)) has fewer than three different times: nothing to split by",
                    zh: "\(excerpt(timeName)) 中不同的时间少于三个，无法按时间划分"))
        }
        task = try TableTask(
            ordered.replacingTimes(time), target: target, kind: .regression,
            minimumRowCount: TimeTable.fewestRows)
        name = URL(fileURLWithPath: path).lastPathComponent

        let count = task.rows.count
        let testStart = count - count * 15 / 100
        let validationStart = testStart - count * 15 / 100
        training = 0..<validationStart
        validation = validationStart..<testStart
        test = testStart..<count
        encoder = TableEncoder(fitting: Array(task.rows[training]), columns: task.columns)
        guard encoder.featureNames.count <= TimeTable.mostInputs else {
            throw refuse(
                Words(
                    en: "\(encoder.featureNames.count) inputs are too many, at most \(TimeTable.mostInputs)",
                    zh: "有 \(encoder.featureNames.count) 个输入，最多 \(TimeTable.mostInputs) 个"))
        }
        inputs = NDArray(rows: encoder.encode(task.rows))
        scale = Standardizer(fitting: Array(task.targets[training]))
        guard inputs.scalars.allSatisfy({ $0.magnitude < 1e6 }) else {
            throw refuse(
                Words(
                    en:
                        "a value is a million deviations away from those of the training rows: an error in the data?",
                    zh: "有一个值偏离训练集超过一百万个标准差：数据有误？"))
        }
    }

    /// The table that `--data` names; nil where it names none, or the published hours.
    ///
    /// - Throws: `FileError`, and `UsageError` for options that do not go together.
    init?(_ run: ChapterRun) throws {
        guard let path = run.dataFile, BikeData.folder(ofHours: run) == nil else {
            guard !run.wasGiven("target") else {
                throw UsageError(
                    en: "--target needs --data FILE, a table of your own",
                    zh: "--target 需要 --data FILE，即你自己的表格")
            }
            return nil
        }
        for option in ["mistake", "as-in-book"] where run.wasGiven(option) {
            throw UsageError(
                en: "--\(option) is about the hours of bike sharing, not about a table of your own",
                zh: "--\(option) 针对共享单车的数据，不适用于你自己的表格")
        }
        try self.init(contentsOf: path, target: run.text("target"))
    }

    /// The targets of all rows as a network is to predict them, `[N, 1]`.
    var standardizedTargets: NDArray {
        NDArray(scale.transform(targets)).reshaped([targets.count, 1])
    }

    /// The numbers behind a network's outputs `[N, 1]`.
    func decode(_ outputs: NDArray) -> [Float] {
        (outputs * scale.deviations[0] + scale.means[0]).scalars
    }
}
