import Foundation
import Messages
import TensorCore

extension BikeSharing {
    /// Hours in the likeness of `hour.csv`, for a run without the file.
    ///
    /// `days` days from 2011-01-01 (a Saturday) on, at most 731, which is to the end of 2012; with 731 or 365
    /// the last 21 days hold Christmas. They have the table's structure: two rush hours on working days and
    /// one hump on others, weather that lasts, growth from year to year, the city's real holidays, offices
    /// that are empty around Christmas, counts with more spread than Poisson's. As in the file, hours without
    /// a rental have no row, and now and then a storm takes most of a day.
    ///
    /// The same seed gives the same rows; fewer days are a prefix of more. Traps where `days` is not 1...731.
    public static func generated(days: Int = 731, seed: UInt64) -> [BikeHour] {
        guard (1...731).contains(days) else {
            explainFailure("BikeSharing.generated", "days must be 1...731, not \(days)")
        }
        var generator = RandomGenerator(seed: seed)
        var weather = GeneratedWeather()
        // What is in no column: a mood of the day, which lasts for some days.
        var mood = 0.0
        var rows: [BikeHour] = []
        for dayIndex in 0..<days {
            let date = CalendarDate(dayNumber: firstDayNumber + dayIndex)
            let isHoliday = WashingtonCalendar.isHoliday(date)
            let isWorkingDay = !isHoliday && (1...5).contains(date.weekday)
            mood = 0.5 * mood + 0.09 * Double(generator.normal())
            let hasStorm = generator.bernoulli(0.008)
            let closedFrom = 6 + generator.integer(below: 12)
            for hour in 0..<24 {
                let conditions = weather.next(dayOfYear: date.dayOfYear, hour: hour, using: &generator)
                let expected = GeneratedDemand.expected(
                    date: date, dayIndex: dayIndex, hour: hour, isWorkingDay: isWorkingDay,
                    weather: conditions)
                let registered = generator.negativeBinomial(
                    mean: expected.registered * exp(mood), dispersion: 40)
                let casual = generator.negativeBinomial(mean: expected.casual * exp(mood), dispersion: 12)
                guard registered + casual > 0, !(hasStorm && hour >= closedFrom) else { continue }
                rows.append(
                    BikeHour(
                        date: date, season: WashingtonCalendar.season(date), year: date.year - 2011,
                        month: date.month, hour: hour, isHoliday: isHoliday, weekday: date.weekday,
                        isWorkingDay: isWorkingDay, weather: conditions.situation,
                        temperature: Float(conditions.temperature),
                        feltTemperature: Float(conditions.feltTemperature),
                        humidity: Float(conditions.humidity), windSpeed: Float(conditions.windSpeed),
                        casual: casual, registered: registered))
            }
        }
        return rows
    }

    /// 2011-01-01, in days since 1970-01-01.
    private static let firstDayNumber = 14_975
}
