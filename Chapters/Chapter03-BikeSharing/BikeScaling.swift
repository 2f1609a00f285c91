import Datasets

/// What is known of the training hours and needed for the features of others: means and deviations of the weather, the first
/// day, and the holidays. A model's file carries it.
struct BikeScaling: Codable, Equatable {
    /// A measurement that is standardized.
    enum Measurement: String, Codable, CaseIterable {
        case temperature, feltTemperature, humidity, wind

        fileprivate func values(_ hours: some Sequence<BikeHour>) -> [Float] {
            switch self {
            case .temperature: hours.map(\.temperature)
            case .feltTemperature: hours.map(\.feltTemperature)
            case .humidity: hours.map(\.humidity)
            case .wind: hours.map(\.windSpeed)
            }
        }
    }

    /// The mean and the deviation of each measurement, in the order of `Measurement.allCases`.
    private let means: [Float]
    private let deviations: [Float]

    /// The day number of the first day, from which the growth of the system is counted.
    let firstDay: Int

    /// The calendar year of the record's year 0.
    let firstYear: Int

    /// The day numbers of the holidays, the test weeks' as well: calendars know them in advance.
    let holidays: Set<Int>

    /// The holidays in order: a set has none, and the same run must write the same file.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(means, forKey: .means)
        try container.encode(deviations, forKey: .deviations)
        try container.encode(firstDay, forKey: .firstDay)
        try container.encode(firstYear, forKey: .firstYear)
        try container.encode(holidays.sorted(), forKey: .holidays)
    }

    /// - Parameter fitted: the rows from which means and deviations are taken.
    init(_ hours: [BikeHour], fittedOn fitted: Range<Int>) {
        let standardizers = Measurement.allCases.map { Standardizer(fitting: $0.values(hours[fitted])) }
        means = standardizers.map { $0.means[0] }
        deviations = standardizers.map { $0.deviations[0] }
        firstDay = hours.first?.date.dayNumber ?? 0
        firstYear = hours.first.map { $0.date.year - $0.year } ?? 0
        holidays = Set(hours.filter(\.isHoliday).map(\.date.dayNumber))
    }

    /// z = (x − mean) / standard deviation, both of the fitted rows (section 3.2.5).
    func standardized(_ measurement: Measurement, _ hours: [BikeHour]) -> [Float] {
        let index = Measurement.allCases.firstIndex(of: measurement) ?? 0
        return Standardizer(means: [means[index]], deviations: [deviations[index]])
            .transform(measurement.values(hours))
    }

    /// Whether its numbers can be computed with, as they can unless a file was changed.
    var isConsistent: Bool {
        let count = Measurement.allCases.count
        return means.count == count && deviations.count == count && means.allSatisfy(\.isFinite)
            && deviations.allSatisfy { $0 > 0 && $0.isFinite } && abs(firstDay) < 4_000_000
            && abs(firstYear) < 10_000
    }
}
