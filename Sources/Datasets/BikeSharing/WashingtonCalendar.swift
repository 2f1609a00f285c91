/// The seasons and public holidays of Washington, D.C., by rule.
enum WashingtonCalendar {
    /// Whether the day is a public holiday, or the weekday that stands in for one on a weekend.
    static func isHoliday(_ date: CalendarDate) -> Bool {
        let weekday = date.weekday
        guard weekday != 0, weekday != 6 else { return false }
        if isHolidayItself(date) { return true }
        // Saturday's holiday is kept on Friday, Sunday's on Monday.
        if weekday == 5 { return isHolidayItself(CalendarDate(dayNumber: date.dayNumber + 1)) }
        if weekday == 1 { return isHolidayItself(CalendarDate(dayNumber: date.dayNumber - 1)) }
        return false
    }

    /// The season as the bike-sharing table counts it: 1 from 21 December, 2 from 21 March, 3 from 21 June,
    /// 4 from 23 September.
    static func season(_ date: CalendarDate) -> Int {
        switch (date.month, date.day) {
        case (1...2, _), (3, ..<21), (12, 21...): return 1
        case (3, _), (4...5, _), (6, ..<21): return 2
        case (6, _), (7...8, _), (9, ..<23): return 3
        default: return 4
        }
    }

    /// New Year, Martin Luther King, Washington's birthday, Emancipation, Memorial Day, Independence, Labor
    /// Day, Columbus, Veterans Day, Thanksgiving, Christmas.
    private static func isHolidayItself(_ date: CalendarDate) -> Bool {
        let isMonday = date.weekday == 1
        // Which Monday (or Thursday) of the month it is, from 0.
        let week = (date.day - 1) / 7
        switch date.month {
        case 1: return date.day == 1 || (isMonday && week == 2)
        case 2: return isMonday && week == 2
        case 4: return date.day == 16
        case 5: return isMonday && date.day > 24
        case 7: return date.day == 4
        case 9: return isMonday && week == 0
        case 10: return isMonday && week == 1
        case 11: return date.day == 11 || (date.weekday == 4 && week == 3)
        case 12: return date.day == 25
        default: return false
        }
    }
}
