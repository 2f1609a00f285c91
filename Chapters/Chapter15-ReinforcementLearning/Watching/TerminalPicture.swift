import Reporting

/// A picture in a terminal: two pixels a character, one above the other, as half blocks in 24-bit colours.
enum TerminalPicture {
    /// Lines of at most this many columns and rows. Each ends with the colours reset.
    static func lines(_ picture: Picture, columns: Int, rows: Int) -> [String] {
        let scale = max(
            Double(picture.width) / Double(max(1, columns)), Double(picture.height) / Double(2 * max(1, rows))
        )
        let width = max(1, Int(Double(picture.width) / scale))
        let height = max(2, Int(Double(picture.height) / scale) / 2 * 2)
        func pixel(_ row: Int, _ column: Int) -> PixelColor {
            picture[
                min(picture.height - 1, Int((Double(row) + 0.5) * scale)),
                min(picture.width - 1, Int((Double(column) + 0.5) * scale))]
        }
        return stride(from: 0, to: height, by: 2).map { row in
            var line = ""
            var last: (PixelColor, PixelColor)?
            for column in 0..<width {
                let (upper, lower) = (pixel(row, column), pixel(row + 1, column))
                if last.map({ $0 != (upper, lower) }) ?? true {
                    line +=
                        "\u{1B}[38;2;\(upper.red);\(upper.green);\(upper.blue)m"
                        + "\u{1B}[48;2;\(lower.red);\(lower.green);\(lower.blue)m"
                    last = (upper, lower)
                }
                line += "▀"
            }
            return line + "\u{1B}[0m"
        }
    }
}
