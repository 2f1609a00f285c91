/// Convolution without a matrix of patches: rows of a weight against pixels read where they lie.
///
/// It is the matrix product C[row, p] = Σ weight[row, (channel, tap)] · pixel[(channel, tap), p] with the tile of
/// `MatrixMultiply`: 12 rows × 32 results in registers. The left operand is packed; the right one needs no packing,
/// because with `PlaneLayout` its row for a tap is the picture itself, shifted.
struct Correlation {
    /// One place of the kernel: the pixel it reads, and the weight that it takes of each row and channel.
    typealias Tap = (dy: Int, dx: Int, weight: Int)

    /// The tapped planes: pictures, each of some groups of channels.
    var pictures: Int
    var groups: Int
    var channels: Int
    var plane: Size2D
    /// The results, in each of `rows` rows a group: how many, and how far their pixels lie apart.
    var rows: Int
    var grid: Size2D
    var step: Size2D
    var taps: [Tap]
    /// How far neighbouring rows, and neighbouring channels, lie apart in the weight.
    var weightRowStride: Int
    var weightChannelStride: Int
    /// Where the results go in planes of the target: from where on, and how far apart.
    var target: Size2D
    var targetStart: Size2D
    var targetStep: Size2D

    private static let tileRows = 12
    private static let tileColumns = 2 * Lanes.scalarCount
    /// Results of a unit of work: 12 rows of them stay in the second-level cache.
    private static let bandLength = 4096

    /// y = w ∗ x + b.
    static func forward(
        _ e: ConvolutionExtents, _ input: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray
    ) {
        let correlation = Correlation(
            pictures: e.samples, groups: e.groups, channels: e.channels, plane: e.input, rows: e.filters,
            grid: e.output, step: e.stride, taps: e.taps, weightRowStride: e.channels * e.kernel.area,
            weightChannelStride: e.kernel.area, target: e.output, targetStart: 0, targetStep: 1)
        correlation.run(input, weight, bias: bias, into: result)
    }

    /// ∂x: to the pixel (y, x) came weight (u, v) from the result (y + padding − u · dilation) / stride, where that
    /// is whole. The pixels of one remainder modulo the stride have the same taps, so each remainder is a
    /// correlation of ∂y of its own, with every step 1.
    static func inputGradient(
        _ e: ConvolutionExtents, _ upstream: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray
    ) {
        func taps(_ start: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> [(Int, Int)]
        {
            (0..<kernel).compactMap { place in
                let distance = start + padding - place * dilation
                return distance % stride == 0 ? (place, distance / stride) : nil
            }
        }
        for y in 0..<min(e.stride.height, e.input.height) {
            let down = taps(y, e.kernel.height, e.stride.height, e.padding.height, e.dilation.height)
            for x in 0..<min(e.stride.width, e.input.width) {
                let across = taps(x, e.kernel.width, e.stride.width, e.padding.width, e.dilation.width)
                let grid = Size2D(
                    (e.input.height - y + e.stride.height - 1) / e.stride.height,
                    (e.input.width - x + e.stride.width - 1) / e.stride.width)
                let correlation = Correlation(
                    pictures: e.samples, groups: e.groups, channels: e.filters, plane: e.output,
                    rows: e.channels, grid: grid, step: 1,
                    taps: down.flatMap { u, dy in
                        across.map { v, dx in (dy, dx, u * e.kernel.width + v) }
                    },
                    weightRowStride: e.kernel.area, weightChannelStride: e.channels * e.kernel.area,
                    target: e.input, targetStart: Size2D(y, x), targetStep: e.stride)
                correlation.run(upstream, weight, bias: bias, into: result)
            }
        }
    }

    /// A unit of work is a band of grid rows of up to twelve rows of results of one group of one picture.
    private func run(_ source: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray) {
        if pictures == 0 || rows == 0 || grid.area == 0 { return }
        let layout = PlaneLayout(plane: plane, grid: grid, step: step, taps: taps.map { ($0.dy, $0.dx) })
        let tapOffsets = taps.map { layout.offset(of: ($0.dy, $0.dx)) }
        let offsets = (0..<channels).flatMap { channel in tapOffsets.map { channel * layout.planeStride + $0 }
        }
        let packed = packedWeight(weight)
        let strips = (rows + Self.tileRows - 1) / Self.tileRows
        let bandRows = max(1, Self.bandLength / layout.rowLength)
        let bands = (grid.height + bandRows - 1) / bandRows
        let longest =
            (min(bandRows, grid.height) * layout.rowLength + Self.tileColumns - 1)
            / Self.tileColumns * Self.tileColumns
        let (input, output) = (source.storage.pointer + source.offset, result.storage.pointer + result.offset)
        let biases = bias.map { UnsafePointer($0.storage.pointer + $0.offset) }
        let flops = 2 * Self.tileRows * longest * (offsets.count + 4)
        Parallel.forEachShare(
            of: pictures * groups * strips * bands, minimumShare: max(1, 500_000 / flops)
        ) { share in
            let planes = layout.makeRoom(channels: channels)
            let lines = Storage(count: Self.tileRows * longest)
            var filled = -1
            for unit in share {
                let (image, strip, band) = (unit / bands / strips, unit / bands % strips, unit % bands)
                if image != filled {
                    layout.fill(planes, from: input + image * channels * plane.area, channels: channels)
                    filled = image
                }
                let height = min(Self.tileRows, rows - strip * Self.tileRows)
                let group = image % groups
                let gridRows = band * bandRows..<min((band + 1) * bandRows, grid.height)
                offsets.withUnsafeBufferPointer { offsets in
                    Self.multiply(
                        packed.pointer + (group * strips + strip) * offsets.count * Self.tileRows,
                        planes.pointer + gridRows.lowerBound * layout.rowLength, offsets, height: height,
                        count: (gridRows.count - 1) * layout.rowLength + grid.width, lines.pointer, longest)
                }
                let firstRow = strip * Self.tileRows
                for row in 0..<height {
                    spread(
                        lines.pointer + row * longest, layout.rowLength, gridRows,
                        bias: biases?[group * rows + firstRow + row] ?? 0,
                        output + (image * rows + firstRow + row) * target.area)
                }
            }
        }
    }

    /// The weight as `[group][strip][channel, tap][12]`, rows beyond the last as zeros.
    private func packedWeight(_ weight: NDArray) -> Storage {
        let strips = (rows + Self.tileRows - 1) / Self.tileRows
        let depth = channels * taps.count
        let packed = Storage(count: groups * strips * depth * Self.tileRows)
        packed.pointer.update(repeating: 0, count: groups * strips * depth * Self.tileRows)
        // Both matrices hold each weight of a group once, by row and channel in one order or the other.
        let groupStride = max(rows * weightRowStride, channels * weightChannelStride)
        for group in 0..<groups {
            for row in 0..<rows {
                let source =
                    weight.storage.pointer + weight.offset + group * groupStride + row * weightRowStride
                let strip = group * strips + row / Self.tileRows
                var place = packed.pointer + strip * depth * Self.tileRows + row % Self.tileRows
                for channel in 0..<channels {
                    for tap in taps {
                        place.pointee = source[channel * weightChannelStride + tap.weight]
                        place += Self.tileRows
                    }
                }
            }
        }
        return packed
    }

    /// Takes the asked-for results out of a line of the grid to their places in a plane of the target.
    private func spread(
        _ line: UnsafePointer<Float>, _ rowLength: Int, _ gridRows: Range<Int>, bias: Float,
        _ plane: UnsafeMutablePointer<Float>
    ) {
        for (index, row) in gridRows.enumerated() {
            let source = line + index * rowLength
            let place = (targetStart.height + row * targetStep.height) * target.width + targetStart.width
            let destination = plane + place
            if targetStep.width == 1 {
                for i in 0..<grid.width { destination[i] = source[i] + bias }
            } else {
                for i in 0..<grid.width { destination[i * targetStep.width] = source[i] + bias }
            }
        }
    }
}

extension Correlation {
    /// Up to 12 lines of results, in tiles: lines[row, p] = Σ weight[k, row] · pixels[offsets[k] + p].
    private static func multiply(
        _ weight: UnsafePointer<Float>, _ pixels: UnsafePointer<Float>, _ offsets: UnsafeBufferPointer<Int>,
        height: Int, count: Int, _ lines: UnsafeMutablePointer<Float>, _ lineLength: Int
    ) {
        for column in stride(from: 0, to: count, by: tileColumns) {
            var weight = weight
            let pixels = UnsafeRawPointer(pixels + column)
            let target = lines + column
            var (top, middle, bottom) = (Quad(), Quad(), Quad())
            // Rows that are only padding are not computed: 64 rows are five tiles of 12 and one of 4.
            if height > 8 {
                for offset in offsets {
                    let pair = Quad.load(pixels, offset)
                    top.add(weight, pair)
                    middle.add(weight + 4, pair)
                    bottom.add(weight + 8, pair)
                    weight += tileRows
                }
                bottom.write(to: target + 8 * lineLength, lineLength)
                middle.write(to: target + 4 * lineLength, lineLength)
            } else if height > 4 {
                for offset in offsets {
                    let pair = Quad.load(pixels, offset)
                    top.add(weight, pair)
                    middle.add(weight + 4, pair)
                    weight += tileRows
                }
                middle.write(to: target + 4 * lineLength, lineLength)
            } else {
                for offset in offsets {
                    top.add(weight, Quad.load(pixels, offset))
                    weight += tileRows
                }
            }
            top.write(to: target, lineLength)
        }
    }

    /// Four rows of 32 results.
    private struct Quad {
        typealias Row = (Lanes, Lanes)
        private var (r0, r1, r2, r3): (Row, Row, Row, Row) = (zero, zero, zero, zero)
        private static let zero: Row = (.zero, .zero)

        @inline(__always)
        static func load(_ pixels: UnsafeRawPointer, _ offset: Int) -> Row {
            let place = pixels + offset &* MemoryLayout<Float>.stride
            return (
                place.loadUnaligned(as: Lanes.self),
                place.loadUnaligned(fromByteOffset: MemoryLayout<Lanes>.stride, as: Lanes.self)
            )
        }

        @inline(__always)
        mutating func add(_ weight: UnsafePointer<Float>, _ pair: Row) {
            Quad.add(weight[0], pair, &r0)
            Quad.add(weight[1], pair, &r1)
            Quad.add(weight[2], pair, &r2)
            Quad.add(weight[3], pair, &r3)
        }

        @inline(__always)
        private static func add(_ left: Float, _ right: Row, _ row: inout Row) {
            let left = Lanes(repeating: left)
            row.0 = row.0.addingProduct(left, right.0)
            row.1 = row.1.addingProduct(left, right.1)
        }

        @inline(__always)
        func write(to lines: UnsafeMutablePointer<Float>, _ lineLength: Int) {
            Quad.write(r0, to: lines)
            Quad.write(r1, to: lines + lineLength)
            Quad.write(r2, to: lines + 2 * lineLength)
            Quad.write(r3, to: lines + 3 * lineLength)
        }

        @inline(__always)
        private static func write(_ row: Row, to line: UnsafeMutablePointer<Float>) {
            let target = UnsafeMutableRawPointer(line)
            target.storeBytes(of: row.0, as: Lanes.self)
            target.storeBytes(of: row.1, toByteOffset: MemoryLayout<Lanes>.stride, as: Lanes.self)
        }
    }
}

extension ConvolutionExtents {
    /// The places of the kernel.
    var taps: [Correlation.Tap] {
        (0..<kernel.area).map { place in
            (
                dy: place / kernel.width * dilation.height - padding.height,
                dx: place % kernel.width * dilation.width - padding.width, weight: place
            )
        }
    }
}
