import ChapterSupport
import Datasets
import Files
import Foundation
import Messages

/// The hours of the bike-sharing system and how they are split: by time, because what a network is to predict is in the future.
struct BikeData {
    /// Every hour, in the order of time.
    let hours: [BikeHour]

    /// What the metrics call it: "generated" or the data set's name.
    let name: String

    /// The training set: the hours before the validation weeks.
    let training: Range<Int>

    /// The validation set, the last three weeks before the test weeks: to choose hyperparameters.
    let validation: Range<Int>

    /// The test set, the last three weeks, 21 · 24 rows: used once, at the end.
    let test: Range<Int>

    /// All hours before the test weeks.
    var beforeTest: Range<Int> { 0..<test.lowerBound }

    /// Bikes rented in each hour.
    var counts: [Float] { hours.map { Float($0.count) } }

    /// The published hours when `--data` names their folder, else generated ones with the same columns.
    init(_ run: ChapterRun) throws {
        if let folder = run.dataFolder ?? BikeData.folder(ofHours: run) {
            self.init(try BikeSharing.hours(in: folder), name: "bike-sharing")
            guard hours.count >= 8 * BikeData.threeWeeks else {
                throw FileError.malformed(
                    path: "\(folder)/hour.csv",
                    reason: Words(
                        en: "\(hours.count) hours are too few: the split needs \(8 * BikeData.threeWeeks)",
                        zh: "只有 \(hours.count) 个小时，划分数据至少需要 \(8 * BikeData.threeWeeks) 个"
                    ).text)
            }
        } else {
            self.init(BikeSharing.generated(days: run.isQuick ? 365 : 731, seed: run.seed), name: "generated")
        }
    }

    /// The folder of `--data` where that is the published `hour.csv` itself, and not a table of the reader's own; nil elsewhere.
    static func folder(ofHours run: ChapterRun) -> String? {
        guard let file = run.dataFile.map(URL.init(fileURLWithPath:)), file.lastPathComponent == "hour.csv",
            !run.wasGiven("target")
        else { return nil }
        return file.deletingLastPathComponent().path
    }

    /// These hours, the last three weeks for the test and the three before for validation.
    init(_ hours: [BikeHour], name: String) {
        self.hours = hours
        self.name = name
        let testStart = max(0, hours.count - BikeData.threeWeeks)
        let validationStart = max(0, testStart - BikeData.threeWeeks)
        training = 0..<validationStart
        validation = validationStart..<testStart
        test = testStart..<hours.count
    }

    private static let threeWeeks = 21 * 24
}
