import Autograd
import Datasets
import NeuralNetworks
import TensorCore

/// The book's network taken apart (section 3.5): when each hidden unit fires, and what it adds to the prediction.
struct Neurons {
    /// What one hidden unit does.
    struct Unit {
        /// Its weight in the output: more bikes when it fires, or fewer.
        let outputWeight: Float

        /// The features with the largest weights, and those weights.
        let strongestFeatures: [(name: String, weight: Float)]

        /// Its mean activation in each hour of working days, and of free days, 0 to 1.
        let workingDays: [Double]
        let freeDays: [Double]
    }

    let units: [Unit]

    /// Each unit's part of the prediction, output weight times activation, `[hours, hidden]`.
    private let contributions: NDArray

    init(_ model: BikeModel, _ data: BikeData) {
        guard let inner = model.network[0] as? Linear, let outer = model.network[2] as? Linear else {
            units = []
            contributions = .zeros([data.hours.count, 0])
            return
        }
        let activations = withoutGradient { inner(Tensor(model.features.matrix)).sigmoid().value }
        contributions = activations * outer.weight.value
        units = (0..<inner.outputCount).map { unit in
            let weights = inner.weight.value[unit].scalars
            let order = weights.indices.sorted { weights[$0].magnitude > weights[$1].magnitude }
            let fires = activations.selected(axis: 1, unit).scalars
            return Unit(
                outputWeight: outer.weight.value[scalar: 0, unit],
                strongestFeatures: order.prefix(4).map { (model.features.names[$0], weights[$0]) },
                workingDays: Neurons.meanByHour(fires, data.hours, where: \.isWorkingDay),
                freeDays: Neurons.meanByHour(fires, data.hours, where: { !$0.isWorkingDay }))
        }
    }

    /// How much less or more each unit adds on one day than on another, in units of the network's output.
    func difference(between day: Range<Int>, and other: Range<Int>) -> [Double] {
        let mean = { (rows: Range<Int>) in contributions[rows].mean(axes: [0]).scalars }
        return zip(mean(day), mean(other)).map { Double($0) - Double($1) }
    }

    private static func meanByHour(
        _ values: [Float], _ hours: [BikeHour], where isIncluded: (BikeHour) -> Bool
    ) -> [Double] {
        var (sums, counts) = ([Double](repeating: 0, count: 24), [Double](repeating: 0, count: 24))
        for (value, hour) in zip(values, hours) where isIncluded(hour) {
            sums[hour.hour] += Double(value)
            counts[hour.hour] += 1
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
    }
}

/// A day of the test weeks, and how wrong a network was about it.
struct DayError {
    let date: CalendarDate

    /// Its rows in the data.
    let rows: Range<Int>

    /// The root mean squared error over its hours, in bikes.
    let rmse: Double

    /// Predicted minus rented, the mean over its hours: positive when the network expected too many.
    let bias: Double

    /// The test days, the worst first.
    static func worstFirst(_ predictions: [Float], _ data: BikeData) -> [DayError] {
        var days: [DayError] = []
        var start = data.test.lowerBound
        while start < data.test.upperBound {
            let date = data.hours[start].date
            let end = data.test[start...].first { data.hours[$0].date != date } ?? data.test.upperBound
            let predicted = predictions[start - data.test.lowerBound..<end - data.test.lowerBound]
            let errors = zip(predicted, data.counts[start..<end]).map { Double($0) - Double($1) }
            let count = Double(errors.count)
            days.append(
                DayError(
                    date: date, rows: start..<end,
                    rmse: (errors.reduce(0) { $0 + $1 * $1 } / count).squareRoot(),
                    bias: errors.reduce(0, +) / count))
            start = end
        }
        return days.sorted { $0.rmse > $1.rmse }
    }
}

extension BikeData {
    /// The rows of the last whole day before the test with the same weekday that is a working day too, or is not either.
    func ordinaryDay(like day: Range<Int>) -> Range<Int>? {
        let model = hours[day.lowerBound]
        var end = test.lowerBound
        while end > 0, let first = hours[..<end].firstIndex(where: { $0.date == hours[end - 1].date }) {
            let date = hours[first].date
            let isWhole = end == hours.count || hours[end].date != date
            if isWhole && date.weekday == model.date.weekday
                && hours[first].isWorkingDay == model.isWorkingDay
            {
                return first..<end
            }
            end = first
        }
        return nil
    }
}
