/// ∂w[o, c, tap] = Σ ∂y[n, o, p] · pixel[n, (c, tap), p] over all results p of all samples n.
///
/// Both factors lie along p: ∂y is copied to the rows of `PlaneLayout`, with zeros where nobody asked for a result,
/// and then every weight's gradient is a scalar product of two rows of consecutive numbers. A tile of 4 filters × 6
/// (channel, tap) keeps its 24 sums in registers.
enum ConvolutionWeightGradient {
    private static let tileRows = 4
    private static let tileColumns = 6
    private static let blockLength = 1024  // of p: four rows of ∂y stay in the first-level cache
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
            let lines = Storage(count: e.filters * lineLength)
            lines.pointer.update(repeating: 0, count: e.filters * lineLength)
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
        for start in stride(from: 0, to: lineLength, by: blockLength) {
            let length = min(blockLength, lineLength - start)
            for filter in stride(from: 0, to: filters, by: tileRows) {
                let rows = min(tileRows, filters - filter)
                let line = lines + filter * lineLength + start
                for column in stride(from: 0, to: offsets.count, by: tileColumns) {
                    let columns = min(tileColumns, offsets.count - column)
                    // A row or column beyond the edge is computed as another one and left.
                    func row(_ index: Int) -> UnsafeRawPointer {
                        UnsafeRawPointer(line + min(index, rows - 1) * lineLength)
                    }
                    func pixel(_ index: Int) -> UnsafeRawPointer {
                        UnsafeRawPointer(pixels + start + offsets[column + min(index, columns - 1)])
                    }
                    let (l0, l1, l2, l3) = (row(0), row(1), row(2), row(3))
                    let (p0, p1, p2) = (pixel(0), pixel(1), pixel(2))
                    let (p3, p4, p5) = (pixel(3), pixel(4), pixel(5))
                    var (c0, c1, c2) = (Column(), Column(), Column())
                    var (c3, c4, c5) = (Column(), Column(), Column())
                    for place in stride(from: 0, to: length * 4, by: MemoryLayout<Lanes>.stride) {
                        let left = (
                            l0.loadUnaligned(fromByteOffset: place, as: Lanes.self),
                            l1.loadUnaligned(fromByteOffset: place, as: Lanes.self),
                            l2.loadUnaligned(fromByteOffset: place, as: Lanes.self),
                            l3.loadUnaligned(fromByteOffset: place, as: Lanes.self)
                        )
                        c0.add(left, p0.loadUnaligned(fromByteOffset: place, as: Lanes.self))
                        c1.add(left, p1.loadUnaligned(fromByteOffset: place, as: Lanes.self))
                        c2.add(left, p2.loadUnaligned(fromByteOffset: place, as: Lanes.self))
                        c3.add(left, p3.loadUnaligned(fromByteOffset: place, as: Lanes.self))
                        c4.add(left, p4.loadUnaligned(fromByteOffset: place, as: Lanes.self))
                        c5.add(left, p5.loadUnaligned(fromByteOffset: place, as: Lanes.self))
                    }
                    let place = target + filter * targetLength + column
                    c0.finish(addingTo: place, rows, targetLength)
                    if columns > 1 { c1.finish(addingTo: place + 1, rows, targetLength) }
                    if columns > 2 { c2.finish(addingTo: place + 2, rows, targetLength) }
                    if columns > 3 { c3.finish(addingTo: place + 3, rows, targetLength) }
                    if columns > 4 { c4.finish(addingTo: place + 4, rows, targetLength) }
                    if columns > 5 { c5.finish(addingTo: place + 5, rows, targetLength) }
                }
            }
        }
    }

    /// The sums of four filters for one (channel, tap).
    private struct Column {
        private var (s0, s1, s2, s3): (Lanes, Lanes, Lanes, Lanes) = (.zero, .zero, .zero, .zero)

        @inline(__always)
        mutating func add(_ left: (Lanes, Lanes, Lanes, Lanes), _ pixels: Lanes) {
            s0 = s0.addingProduct(left.0, pixels)
            s1 = s1.addingProduct(left.1, pixels)
            s2 = s2.addingProduct(left.2, pixels)
            s3 = s3.addingProduct(left.3, pixels)
        }

        @inline(__always)
        func finish(addingTo target: UnsafeMutablePointer<Float>, _ rows: Int, _ rowLength: Int) {
            target[0] += Column.total(s0)
            if rows > 1 { target[rowLength] += Column.total(s1) }
            if rows > 2 { target[2 * rowLength] += Column.total(s2) }
            if rows > 3 { target[3 * rowLength] += Column.total(s3) }
        }

        @inline(__always)
        private static func total(_ lanes: Lanes) -> Float {
            let eight = lanes.lowHalf + lanes.highHalf
            let four = eight.lowHalf + eight.highHalf
            let two = four.lowHalf + four.highHalf
            return two[0] + two[1]
        }
    }
}
