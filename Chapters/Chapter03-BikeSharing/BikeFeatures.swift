import Datasets
import Foundation
import TensorCore

/// The features of the hours: named columns of numbers, one number an hour.
struct BikeFeatures {
    /// A column's name, and its value in every hour.
    typealias Column = (name: String, values: [Float])

    /// The columns' names, in order.
    let names: [String]

    /// One row an hour, `[N, columns]`.
    let matrix: NDArray

    private init(_ columns: [Column]) {
        names = columns.map(\.name)
        let count = columns.first?.values.count ?? 0
        matrix = NDArray(columns.flatMap(\.values), shape: [columns.count, count]).transposed().contiguous()
    }

    /// The book's 56 columns (section 3.4): season, weather, month, hour and weekday as one-hot columns; year and
    /// holiday; temperature, humidity and wind standardized.
    ///
    /// - Parameter fitted: the rows from which mean and standard deviation are taken: the training rows, or all of them as in
    ///   the book, data leakage from the test weeks.
    static func book(_ hours: [BikeHour], fittedOn fitted: Range<Int>) -> BikeFeatures {
        BikeFeatures(bookColumns(hours, BikeScaling(hours, fittedOn: fitted)))
    }

    /// The book's columns with feature engineering, all of it known before the hour begins.
    ///
    /// - the hour as a point on circles of 24, 12 and 8 hours, so that 23 and 0 are neighbours;
    /// - the day of the year as a point on circles of 12 and 6 months;
    /// - the hour for working days and for free days apart: commuters and strollers ride at different hours;
    /// - the growth of the system, as the days since its beginning;
    /// - the eve of a holiday, the day after it, and the days from 23 December to 1 January, which the training
    ///   data shows to be empty once already, in 2011.
    static func careful(_ hours: [BikeHour], fittedOn fitted: Range<Int>) -> BikeFeatures {
        careful(hours, BikeScaling(hours, fittedOn: fitted))
    }

    /// The same for hours that the scaling was not fitted on, such as those to be predicted.
    static func careful(_ hours: [BikeHour], _ scaling: BikeScaling) -> BikeFeatures {
        var columns = bookColumns(hours, scaling)
        columns.append(("working day", hours.map { $0.isWorkingDay ? 1 : 0 }))
        columns.append(("felt temperature", scaling.standardized(.feltTemperature, hours)))
        columns += circle("hour", hours.map { Double($0.hour) }, periods: [24, 12, 8])
        columns += circle("day of year", hours.map { Double($0.date.dayOfYear) }, periods: [365.25, 182.625])
        for hour in 0...23 {
            for isWorkingDay in [true, false] {
                let name = "hour \(hour), \(isWorkingDay ? "working" : "free") day"
                columns.append(
                    (name, hours.map { $0.hour == hour && $0.isWorkingDay == isWorkingDay ? 1 : 0 }))
            }
        }
        columns.append(
            ("years since the beginning", hours.map { Float($0.date.dayNumber - scaling.firstDay) / 365 - 1 })
        )
        let holidays = scaling.holidays.union(hours.filter(\.isHoliday).map(\.date.dayNumber))
        columns.append(("eve of a holiday", hours.map { holidays.contains($0.date.dayNumber + 1) ? 1 : 0 }))
        columns.append(
            ("day after a holiday", hours.map { holidays.contains($0.date.dayNumber - 1) ? 1 : 0 }))
        columns.append(("turn of the year", hours.map { isTurnOfTheYear($0.date) ? 1 : 0 }))
        return BikeFeatures(columns)
    }

    private static func bookColumns(_ hours: [BikeHour], _ scaling: BikeScaling) -> [Column] {
        var columns: [Column] = []
        columns += oneHotColumns("season", hours.map(\.season), 1...4)
        columns += oneHotColumns("weather", hours.map(\.weather), 1...4)
        columns += oneHotColumns("month", hours.map(\.month), 1...12)
        columns += oneHotColumns("hour", hours.map(\.hour), 0...23)
        columns += oneHotColumns("weekday", hours.map(\.weekday), 0...6)
        columns.append(("year", hours.map { Float($0.year) }))
        columns.append(("holiday", hours.map { $0.isHoliday ? 1 : 0 }))
        columns.append(("temperature", scaling.standardized(.temperature, hours)))
        columns.append(("humidity", scaling.standardized(.humidity, hours)))
        columns.append(("wind", scaling.standardized(.wind, hours)))
        return columns
    }

    private static func oneHotColumns(_ name: String, _ values: [Int], _ range: ClosedRange<Int>) -> [Column]
    {
        let first = range.lowerBound
        let rows = IntArray(values.map { $0 - first }).oneHot(classCount: range.count)  // [N, range.count]
        return range.map { value in ("\(name) \(value)", rows.selected(axis: 1, value - first).scalars) }
    }

    /// Sine and cosine of 2π x / period: a periodic number as two that do not jump.
    private static func circle(_ name: String, _ values: [Double], periods: [Double]) -> [Column] {
        periods.flatMap { period -> [Column] in
            let angles = values.map { 2 * Double.pi * $0 / period }
            let label = "\(name), period \(Int(period))"
            return [
                ("sin \(label)", angles.map { Float(sin($0)) }),
                ("cos \(label)", angles.map { Float(cos($0)) }),
            ]
        }
    }

    private static func isTurnOfTheYear(_ date: CalendarDate) -> Bool {
        (date.month == 12 && date.day >= 23) || (date.month == 1 && date.day == 1)
    }
}
