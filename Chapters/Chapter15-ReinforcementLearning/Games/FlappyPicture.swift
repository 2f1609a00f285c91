import Reporting

extension FlappyBird {
    /// The side of the picture for a network.
    static let side = 80

    /// The game without its ground as 80 × 80 bytes: 255 where the middle of a pixel is in the bird or a pipe.
    var smallPicture: [UInt8] {
        let side = Self.side
        var bytes = [UInt8](repeating: 0, count: side * side)
        func pixels(_ from: Int, _ to: Int, _ extent: Int) -> Range<Int> {
            // The middle of pixel i is at (i + ½) extent / side; the first pixel at or behind an edge.
            func first(_ edge: Int) -> Int {
                min(side, max(0, (2 * edge * side - extent + 2 * extent - 1) / (2 * extent)))
            }
            let start = first(max(0, from))
            return start..<max(start, first(max(0, to)))
        }
        func fill(_ rows: Range<Int>, _ columns: Range<Int>) {
            for row in rows {
                for column in columns { bytes[row * side + column] = 255 }
            }
        }
        for pipe in pipes {
            let columns = pixels(pipe.x, pipe.x + Self.pipeWidth, Self.width)
            fill(pixels(0, pipe.gapTop, Self.ground), columns)
            fill(pixels(pipe.gapTop + Self.gap, Self.ground, Self.ground), columns)
        }
        fill(
            pixels(y, y + Self.birdHeight, Self.ground),
            pixels(Self.birdX, Self.birdX + Self.birdWidth, Self.width))
        return bytes
    }

    /// The game in colours, 288 × 512 pixels.
    var picture: Picture {
        var canvas = Canvas(
            width: Self.width, height: Self.height, background: PixelColor(red: 0x70, green: 0xC5, blue: 0xCE)
        )
        let (green, dark) = (
            PixelColor(red: 0x5A, green: 0xA0, blue: 0x30), PixelColor(red: 0x35, green: 0x60, blue: 0x1C)
        )
        for pipe in pipes {
            let low = pipe.gapTop + Self.gap
            for (top, height) in [(0, pipe.gapTop), (low, Self.ground - low)] {
                canvas.rectangle(left: pipe.x, top: top, width: Self.pipeWidth, height: height, dark)
                canvas.rectangle(left: pipe.x + 3, top: top, width: Self.pipeWidth - 6, height: height, green)
            }
            for top in [pipe.gapTop - 14, low] {
                canvas.rectangle(left: pipe.x, top: top, width: Self.pipeWidth, height: 14, dark)
            }
        }
        canvas.rectangle(
            left: 0, top: Self.ground, width: Self.width, height: Self.height - Self.ground,
            PixelColor(red: 0xDE, green: 0xD8, blue: 0x95))
        // Stripes that move with the pipes.
        for stripe in -1...Self.width / 24 {
            canvas.rectangle(
                left: 24 * stripe + (24 - 4 * frames % 24) % 24, top: Self.ground, width: 12, height: 8, green
            )
        }
        let (x, top) = (Double(Self.birdX), Double(y))
        let yellow = PixelColor(red: 0xF5, green: 0xC8, blue: 0x1E)
        for step in 0...10 { canvas.dot(x + 12 + Double(step), top + 12, radius: 12, yellow) }
        canvas.dot(x + 24, top + 8, radius: 5, .white)
        canvas.dot(x + 26, top + 8, radius: 2, .black)
        canvas.rectangle(
            left: Self.birdX + 22, top: y + 13, width: 12, height: 6,
            PixelColor(red: 0xE8, green: 0x5A, blue: 0x20))
        let wing = velocity < 0 ? top + 16 : top + 10
        canvas.line(from: (x + 4, wing), to: (x + 16, top + 12), thickness: 6, .white)
        return canvas.picture
    }
}
