import TensorCore

/// A digit's picture taken apart into strokes, so that a test can draw it on a pad as a hand would: its lines thinned to one pixel,
/// and followed from end to end.
struct DigitStrokes {
    /// The strokes, each a list of points, on a pad of `side` × `side` units.
    let strokes: [[(x: Float, y: Float)]]

    /// The pad is so many times as fine as the picture.
    private static let scale = 4

    /// The strokes of 28 × 28 pixels from 0, paper, to 1.
    init(_ pixels: [Float]) {
        let side = 28 * Self.scale
        var ink = Bitmap(side: side)
        for y in 0..<side {
            for x in 0..<side {
                ink[x, y] =
                    Self.darkness(pixels, (Float(x) + 0.5) / 4 - 0.5, (Float(y) + 0.5) / 4 - 0.5) > 0.45
            }
        }
        ink.thin()
        strokes = ink.paths().map { path in
            // A point of three, and the last: as the events of a pointer come.
            path.enumerated().filter { $0.offset % 3 == 0 || $0.offset == path.count - 1 }
                .map { (Float($0.element.x) + 0.5, Float($0.element.y) + 0.5) }
        }
    }

    /// The darkness between pixels, from the four around.
    private static func darkness(_ pixels: [Float], _ x: Float, _ y: Float) -> Float {
        func pixel(_ x: Int, _ y: Int) -> Float {
            (0..<28).contains(x) && (0..<28).contains(y) ? pixels[28 * y + x] : 0
        }
        let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        let (dx, dy) = (x - Float(left), y - Float(top))
        let upper = (1 - dx) * pixel(left, top) + dx * pixel(left + 1, top)
        let lower = (1 - dx) * pixel(left, top + 1) + dx * pixel(left + 1, top + 1)
        return (1 - dy) * upper + dy * lower
    }
}

/// A picture of black and white pixels.
private struct Bitmap {
    let side: Int
    private var bits: [Bool]

    init(side: Int) { (self.side, bits) = (side, [Bool](repeating: false, count: side * side)) }

    subscript(x: Int, y: Int) -> Bool {
        get { x >= 0 && y >= 0 && x < side && y < side && bits[side * y + x] }
        set { bits[side * y + x] = newValue }
    }

    /// The eight neighbours, clockwise from above.
    private static let around = [(0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1)]

    private func neighbours(_ x: Int, _ y: Int) -> [Bool] { Self.around.map { self[x + $0.0, y + $0.1] } }

    /// Takes away the edge of what is black, again and again, but nothing that holds two parts together: Zhang and Suen, "A fast
    /// parallel algorithm for thinning digital patterns" (1984).
    mutating func thin() {
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for pass in 0..<2 {
                var gone: [Int] = []
                for y in 0..<side {
                    for x in 0..<side where self[x, y] {
                        let p = neighbours(x, y)
                        let count = p.count { $0 }
                        let turns = (0..<8).count { !p[$0] && p[($0 + 1) % 8] }
                        let isFree =
                            pass == 0
                            ? !(p[0] && p[2] && p[4]) && !(p[2] && p[4] && p[6])
                            : !(p[0] && p[2] && p[6]) && !(p[0] && p[4] && p[6])
                        if (2...6).contains(count), turns == 1, isFree { gone.append(side * y + x) }
                    }
                }
                for place in gone { bits[place] = false }
                hasChanged = hasChanged || !gone.isEmpty
            }
        }
    }

    /// The lines, from their ends first, then what is left: rings. Each pixel is in one of them, but where lines meet.
    func paths() -> [[(x: Int, y: Int)]] {
        var rest = self
        var result: [[(x: Int, y: Int)]] = []
        for wantsEnds in [true, false] {
            for y in 0..<side {
                for x in 0..<side where rest[x, y] && (!wantsEnds || neighbours(x, y).count { $0 } == 1) {
                    var path = [(x: x, y: y)]
                    rest[x, y] = false
                    while let next = rest.step(from: path) {
                        rest[next.x, next.y] = false
                        path.append(next)
                    }
                    // Where it ends beside another line or its own beginning, it reaches it.
                    let (last, beforeLast) = (path[path.count - 1], path.dropLast().last)
                    if let meeting = Self.around.map({ (x: last.x + $0.0, y: last.y + $0.1) }).first(where: {
                        place in
                        self[place.x, place.y]
                            && !(beforeLast.map { abs($0.x - place.x) <= 1 && abs($0.y - place.y) <= 1 }
                                ?? false)
                    }) {
                        path.append(meeting)
                    }
                    result.append(path)
                }
            }
        }
        return result
    }

    /// The neighbour in which a line goes on, straight ahead if there is a choice.
    private func step(from path: [(x: Int, y: Int)]) -> (x: Int, y: Int)? {
        let here = path[path.count - 1]
        let before = path[max(0, path.count - 5)]
        let (alongX, alongY) = (here.x - before.x, here.y - before.y)
        return Self.around.map { (x: here.x + $0.0, y: here.y + $0.1) }.filter { self[$0.x, $0.y] }
            .max {
                ($0.x - here.x) * alongX + ($0.y - here.y) * alongY
                    < ($1.x - here.x) * alongX + ($1.y - here.y) * alongY
            }
    }
}
