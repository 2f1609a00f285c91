import Autograd
import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The careful network as a run saved it, with all that it takes to predict other hours.
struct HourPredictor {
    let network: Sequential
    private let use: Use

    /// What the note of a model's file holds.
    private struct Use: Codable {
        let scaling: BikeScaling
        let scale: CountScale
    }

    /// The note for a model's file.
    static func note(_ scaling: BikeScaling, _ scale: CountScale) -> String {
        let writer = JSONEncoder()
        writer.outputFormatting = .sortedKeys
        let data = try? writer.encode(Use(scaling: scaling, scale: scale))
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads the model of a run.
    ///
    /// - Throws: `FileError` where the file is missing, broken or not of this chapter.
    init(contentsOf path: String) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        guard checkpoint.notes["chapter"] == "3", let note = checkpoint.notes["hours"],
            let use = try? JSONDecoder().decode(Use.self, from: Data(note.utf8)),
            use.scaling.isConsistent, use.scale.isConsistent
        else {
            throw FileError.malformed(
                path: path, reason: Words(en: "not a model of Chapter 3", zh: "不是第 3 章的模型").text)
        }
        self.use = use
        var generator = RandomGenerator(seed: 0)
        let inputs = BikeFeatures.careful([], use.scaling).names.count
        var settings = CarefulSettings()
        settings.width = checkpoint.model.first { $0.name == "0.weight" }?.value.shape.first ?? settings.width
        network = BikeModel.carefulNetwork(inputs: inputs, settings, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
    }

    /// The bikes of some hours.
    func predictions(_ hours: [BikeHour]) -> [Float] {
        let features = BikeFeatures.careful(hours, use.scaling).matrix
        return withoutGradient { use.scale.decode(network(Tensor(features)).value) }
    }

    /// The hours of a table with `hour.csv`'s column names. Date (`dteday`, with the time in it or in `hr`), `weathersit`,
    /// `temp`, `hum` and `windspeed` must be there; `atemp` is else taken to feel like the air, no day is a holiday, and the
    /// rest follows from the date.
    ///
    /// - Throws: `FileError.malformed`.
    func hours(_ table: OwnTable) throws -> [BikeHour] {
        func refuse(_ reason: Words) -> FileError { .malformed(path: table.path, reason: reason.text) }
        func column(_ name: String) throws -> Int {
            guard let index = table.column(named: name) else {
                throw refuse(Words(en: "no column \"\(name)\"", zh: "没有列 \"\(name)\""))
            }
            return index
        }
        let date = try column("dteday")
        guard table.columns[date].content == .times else {
            throw refuse(Words(en: "dteday holds no dates like 2012-12-24", zh: "dteday 不是形如 2012-12-24 的日期"))
        }
        let (weather, temperature) = (try column("weathersit"), try column("temp"))
        let (humidity, wind) = (try column("hum"), try column("windspeed"))
        let (hour, holiday) = (table.column(named: "hr"), table.column(named: "holiday"))
        let felt = table.column(named: "atemp")
        return try (0..<table.rowCount).map { row in
            func number(_ column: Int, _ range: ClosedRange<Double>) throws -> Double {
                let value = table[row, column]
                guard range.contains(value) else {
                    let name = table.columns[column].name
                    let found = value.isNaN ? "?" : formatNumber(value)
                    let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
                    throw refuse(
                        Words(
                            en: "row \(row + 1): \(name) is \(found), not a number from \(low) to \(high)",
                            zh: "第 \(row + 1) 行：\(name) 是 \(found)，应为 \(low) 到 \(high) 的数"))
                }
                return value
            }
            // The years 1 to 9999.
            let seconds = try number(date, -62_135_596_800...253_402_300_799)
            let day = CalendarDate(dayNumber: Int((seconds / 86_400).rounded(.down)))
            let written = Int(seconds) - day.dayNumber * 86_400
            let clock = try hour.map { Int(try number($0, 0...23)) } ?? written / 3600
            let isHoliday =
                try holiday.map { try number($0, 0...1) == 1 } ?? use.scaling.holidays.contains(day.dayNumber)
            let air = try number(temperature, -1...2)
            return BikeHour(
                date: day, season: season(day), year: day.year - use.scaling.firstYear, month: day.month,
                hour: clock, isHoliday: isHoliday, weekday: day.weekday,
                isWorkingDay: !isHoliday && (1...5).contains(day.weekday),
                weather: Int(try number(weather, 1...4)),
                // Degrees over 41 become degrees over 50.
                temperature: Float(air),
                feltTemperature: Float(try felt.map { try number($0, -1...2) } ?? air * 41 / 50),
                humidity: Float(try number(humidity, 0...1)), windSpeed: Float(try number(wind, 0...5)),
                casual: 0, registered: 0)
        }
    }
}

/// The season by the date, as `hour.csv` counts it: from 21 March, 21 June, 23 September and 21 December on.
func season(_ date: CalendarDate) -> Int {
    switch date.month * 100 + date.day {
    case 321..<621: 2
    case 621..<923: 3
    case 923..<1221: 4
    default: 1
    }
}

/// Answers `--predict`: "2012-12-24 17:00 123 bikes" for each hour of a file, the one that was typed, or each line of the
/// input, whose columns a header may name. Where the file has `cnt`, the error follows on standard error. With the model of a
/// table of the reader's own, its rows take the place of the hours.
func predict(_ arguments: ParsedArguments, _ console: Console) throws {
    let model = try modelFile(arguments, for: "predict")
    let text = arguments.text("predict")
    if let predictor = try TablePredictor(contentsOf: model) {
        try predictor.answer(text, path: arguments.path("predict") ?? text, console)
        return
    }
    let predictor = try HourPredictor(contentsOf: model)
    let standard = "dteday,weathersit,temp,atemp,hum,windspeed"
    func answer(_ table: OwnTable) throws {
        let hours = try predictor.hours(table)
        let bikes = predictor.predictions(hours)
        for (hour, count) in zip(hours, bikes) {
            let number = formatNumber(Double(count.rounded()))
            console.output(
                "\(hour.date) \(hour.hour < 10 ? "0" : "")\(hour.hour):00 "
                    + Words(en: "\(number) \(number == "1" ? "bike" : "bikes")", zh: "\(number) 辆").text)
        }
        guard let column = table.column(named: "cnt"), table.rowCount > 1 else { return }
        let truths = table.values(column).map { Float($0) }
        guard truths.allSatisfy(\.isFinite) else { return }
        let error = formatNumber(Scores(bikes, truths).rmse, significantDigits: 3)
        console.error(
            Words(
                en: "\(truths.count) hours with their counts: root mean squared error \(error) bikes",
                zh: "\(truths.count) 个小时有真实值：均方根误差 \(error) 辆"
            ).text)
    }
    func line(_ text: String, _ header: String, name: String) throws -> OwnTable {
        let separator = header.contains(";") ? ";" : header.contains("\t") ? "\t" : ","
        let fields = text.split(separator: separator, omittingEmptySubsequences: false).count
        let names = header.split(separator: separator, omittingEmptySubsequences: false).count
        guard fields == names else {
            throw FileError.malformed(
                path: name,
                reason: Words(
                    en: "\(fields) of \(names) values: \(header)",
                    zh: "有 \(fields) 个值，应为 \(names) 个：\(header)"
                ).text)
        }
        return try OwnTable(text: header + "\n" + text + "\n", name: name)
    }
    if text == "-" {
        let name = Words(en: "standard input", zh: "标准输入").text
        var header = standard
        var number = 0
        try forEachInputLine(until: { false }) { input in
            number += 1
            if number == 1, input.lowercased().contains("dteday") {
                header = input
            } else if input.allSatisfy(\.isWhitespace) {
                console.output(Words(en: "(no row)", zh: "（空行）").text)
            } else {
                try answer(try line(input, header, name: "\(name):\(number)"))
            }
        }
    } else if FileManager.default.fileExists(atPath: text) || text.contains("/") || text.hasSuffix(".csv") {
        try answer(try OwnTable(contentsOf: arguments.path("predict") ?? text))
    } else {
        do {
            try answer(try line(text, standard, name: "--predict"))
        } catch FileError.malformed(_, _, _, let reason) {
            throw UsageError("--predict: \(reason)")
        }
    }
}
