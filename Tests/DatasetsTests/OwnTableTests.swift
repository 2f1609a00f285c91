import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite struct OwnTableTests {
    private func read(_ text: String) throws -> OwnTable { try OwnTable(text: text, name: "table.csv") }

    private func contents(_ text: String) throws -> [OwnColumn.Content] {
        try read(text).columns.map(\.content)
    }

    @Test func numbersAndWordsAreFoundWhateverSeparatesThem() throws {
        for separator in [",", ";", "\t", "|"] {
            let table = try read("a\(separator)b\n1.5\(separator)x\n2\(separator)y\n1.5\(separator)x\n")
            #expect(table.columns.map(\.content) == [.numbers, .categories(["x", "y"])])
            #expect(table.values(0) == [1.5, 2, 1.5] && table.values(1) == [0, 1, 0])
            #expect(table.hasHeader && table.columns.map(\.name) == ["a", "b"])
        }
        let blanks = try read("  1.5   x\n 2  y  \n")
        #expect(blanks.values(0) == [1.5, 2] && blanks.columns.map(\.name) == ["x1", "x2"])
    }

    @Test func timesGiveTheOrderAndBecomeColumns() throws {
        let table = try read(
            "sold,at,kind\n3,2024-02-29 13:30,b\n1,2023-12-31 00:00,a\n9,,a\n"
                + (0..<20).map { "5,2024-03-01 2\($0 % 4):00,a\n" }.joined() + "4,2024-02-29 13:30,a\n")
        #expect(table.timeColumn == 1)
        let sorted = table.sorted(byTimes: 1)
        #expect(sorted.rowCount == table.rowCount - 1 && sorted.values(0).prefix(3) == [1, 3, 4])
        #expect(sorted.remarks.last?.en == "1 row without at left out")
        let parts = table.replacingTimes(1)
        #expect(
            parts.columns.map(\.name)
                == ["at (year)", "at (month)", "at (weekday)", "at (hour)", "sold", "kind"])
        let year: Double = 2023 + 364.0 / 366
        let second: [Double] = (0..<6).map { parts[1, $0] }
        let first: [Double] = (1..<6).map { parts[0, $0] }
        #expect(second == [year, 11, 0, 0, 1, 0])
        #expect(first == [1, 4, 13, 3, 1])
        #expect((0..<4).allSatisfy { parts[2, $0].isNaN } && parts[2, 4] == 9)
        #expect(parts.columns[0].missingCount == 1 && !parts.columns[3].isConstant)
        #expect(try read("day,sold\n2024-05-01,5\n2024-05-02,7\n").replacingTimes(0).columns[3].isConstant)
        #expect(try read("a,b\n1,2\n3,4\n").timeColumn == nil)
    }

    @Test func aHeaderIsToldFromARow() throws {
        #expect(try !read("5.1,3.5,setosa\n4.9,3.0,setosa\n").hasHeader)
        #expect(try read("length,width,kind\n5.1,3.5,setosa\n4.9,3.0,setosa\n").hasHeader)
        // Only words: a row if its words occur again, else a header.
        #expect(try !read("p,x,s\ne,x,y\np,b,s\n").hasHeader)
        #expect(try read("cap,gill,odor\ne,x,y\np,b,y\n").hasHeader)
        // A word in the first row of one column among three is a slip, not a name.
        let slip = try read(
            "1,2,three\n4,5,6\n7,8,9\n1,2,3\n5,5,5\n2,2,2\n3,3,3\n4,4,4\n9,9,9\n8,8,8\n7,7,1\n")
        #expect(!slip.hasHeader && slip.rowCount == 11 && slip[0, 2].isNaN && slip[1, 2] == 6)
        #expect(slip.remarks.contains { $0.en.contains("three") })
    }

    @Test func decimalCommasAndGroups() throws {
        #expect(try read("a;b\n1,5;2\n2,25;3\n").values(0) == [1.5, 2.25])
        #expect(try read("a;b\n1.234,5;2\n12,25;3\n").values(0) == [1234.5, 12.25])
        #expect(try read("a;b\n1.5;2\n2.25;3\n").values(0) == [1.5, 2.25])
        #expect(try read("a\tb\n12,5\t2\n1,25\t3\n").values(0) == [12.5, 1.25])
        #expect(try read("a,b\n\"1,234\",2\n\"5,678,901\",3\n").values(0) == [1234, 5_678_901])
        #expect(try read("a\tb\n1 234\t2\n5 678 901\t3\n").values(0) == [1234, 5_678_901])
        #expect(try read("a\tb\n1,234\t2\n1,234.5\t3\n").values(0) == [1234, 1234.5])
        // 1,234 and nothing else: a thousand, or a fraction?
        let error = #expect(throws: FileError.self) { try read("a\tb\n1,234\t2\n5,678\t3\n") }
        #expect("\(try #require(error))".contains("1,234"))
        // What the first four hundred rows do not show.
        let late = "a;b\n" + String(repeating: "1;2\n", count: 500) + "2,5;3\n"
        #expect(try read(late).values(0).last == 2.5)
        let points = "a;b\n" + String(repeating: "1;2\n", count: 500) + "2.5;3\n"
        #expect(try read(points).values(0).last == 2.5)
    }

    @Test func missingValuesInTheirManyForms() throws {
        let words = ["", "?", "NA", "N/A", "nan", "null", "NULL", "None", "#N/A", " ", "-"]
        let table = try read("a,b\n1,x\n" + words.map { "\($0),x" }.joined(separator: "\n") + "\n2,y\n")
        #expect(table.columns[0].missingCount == words.count && table.columns[0].content == .numbers)
        #expect(table.rowCount == words.count + 2)
    }

    @Test func whatDoesNoHarm() throws {
        let expected = try read("a,b\n1,x\n2,y\n")
        for text in [
            "\u{FEFF}a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y", "a,b\n\n1,x\n\n2,y\n\n",
            "a,b,\n1,x,\n2,y,\n", "a,b\n1,x,\n2,y,\n", "a,b\n1,x\n2,y\n\u{1A}",
            "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"\n",
            "a , b\n 1 , x\n 2 ,\u{A0}y\u{A0}\n", "a,b\n1.0,x\n2.00,y\n,\n", "sep=,\na,b\n1,x\n2,y\n",
            "# a comment\na,b\n1,x\n2,y\n", "a,b\n+1,x\n2e0,y\n", "a,b,\n1,x\n2,y\n",
        ] {
            let table = try read(text)
            let usable = table.columns.filter { $0.content != .nothing }
            #expect(usable.map(\.name) == ["a", "b"], "\(text)")
            #expect(table.values(0) == expected.values(0), "\(text)")
            #expect(usable.map(\.content) == expected.columns.map(\.content), "\(text)")
        }
    }

    @Test func encodings() throws {
        let text = "größe;art\n1,5;Ä\n2,5;Ö\n"
        let units = Array(text.utf16)
        func utf16(_ isBig: Bool) -> Data {
            let mark: [UInt8] = isBig ? [0xFE, 0xFF] : [0xFF, 0xFE]
            let bytes = units.flatMap { unit -> [UInt8] in
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
                return isBig ? [high, low] : [low, high]
            }
            return Data(mark + bytes)
        }
        let latin = try #require(text.data(using: .isoLatin1))
        for data in [Data(text.utf8), utf16(true), utf16(false), latin] {
            let table = try OwnTable(data, name: "t")
            #expect(table.columns.map(\.name) == ["größe", "art"] && table.values(0) == [1.5, 2.5])
            #expect(table.columns[1].content == .categories(["Ä", "Ö"]))
        }
        // 好 and 坏 in GBK.
        let chinese =
            Data("a,b\n1,".utf8) + [0xBA, 0xC3] + Data("\n2,".utf8) + [0xBB, 0xB5] + Data("\n".utf8)
        let read = try OwnTable(chinese, name: "t")
        #expect(read.columns[1].content == .categories(["坏", "好"]))
        #expect(read.remarks.contains { $0.en.contains("GB 18030") })
        // Three bytes in a row above 127, and no UTF-8: could be either.
        let doubtful = Data("a,b\n1,".utf8) + [0xE9, 0xE9, 0xE9] + Data("\n2,x\n".utf8)
        for data in [doubtful, utf16(false) + [0x41], Data("a,b\n1,2\n".utf8) + [0] + Data("3,4\n".utf8)] {
            #expect(throws: FileError.self) { try OwnTable(data, name: "t") }
        }
    }

    @Test func identifiersTextsTimesAndNothing() throws {
        let rows = (1...40).map { row -> String in
            let start = "\(row),\(row * 7 % 40),name \(row)"
            return start + ",2011-01-01 0\(row % 10):00,,7,\(row % 3)"
        }
        let table = try read("Id,a,name,when,empty,seven,kind\n" + rows.joined(separator: "\n"))
        let kinds: [OwnColumn.Content] = [
            .identifiers, .numbers, .texts, .times, .nothing, .numbers, .numbers,
        ]
        #expect(table.columns.map(\.content) == kinds)
        #expect(table.columns[5].isConstant && !table.columns[6].isConstant)
        #expect(table[0, 3] == 1_293_840_000 + 3600)
        // The numbers of pandas' index have no name.
        #expect(try contents(",a\n0,1.5\n1,2.5\n2,0.5\n") == [.identifiers, .numbers])
        // As R writes it, the header is one name short.
        let shifted = try read("a b\nr1 1 2\nr2 3 4\nr3 5 6\n")
        #expect(shifted.columns.map(\.name) == ["x1", "a", "b"] && shifted.values(1) == [1, 3, 5])
        #expect(try contents("a,b\n1/2/2011,1\n13/2/2011,2\n") == [.times, .numbers])
    }

    @Test func whatIsNoTableIsRefusedInOneLine() throws {
        for (text, words) in [
            ("", "empty"), ("\n\n", "empty"), ("a,b\n", "no rows"), ("one\ntwo\nthree\n", "one column"),
            ("a,b\n1,2\n\"3,4\n", "3"), ("a,b,c,d\n1,2,3,4\n1\n", "1 of 4"), ("a,b\n1,2\n3,4,5\n", "3"),
            ("%PDF-1.4\n%âãÏÓ\n", "empty"), ("a,b\n1,2\n" + String(repeating: ",", count: 200) + "1\n", "3"),
        ] {
            let error = #expect(throws: FileError.self, "\(text)") { try read(text) }
            let line = "\(try #require(error))"
            #expect(line.contains(words) && !line.contains("\n"), "\(line)")
        }
    }

    /// One table written in two hundred ways, drawn by seed; each is read to the same numbers, or refused.
    @Test func twoHundredDialectsOfOneTable() throws {
        var generator = RandomGenerator(seed: 21)
        let numbers = (0..<30).map { row -> [Double] in
            let (size, change) = (Double(row % 7) + 0.25, Double(row * 37 % 100) - 50)
            return [size, change, 1234 + Double(row * row * 1117), Double(row % 5) / 8]
        }
        let kinds = (0..<30).map { ["red", "dark blue", "green"][$0 * 5 % 3] }
        var read = 0
        for seed in 0..<200 {
            let dialect = Dialect(using: &generator)
            let data = dialect.data(numbers, kinds)
            do {
                let table = try OwnTable(data, name: "d\(seed)")
                let used = table.columns.indices.filter {
                    table.columns[$0].content == .numbers
                }
                #expect(used.count == 4 && table.rowCount == 30, "\(seed) \(dialect)")
                guard used.count == 4, table.rowCount == 30 else { continue }
                for row in 0..<30 {
                    for (column, place) in used.enumerated() {
                        let value = table[row, place]
                        let isHidden = dialect.hides(row, column)
                        #expect(isHidden ? value.isNaN : value == numbers[row][column], "\(seed) \(dialect)")
                    }
                }
                let words = table.columns.compactMap { column -> [String]? in
                    if case .categories(let words) = column.content { words } else { nil }
                }
                #expect(words == [["dark blue", "green", "red"]], "\(seed) \(dialect)")
                read += 1
            } catch let error as FileError {
                #expect(!"\(error)".contains("\n"), "\(seed) \(dialect)")
            }
        }
        #expect(read >= 180, "only \(read) were read")
    }
}

/// A way to write a table.
private struct Dialect {
    let separator, lineEnd, missing: String
    let hasHeader, hasComma, hasGroups, hasIndex, endsWithSeparator, hasBlankLines, hasControlZ,
        quotesAll: Bool
    let padding: String
    let wholeNumbersHavePoint: Bool
    let encoding: Int

    init(using generator: inout RandomGenerator) {
        func pick<T>(_ choices: [T]) -> T { choices[generator.permutation(choices.count)[0]] }
        separator = pick([",", ";", "\t", "|", " "])
        lineEnd = pick(["\n", "\r\n", "\r"])
        missing = separator == " " ? pick(["?", "NA"]) : pick(["", "?", "NA", "nan", "null"])
        (hasHeader, hasIndex, quotesAll) = (
            pick([true, false]), pick([true, false]), pick([true, false, false])
        )
        hasComma = separator != "," && pick([true, false])
        hasGroups = separator != " " && (separator != "," || quotesAll) && pick([true, false, false])
        endsWithSeparator = separator != " " && pick([true, false, false])
        (hasBlankLines, hasControlZ) = (pick([true, false]), pick([true, false, false]))
        padding = pick(["", "", " ", "  ", "\u{A0}"])
        wholeNumbersHavePoint = pick([true, false])
        encoding = pick([0, 0, 1, 2, 3])
    }

    func hides(_ row: Int, _ column: Int) -> Bool { row > 1 && (row * 4 + column) % 23 == 5 }

    private func written(_ value: Double) -> String {
        let isWhole = value == value.rounded()
        var text = isWhole ? String(Int(value)) : String(value)
        if hasGroups, isWhole, abs(value) >= 1000 {
            let digits = Array(String(Int(abs(value))))
            text = ""
            for (index, digit) in digits.enumerated() {
                if index > 0, (digits.count - index) % 3 == 0 { text += hasComma ? "." : "," }
                text.append(digit)
            }
        } else if isWhole, wholeNumbersHavePoint {
            text += hasComma ? ",0" : ".0"
        }
        if !isWhole, hasComma { text = text.replacing(".", with: ",") }
        return text
    }

    func data(_ numbers: [[Double]], _ kinds: [String]) -> Data {
        func field(_ text: String) -> String {
            let isQuoted = quotesAll || (separator == " " && text.contains(" "))
            let pad = separator == " " ? "" : padding
            return isQuoted ? "\"\(text)\"" : pad + text + pad
        }
        var rows: [[String]] = []
        if hasHeader { rows.append((hasIndex ? ["Id"] : []) + ["size", "change", "price", "share", "kind"]) }
        for (row, values) in numbers.enumerated() {
            var cells = values.enumerated().map { hides(row, $0) ? missing : written($1) }
            cells.append(kinds[row])
            rows.append((hasIndex ? ["\(row + 1)"] : []) + cells)
        }
        var lines = rows.map {
            $0.map(field).joined(separator: separator) + (endsWithSeparator ? separator : "")
        }
        if hasBlankLines { lines.insert("", at: 5) }
        var text = lines.joined(separator: lineEnd) + lineEnd
        if hasControlZ, encoding == 0 { text += "\u{1A}" }
        switch encoding {
        case 1: return Data("\u{FEFF}\(text)".utf8)
        case 2:
            let units = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            return Data([0xFF, 0xFE] + units)
        case 3:
            let units = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            return Data([0xFE, 0xFF] + units)
        default: return Data(text.utf8)
        }
    }
}
