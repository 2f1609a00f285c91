import Messages

/// How somebody's table is written: found out from its first rows.
struct TableDialect {
    /// What stands between fields; `anyBlanks` for any run of blanks.
    private(set) var separator: UInt8 = 0x2C

    private(set) var hasHeader = false

    /// The columns' names; `x1`, `x2`, … where the file has no header, and empty where the header has none.
    private(set) var names: [String] = []

    /// Where the first row of data begins.
    private(set) var start = 0

    /// The decimal sign that most numbers of the first rows have.
    private(set) var style = NumberStyle.point

    /// Whether each column holds texts, as far as the first rows tell.
    private(set) var isText: [Bool] = []

    /// The separators in the order in which they win where several fit equally well: a comma is often a decimal sign.
    private static let separators: [UInt8] = [0x09, 0x3B, 0x7C, 0x2C, anyBlanks]

    /// - Throws: `CSVProblem` where there is no table to be seen.
    init(_ bytes: Span<UInt8>) throws {
        var start = 0
        var announced: UInt8?
        // What Excel reads as "the separator is …".
        if bytes.count > 5, bytes[0] | 0x20 == 0x73, bytes[1] | 0x20 == 0x65, bytes[2] | 0x20 == 0x70,
            bytes[3] == 0x3D, bytes[5] == 0x0A || bytes[5] == 0x0D
        {
            announced = bytes[4]
            start = 6
        }
        start = Self.skippingComments(bytes, from: start)
        let candidates = announced.map { [$0] } ?? Self.separators
        let samples = candidates.map { TableSample(bytes, from: start, separator: $0) }
        guard samples.contains(where: { !$0.rows.isEmpty }) else {
            let isEmpty = (start..<bytes.count).allSatisfy { [0x0A, 0x0D, 0x20, 0x09].contains(bytes[$0]) }
            throw CSVProblem(
                offset: start,
                reason: isEmpty
                    ? Words(en: "the file is empty", zh: "文件是空的").text
                    : Words(
                        en:
                            "the first row cannot be read: a quote that is never closed, or more than a megabyte",
                        zh: "第一行无法读取：引号没有配对，或超过 1 MB"
                    ).text)
        }
        var best: (fit: Double, index: Int)?
        for (index, sample) in samples.enumerated() where sample.fit > (best?.fit ?? 0) + 1e-9 {
            best = (sample.fit, index)
        }
        guard let best, best.fit > 0.5 else {
            throw CSVProblem(
                offset: start,
                reason: Words(
                    en:
                        "no table: most rows have one column, whether comma, semicolon, tab or blanks separate them",
                    zh: "不是表格：无论按逗号、分号、制表符还是空格分隔，多数行都只有一列"
                ).text)
        }
        self.start = start
        separator = candidates[best.index]
        try read(samples[best.index])
    }

    /// Lines at the start that begin with `#` or `%`, unless the first of them is the header: a line after such a header is
    /// none of them, and has as many commas.
    private static func skippingComments(_ bytes: Span<UInt8>, from start: Int) -> Int {
        func lineEnd(_ index: Int) -> Int {
            var end = index
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
            while end < bytes.count, bytes[end] == 0x0A || bytes[end] == 0x0D { end += 1 }
            return end
        }
        func marks(_ range: Range<Int>) -> [Int] {
            [0x2C, 0x3B, 0x09].map { mark in range.count { bytes[$0] == mark } }
        }
        var index = start
        while index < bytes.count, bytes[index] == 0x23 || bytes[index] == 0x25 {
            let next = lineEnd(index)
            let line = marks(index..<next)
            if next < bytes.count, line.contains(where: { $0 > 0 }), line == marks(next..<lineEnd(next)) {
                break
            }
            index = next
        }
        return index
    }

    private mutating func read(_ sample: TableSample) throws {
        guard let first = sample.rows.first else { return }
        let body = Array(sample.rows.dropFirst())
        var widths: [Int: Int] = [:]
        for row in body { widths[row.cells.count, default: 0] += 1 }
        // Of two widths that are as frequent, the header's.
        let headerWidth = first.cells.count
        var width =
            widths.max {
                ($0.value, $0.key == headerWidth ? 1 : 0, $0.key) < (
                    $1.value, $1.key == headerWidth ? 1 : 0, $1.key
                )
            }?
            .key ?? headerWidth
        // 1,234 is a thousand or a fraction; where semicolons separate, the comma is taken to be the decimal sign.
        let isSemicolon = separator == 0x3B
        let points = body.reduce(0) {
            $0
                + $1.cells.count {
                    $0.isNumber(.point) && $0.text.contains(".") && !(isSemicolon && $0.isNumber(.comma))
                }
        }
        let commas = body.reduce(0) {
            $0
                + $1.cells.count {
                    $0.isNumber(.comma) && $0.text.contains(",") && (isSemicolon || !$0.isNumber(.point))
                }
        }
        if isSemicolon ? commas >= points : commas > points { style = .comma }

        /// The share of a column's cells that are numbers, of those that are there; nil where none is.
        func numberShare(_ column: Int) -> Double? {
            let cells = body.compactMap { row -> TableSample.Cell? in
                guard column < row.cells.count, !row.cells[column].isMissing else { return nil }
                return row.cells[column]
            }
            return cells.isEmpty ? nil : Double(cells.count(where: \.isNumber)) / Double(cells.count)
        }
        var shares = (0..<width).map(numberShare)
        // Names of rows without a name of their own, as R writes them, move the header by one.
        let endsEmpty = body.allSatisfy { $0.cells.count < width || $0.cells[width - 1].text.isEmpty }
        let isShifted = headerWidth == width - 1 && !endsEmpty
        var header = first.cells
        if isShifted {
            header.insert(
                TableSample.Cell(text: "", isQuoted: false, asPoint: .missing, asComma: .missing), at: 0)
        }
        hasHeader = body.isEmpty ? header.allSatisfy { !$0.isNumber } : isHeader(header, over: body, shares)
        if hasHeader {
            // A comma at the end of the rows, or of the header alone.
            while header.count > width, header.last?.text.isEmpty == true { header.removeLast() }
            width = max(width, header.count)
            names = header.map(\.text)
            names += [String](repeating: "", count: width - names.count)
            start = first.end
        } else {
            if isShifted { shares = shares.dropLast() + [] }
            width = max(width, first.cells.count)
            names = (1...max(1, width)).map { "x\($0)" }
        }
        isText = (0..<width).map { column in
            let share = column < shares.count ? shares[column] : nil
            return share.map { $0 < 0.9 } ?? false
        }
    }

    /// Whether the first row names the columns: above most columns of numbers stands a word. Where there are none, whether
    /// its words differ from each other and occur in no row below.
    private func isHeader(_ first: [TableSample.Cell], over body: [TableSample.Row], _ shares: [Double?])
        -> Bool
    {
        let numbers = first.indices.filter { $0 < shares.count && (shares[$0] ?? 0) >= 0.9 }
        if !numbers.isEmpty {
            let words = numbers.count { !first[$0].isNumber && !(first[$0].isMissing && $0 > 0) }
            let digits = numbers.count { first[$0].isNumber }
            return words > digits && words * 2 > numbers.count
        }
        let names = first.map(\.text).filter { !$0.isEmpty }
        guard Set(names).count == names.count, !first.contains(where: \.isNumber) else { return false }
        return first.indices.allSatisfy { column in
            body.allSatisfy { column >= $0.cells.count || $0.cells[column].text != first[column].text }
        }
    }
}
