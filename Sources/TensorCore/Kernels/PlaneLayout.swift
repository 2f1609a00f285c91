import Vectors

/// How the planes of pictures are laid out so that a tap of the kernel sees consecutive results as consecutive
/// numbers.
///
/// A *tap* is one position of the kernel: for the result at (j, i) of a grid it reads the pixel (j · step + dy,
/// i · step + dx). The planes are copied with their padding, and with a step of more than 1 they are taken apart
/// into *phases*, the pixels whose coordinates leave the same remainder. Then result p = j · rowLength + i finds
/// its pixel p numbers behind the tap's first, for every tap: no patch is ever copied, and vectors of results load
/// vectors of pixels. Small pictures stand side by side, so that the vectors of one run on into the next.
///
/// The price is the few results between the rows of the grid that are not needed. To keep them few, neighbours
/// share their padding: the zeros at the end of a row are those at the start of the next, and likewise between
/// pictures. Of a large picture only a *band* of rows is laid out at a time, as much as stays in the second-level cache.
struct PlaneLayout {
    /// A pixel's position relative to the first one of the result: `dy` rows down, `dx` columns to the right.
    typealias Tap = (dy: Int, dx: Int)

    /// How many numbers a row of the grid takes.
    let rowLength: Int
    /// How many numbers a picture takes in each phase: so far apart are the first results of neighbours.
    let pictureStride: Int
    /// How many pictures stand side by side at most.
    let pictures: Int
    /// How many numbers a channel takes.
    let planeStride: Int
    /// How many rows of the grid are laid out at a time: all of them, unless the picture is large.
    let bandRows: Int

    private let plane: Size2D
    private let step: Size2D
    private let origin: Size2D
    private let phases: [Size2D]
    private let phaseStride: Int
    /// Rows and columns of a phase that the taps read, before neighbours share any.
    private let read: Size2D
    /// How many more rows than the grid has the taps read.
    private let rowsBeyond: Int
    private var isBanded: Bool { bandRows + rowsBeyond < read.height }

    /// The layout for planes of this extent, as the taps read them for a grid of results.
    ///
    /// - Parameters:
    ///   - channels: how many planes a picture has.
    ///   - pictures: how many may stand side by side; as many do as make rows of about a thousand numbers.
    ///   - longestBand: how many results a band has at most; nil for layouts of whole pictures.
    init(
        plane: Size2D, grid: Size2D, step: Size2D, taps: [Tap], channels: Int, pictures: Int,
        longestBand: Int? = nil
    ) {
        let origin = Size2D(-(taps.map(\.dy).min() ?? 0), -(taps.map(\.dx).min() ?? 0))
        var phases: [Size2D] = []
        var read = grid
        for tap in taps {
            let (y, x) = (tap.dy + origin.height, tap.dx + origin.width)
            let phase = Size2D(y % step.height, x % step.width)
            if !phases.contains(phase) { phases.append(phase) }
            read.height = max(read.height, grid.height + y / step.height)
            read.width = max(read.width, grid.width + x / step.width)
        }
        // What every phase has on both sides can be shared.
        var shared = read
        for phase in phases {
            let down = Self.inside(phase.height - origin.height, step.height, plane.height, read.height)
            let across = Self.inside(phase.width - origin.width, step.width, plane.width, read.width)
            shared.height = min(shared.height, down.lowerBound, read.height - down.upperBound)
            shared.width = min(shared.width, across.lowerBound, read.width - across.upperBound)
        }
        rowLength = max(1, read.width - shared.width)
        pictureStride = max(1, read.height - shared.height) * rowLength
        let numbers = max(1, channels * phases.count * pictureStride)
        self.pictures = max(1, min(pictures, Self.rowsTogether / pictureStride, Self.roomTogether / numbers))
        rowsBeyond = read.height - grid.height
        if let longestBand, self.pictures == 1 {
            // Neighbours read some rows both: these are not to be most of a band.
            let room = Self.roomOfBand / max(1, channels * phases.count * rowLength)
            let rows = max(2 * rowsBeyond, room - rowsBeyond)
            bandRows = min(grid.height, max(1, min(longestBand / rowLength, rows)))
        } else {
            bandRows = grid.height
        }
        phaseStride =
            bandRows < grid.height
            ? (bandRows + rowsBeyond) * rowLength + shared.width
            : self.pictures * pictureStride + shared.height * rowLength + shared.width
        // An odd number of cache lines, so that the same pixel of many channels does not fall on the same few sets.
        planeStride = (phases.count * phaseStride + 15) / 16 * 16 | 16
        self.plane = plane
        self.step = step
        self.origin = origin
        self.phases = phases
        self.read = read
    }

    /// Numbers of a phase beyond which nothing is gained by another picture.
    private static let rowsTogether = 1200
    /// Numbers that stay in the second-level cache: of pictures side by side, and of a band, which is read more often.
    private static let roomTogether = 1 << 17
    private static let roomOfBand = 1 << 18

    /// Where the tap's pixel for the first result is in a channel.
    func offset(of tap: Tap) -> Int {
        let (y, x) = (tap.dy + origin.height, tap.dx + origin.width)
        let phase = phases.firstIndex(of: Size2D(y % step.height, x % step.width)) ?? 0
        return phase * phaseStride + y / step.height * rowLength + x / step.width
    }

    /// How far the results of the first pictures reach.
    func resultCount(grid: Size2D, pictures: Int) -> Int {
        (pictures - 1) * pictureStride + (grid.height - 1) * rowLength + grid.width
    }

    /// Numbers that may be read behind the last channel: of a vector's lanes some are always over.
    private static let slack = 2 * Lanes.scalarCount

    /// Room for this many channels, all of it zeros: `fill` writes pixels only.
    func makeRoom(channels: Int) -> Storage {
        let count = channels * planeStride + Self.slack
        let room = Storage(count: count)
        room.pointer.update(repeating: 0, count: count)
        return room
    }

    /// Lays out consecutive channels of a contiguous picture as the one of this number: what the results of a band read,
    /// which is the whole picture where there is one band.
    func fill(
        _ target: Storage, picture: Int, band: Int = 0, from source: UnsafePointer<Float>, channels: Int
    ) {
        let firstRow = band * bandRows
        let wanted = firstRow..<min(firstRow + bandRows + rowsBeyond, read.height)
        for (index, phase) in phases.enumerated() {
            let (top, left) = (phase.height - origin.height, phase.width - origin.width)
            let rows = Self.inside(top, step.height, plane.height, read.height).clamped(to: wanted)
            let columns = Self.inside(left, step.width, plane.width, read.width)
            if columns.isEmpty { continue }
            let start = index * phaseStride + picture * pictureStride + columns.lowerBound
            let firstColumn = left + columns.lowerBound * step.width
            for channel in 0..<channels {
                let pixels = source + channel * plane.area + firstColumn
                let place = target.pointer + channel * planeStride + start
                for row in rows {
                    copy(
                        pixels + (top + row * step.height) * plane.width,
                        to: place + (row - firstRow) * rowLength, columns.count)
                }
                if !isBanded { continue }
                // Where there are zeros now, there were pixels of another band.
                for row in wanted where !rows.contains(row) {
                    (place + (row - firstRow) * rowLength).update(repeating: 0, count: columns.count)
                }
            }
        }
    }

    /// Copies pixels that lie a step apart.
    @inline(__always)
    private func copy(
        _ pixels: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        if step.width == 1 {
            target.update(from: pixels, count: count)
        } else {
            var (i, place) = (0, 0)
            if step.width == 2, count > 8 {
                return count > 16
                    ? copySixteens(pixels, to: target, count) : copyEights(pixels, to: target, count)
            }
            while i < count {
                target[i] = pixels[place]
                i &+= 1
                place &+= step.width
            }
        }
    }

    /// Copies every other pixel, sixteen at a time; there are more than sixteen.
    @inline(__always)
    private func copySixteens(
        _ pixels: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let source = UnsafeRawPointer(pixels)
        var i = 0
        while i &+ 16 < count {
            let pairs = source.loadUnaligned(fromByteOffset: 8 &* i, as: SIMD32<Float>.self)
            UnsafeMutableRawPointer(target + i).storeBytes(of: pairs.evenHalf, as: SIMD16<Float>.self)
            i &+= 16
        }
        // The last vector ends with the last pixel and begins one before its first, so that nothing behind the row is read.
        let last = count &- 16
        let pairs = source.loadUnaligned(fromByteOffset: 8 &* last &- 4, as: SIMD32<Float>.self)
        UnsafeMutableRawPointer(target + last).storeBytes(of: pairs.oddHalf, as: SIMD16<Float>.self)
    }

    /// The same, eight at a time; there are more than eight.
    @inline(__always)
    private func copyEights(
        _ pixels: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let source = UnsafeRawPointer(pixels)
        let (first, last) = (source.loadUnaligned(as: SIMD16<Float>.self), count &- 8)
        UnsafeMutableRawPointer(target).storeBytes(of: first.evenHalf, as: SIMD8<Float>.self)
        let pairs = source.loadUnaligned(fromByteOffset: 8 &* last &- 4, as: SIMD16<Float>.self)
        UnsafeMutableRawPointer(target + last).storeBytes(of: pairs.oddHalf, as: SIMD8<Float>.self)
    }

    /// The indices i below `count` for which first + i · step is in 0..<extent.
    private static func inside(_ first: Int, _ step: Int, _ extent: Int, _ count: Int) -> Range<Int> {
        let from = min(first >= 0 ? 0 : (-first + step - 1) / step, count)
        let to = first >= extent ? 0 : (extent - first + step - 1) / step
        return from..<max(from, min(to, count))
    }
}
