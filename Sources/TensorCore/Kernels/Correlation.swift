import Vectors

/// Convolution without a matrix of patches: rows of a weight against pixels read where they lie.
///
/// It is the matrix product C[row, p] = Σ weight[row, (channel, tap)] · pixel[(channel, tap), p] with the tile of
/// `MatrixMultiply`. The left operand is packed; the right one needs no packing,
/// because with `PlaneLayout` its row for a tap is the picture itself, shifted.
struct Correlation {
    /// One position of the kernel: the pixel it reads, and the weight that it takes of each row and channel.
    typealias Tap = (dy: Int, dx: Int, weight: Int)

    /// The tapped planes: pictures, each of some groups of channels.
    var pictures: Int
    var groups: Int
    var channels: Int
    var plane: Size2D
    /// How many rows of results a group has, and how far the pixels of neighbours lie apart.
    var rows: Int
    var step: Size2D
    /// How far neighbouring rows, and neighbouring channels, lie apart in the weight.
    var weightRowStride: Int
    var weightChannelStride: Int
    /// The planes that the results go to, and how far apart there.
    var target: Size2D
    var targetStep: Size2D
    /// The results of a row, all with the same taps or in parts.
    var parts: [Part]
    /// Between what results are cut off, where they are.
    var range: ClosedRange<Float>?

    /// Results that read the same taps: how many, which, and where in a plane of the target they begin.
    struct Part {
        var grid: Size2D
        var taps: [Tap]
        var start: Size2D
    }

    private static let tileRows = RegisterTile.rows
    private static let tileColumns = RegisterTile.columns
    /// Results of a unit of work: a tile's rows of them stay in the second-level cache.
    private static let bandLength = 4096
    /// Pictures are not put side by side if fewer blocks of them than this were left for the threads.
    private static let leastBlocks = 8

    /// y = w ∗ x + b.
    ///
    /// - Parameters:
    ///   - packed: what `packedForForward` gave for these weights, to save that work.
    ///   - range: between what the results are cut off.
    static func forward(
        _ e: ConvolutionExtents, _ input: NDArray, _ weight: NDArray, packed: Storage? = nil, bias: NDArray?,
        range: ClosedRange<Float>? = nil, into result: NDArray
    ) {
        forward(e, range).run(input, weight, packed: packed.map { [$0] }, bias: bias, into: result)
    }

    /// The weights in the order in which the tiles of `forward` read them; nil where they are read as they are.
    static func packedForForward(_ e: ConvolutionExtents, _ weight: NDArray) -> Storage? {
        let correlation = forward(e, nil)
        return correlation.isDepthwise ? nil : correlation.packed(weight, e.taps)
    }

    private static func forward(_ e: ConvolutionExtents, _ range: ClosedRange<Float>?) -> Correlation {
        Correlation(
            pictures: e.samples, groups: e.groups, channels: e.channels, plane: e.input, rows: e.filters,
            step: e.stride, weightRowStride: e.channels * e.kernel.area, weightChannelStride: e.kernel.area,
            target: e.output, targetStep: 1, parts: [Part(grid: e.output, taps: e.taps, start: 0)],
            range: range)
    }

    /// ∂x: to the pixel (y, x) came weight (u, v) from the result (y + padding − u · dilation) / stride, where that
    /// is whole. The pixels of one remainder modulo the stride have the same taps, so each remainder is a part of a
    /// correlation of ∂y with every step 1.
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
        var parts: [Part] = []
        for y in 0..<min(e.stride.height, e.input.height) {
            let down = taps(y, e.kernel.height, e.stride.height, e.padding.height, e.dilation.height)
            for x in 0..<min(e.stride.width, e.input.width) {
                let across = taps(x, e.kernel.width, e.stride.width, e.padding.width, e.dilation.width)
                let grid = Size2D(
                    (e.input.height - y + e.stride.height - 1) / e.stride.height,
                    (e.input.width - x + e.stride.width - 1) / e.stride.width)
                let pairs = down.flatMap { u, dy in
                    across.map { v, dx in (dy: dy, dx: dx, weight: u * e.kernel.width + v) }
                }
                parts.append(Part(grid: grid, taps: pairs, start: Size2D(y, x)))
            }
        }
        let correlation = Correlation(
            pictures: e.samples, groups: e.groups, channels: e.filters, plane: e.output, rows: e.channels,
            step: 1, weightRowStride: e.kernel.area, weightChannelStride: e.channels * e.kernel.area,
            target: e.input, targetStep: e.stride, parts: parts)
        correlation.run(upstream, weight, bias: bias, into: result)
    }

    /// A block is some small pictures or a band of a large one, in one group; a unit of work is a tile's rows of results of one
    /// part in a block.
    private func run(
        _ source: NDArray, _ weight: NDArray, packed: [Storage]? = nil, bias: NDArray?, into result: NDArray
    ) {
        if isDepthwise { return runDepthwise(source, weight, bias: bias, into: result) }
        // The first part is the largest.
        guard pictures > 0, rows > 0, let grid = parts.first?.grid, grid.area > 0 else { return }
        let layout = PlaneLayout(
            plane: plane, grid: grid, step: step,
            taps: parts.flatMap { part in part.taps.map { (dy: $0.dy, dx: $0.dx) } }, channels: channels,
            pictures: max(1, pictures / Self.leastBlocks), longestBand: Self.bandLength)
        let prepared = parts.indices.map { index in
            (
                offsets: offsets(parts[index], layout),
                weight: packed?[index] ?? self.packed(weight, parts[index].taps)
            )
        }
        let strips = (rows + Self.tileRows - 1) / Self.tileRows
        let bandRows = layout.bandRows
        let bands = (grid.height + bandRows - 1) / bandRows
        let blocks = (pictures + layout.pictures - 1) / layout.pictures * bands
        let longest =
            (layout.resultCount(
                grid: Size2D(min(bandRows, grid.height), grid.width), pictures: layout.pictures)
                + Self.tileColumns - 1) / Self.tileColumns * Self.tileColumns
        let (input, output) = (source.storage.pointer + source.offset, result.storage.pointer + result.offset)
        let biases = bias.map { UnsafePointer($0.storage.pointer + $0.offset) }
        let terms = prepared.reduce(0) { $0 + $1.offsets.count } / parts.count
        let flops = 2 * Self.tileRows * longest * (terms + 4)
        // Where there are blocks enough, a thread takes whole ones, and lays out each only once.
        let unitsInBlock = parts.count * strips
        let together = blocks * groups >= 4 * Parallel.threadCount ? unitsInBlock : 1
        Parallel.forEachShare(
            of: blocks * groups * unitsInBlock / together,
            minimumShare: max(1, 500_000 / (flops * together)), rangesPerThread: 4
        ) { share in
            let planes = layout.makeRoom(channels: channels)
            let lines = Storage(count: Self.tileRows * longest)
            var filled = -1
            for unit in share.lowerBound * together..<share.upperBound * together {
                let (block, inBlock) = (unit / unitsInBlock, unit % unitsInBlock)
                let (part, strip, band) = (inBlock / strips, inBlock % strips, block % bands)
                let (first, group) = (block / bands / groups * layout.pictures, block / bands % groups)
                let images = (first..<min(first + layout.pictures, pictures)).map { $0 * groups + group }
                if block != filled {
                    for (index, image) in images.enumerated() {
                        layout.fill(
                            planes, picture: index, band: band,
                            from: input + image * channels * plane.area, channels: channels)
                    }
                    filled = block
                }
                let firstRow = strip * Self.tileRows
                let height = min(Self.tileRows, rows - firstRow)
                let (size, offsets) = (parts[part].grid, prepared[part].offsets)
                let end = min((band + 1) * bandRows, size.height)
                let gridRows = min(band * bandRows, end)..<end
                if gridRows.isEmpty || size.width == 0 { continue }
                offsets.withUnsafeBufferPointer { offsets in
                    Self.multiply(
                        prepared[part].weight.pointer
                            + (group * strips + strip) * offsets.count * Self.tileRows,
                        planes.pointer, offsets, height: height,
                        count: layout.resultCount(
                            grid: Size2D(gridRows.count, size.width), pictures: images.count),
                        lines.pointer, longest)
                }
                for (index, image) in images.enumerated() {
                    for row in 0..<height {
                        spread(
                            lines.pointer + row * longest + index * layout.pictureStride, layout.rowLength,
                            parts[part], gridRows, bias: biases?[group * rows + firstRow + row] ?? 0,
                            output + (image * rows + firstRow + row) * target.area)
                    }
                }
            }
        }
    }

    /// Where the pixels of a part lie, relative to its first result's, in the order of the packed weights.
    private func offsets(_ part: Part, _ layout: PlaneLayout) -> [Int] {
        let tapOffsets = part.taps.map { layout.offset(of: ($0.dy, $0.dx)) }
        return (0..<channels).flatMap { channel in tapOffsets.map { channel * layout.planeStride + $0 } }
    }

    /// The weight as `[group][strip][channel, tap][tile's rows]`, rows beyond the last as zeros.
    private func packed(_ weight: NDArray, _ taps: [Tap]) -> Storage {
        let strips = (rows + Self.tileRows - 1) / Self.tileRows
        let depth = channels * taps.count
        let packed = Storage(count: groups * strips * depth * Self.tileRows)
        let (target, origin) = (packed.pointer, weight.storage.pointer + weight.offset)
        // Both matrices hold each weight of a group once, by row and channel in one order or the other.
        let groupStride = max(rows * weightRowStride, channels * weightChannelStride)
        Parallel.forEachShare(
            of: groups * strips, minimumShare: max(1, 50_000 / (depth * Self.tileRows + 1))
        ) { share in
            for strip in share {
                let firstRow = strip % strips * Self.tileRows
                let height = min(Self.tileRows, rows - firstRow)
                let source = origin + strip / strips * groupStride + firstRow * weightRowStride
                var place = target + strip * depth * Self.tileRows
                for channel in 0..<channels {
                    for tap in taps {
                        let first = source + channel * weightChannelStride + tap.weight
                        for row in 0..<height { place[row] = first[row * weightRowStride] }
                        for row in height..<Self.tileRows { place[row] = 0 }
                        place += Self.tileRows
                    }
                }
            }
        }
        return packed
    }

    /// Copies the wanted results from a line of the grid to their positions in a plane of the target.
    private func spread(
        _ line: UnsafePointer<Float>, _ rowLength: Int, _ part: Part, _ gridRows: Range<Int>, bias: Float,
        _ plane: UnsafeMutablePointer<Float>
    ) {
        let (grid, rowStep) = (part.grid, targetStep.height * target.width)
        var destination =
            plane + part.start.height * target.width + gridRows.lowerBound * rowStep + part.start.width
        var source = line
        // Rows that follow each other in memory are written in whole vectors: what one writes too much, the next
        // writes again, and only at the end there is no next one.
        let isDense = targetStep == 1 && target.width == grid.width
        var room = isDense ? gridRows.count &* grid.width : 0
        let width = Lanes.scalarCount
        for _ in gridRows {
            var i = 0
            while i < grid.width, i &+ width <= room {
                var lanes = load(source + i) + bias
                if let range {
                    lanes.replace(with: range.lowerBound, where: lanes .< range.lowerBound)
                    lanes.replace(with: range.upperBound, where: lanes .> range.upperBound)
                }
                UnsafeMutableRawPointer(destination + i).storeBytes(of: lanes, as: Lanes.self)
                i &+= width
            }
            var place = i &* targetStep.width
            while i < grid.width {
                let number = source[i] + bias
                destination[place] = range.map { min(max(number, $0.lowerBound), $0.upperBound) } ?? number
                i &+= 1
                place &+= targetStep.width
            }
            room &-= grid.width
            destination += rowStep
            source += rowLength
        }
    }
}

extension Correlation {
    /// A tile's lines of results: lines[row, p] = Σ weight[k, row] · pixels[offsets[k] + p].
    ///
    /// Up to a tile's columns more are written than `count`.
    static func multiply(
        _ weight: UnsafePointer<Float>, _ pixels: UnsafePointer<Float>, _ offsets: UnsafeBufferPointer<Int>,
        height: Int, count: Int, _ lines: UnsafeMutablePointer<Float>, _ lineLength: Int
    ) {
        var start = 0
        if height <= 2 {
            // Single rows: the tile is laid along each, for a third of the time.
            while start + RegisterTile.alongCount <= count {
                for row in 0..<height {
                    var (weight, tile) = (weight + row, RegisterTile())
                    let pixels = UnsafeRawPointer(pixels + start)
                    for offset in offsets {
                        tile.addAlong(weight[0], pixels + offset &* MemoryLayout<Float>.stride)
                        weight += tileRows
                    }
                    tile.writeAlong(to: lines + row * lineLength + start)
                }
                start += RegisterTile.alongCount
            }
        }
        for column in stride(from: start, to: count, by: tileColumns) {
            var weight = weight
            let pixels = UnsafeRawPointer(pixels + column)
            var tile = RegisterTile()
            // Rows that are only padding are not computed where half a tile holds the others.
            if height <= RegisterTile.upperRows {
                for offset in offsets {
                    tile.addUpper(weight, RegisterTile.load(pixels + offset &* MemoryLayout<Float>.stride))
                    weight += tileRows
                }
            } else {
                for offset in offsets {
                    tile.add(weight, RegisterTile.load(pixels + offset &* MemoryLayout<Float>.stride))
                    weight += tileRows
                }
            }
            tile.write(to: lines + column, lineLength)
        }
    }
}
