import Vectors

/// Convolution with kernels of 3 × 3 at a step of 1 by Winograd's minimal filtering, F(2 × 2, 3 × 3).
///
/// A tile of 2 × 2 results reads 4 × 4 pixels d and needs 36 multiplications with a kernel g. With both transformed it needs 16:
///
///     Y = Aᵀ ((G g Gᵀ) ⊙ (Bᵀ d B)) A
///
///          1  0 −1  0          1  0  0
///     Bᵀ = 0  1  1  0     G =  ½  ½  ½     Aᵀ = 1  1  1  0
///          0 −1  1  0          ½ −½  ½          0  1 −1 −1
///          0  1  0 −1          0  0  1
///
/// Bᵀ d B is made once for all kernels, G g Gᵀ once for all pictures, and Aᵀ … A comes after the sum over the channels. So each of the 16
/// places is a matrix product over the channels, and there are 2.25 times fewer multiplications. The price is the transforms, and
/// rounding: differences of pixels are rounded before they are multiplied, so the error is larger than that of the sum itself.
///
/// Lavin and Gray: "Fast algorithms for convolutional neural networks" (2016).
struct WinogradConvolution {
    private var pictures: Int
    /// Of the source, and of the result.
    private var channels, rows: Int
    private var plane, target: Size2D
    private var padding: Size2D
    private var range: ClosedRange<Float>?

    /// The places of a transformed tile.
    private static let places = 16
    private static let tileRows = RegisterTile.rows
    /// Transformed pixels of a part of a block: they stay in the second-level cache.
    private static let room = 1 << 18
    private static let fewestTiles = 64
    private static let leastBlocks = 8
    /// Tiles of a block, whose pixels stay in the second-level cache.
    private static let bandLength = 4096
    /// Strips of rows that the transformed pixels of a place are multiplied with while they are in the cache.
    private static let stripsTogether = 4

    /// From how many kernels of one channel on the transforms cost less than they save: the sooner the fewer numbers a processor
    /// multiplies at once.
    #if AVX512
        static let fewestKernels = 8192
    #else
        static let fewestKernels = 1024
    #endif

    /// Whether this is a convolution that is faster in this way.
    static func isWorthwhile(_ e: ConvolutionExtents) -> Bool {
        canDo(e) && e.channels * e.filters >= fewestKernels
    }

    /// Whether the kernel is 3 × 3 at a step of 1, over all channels.
    private static func canDo(_ e: ConvolutionExtents) -> Bool {
        e.kernel == 3 && e.stride == 1 && e.dilation == 1 && e.groups == 1
    }

    /// Whether there are tiles enough, on maps that are not all edge. The work on the weights is the same for one picture and for a
    /// hundred; where it is done already, fewer will do.
    static func hasEnoughTiles(_ e: ConvolutionExtents, arePacked: Bool = false) -> Bool {
        let (height, width) = (e.output.height, e.output.width)
        let tiles = e.samples * ((height + 1) / 2) * ((width + 1) / 2)
        return min(height, width) >= 12 && tiles >= (arePacked ? 64 : 256)
    }

    /// y = w ∗ x + b.
    ///
    /// - Parameters:
    ///   - packed: what `packedForForward` gave for these weights, to save that work.
    ///   - range: between what the results are cut off.
    static func forward(
        _ e: ConvolutionExtents, _ input: NDArray, _ weight: NDArray, packed: Storage? = nil, bias: NDArray?,
        range: ClosedRange<Float>? = nil, into result: NDArray
    ) {
        let convolution = WinogradConvolution(
            pictures: e.samples, channels: e.channels, rows: e.filters, plane: e.input, target: e.output,
            padding: e.padding, range: range)
        convolution.run(
            input, packed ?? packedForForward(e, weight), bias: bias, into: result)
    }

    /// ∂x: the convolution of ∂y with the kernels turned by 180°, of each channel to all filters.
    static func inputGradient(
        _ e: ConvolutionExtents, _ upstream: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray
    ) {
        let convolution = WinogradConvolution(
            pictures: e.samples, channels: e.filters, rows: e.channels, plane: e.output, target: e.input,
            padding: Size2D(2 - e.padding.height, 2 - e.padding.width), range: nil)
        let packed = pack(
            weight, rows: e.channels, channels: e.filters, rowStride: 9, channelStride: 9 * e.channels,
            isTurned: true)
        convolution.run(upstream, packed, bias: bias, into: result)
    }

    /// The weights as `forward` reads them.
    static func packedForForward(_ e: ConvolutionExtents, _ weight: NDArray) -> Storage {
        pack(
            weight, rows: e.filters, channels: e.channels, rowStride: 9 * e.channels, channelStride: 9,
            isTurned: false)
    }

    /// G g Gᵀ of every kernel as `[place][strip][channel][tile's rows]`, rows beyond the last as zeros.
    private static func pack(
        _ weight: NDArray, rows: Int, channels: Int, rowStride: Int, channelStride: Int, isTurned: Bool
    ) -> Storage {
        let strips = (rows + tileRows - 1) / tileRows
        let stripLength = channels * tileRows
        let packed = Storage(count: places * strips * stripLength)
        let (target, origin) = (packed.pointer, weight.storage.pointer + weight.offset)
        Parallel.forEachShare(of: strips * channels, minimumShare: 100) { share in
            withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 9) { taps in
                guard let taps = taps.baseAddress else { return }
                for unit in share {
                    let (strip, channel) = (unit / channels, unit % channels)
                    let firstRow = strip * tileRows
                    taps.update(repeating: .zero, count: 9)
                    // Each tap of all rows side by side.
                    taps.withMemoryRebound(to: Float.self, capacity: 9 * Lanes.scalarCount) { numbers in
                        for row in 0..<min(tileRows, rows - firstRow) {
                            let g = origin + (firstRow + row) * rowStride + channel * channelStride
                            for tap in 0..<9 {
                                numbers[tap &* Lanes.scalarCount &+ row] = g[isTurned ? 8 &- tap : tap]
                            }
                        }
                    }
                    transform(
                        taps, into: target + strip * stripLength + channel * tileRows, strips * stripLength)
                }
            }
        }
        return packed
    }

    /// G g Gᵀ of a kernel in each lane; as many of them are written as a tile has rows.
    @inline(__always)
    private static func transform(
        _ g: UnsafePointer<Lanes>, into target: UnsafeMutablePointer<Float>, _ placeLength: Int
    ) {
        func transformed(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> (Lanes, Lanes, Lanes, Lanes) {
            (a, 0.5 * (a + c + b), 0.5 * (a + c - b), c)
        }
        func put(_ lanes: Lanes, _ place: Int) {
            let target = UnsafeMutableRawPointer(target + place &* placeLength)
            #if AVX512 || arch(arm64)
                target.storeBytes(of: lanes.lowHalf, as: SIMD8<Float>.self)
                target.storeBytes(of: lanes.highHalf.lowHalf, toByteOffset: 32, as: SIMD4<Float>.self)
            #else
                target.storeBytes(of: lanes.lowHalf.lowHalf, as: SIMD4<Float>.self)
                target.storeBytes(
                    of: lanes.lowHalf.highHalf.lowHalf, toByteOffset: 16, as: SIMD2<Float>.self)
            #endif
        }
        func put(_ i: Int, _ a: Lanes, _ b: Lanes, _ c: Lanes) {
            let line = transformed(a, b, c)
            put(line.0, 4 &* i)
            put(line.1, 4 &* i &+ 1)
            put(line.2, 4 &* i &+ 2)
            put(line.3, 4 &* i &+ 3)
        }
        // G g, a column of g at a time, then each row of it times Gᵀ.
        let left = transformed(g[0], g[3], g[6])
        let (center, right) = (transformed(g[1], g[4], g[7]), transformed(g[2], g[5], g[8]))
        put(0, left.0, center.0, right.0)
        put(1, left.1, center.1, right.1)
        put(2, left.2, center.2, right.2)
        put(3, left.3, center.3, right.3)
    }

    /// A block is some small pictures or a band of a large one; a unit of work is some rows of results, for a part of the tiles of a
    /// block.
    private func run(_ source: NDArray, _ weight: Storage, bias: NDArray?, into result: NDArray) {
        guard pictures > 0, rows > 0, target.area > 0 else { return }
        // Tiles of 2 × 2 results as a grid, which the 4 × 4 pixels of each are read for at a step of 2.
        let grid = Size2D((target.height + 1) / 2, (target.width + 1) / 2)
        let taps = (0..<Self.places).map { place in
            (dy: place / 4 - padding.height, dx: place % 4 - padding.width)
        }
        let mostTiles = max(Self.fewestTiles, Self.room / (Self.places * channels))
        let layout = PlaneLayout(
            plane: plane, grid: grid, step: 2, taps: taps, channels: channels,
            pictures: max(1, min(pictures / Self.leastBlocks, mostTiles / grid.area)),
            longestBand: Self.bandLength)
        let tapOffsets = taps.map { layout.offset(of: $0) }
        let strips = (rows + Self.tileRows - 1) / Self.tileRows
        let bandRows = layout.bandRows
        let bands = (grid.height + bandRows - 1) / bandRows
        let blocks = (pictures + layout.pictures - 1) / layout.pictures * bands
        let partRows =
            layout.pictures > 1 ? grid.height : max(1, min(bandRows, mostTiles / layout.rowLength))
        let parts = (bandRows + partRows - 1) / partRows
        let longest = layout.resultCount(
            grid: Size2D(min(partRows, grid.height), grid.width), pictures: layout.pictures)
        let lineLength = (longest + RegisterTile.columns - 1) / RegisterTile.columns * RegisterTile.columns
        // An odd number of cache lines, so that the same tile of many channels does not fall on the same few sets.
        let pixelLength = (longest + 15) / 16 * 16 | 16
        let (input, output) = (source.storage.pointer + source.offset, result.storage.pointer + result.offset)
        let biases = bias.map { UnsafePointer($0.storage.pointer + $0.offset) }
        let channelOffsets = (0..<channels).map { $0 * pixelLength }
        let bundleSize = min(Self.stripsTogether, strips)
        let bundles = (strips + bundleSize - 1) / bundleSize
        let flops = 2 * Self.places * bundleSize * Self.tileRows * lineLength * (channels + 4)
        // Where there are blocks enough, a thread takes whole ones, and transforms each only once.
        let together = blocks * parts >= 4 * Parallel.threadCount ? bundles : 1
        Parallel.forEachShare(
            of: blocks * parts * bundles / together, minimumShare: max(1, 500_000 / (flops * together)),
            rangesPerThread: 4
        ) { share in
            let planes = layout.makeRoom(channels: channels)
            let pixels = Storage(count: Self.places * channels * pixelLength + RegisterTile.columns)
            let (rowsInBundle, stripLength) = (bundleSize * Self.tileRows, channels * Self.tileRows)
            let placeLength = rowsInBundle * lineLength
            let lines = Storage(count: Self.places * placeLength + 4 * lineLength + Lanes.scalarCount)
            let quarters = lines.pointer + Self.places * placeLength
            var (filled, transformed) = (-1, -1)
            for unit in share.lowerBound * together..<share.upperBound * together {
                let (block, part, bundle) = (
                    unit / bundles / parts, unit / bundles % parts, unit % bundles
                )
                let band = block % bands
                let first = block / bands * layout.pictures
                let images = first..<min(first + layout.pictures, pictures)
                let bandEnd = min((band + 1) * bandRows, grid.height)
                let start = min(band * bandRows + part * partRows, bandEnd)
                let gridRows = start..<min(start + partRows, bandEnd)
                if gridRows.isEmpty { continue }
                let count = layout.resultCount(
                    grid: Size2D(gridRows.count, grid.width), pictures: images.count)
                if block != filled {
                    for (index, image) in images.enumerated() {
                        layout.fill(
                            planes, picture: index, band: band,
                            from: input + image * channels * plane.area, channels: channels)
                    }
                    (filled, transformed) = (block, -1)
                }
                if part != transformed {
                    transform(
                        planes.pointer + part * partRows * layout.rowLength, layout.planeStride, tapOffsets,
                        count: count, into: pixels.pointer, pixelLength)
                    transformed = part
                }
                let firstRow = bundle * rowsInBundle
                let lastRow = min(firstRow + rowsInBundle, rows)
                channelOffsets.withUnsafeBufferPointer { offsets in
                    for place in 0..<Self.places {
                        for row in stride(from: firstRow, to: lastRow, by: Self.tileRows) {
                            Correlation.multiply(
                                weight.pointer + (place * strips + row / Self.tileRows) * stripLength,
                                pixels.pointer + place * channels * pixelLength, offsets,
                                height: min(Self.tileRows, lastRow - row), count: count,
                                lines.pointer + place * placeLength + (row - firstRow) * lineLength,
                                lineLength)
                        }
                    }
                }
                for row in firstRow..<lastRow {
                    Self.transformBack(
                        lines.pointer + (row - firstRow) * lineLength, placeLength, count: count,
                        into: quarters, lineLength, bias: biases?[row] ?? 0, range)
                    for (index, image) in images.enumerated() {
                        interleave(
                            quarters + index * layout.pictureStride, lineLength, layout.rowLength, grid,
                            gridRows, into: output + (image * rows + row) * target.area)
                    }
                }
            }
        }
    }

    /// Bᵀ d B of every tile of every channel, as `[place][channel][tile]`.
    private func transform(
        _ planes: UnsafePointer<Float>, _ planeStride: Int, _ offsets: [Int], count: Int,
        into pixels: UnsafeMutablePointer<Float>, _ pixelLength: Int
    ) {
        let placeLength = channels * pixelLength
        offsets.withUnsafeBufferPointer { offsets in
            for channel in 0..<channels {
                let (source, target) = (planes + channel * planeStride, pixels + channel * pixelLength)
                var tile = 0
                while tile < count {
                    let d = source + tile
                    // One column of d at a time: Bᵀ d.
                    @inline(__always) func column(_ j: Int) -> (Lanes, Lanes, Lanes, Lanes) {
                        let (d0, d1) = (load(d + offsets[j]), load(d + offsets[4 &+ j]))
                        let (d2, d3) = (load(d + offsets[8 &+ j]), load(d + offsets[12 &+ j]))
                        return (d0 - d2, d1 + d2, d2 - d1, d1 - d3)
                    }
                    let (c0, c1, c2, c3) = (column(0), column(1), column(2), column(3))
                    // One row of it at a time: (…) B.
                    @inline(__always) func put(_ i: Int, _ t0: Lanes, _ t1: Lanes, _ t2: Lanes, _ t3: Lanes) {
                        let place = target + 4 &* i &* placeLength + tile
                        store(t0 - t2, to: place)
                        store(t1 + t2, to: place + placeLength)
                        store(t2 - t1, to: place + 2 &* placeLength)
                        store(t1 - t3, to: place + 3 &* placeLength)
                    }
                    put(0, c0.0, c1.0, c2.0, c3.0)
                    put(1, c0.1, c1.1, c2.1, c3.1)
                    put(2, c0.2, c1.2, c2.2, c3.2)
                    put(3, c0.3, c1.3, c2.3, c3.3)
                    tile &+= Lanes.scalarCount
                }
            }
        }
    }

    /// Aᵀ m A of every tile of a row of results: its four quarters, the upper left of all tiles first.
    private static func transformBack(
        _ line: UnsafePointer<Float>, _ placeLength: Int, count: Int,
        into quarters: UnsafeMutablePointer<Float>, _ lineLength: Int, bias: Float,
        _ range: ClosedRange<Float>?
    ) {
        let bias = Lanes(repeating: bias)
        var tile = 0
        while tile < count {
            let m = line + tile
            @inline(__always) func column(_ j: Int) -> (upper: Lanes, lower: Lanes) {
                let (m0, m1) = (load(m + j &* placeLength), load(m + (4 &+ j) &* placeLength))
                let (m2, m3) = (load(m + (8 &+ j) &* placeLength), load(m + (12 &+ j) &* placeLength))
                return (m0 + m1 + m2, m1 - m2 - m3)
            }
            let (c0, c1, c2, c3) = (column(0), column(1), column(2), column(3))
            @inline(__always) func put(_ value: Lanes, _ quarter: Int) {
                var value = value + bias
                if let range {
                    value.replace(with: range.lowerBound, where: value .< range.lowerBound)
                    value.replace(with: range.upperBound, where: value .> range.upperBound)
                }
                store(value, to: quarters + quarter &* lineLength + tile)
            }
            put(c0.upper + c1.upper + c2.upper, 0)
            put(c1.upper - c2.upper - c3.upper, 1)
            put(c0.lower + c1.lower + c2.lower, 2)
            put(c1.lower - c2.lower - c3.lower, 3)
            tile &+= Lanes.scalarCount
        }
    }

    /// The quarters of some rows of tiles at their positions in a plane of results.
    private func interleave(
        _ quarters: UnsafePointer<Float>, _ lineLength: Int, _ rowLength: Int, _ grid: Size2D,
        _ gridRows: Range<Int>, into plane: UnsafeMutablePointer<Float>
    ) {
        let last = min(2 * gridRows.upperBound, target.height)
        for y in 2 * gridRows.lowerBound..<last {
            let even = quarters + (y % 2 * 2) * lineLength + (y / 2 - gridRows.lowerBound) * rowLength
            let (odd, place) = (even + lineLength, plane + y * target.width)
            // A vector that reaches beyond the row is written where the next row is still to come.
            let room = (last - y) * target.width
            var x = 0
            while x < target.width, x &+ 2 &* Lanes.scalarCount <= room {
                var pairs = SIMD32<Float>()
                (pairs.evenHalf, pairs.oddHalf) = (load(even + x / 2), load(odd + x / 2))
                UnsafeMutableRawPointer(place + x).storeBytes(of: pairs, as: SIMD32<Float>.self)
                x &+= 2 &* Lanes.scalarCount
            }
            while x < target.width {
                place[x] = (x % 2 == 0 ? even : odd)[x / 2]
                x &+= 1
            }
        }
    }
}
