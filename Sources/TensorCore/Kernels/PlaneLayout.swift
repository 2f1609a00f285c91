import Vectors

/// How the planes of a picture are laid out so that a tap of the kernel sees consecutive results as consecutive
/// numbers.
///
/// A *tap* is one place of the kernel: for the result at (j, i) of a grid it reads the pixel (j · step + dy,
/// i · step + dx). The planes are copied with their padding, and with a step of more than 1 they are taken apart
/// into *phases*, the pixels whose coordinates leave the same remainder. Then result p = j · rowLength + i finds
/// its pixel p numbers behind the tap's first, for every tap: no patch is ever copied, and vectors of results load
/// vectors of pixels. The price is the few results at the end of each row of the grid that nobody asked for.
struct PlaneLayout {
    /// A pixel's place relative to the first one of the result: `dy` rows down, `dx` columns to the right.
    typealias Tap = (dy: Int, dx: Int)

    /// How many numbers a row of the grid takes.
    let rowLength: Int
    /// How many numbers a channel takes.
    let planeStride: Int

    private let plane: Size2D
    private let step: Size2D
    private let origin: Size2D
    private let phases: [Size2D]
    private let phaseRows: Int

    /// The layout for the planes of this extent, as the taps read them for a grid of results.
    init(plane: Size2D, grid: Size2D, step: Size2D, taps: [Tap]) {
        let origin = Size2D(-(taps.map(\.dy).min() ?? 0), -(taps.map(\.dx).min() ?? 0))
        var phases: [Size2D] = []
        var (rows, columns) = (grid.height, grid.width)
        for tap in taps {
            let (y, x) = (tap.dy + origin.height, tap.dx + origin.width)
            let phase = Size2D(y % step.height, x % step.width)
            if !phases.contains(phase) { phases.append(phase) }
            rows = max(rows, grid.height + y / step.height)
            columns = max(columns, grid.width + x / step.width)
        }
        self.plane = plane
        self.step = step
        self.origin = origin
        self.phases = phases
        phaseRows = rows
        rowLength = columns
        // An odd number of cache lines, so that the same pixel of many channels does not fall on the same few sets.
        planeStride = (phases.count * rows * columns + 15) / 16 * 16 | 16
    }

    /// Where the tap's pixel for the first result lies in a channel.
    func offset(of tap: Tap) -> Int {
        let (y, x) = (tap.dy + origin.height, tap.dx + origin.width)
        let phase = phases.firstIndex(of: Size2D(y % step.height, x % step.width)) ?? 0
        return (phase * phaseRows + y / step.height) * rowLength + x / step.width
    }

    /// Numbers that may be read behind the last channel: of a vector's lanes some are always over.
    static let slack = 2 * Lanes.scalarCount

    /// Room for so many channels.
    func makeRoom(channels: Int) -> Storage {
        let room = Storage(count: channels * planeStride + Self.slack)
        (room.pointer + channels * planeStride).update(repeating: 0, count: Self.slack)
        return room
    }

    /// Lays out consecutive channels of a contiguous picture.
    func fill(_ target: Storage, from source: UnsafePointer<Float>, channels: Int) {
        let used = phases.count * phaseRows * rowLength
        for channel in 0..<channels {
            let picture = source + channel * plane.area
            var row = target.pointer + channel * planeStride
            (row + used).update(repeating: 0, count: planeStride - used)
            for phase in phases {
                let first = phase.width - origin.width
                let (from, to) = columnsInside(first)
                for index in 0..<phaseRows {
                    let y = index * step.height + phase.height - origin.height
                    if y < 0 || y >= plane.height || from >= to {
                        row.update(repeating: 0, count: rowLength)
                    } else {
                        row.update(repeating: 0, count: from)
                        let pixels = picture + y * plane.width + from * step.width + first
                        if step.width == 1 {
                            (row + from).update(from: pixels, count: to - from)
                        } else {
                            for i in 0..<(to - from) { row[from + i] = pixels[i * step.width] }
                        }
                        (row + to).update(repeating: 0, count: rowLength - to)
                    }
                    row += rowLength
                }
            }
        }
    }

    /// The columns i of a phase for which 0 ≤ first + i · step < width.
    private func columnsInside(_ first: Int) -> (from: Int, to: Int) {
        let from = first >= 0 ? 0 : (-first + step.width - 1) / step.width
        let to = (plane.width - first + step.width - 1) / step.width
        return (min(from, rowLength), min(max(to, 0), rowLength))
    }
}
