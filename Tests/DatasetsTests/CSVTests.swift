import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

private let notes = CSVSchema([.integer("id"), .text("note")])

private func table(_ text: String, _ schema: CSVSchema = notes) throws -> CSVTable {
    try CSVTable(text: text, name: "t.csv", schema: schema)
}

/// What is said about a broken table.
private func message(_ text: String, _ schema: CSVSchema = notes) -> String {
    fileErrorMessage { _ = try table(text, schema) }
}

@Suite struct CSVFormatTests {
    @Test func plainRows() throws {
        let plain = try table("id,note\n1,one\n2,\n")
        #expect(plain.rowCount == 2)
        #expect(plain.integers("id") == [1, 2])
        #expect(plain.texts("note") == ["one", ""])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func lineEndings(_ end: String) throws {
        for last in ["", end, end + end, end + "  " + end] {
            let read = try table("id,note\(end)1,one\(end)2,two\(last)")
            #expect(read.integers("id") == [1, 2])
            #expect(read.texts("note") == ["one", "two"])
        }
    }

    @Test func mixedLineEndings() throws {
        #expect(try table("id,note\r\n1,a\n2,b\r3,c\r\n").texts("note") == ["a", "b", "c"])
    }

    @Test func quotedFields() throws {
        let read = try table("\"id\",note\n\"1\",\"a, \"\"b\"\"\r\nand c\"\n2,\"\"\n3,\"\"\"\"\n4,\" é \"")
        #expect(read.integers("id") == [1, 2, 3, 4])
        #expect(read.texts("note") == ["a, \"b\"\r\nand c", "", "\"", " é "])
    }

    @Test func byteOrderMarkIsDropped() throws {
        #expect(try table("\u{FEFF}id,note\n1,a").integers("id") == [1])
        try withTemporaryFolder { (folder: String) throws in
            try writeFileAtomically("\u{FEFF}id,note\n1,a", to: folder + "/bom.csv")
            #expect(try CSVTable(contentsOf: folder + "/bom.csv", schema: notes).integers("id") == [1])
        }
    }

    @Test func headerInAnotherOrderWithOtherColumns() throws {
        var schema = notes
        schema.allowsOtherColumns = true
        let read = try table("x, note ,id\n9,a,1\n8,b,2\n", schema)
        #expect(read.integers("id") == [1, 2])
        #expect(read.texts("note") == ["a", "b"])
    }

    @Test func separators() throws {
        var schema = CSVSchema([.number("a"), .number("b")], separator: .whitespace, hasHeader: false)
        let blanks = try table("  1.5\t 2  \n3 4\r\n   \n", schema)
        #expect(blanks.numbers("a") == [1.5, 3])
        #expect(blanks.numbers("b") == [2, 4])
        schema.separator = .semicolon
        #expect(try table("1;2\n", schema).numbers("b") == [2])
        schema.separator = .tab
        #expect(try table("1\t2\n", schema).numbers("b") == [2])
    }

    @Test func everyKindOfColumn() throws {
        let schema = CSVSchema([
            .integer("i", range: -5...5), .number("n", range: -1...1), .date("d"),
            .category("c", ["no", "yes"]),
        ])
        let read = try table("i,n,d,c\n-5,-0.5,2012-02-29, yes\n+5,1e0,2011-12-31,\"no\"\n", schema)
        #expect(read.integers("i") == [-5, 5])
        #expect(read.floats("n") == [-0.5, 1])
        #expect(read.dates("d").map(\.description) == ["2012-02-29", "2011-12-31"])
        #expect(read.categories("c") == [1, 0])
        #expect(read.malformed(row: 1, reason: "odd").description == "t.csv:3:1: odd")
    }

    @Test func rowsKnowTheirLine() throws {
        let read = try table("id,note\r\n1,\"a\r\nb\nc\rd\"\r\n2,e\r\n")
        #expect(read.malformed(row: 0, reason: "x").description == "t.csv:2:1: x")
        #expect(read.malformed(row: 1, reason: "x").description == "t.csv:6:1: x")
    }
}

@Suite struct CSVErrorTests {
    /// Each broken table and the whole message about it.
    static let broken: [(text: String, message: String)] = [
        ("", "t.csv: the file is empty"),
        ("\n\r\n  \n", "t.csv: the file is empty"),
        ("id,note", "t.csv: a header but no rows"),
        ("id,note\n\n", "t.csv: a header but no rows"),
        ("id,note\n1,\"open\n2,b\n", "t.csv:2:3: a quote is opened here and never closed"),
        ("id,note\n1,\"a\"b\n", "t.csv:2:3: characters after the closing quote of a field"),
        ("id,note\n1,\"a\" \n", "t.csv:2:3: characters after the closing quote of a field"),
        ("id,note\n1,a\"b\n", "t.csv:2:3: a quote within a field that does not begin with one"),
        ("id,note\n1,a\n2\n", "t.csv:3:1: the row has 1 of 2 columns"),
        ("id,note\n1,a\n22,é,c\n", "t.csv:3:6: the row has 3 columns, 2 are expected"),
        ("id,note\n1,a\n\n2,b\n", "t.csv:3:1: an empty line where a row is expected"),
        ("id,id\n1,a\n", "t.csv:1:4: a second column \"id\""),
        ("id,text\n1,a\n", "t.csv:1:1: the header has no column \"note\""),
        ("id,note,more\n1,a,b\n", "t.csv:1:9: an unknown column \"more\""),
        (
            "id,note\n\"1\",\"a\r\nb\"\r\nx,c",
            "t.csv:4:1: column \"id\": a whole number is expected, found \"x\""
        ),
        ("note,id\n\"é日\",x", "t.csv:2:6: column \"id\": a whole number is expected, found \"x\""),
        ("note,id\na,", "t.csv:2:3: column \"id\": a whole number is expected, found nothing"),
    ]

    @Test(arguments: broken.indices)
    func brokenTable(_ index: Int) {
        let (text, expected) = Self.broken[index]
        #expect(message(text) == expected)
    }

    @Test(arguments: [
        "abc", "nan", "inf", "-Infinity", "0x1p3", "0x10", "1,5", "1.5.2", "1e", "e5", "--1", ".", "1 2", "１",
        "1_000", "+", "2.01", "-0.001",
    ])
    func refusedNumber(_ value: String) {
        let schema = CSVSchema([.number("temp", range: 0...2)])
        #expect(
            message("temp\n1\n\"\(value)\"\n", schema)
                == "t.csv:3:1: column \"temp\": a number from 0 to 2 is expected, found \"\(value)\"")
    }

    @Test(arguments: ["24", "-1", "3.0", "1e1", "99999999999999999999", "١"])
    func refusedInteger(_ value: String) {
        let schema = CSVSchema([.integer("hr", range: 0...23)])
        #expect(
            message("hr\n\(value)\n", schema)
                == "t.csv:2:1: column \"hr\": a whole number from 0 to 23 is expected, found \"\(value)\"")
    }

    @Test(arguments: ["2011-02-29", "2011-13-01", "2011-1-01", "2011/01/01", "+011-01-01", "2011-01-010"])
    func refusedDate(_ value: String) {
        #expect(
            message("d\n\(value)\n", CSVSchema([.date("d")]))
                == "t.csv:2:1: column \"d\": a date like 2011-01-31 is expected, found \"\(value)\"")
    }

    @Test func expectationsReadWell() {
        let count = CSVSchema([.integer("cnt", range: 1...Int.max)])
        #expect(
            message("cnt\n0", count)
                == "t.csv:2:1: column \"cnt\": a whole number of at least 1 is expected, found \"0\"")
        let kind = CSVSchema([.category("kind", ["R", "M"])])
        #expect(
            message("kind\nX", kind)
                == "t.csv:2:1: column \"kind\": one of \"R\", \"M\" is expected, found \"X\"")
        let number = CSVSchema([.number("x")])
        #expect(
            message("x\n1e39", number)
                == "t.csv:2:1: column \"x\": a number is expected, found \"1e39\", too large for a Float")
        let long = String(repeating: "a", count: 30) + "\n\u{1B}" + String(repeating: "b", count: 300)
        #expect(
            message("x\n\"\(long)\"", number)
                == "t.csv:2:1: column \"x\": a number is expected, found \"\(String(repeating: "a", count: 30))"
                + #"\n\u{1B}bbbbbbbb…""#)
    }

    @Test func aLetterWithAccentsWithoutEndIsCut() {
        let accents = String(repeating: "\u{301}", count: 10_000)
        #expect(
            message("x\ne\(accents)", CSVSchema([.number("x")]))
                == "t.csv:2:1: column \"x\": a number is expected, found "
                + "\"e\(String(repeating: "\u{301}", count: 39))…\"")
    }

    @Test func filesThatAreNoText() throws {
        try withTemporaryFolder { (folder: String) throws in
            func messageAboutFile(_ bytes: [UInt8]) throws -> String {
                try writeFileAtomically(Data(bytes), to: folder + "/t.csv")
                return fileErrorMessage { _ = try CSVTable(contentsOf: folder + "/t.csv", schema: notes) }
            }
            #expect(
                try messageAboutFile(Array("id,note\n1,a\0b".utf8))
                    == "\(folder)/t.csv:2:4: a NUL byte in a text file"
            )
            #expect(
                try messageAboutFile(Array("id,note\n1,".utf8) + [0xFF])
                    == "\(folder)/t.csv:2:3: not UTF-8 text")
            #expect(
                try messageAboutFile([0xFF, 0xFE, 0x69, 0, 0x64, 0])
                    == "\(folder)/t.csv:1:1: UTF-16 text; save it as UTF-8")
            #expect(
                try messageAboutFile(Array("id;note\n1;a\n".utf8))
                    == "\(folder)/t.csv:1:1: separated by semicolons, commas are expected")
            #expect(
                try messageAboutFile(Array("id\tnote\n1\ta\n".utf8))
                    == "\(folder)/t.csv:1:1: separated by tabs, commas are expected")
            #expect(
                try messageAboutFile(Array("id\n1\n".utf8))
                    == "\(folder)/t.csv:1:1: the header has no column \"note\"")
            #expect(try messageAboutFile([]) == "\(folder)/t.csv: the file is empty")
            let missing = fileErrorMessage { _ = try CSVTable(contentsOf: folder + "/no.csv", schema: notes) }
            #expect(missing == "\(folder)/no.csv: no such file or folder")
        }
    }
}

@Suite struct CSVAttackTests {
    private static let schema = CSVSchema([
        .integer("id"), .number("x", range: -9...9), .date("d"), .text("note"),
        .category("kind", ["a", "é"]),
    ])
    private static let text =
        "id,x,d,note,kind\r\n1,0.25,2011-01-01,\"a \"\"b\"\", c\r\nd\",é\r\n-2,-1e0,2012-02-29,日本,a\r\n\r\n"

    @Test func whatIsNoTableTakesLittleMemory() throws {
        let wide = "id,note\n" + String(repeating: ",", count: 100_000)
        #expect(message(wide) == "t.csv:2:100001: the row has more than 100000 columns")
        let long = String(repeating: "x", count: (1 << 20) + 1)
        for field in [long, "\"\(long)\""] {
            #expect(message("id,note\n1,\(field)") == "t.csv:2:3: a field of more than 1048576 bytes")
        }
        #expect(try table("id,note\n1,\(long.dropLast())").texts("note")[0].count == 1 << 20)
    }

    /// Cut off anywhere, a file is a shorter table or a `FileError`.
    @Test func everyTruncation() throws {
        let bytes = Array(Self.text.utf8)
        var rows: Set<Int> = []
        try withTemporaryFolder { (folder: String) throws in
            for count in 0...bytes.count {
                try writeFileAtomically(Data(bytes[..<count]), to: folder + "/t.csv")
                do {
                    rows.insert(try CSVTable(contentsOf: folder + "/t.csv", schema: Self.schema).rowCount)
                } catch let error as FileError {
                    #expect(error.description.hasPrefix(folder))
                }
            }
        }
        #expect(rows == [1, 2])
    }

    /// Any one byte replaced: a table or a `FileError` at a line that the file has.
    @Test func everyByteReplaced() throws {
        let bytes = Array(Self.text.utf8)
        for index in bytes.indices {
            for replacement in Array("\",\r\n x9\u{7F}".utf8) {
                var changed = bytes
                changed[index] = replacement
                guard let text = String(validating: changed, as: UTF8.self) else { continue }
                do {
                    #expect((1...4).contains(try table(text, Self.schema).rowCount))
                } catch FileError.malformed(_, let line, let column, _) {
                    #expect((1...8).contains(line ?? 1) && (column ?? 1) >= 1)
                }
            }
        }
    }

    /// The fast path and the standard library agree to the last bit.
    @Test func numbersAreRoundedToTheNearest() {
        for text in [
            "0.1", "-0.7", "9007199254740992", "9007199254740993", "123456789012345678901234567890", "1e22",
            "1e23", "0.000001", "1.7976931348623157e308", "5e-324", "4.35", "2.2250738585072011e-308", "-0",
            "0.30000000000000004", "6.02214076e23", "1e-400", "0e99999", ".5", "5.", "+7",
        ] {
            let bytes = Array(text.utf8)
            let parsed = decimalNumber(bytes, bytes.indices)
            #expect(parsed?.bitPattern == strtod(text, nil).bitPattern, "\(text)")
        }
        for text in ["9223372036854775807", "-9223372036854775808", "0", "-0", "+12", "0007"] {
            let bytes = Array(text.utf8)
            #expect(decimalInteger(bytes, bytes.indices) == Int(text))
        }
        for text in ["9223372036854775808", "-9223372036854775809", "", "-", "1.", " 1"] {
            let bytes = Array(text.utf8)
            #expect(decimalInteger(bytes, bytes.indices) == nil)
        }
    }
}
