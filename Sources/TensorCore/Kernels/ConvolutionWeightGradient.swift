import Vectors

/// ∂w[o, c, tap] = Σ ∂y[n, o, p] · pixel[n, (c, tap), p] over all results p of all samples n.
///
/// Both are contiguous along p: ∂y is copied to the rows of `PlaneLayout`, with zeros where there is no result,
/// and then every weight's gradient is a scalar product of two rows of consecutive numbers (`DotTile`).
enum ConvolutionWeightGradient {
    private static let longestBlock = 1536  // of p: a tile's rows of ∂y stay in the first-level cache
    private static let pieces = 16
    private static let leastBlocks = 4  // of pictures side by side
    private static let mostPartialSums = 1 << 22

    /// Adds ∂w to `result`, which is `[out, C / groups, kH, kW]` and zero.
    ///
    /// The work is cut, as only the shape says, into pieces of samples, groups and channels; the sums of the
    /// pieces of samples are added in their order.
    static func compute(
        _ e: ConvolutionExtents, _ input: NDArray, _ upstream: NDArray, into result: NDArray
    ) {
        if e.samples == 0 || e.weightCount == 0 { return }
        if e.channels == 1 && e.filters == 1 && e.groups > 1 {
            return DepthwiseWeightGradient.compute(e, input, upstream, into: result)
        }
        let taps = e.taps.map { (dy: $0.dy, dx: $0.dx) }
        let layout = PlaneLayout(
            plane: e.input, grid: e.output, step: e.stride, taps: taps, channels: e.channels,
            pictures: max(1, e.samples / leastBlocks))
        let tapOffsets = taps.map { layout.offset(of: $0) }
        let blocks = (e.samples + layout.pictures - 1) / layout.pictures
        let blockPieces = max(1, min(blocks, pieces, mostPartialSums / e.weightCount))
        let wantedPieces = max(1, pieces / (blockPieces * e.groups))
        let channelPieces = min(e.channels, wantedPieces)
        let partial = Storage(count: blockPieces * e.weightCount)
        let (x, u) = (input.storage.pointer + input.offset, upstream.storage.pointer + upstream.offset)
        let lineLength =
            (layout.resultCount(grid: e.output, pictures: layout.pictures) + Lanes.scalarCount - 1)
            / Lanes.scalarCount * Lanes.scalarCount
        let units = blockPieces * e.groups * channelPieces
        let flops = 2 * blocks * e.weightCount * lineLength / units
        Parallel.forEachShare(of: units, minimumShare: max(1, 500_000 / max(1, flops)), rangesPerThread: 4) {
            share in
            let planes = layout.makeRoom(channels: (e.channels + channelPieces - 1) / channelPieces)
            // Whole tiles of rows, so that none reaches beyond the last.
            let rows = (e.filters + DotTile.rows - 1) / DotTile.rows * DotTile.rows
            let lines = Storage(count: rows * lineLength)
            lines.pointer.update(repeating: 0, count: rows * lineLength)
            for unit in share {
                let (piece, group) = (unit / channelPieces / e.groups, unit / channelPieces % e.groups)
                let part = unit % channelPieces
                let channels = e.channels * part / channelPieces..<e.channels * (part + 1) / channelPieces
                let offsets = (0..<channels.count).flatMap { channel in
                    tapOffsets.map { channel * layout.planeStride + $0 }
                }
                let depth = e.channels * e.kernel.area
                let target =
                    partial.pointer + piece * e.weightCount + group * e.filters * depth
                    + channels.lowerBound * e.kernel.area
                for filter in 0..<e.filters {
                    (target + filter * depth).update(repeating: 0, count: offsets.count)
                }
                for block in blocks * piece / blockPieces..<blocks * (piece + 1) / blockPieces {
                    let first = block * layout.pictures
                    let samples = first..<min(first + layout.pictures, e.samples)
                    for (index, sample) in samples.enumerated() {
                        let image = sample * e.groups + group
                        layout.fill(
                            planes, picture: index,
                            from: x + (image * e.channels + channels.lowerBound) * e.input.area,
                            channels: channels.count)
                        for row in 0..<e.filters * e.output.height {
                            let (filter, y) = (row / e.output.height, row % e.output.height)
                            let line = lines.pointer + filter * lineLength + index * layout.pictureStride
                            (line + y * layout.rowLength).update(
                                from: u + (image * e.filters * e.output.height + row) * e.output.width,
                                count: e.output.width)
                        }
                    }
                    let length = layout.resultCount(grid: e.output, pictures: samples.count)
                    for filter in 0..<e.filters {
                        // Pictures of the block before may stand where the last vector ends.
                        (lines.pointer + filter * lineLength + length).update(
                            repeating: 0, count: lineLength - length)
                    }
                    offsets.withUnsafeBufferPointer {
                        addProducts(
                            lines.pointer, filters: e.filters, lineLength,
                            length: (length + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount,
                            planes.pointer, $0, target, depth)
                    }
                }
            }
        }
        let sums = result.storage.pointer + result.offset
        Parallel.forEachShare(of: e.weightCount, minimumShare: 65536) { places in
            for piece in 0..<blockPieces {
                let source = partial.pointer + piece * e.weightCount
                for place in places { sums[place] += source[place] }
            }
        }
    }

    /// target[filter, k] += Σ lines[filter, p] · pixels[offsets[k] + p].
    private static func addProducts(
        _ lines: UnsafePointer<Float>, filters: Int, _ lineLength: Int, length total: Int,
        _ pixels: UnsafePointer<Float>, _ offsets: UnsafeBufferPointer<Int>,
        _ target: UnsafeMutablePointer<Float>, _ targetLength: Int
    ) {
        let (tileRows, tileColumns) = (DotTile.rows, DotTile.columns)
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: tileColumns) { starts in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: tileRows * tileColumns) { sums in
                guard let starts = starts.baseAddress, let sums = sums.baseAddress else { return }
                // Blocks of one length, so that none is hardly worth the sum of its lanes.
                let blocks = (total + longestBlock - 1) / longestBlock
                let vectors = (total / Lanes.scalarCount + blocks - 1) / max(1, blocks)
                let blockLength = vectors * Lanes.scalarCount
                for start in stride(from: 0, to: total, by: max(1, blockLength)) {
                    let length = min(blockLength, total - start)
                    for filter in stride(from: 0, to: filters, by: tileRows) {
                        for column in stride(from: 0, to: offsets.count, by: tileColumns) {
                            // A row or column beyond the edge is computed as another one and left.
                            for index in 0..<tileColumns {
                                starts[index] =
                                    pixels + start + offsets[min(column + index, offsets.count - 1)]
                            }
                            DotTile.multiply(
                                lines + filter * lineLength + start, aStep: lineLength, starts,
                                length: length, into: sums)
                            let place = target + filter * targetLength + column
                            for row in 0..<min(tileRows, filters - filter) {
                                for index in 0..<min(tileColumns, offsets.count - column) {
                                    place[row * targetLength + index] += sums[row * tileColumns + index]
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
