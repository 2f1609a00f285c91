import Testing

@testable import Datasets

@Suite struct CalendarDateTests {
    @Test func knownDays() {
        #expect(CalendarDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
        #expect(CalendarDate(year: 1969, month: 12, day: 31)?.dayNumber == -1)
        #expect(CalendarDate(year: 2000, month: 3, day: 1)?.dayNumber == 11_017)
        #expect(CalendarDate(year: 2011, month: 1, day: 1)?.weekday == 6)
        #expect(CalendarDate(year: 2012, month: 12, day: 31)?.weekday == 1)
        #expect(CalendarDate(year: 1900, month: 1, day: 1)?.weekday == 1)
        #expect(CalendarDate(year: 2012, month: 12, day: 31)?.dayOfYear == 366)
        #expect(CalendarDate(year: 7, month: 3, day: 4)?.description == "0007-03-04")
    }

    @Test func daysThatDoNotExist() {
        for (year, month, day) in [
            (2011, 2, 29), (1900, 2, 29), (2011, 4, 31), (2011, 0, 1), (2011, 13, 1), (2011, 1, 0), (0, 1, 1),
        ] {
            #expect(CalendarDate(year: year, month: month, day: day) == nil)
        }
        #expect(CalendarDate(year: 2000, month: 2, day: 29) != nil)
    }

    /// Eight centuries day by day: numbers and dates go over into each other, and every day is the next.
    @Test func everyDayFollowsTheLast() {
        var previous = CalendarDate(dayNumber: -150_001)
        for number in -150_000...150_000 {
            let date = CalendarDate(dayNumber: number)
            guard date.dayNumber == number, previous < date,
                date.weekday == (previous.weekday + 1) % 7,
                CalendarDate(year: date.year, month: date.month, day: date.day) == date
            else {
                Issue.record("day \(number) is \(date) after \(previous)")
                return
            }
            previous = date
        }
    }
}
