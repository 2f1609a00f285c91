import Datasets
import TensorCore
import Testing

@testable import Chapter3

/// Two years of generated hours, made once.
let generated = BikeData(BikeSharing.generated(days: 731, seed: 5), name: "generated")

@Suite struct BikeDataTests {
    @Test func theLastThreeWeeksAreTheTestAndThreeMoreTheValidation() {
        #expect(generated.test.count == 504 && generated.validation.count == 504)
        #expect(generated.training.upperBound == generated.validation.lowerBound)
        #expect(generated.validation.upperBound == generated.test.lowerBound)
        #expect(generated.test.upperBound == generated.hours.count)
        #expect(generated.beforeTest == 0..<generated.test.lowerBound)
    }

    @Test func theBookHas56Columns() {
        let features = BikeFeatures.book(generated.hours, fittedOn: generated.beforeTest)
        #expect(features.names.count == 56)
        #expect(Set(features.names).count == 56)
        #expect(features.matrix.shape == [generated.hours.count, 56])
        // Each hour has one season, weather, month, hour and weekday.
        #expect(features.matrix.sliced(axis: 1, 0..<51).sum(axes: [1]) == .ones([generated.hours.count]) * 5)
    }

    @Test func nothingIsFittedOnTheFuture() {
        // Changing the test weeks must not change a single number of what is trained on.
        var hours = generated.hours
        for row in generated.test {
            hours[row].temperature = 1
            hours[row].humidity = 0
            hours[row].registered += 500
        }
        let changed = BikeData(hours, name: "changed")
        for features in [BikeFeatures.book, BikeFeatures.careful] {
            let before = features(generated.hours, generated.beforeTest).matrix[generated.beforeTest]
            #expect(features(changed.hours, changed.beforeTest).matrix[changed.beforeTest] == before)
        }
        let scale = CountScale(fittedOn: generated.counts[generated.beforeTest])
        #expect(CountScale(fittedOn: changed.counts[changed.beforeTest]).encode([100]) == scale.encode([100]))
        // The book's way, over all rows, does change.
        let leaking = BikeFeatures.book(generated.hours, fittedOn: 0..<generated.hours.count).matrix
        #expect(
            BikeFeatures.book(changed.hours, fittedOn: 0..<changed.hours.count).matrix[0..<100]
                != leaking[0..<100])
    }

    @Test func aColumnBroughtToMean0AndDeviation1() {
        let features = BikeFeatures.book(generated.hours, fittedOn: generated.beforeTest)
        let temperature = features.matrix[generated.beforeTest].selected(axis: 1, 53)
        #expect(features.names[53] == "temperature")
        #expect(temperature.mean().scalar.magnitude < 1e-4)
        #expect((temperature.standardDeviation(correction: 0).scalar - 1).magnitude < 1e-4)
    }

    @Test func hour23IsBesideHour0OnTheCircle() throws {
        let hours = Array(generated.hours.prefix(24))
        let features = BikeFeatures.careful(hours, fittedOn: 0..<24)
        let sine = try #require(features.names.firstIndex(of: "sin hour, period 24"))
        let points = features.matrix.sliced(axis: 1, sine..<sine + 2)  // [24, 2]
        func distance(_ a: Int, _ b: Int) -> Float { (points[a] - points[b]).square().sum().scalar }
        #expect((distance(23, 0) - distance(0, 1)).magnitude < 1e-5)
        #expect(distance(0, 12) > 3.9)
    }

    @Test func countsSurviveTheirScale() {
        for isSquareRoot in [false, true] {
            let scale = CountScale(fittedOn: [10, 200, 40, 977], isSquareRoot: isSquareRoot)
            let decoded = scale.decode(scale.encode([0, 1, 500]))
            #expect(
                NDArray(decoded).isClose(
                    to: NDArray([0, 1, 500]), relativeTolerance: 1e-4, absoluteTolerance: 1e-3))
        }
        #expect(CountScale(fittedOn: [10, 20]).decode(NDArray([-100], shape: [1, 1])) == [0])
    }
}

@Suite struct ScoresTests {
    @Test func handWorked() {
        let scores = Scores([1, 2, 3], [1, 2, 6])
        #expect(abs(scores.rmse - 3.0.squareRoot()) < 1e-9)
        #expect(abs(scores.mae - 1) < 1e-9)
        #expect(abs(scores.r2 - (1 - 9.0 / 14)) < 1e-9)
    }

    @Test func baselinesLookAtTheClockNotAtTheRow() {
        // The hours of the published data have gaps: a row a week of rows earlier is another hour of the day.
        var hours = Array(generated.hours.prefix(3000))
        hours.remove(at: 2800)
        let data = BikeData(hours, name: "gap")
        let row = 2900
        let expected = hours.first {
            $0.hour == hours[row].hour && $0.date.dayNumber == hours[row].date.dayNumber - 7
        }
        #expect(
            Baseline.sameHourAWeekEarlier(data)[row - data.test.lowerBound]
                == expected.map { Float($0.count) })
        #expect(Baseline.previousHour(data)[10] == Float(hours[data.test.lowerBound + 9].count))
        #expect(Set(Baseline.trainingMean(data)).count == 1)
    }

    @Test func theWorstDayComesFirst() throws {
        var predictions = generated.test.map { generated.counts[$0] }
        let bad = try #require(generated.test.first { generated.hours[$0].hour == 12 })
        predictions[bad - generated.test.lowerBound] += 100
        let days = DayError.worstFirst(predictions, generated)
        #expect(days[0].date == generated.hours[bad].date)
        #expect(days[0].bias > 0 && days[0].rmse > 15)
        #expect(days.dropFirst().allSatisfy { $0.rmse == 0 })
        #expect(days.reduce(0) { $0 + $1.rows.count } == 504)
    }

    @Test func theOrdinaryDayIsWholeAndLikeTheOther() throws {
        let day = try #require(DayError.worstFirst(generated.test.map { _ in 0 }, generated).first)
        let other = try #require(generated.ordinaryDay(like: day.rows))
        #expect(other.upperBound <= generated.test.lowerBound)
        #expect(Set(generated.hours[other].map(\.date)).count == 1)
        #expect(generated.hours[other.lowerBound].date.weekday == day.date.weekday)
        #expect(generated.hours[other.upperBound].date != generated.hours[other.lowerBound].date)
    }
}
