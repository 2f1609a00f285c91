import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Datasets

/// Mean count by hour of the day.
private func dailyCourse(_ hours: [BikeHour]) -> [Double] {
    (0..<24).map { hour in
        let counts = hours.filter { $0.hour == hour }.map { Double($0.count) }
        return counts.reduce(0, +) / Double(max(1, counts.count))
    }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func meanCount(_ hours: [BikeHour]) -> Double { mean(hours.map { Double($0.count) }) }

@Suite struct BikeSharingFileTests {
    @Test(.enabled(if: publishedData("bike-sharing") != nil, "needs ../shared/data"))
    func publishedHours() throws {
        let folder = try #require(publishedData("bike-sharing"))
        var hours: [BikeHour] = []
        let seconds = try processorSeconds { hours = try BikeSharing.hours(in: folder) }
        #expect(seconds < 1, "reading took \(seconds) s")
        #expect(hours.count == 17_379)
        let first = try #require(hours.first)
        #expect(
            first
                == BikeHour(
                    date: try #require(CalendarDate(year: 2011, month: 1, day: 1)), season: 1, year: 0,
                    month: 1,
                    hour: 0, isHoliday: false, weekday: 6, isWorkingDay: false, weather: 1, temperature: 0.24,
                    feltTemperature: 0.2879, humidity: 0.81, windSpeed: 0, casual: 3, registered: 13))
        let last = try #require(hours.last)
        #expect(
            last
                == BikeHour(
                    date: try #require(CalendarDate(year: 2012, month: 12, day: 31)), season: 1, year: 1,
                    month: 12, hour: 23, isHoliday: false, weekday: 1, isWorkingDay: true, weather: 1,
                    temperature: 0.26, feltTemperature: 0.2727, humidity: 0.65, windSpeed: 0.1343, casual: 12,
                    registered: 37))
        #expect(hours.reduce(0) { $0 + $1.count } == 3_292_679)
        #expect(hours.reduce(0) { $0 + $1.casual } == 620_017)
        #expect(hours.reduce(0) { $0 + $1.weather } == 24_770)
        #expect(hours.count { $0.isHoliday } == 500)
        #expect(abs(hours.reduce(0.0) { $0 + Double($1.temperature) } - 8637.14) < 0.01)
    }

    /// The rules of seasons, holidays and working days give the published columns.
    @Test(.enabled(if: publishedData("bike-sharing") != nil, "needs ../shared/data"))
    func calendarRulesGiveThePublishedColumns() throws {
        for row in try BikeSharing.hours(in: try #require(publishedData("bike-sharing"))) {
            let agrees =
                row.isHoliday == WashingtonCalendar.isHoliday(row.date)
                && row.season == WashingtonCalendar.season(row.date) && row.weekday == row.date.weekday
            guard agrees else {
                Issue.record("\(row)")
                return
            }
        }
    }

    @Test func whatIsWrongWithAFolder() throws {
        #expect(
            fileErrorMessage { _ = try BikeSharing.hours(in: "/no/such/folder") }
                == "/no/such/folder: no such file or folder")
        try withTemporaryFolder { (folder: String) throws in
            #expect(
                fileErrorMessage { _ = try BikeSharing.hours(in: folder) }
                    == "\(folder)/hour.csv: no such file or folder")
            let path = folder + "/hour.csv"
            let valid = BikeSharing.csv(BikeSharing.generated(days: 2, seed: 1))
            try writeFileAtomically(valid, to: path)
            #expect(
                fileErrorMessage { _ = try BikeSharing.hours(in: path) }
                    == "\(path): cannot be read: it is a file, a folder is expected")

            let head = valid.prefix { $0 != "\n" }
            func message(_ rows: String) throws -> String {
                try writeFileAtomically(head + "\n" + rows, to: path)
                return fileErrorMessage { _ = try BikeSharing.hours(in: folder) }
            }
            let row = "1,2011-01-01,1,0,1,0,0,6,0,1,0.24,0.2879,0.81,0,3,13,16\n"
            #expect(try message(row) == "no error")
            #expect(try message("") == "\(path): a header but no rows")
            #expect(
                try message(row + "2,2011-01-01,1,0,1,1,0,6,0,1,0.24,0.2879,0.81,0,3,13,17\n")
                    == "\(path):3:1: casual 3 and registered 13 are not cnt 17")
            #expect(
                try message(row + row)
                    == "\(path):3:1: the hour is not later than that of the row before")
            #expect(
                try message(row + "2,2011-01-01,1,0,1,1,0,6,0,1,warm,0.2879,0.81,0,3,13,16\n")
                    == "\(path):3:30: column \"temp\": a number from 0 to 1 is expected, found \"warm\"")
            #expect(
                try message("1,2011-01-01,1,0,1,24,0,6,0,1,0.24,0.2879,0.81,0,3,13,16\n")
                    == "\(path):2:20: column \"hr\": a whole number from 0 to 23 is expected, found \"24\"")
        }
    }
}

@Suite struct GeneratedBikeSharingTests {
    static let hours = BikeSharing.generated(seed: 7)

    @Test func sameSeedSameHours() {
        #expect(BikeSharing.generated(seed: 7) == Self.hours)
        #expect(BikeSharing.generated(days: 40, seed: 8) != BikeSharing.generated(days: 40, seed: 7))
        let fewer = BikeSharing.generated(days: 40, seed: 7)
        #expect(fewer == Array(Self.hours.prefix(fewer.count)))
    }

    /// Written as `hour.csv` and read back through the schema, they are the same.
    @Test func theySatisfyTheSchema() throws {
        let table = try CSVTable(
            text: BikeSharing.csv(Self.hours), name: "generated", schema: BikeSharing.schema)
        #expect(try BikeSharing.hours(of: table) == Self.hours)
    }

    @Test func calendar() throws {
        let hours = Self.hours
        let first = try #require(hours.first)
        #expect(first.date.description == "2011-01-01" && first.weekday == 6 && first.hour < 3)
        #expect(hours.last?.date.description == "2012-12-31")
        #expect((16_800...17_500).contains(hours.count), "\(hours.count) rows")
        #expect(Set(hours.map(\.date)).count == 731)
        #expect(
            hours.allSatisfy {
                $0.isWorkingDay == (!$0.isHoliday && $0.weekday != 0 && $0.weekday != 6)
                    && $0.year == $0.date.year - 2011 && $0.month == $0.date.month && $0.count > 0
            })
        let holidays = Set(hours.filter(\.isHoliday).map(\.date.description))
        #expect(
            holidays == [
                "2011-01-17", "2011-02-21", "2011-04-15", "2011-05-30", "2011-07-04", "2011-09-05",
                "2011-10-10",
                "2011-11-11", "2011-11-24", "2011-12-26", "2012-01-02", "2012-01-16", "2012-02-20",
                "2012-04-16",
                "2012-05-28", "2012-07-04", "2012-09-03", "2012-10-08", "2012-11-12", "2012-11-22",
                "2012-12-25",
            ])
    }

    @Test func twoRushHoursOnWorkingDaysAndOneHumpOnOthers() {
        let working = dailyCourse(Self.hours.filter(\.isWorkingDay))
        let free = dailyCourse(Self.hours.filter { !$0.isWorkingDay })
        #expect(working[8] > 2 * working[10] && working[8] > 2 * working[6])
        #expect([17, 18].contains(working.indices.max { working[$0] < working[$1] }))
        #expect(working[17] > 1.5 * working[13] && working[3] < 0.1 * working[8])
        #expect((12...16).contains(free.indices.max { free[$0] < free[$1] } ?? 0))
        #expect(free[8] < 0.5 * free[14] && free[1] > 2 * working[1])
    }

    @Test func levelsLikeThePublishedOnes() {
        let hours = Self.hours
        let all = meanCount(hours)
        let deviation = mean(hours.map { pow(Double($0.count) - all, 2) }).squareRoot()
        #expect((165...215).contains(all), "mean \(all), published 189")
        #expect((155...205).contains(deviation), "deviation \(deviation), published 181")
        let growth = meanCount(hours.filter { $0.year == 1 }) / meanCount(hours.filter { $0.year == 0 })
        #expect((1.4...1.9).contains(growth), "growth \(growth), published 1.63")
        let casual = Double(hours.reduce(0) { $0 + $1.casual }) / (all * Double(hours.count))
        #expect((0.14...0.24).contains(casual), "share of casual \(casual), published 0.19")
        let january = meanCount(hours.filter { $0.month == 1 })
        let june = meanCount(hours.filter { $0.month == 6 })
        #expect((2...3.5).contains(june / january), "June over January \(june / january), published 2.6")
    }

    @Test func weatherLikeThePublishedOne() {
        let hours = Self.hours
        let shares = (1...4).map { kind in Double(hours.count { $0.weather == kind }) / Double(hours.count) }
        #expect((0.55...0.75).contains(shares[0]) && (0.04...0.14).contains(shares[2]) && shares[3] < 0.004)
        let stays = zip(hours, hours.dropFirst()).count { $0.weather == $1.weather }
        #expect((0.8...0.92).contains(Double(stays) / Double(hours.count)))
        #expect(
            meanCount(hours.filter { $0.weather == 3 }) < 0.75 * meanCount(hours.filter { $0.weather == 1 }))
        func temperature(_ month: Int) -> Double {
            mean(hours.filter { $0.month == month }.map { Double($0.temperature) })
        }
        #expect((0.15...0.35).contains(temperature(1)) && (0.65...0.85).contains(temperature(7)))
        let humidity = mean(hours.map { Double($0.humidity) })
        #expect((0.55...0.70).contains(humidity))
        let wind = mean(hours.map { Double($0.windSpeed) })
        #expect((0.15...0.23).contains(wind))
        let changes = zip(hours, hours.dropFirst()).map { abs(Double($0.temperature - $1.temperature)) }
        #expect(mean(changes) < 0.04)
    }

    /// 24 and 26 December 2012 are working days by the calendar, yet hardly anybody rides to work.
    @Test func christmasDipInTheLastThreeWeeks() {
        let working = Self.hours.filter { $0.isWorkingDay && $0.year == 1 && $0.month == 12 }
        let christmas = working.filter { [24, 26].contains($0.date.day) }
        let before = working.filter { $0.date.day < 22 }
        #expect(Set(christmas.map(\.date)).count == 2)
        #expect(meanCount(christmas) < 0.4 * meanCount(before))
        let lastDays = Set(Self.hours.map(\.date)).sorted().suffix(21)
        #expect(lastDays.contains { $0.month == 12 && $0.day == 24 })
    }
}

@Suite struct CountDistributionTests {
    @Test(arguments: [0.5, 4.0, 29.0, 31.0, 400.0])
    func meanAndVariance(_ expected: Double) {
        var generator = RandomGenerator(seed: 3)
        let n = 20_000
        let counts = (0..<n).map { _ in Double(generator.negativeBinomial(mean: expected, dispersion: 8)) }
        let average = mean(counts)
        let variance = mean(counts.map { pow($0 - average, 2) })
        let trueVariance = expected + expected * expected / 8
        #expect(abs(average - expected) < 4 * (trueVariance / Double(n)).squareRoot() + 0.01)
        #expect(abs(variance / trueVariance - 1) < 0.1)
    }
}
