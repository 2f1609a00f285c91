import Datasets

/// How far predictions are from the counts: in bikes an hour.
struct Scores {
    /// √(mean of squared errors).
    let rmse: Double

    /// The mean of absolute errors.
    let mae: Double

    /// 1 − Σ error² / Σ (target − mean target)²: 1 is perfect, 0 is no better than the mean of the test hours.
    let r2: Double

    init(_ predictions: [Float], _ targets: [Float]) {
        let errors = zip(predictions, targets).map { Double($0) - Double($1) }
        let mean = targets.reduce(0.0) { $0 + Double($1) } / Double(targets.count)
        let squares = errors.reduce(0) { $0 + $1 * $1 }
        let spread = targets.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        rmse = (squares / Double(errors.count)).squareRoot()
        mae = errors.reduce(0) { $0 + $1.magnitude } / Double(errors.count)
        r2 = spread > 0 ? 1 - squares / spread : .nan
    }
}

/// Baselines: predictions that need no network. A network that does not beat them is useless.
enum Baseline {
    /// The mean of the hours before the test, for every hour.
    static func trainingMean(_ data: BikeData) -> [Float] {
        let before = data.counts[data.beforeTest]
        let mean = before.reduce(0.0) { $0 + Double($1) } / Double(before.count)
        return data.test.map { _ in Float(mean) }
    }

    /// The count of the same hour a week earlier.
    static func sameHourAWeekEarlier(_ data: BikeData) -> [Float] { counts(hoursEarlier: 7 * 24, data) }

    /// The count of the hour before.
    static func previousHour(_ data: BikeData) -> [Float] { counts(hoursEarlier: 1, data) }

    /// The count that many hours before each test hour; where that hour is missing, of the last one before it.
    private static func counts(hoursEarlier: Int, _ data: BikeData) -> [Float] {
        let clock = data.hours.map { $0.date.dayNumber * 24 + $0.hour }
        var latest = 0
        return data.test.map { row in
            while latest + 1 < row && clock[latest + 1] <= clock[row] - hoursEarlier { latest += 1 }
            return Float(data.hours[latest].count)
        }
    }
}
