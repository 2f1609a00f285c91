import Files
import Messages

/// The hours of Washington's bike-sharing system in 2011 and 2012, or hours generated in their likeness.
///
/// Source: UCI Machine Learning Repository, "Bike Sharing Dataset", 17,379 hours in `hour.csv`. Please cite:
/// H. Fanaee-T and J. Gama, Event labeling combining ensemble detectors and background knowledge, Progress in
/// Artificial Intelligence, 2013. Used in chapter 3 of the book.
///
/// Oddities: the lines end with CRLF; hours without any rental and a few stormy days have no rows, so
/// that 24 rows are not always a day; `weathersit` is 4 in three rows only.
///
/// ```swift
/// let published = try BikeSharing.hours(in: "path/to/bike-sharing")  // 17,379 hours
/// let generated = BikeSharing.generated(days: 365, seed: 1)  // without a file
/// ```
public enum BikeSharing {
    /// The columns of `hour.csv`.
    public static let schema = CSVSchema([
        .integer("instant", range: 1...Int.max), .date("dteday"), .integer("season", range: 1...4),
        .integer("yr", range: 0...1), .integer("mnth", range: 1...12), .integer("hr", range: 0...23),
        .integer("holiday", range: 0...1), .integer("weekday", range: 0...6),
        .integer("workingday", range: 0...1), .integer("weathersit", range: 1...4),
        .number("temp", range: 0...1), .number("atemp", range: 0...1), .number("hum", range: 0...1),
        .number("windspeed", range: 0...1), .integer("casual", range: 0...1_000_000),
        .integer("registered", range: 0...1_000_000), .integer("cnt", range: 0...2_000_000),
    ])

    /// Reads `hour.csv` from a folder.
    ///
    /// - Throws: `FileError`, also where casual and registered do not add up to the count, or where an hour
    ///   is not later than the row before it (the last three weeks of the rows are used as the future).
    public static func hours(in folder: String) throws -> [BikeHour] {
        try hours(of: CSVTable(contentsOf: publishedFile(in: folder, named: "hour.csv"), schema: schema))
    }

    /// The hours in a table read with `schema`.
    ///
    /// - Throws: `FileError`, as `hours(in:)` does.
    public static func hours(of table: CSVTable) throws -> [BikeHour] {
        let dates = table.dates("dteday")
        let (seasons, years) = (table.integers("season"), table.integers("yr"))
        let (months, hours) = (table.integers("mnth"), table.integers("hr"))
        let (holidays, weekdays) = (table.integers("holiday"), table.integers("weekday"))
        let (workingDays, weathers) = (table.integers("workingday"), table.integers("weathersit"))
        let (temperatures, felt) = (table.floats("temp"), table.floats("atemp"))
        let (humidities, winds) = (table.floats("hum"), table.floats("windspeed"))
        let (casual, registered) = (table.integers("casual"), table.integers("registered"))
        let counts = table.integers("cnt")
        var rows: [BikeHour] = []
        rows.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount {
            guard casual[row] + registered[row] == counts[row] else {
                throw table.malformed(
                    row: row,
                    reason: Words(
                        en:
                            "casual \(casual[row]) and registered \(registered[row]) are not cnt \(counts[row])",
                        zh: "casual \(casual[row]) 与 registered \(registered[row]) 之和不等于 cnt \(counts[row])"
                    ).text)
            }
            if row > 0, (dates[row - 1], hours[row - 1]) >= (dates[row], hours[row]) {
                throw table.malformed(
                    row: row,
                    reason: Words(en: "the hour is not later than that of the row before", zh: "这一小时不晚于上一行")
                        .text)
            }
            rows.append(
                BikeHour(
                    date: dates[row], season: seasons[row], year: years[row], month: months[row],
                    hour: hours[row], isHoliday: holidays[row] == 1, weekday: weekdays[row],
                    isWorkingDay: workingDays[row] == 1, weather: weathers[row],
                    temperature: temperatures[row], feltTemperature: felt[row], humidity: humidities[row],
                    windSpeed: winds[row], casual: casual[row], registered: registered[row]))
        }
        return rows
    }

    /// The hours as the text of an `hour.csv`.
    public static func csv(_ hours: [BikeHour]) -> String {
        var text = schema.columns.map(\.name).joined(separator: ",") + "\n"
        for (index, row) in hours.enumerated() {
            text +=
                "\(index + 1),\(row.date),\(row.season),\(row.year),\(row.month),\(row.hour),"
                + "\(row.isHoliday ? 1 : 0),\(row.weekday),\(row.isWorkingDay ? 1 : 0),\(row.weather),"
                + "\(row.temperature),\(row.feltTemperature),\(row.humidity),\(row.windSpeed),"
                + "\(row.casual),\(row.registered),\(row.count)\n"
        }
        return text
    }
}
