import Foundation

/// How many bikes an hour may be expected to rent, the part of the generated table that a network can learn.
///
/// Subscribers ride to work and back, others at leisure in the afternoon; both ride more in warm, dry weather
/// and more every month. Around Christmas, at Thanksgiving and at New Year most offices are empty, also on
/// days that the calendar calls working days: no column of the table says so.
struct GeneratedDemand {
    /// A hump of the daily course: bikes at the top, the hour of the top, its width in hours.
    private typealias Hump = (height: Double, hour: Double, width: Double)

    private static let commuting: [Hump] = [(400, 8, 0.9), (390, 17.6, 1.5), (145, 13, 3.5), (95, 21, 2.2)]
    private static let leisure: [Hump] = [(230, 14, 4.3), (60, 0, 2)]
    private static let casualOnWorkingDays: [Hump] = [(48, 15.5, 4.8)]
    private static let casualOnFreeDays: [Hump] = [(138, 14.5, 4.0), (8, 0, 2)]

    /// Expected rentals of subscribers and of others.
    ///
    /// `dayIndex` counts from the first day of the record.
    static func expected(
        date: CalendarDate, dayIndex: Int, hour: Int, isWorkingDay: Bool, weather: GeneratedWeather.Hour
    ) -> (registered: Double, casual: Double) {
        let office = isWorkingDay ? officeShare(date) : 0
        let registered =
            3 + office * course(commuting, hour) + (1 - office) * course(leisure, hour)
            + (date.weekday == 5 ? 0.1 * course(leisure, hour) : 0)
        let casual =
            1 + office * course(casualOnWorkingDays, hour) + (1 - office) * course(casualOnFreeDays, hour)
        let growth = 0.78 + 0.62 * Double(dayIndex) / 365
        let comfort = exp(-0.5 * pow((weather.temperature - 0.68) / 0.28, 2))
        let dryness = 1 - 0.9 * max(0, weather.humidity - 0.65)
        let calm = 1 - 0.35 * max(0, weather.windSpeed - 0.2)
        let sky = [1, 0.93, 0.55, 0.35][weather.situation - 1]
        let conditions = growth * dryness * calm * sky * celebration(date)
        return (
            registered * conditions * (0.27 + 0.65 * comfort), casual * conditions * (0.04 + 0.82 * comfort)
        )
    }

    /// The sum of the humps at an hour, around the clock.
    private static func course(_ humps: [Hump], _ hour: Int) -> Double {
        humps.reduce(0) { sum, hump in
            let apart = abs(Double(hour) - hump.hour)
            let distance = min(apart, 24 - apart)
            return sum + hump.height * exp(-0.5 * pow(distance / hump.width, 2))
        }
    }

    /// Which share of the offices is open on a working day.
    private static func officeShare(_ date: CalendarDate) -> Double {
        switch (date.month, date.day) {
        case (12, 24), (12, 26): return 0.1
        case (12, 23), (12, 27...31): return 0.5
        default: return isAfterThanksgiving(date) ? 0.1 : 1
        }
    }

    /// What remains of the day's rentals where people stay with their families.
    private static func celebration(_ date: CalendarDate) -> Double {
        switch (date.month, date.day) {
        case (12, 24), (12, 26): return 0.4
        case (12, 25): return 0.45
        case (12, 23), (12, 27...31), (1, 1): return 0.75
        default:
            let isThanksgiving = date.month == 11 && date.weekday == 4 && (22...28).contains(date.day)
            return isThanksgiving || isAfterThanksgiving(date) ? 0.6 : 1
        }
    }

    private static func isAfterThanksgiving(_ date: CalendarDate) -> Bool {
        date.month == 11 && date.weekday == 5 && (23...29).contains(date.day)
    }
}
