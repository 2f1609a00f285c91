/// What a text says as a point in time: a day, and the seconds in it.
struct TableTime: Equatable {
    /// The two numbers of a date whose year stands last, in their order, and the year; nil where the order is certain.
    let undecided: (first: Int, second: Int, year: Int)?
    let date: CalendarDate?
    let seconds: Int

    static func == (a: TableTime, b: TableTime) -> Bool {
        a.date == b.date && a.seconds == b.seconds && (a.undecided == nil) == (b.undecided == nil)
    }

    /// The seconds since 1970-01-01; `dayFirst` decides 1/2/2011.
    func secondsSince1970(dayFirst: Bool) -> Double? {
        let day: CalendarDate?
        if let (first, second, year) = undecided {
            day =
                dayFirst
                ? CalendarDate(year: year, month: second, day: first)
                : CalendarDate(year: year, month: first, day: second)
        } else {
            day = date
        }
        return day.map { Double($0.dayNumber) * 86_400 + Double(seconds) }
    }
}

/// Reads `2011-01-31`, `2011/1/31`, `31.01.2011`, `1/31/2011`, each perhaps with `08:00`, `8:00:00`, `T08`, `8 PM`, a `Z`
/// or a fraction of a second behind it; nil for what is none of these. A time zone other than Z is none.
func tableTime(_ text: String) -> TableTime? {
    guard text.utf8.count >= 8, text.utf8.count <= 40 else { return nil }
    var bytes = Substring(text).utf8[...]
    func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while let byte = bytes.first, byte >= 0x30, byte <= 0x39, count < digits.upperBound {
            value = value * 10 + Int(byte - 0x30)
            count += 1
            bytes.removeFirst()
        }
        return digits.contains(count) ? value : nil
    }
    func take(_ wanted: String) -> UInt8? {
        guard let byte = bytes.first, wanted.utf8.contains(byte) else { return nil }
        bytes.removeFirst()
        return byte
    }
    guard let first = number(1...4), let mark = take("-/."), let second = number(1...2),
        let other = take("-/."), other == mark, let third = number(1...4)
    else { return nil }
    let date: CalendarDate?
    var undecided: (Int, Int, Int)?
    if first > 31 {
        date = CalendarDate(year: first, month: second, day: third)
        guard date != nil else { return nil }
    } else if third > 31 {
        let dayFirst = CalendarDate(year: third, month: second, day: first)
        let monthFirst = CalendarDate(year: third, month: first, day: second)
        guard dayFirst != nil || monthFirst != nil else { return nil }
        if mark == 0x2E {
            guard let dayFirst else { return nil }
            date = dayFirst
        } else {
            (date, undecided) = (nil, (first, second, third))
        }
    } else {
        return nil
    }
    var seconds = 0
    if !bytes.isEmpty {
        guard take(" T") != nil, var hour = number(1...2) else { return nil }
        var (minute, second) = (0, 0)
        if take(":") != nil {
            guard let written = number(2...2) else { return nil }
            minute = written
            if take(":") != nil {
                guard let written = number(2...2) else { return nil }
                second = written
                if take(".,") != nil { guard number(1...9) != nil else { return nil } }
            }
        }
        let rest = String(bytes.map { Character(UnicodeScalar($0)) }).trimmingPrefix(" ").uppercased()
        switch rest {
        case "", "Z", "+00:00": break
        case "AM", "PM":
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (rest == "PM" ? 12 : 0)
        default: return nil
        }
        guard hour <= 23, minute <= 59, second <= 60 else { return nil }
        seconds = (hour * 60 + minute) * 60 + second
    }
    return TableTime(undecided: undecided.map { ($0.0, $0.1, $0.2) }, date: date, seconds: seconds)
}
