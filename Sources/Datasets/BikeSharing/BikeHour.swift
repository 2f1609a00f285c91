/// One hour of a bike-sharing system: a row of `hour.csv`, whose column names stand in parentheses.
///
/// ```swift
/// let hours = BikeSharing.generated(days: 7, seed: 1)
/// let rush = hours.filter { $0.isWorkingDay && $0.hour == 8 }.map(\.count)
/// ```
public struct BikeHour: Equatable, Sendable {
    /// The day (`dteday`).
    public var date: CalendarDate

    /// The season (`season`), 1 winter, 2 spring, 3 summer, 4 autumn.
    ///
    /// They turn on 21 March, 21 June, 23 September and 21 December; the published notes call 1 the spring.
    public var season: Int

    /// The year of the record (`yr`), 0 for the first and 1 for the second.
    public var year: Int

    /// The month (`mnth`), 1...12.
    public var month: Int

    /// The hour of the day (`hr`), 0...23.
    public var hour: Int

    /// Whether the day is a public holiday (`holiday`).
    public var isHoliday: Bool

    /// The day of the week (`weekday`), 0 for Sunday to 6 for Saturday.
    public var weekday: Int

    /// Whether the day is neither holiday nor weekend (`workingday`).
    public var isWorkingDay: Bool

    /// The weather (`weathersit`), 1 clear, 2 mist and clouds, 3 light rain or snow, 4 heavy rain or snow.
    public var weather: Int

    /// The temperature (`temp`), degrees Celsius over 41, 0...1.
    public var temperature: Float

    /// The temperature as it feels (`atemp`), degrees Celsius over 50, 0...1.
    public var feltTemperature: Float

    /// The relative humidity (`hum`), 0...1.
    public var humidity: Float

    /// The speed of the wind (`windspeed`), kilometres an hour over 67, 0...1.
    public var windSpeed: Float

    /// Bikes rented by people without a subscription (`casual`).
    public var casual: Int

    /// Bikes rented by subscribers (`registered`).
    public var registered: Int

    /// All bikes rented in the hour (`cnt`).
    public var count: Int { casual + registered }

    /// A row from its values.
    public init(
        date: CalendarDate, season: Int, year: Int, month: Int, hour: Int, isHoliday: Bool, weekday: Int,
        isWorkingDay: Bool, weather: Int, temperature: Float, feltTemperature: Float, humidity: Float,
        windSpeed: Float, casual: Int, registered: Int
    ) {
        self.date = date
        self.season = season
        self.year = year
        self.month = month
        self.hour = hour
        self.isHoliday = isHoliday
        self.weekday = weekday
        self.isWorkingDay = isWorkingDay
        self.weather = weather
        self.temperature = temperature
        self.feltTemperature = feltTemperature
        self.humidity = humidity
        self.windSpeed = windSpeed
        self.casual = casual
        self.registered = registered
    }
}
