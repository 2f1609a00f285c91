import Vectors

/// ∂w[o, c, tap] = Σ ∂y[n, o, p] · pixel[n, (c, tap), p] over all results p of all samples n.
///
/// Both factors lie along p: ∂y is copied to the rows of `PlaneLayout`, with zeros where nobody asked for a result,
/// and then every weight's gradient is a scalar product of two rows of consecutive numbers (`DotTile`).
enum ConvolutionWeightGradient {
    private static let blockLength = 1024  // of p: a tile's rows of ∂y stay in the first-level cache
    private static let pieces = 16
    private static let mostPartialSums = 1 << 22

    /// Adds ∂w to `result`, which is `[out, C / groups, kH, kW]` and zero.
    ///
    /// The work is cut, as the shape alone says, into pieces of samples, groups and channels; the sums of the
    /// pieces of samples are added in their order.
    static func compute(
        _ e: ConvolutionExtents, _ input: NDArray, _ upstream: NDArray, into result: NDArray
    ) {
        if e.samples == 0 || e.weightCount == 0 { return }
        let taps = e.taps.map { (dy: $0.dy, dx: $0.dx) }
        let layout = PlaneLayout(plane: e.input, grid: e.output, step: e.stride, taps: taps)
        let tapOffsets = taps.map { layout.offset(of: $0) }
        let samplePieces = max(1, min(e.samples, pieces, mostPartialSums / e.weightCount))
        let wantedPieces = max(1, pieces / (samplePieces * e.groups))
        let channelPieces = min(e.channels, wantedPieces)
        let partial = Storage(count: samplePieces * e.weightCount)
        let (x, u) = (input.storage.pointer + input.offset, upstream.storage.pointer + upstream.offset)
        let lineLength =
            ((e.output.height - 1) * layout.rowLength + e.output.width + Lanes.scalarCount - 1)
            / Lanes.scalarCount * Lanes.scalarCount
        let units = samplePieces * e.groups * channelPieces
        let flops = 2 * e.samples * e.weightCount * lineLength / units
        Parallel.forEachShare(of: units, minimumShare: max(1, 500_000 / max(1, flops))) { share in
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
                for sample in e.samples * piece / samplePieces..<e.samples * (piece + 1) / samplePieces {
                    let image = sample * e.groups + group
                    layout.fill(
                        planes, from: x + (image * e.channels + channels.lowerBound) * e.input.area,
                        channels: channels.count)
                    for row in 0..<e.filters * e.output.height {
                        let (filter, y) = (row / e.output.height, row % e.output.height)
                        (lines.pointer + filter * lineLength + y * layout.rowLength).update(
                            from: u + (image * e.filters * e.output.height + row) * e.output.width,
                            count: e.output.width)
                    }
                    offsets.withUnsafeBufferPointer {
                        addProducts(
                            lines.pointer, filters: e.filters, lineLength, planes.pointer, $0, target, depth)
                    }
                }
            }
        }
        let sums = result.storage.pointer + result.offset
        Parallel.forEachShare(of: e.weightCount, minimumShare: 65536) { places in
            for piece in 0..<samplePieces {
                let source = partial.pointer + piece * e.weightCount
                for place in places { sums[place] += source[place] }
            }
        }
    }

    /// target[filter, k] += Σ lines[filter, p] · pixels[offsets[k] + p].
    private static func addProducts(
        _ lines: UnsafePointer<Float>, filters: Int, _ lineLength: Int, _ pixels: UnsafePointer<Float>,
        _ offsets: UnsafeBufferPointer<Int>, _ target: UnsafeMutablePointer<Float>, _ targetLength: Int
    ) {
        let (tileRows, tileColumns) = (DotTile.rows, DotTile.columns)
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: tileColumns) { starts in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: tileRows * tileColumns) { sums in
                guard let starts = starts.baseAddress, let sums = sums.baseAddress else { return }
                for start in stride(from: 0, to: lineLength, by: blockLength) {
                    let length = min(blockLength, lineLength - start)
                    for filter in stride(from: 0, to: filters, by: tileRows) {
                        for column in stride(from: 0, to: offsets.count, by: tileColumns) {
                            // A row or column beyond the edge is computed as another one and left.
                            for index in 0..<tileColumns {
                                starts[index] =
                                    pixels + start + offsets[min(column + index, offsets.count - 1)]
                            }
                            var tile = DotTile()
                            tile.accumulate(
                                lines + filter * lineLength + start, aStep: lineLength, starts, length: length
                            )
                            tile.finish(sums)
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
