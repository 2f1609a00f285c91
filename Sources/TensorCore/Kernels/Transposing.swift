import Vectors

/// A stack of matrices whose columns are contiguous in the source and whose rows are contiguous in the target.
///
/// The plain double loop is slow on large matrices: either its reads or its writes jump a whole row at each element,
/// and where the row's length is a power of two all of them meet in the same few places of the cache. So a tile of
/// 16 × 16 is read as 16 vectors, transposed, and written as 16 vectors: every cache line is touched once. Tiles
/// follow each other along the contiguous side of the source, whose next line is then already on its way.
struct TransposedPlane {
    private static let tile = Lanes.scalarCount
    private let rows: Int
    private let columns: Int
    private let rowAxisStride: Int  // of the target
    private let columnStride: Int  // of the source
    private let planes: StridedLoop

    /// The planes of a copy from a view to a contiguous array of its shape; nil when it is not a transposition, or
    /// one of the two axes is short.
    init?(_ source: NDArray, _ target: NDArray) {
        let last = source.rank - 1
        guard let rowAxis = (0..<last).last(where: { source.strides[$0] == 1 && source.shape[$0] >= 8 }),
            source.shape[last] >= 8
        else { return nil }
        rows = source.shape[rowAxis]
        columns = source.shape[last]
        rowAxisStride = target.strides[rowAxis]
        columnStride = source.strides[last]
        let outer = source.shape.replacing(rowAxis, with: 1).replacing(last, with: 1)
        planes = StridedLoop(shape: outer, target.strides, source.strides)
    }

    /// Copies all planes, a band of rows at a time.
    func copy(from input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>) {
        let tile = TransposedPlane.tile
        let tilesInBand = min(16, max(1, rows / (8 * tile)))
        let bandRows = tile * tilesInBand
        let bands = (rows + bandRows - 1) / bandRows
        let count = planes.rowCount * planes.rowLength * bands
        Parallel.forEachShare(of: count, minimumShare: max(1, 32768 / (bandRows * columns))) { share in
            withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * tile) { buffer in
                guard let vectors = buffer.baseAddress else { return }
                for index in share {
                    let (plane, band) = (index / bands, index % bands)
                    let starts = planes.starts(ofPlace: plane)
                    copyBand(
                        band * bandRows..<min((band + 1) * bandRows, rows), from: input + starts.1,
                        to: output + starts.0, vectors)
                }
            }
        }
    }

    private func copyBand(
        _ band: Range<Int>, from input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>,
        _ vectors: UnsafeMutablePointer<Lanes>
    ) {
        let tile = TransposedPlane.tile
        for column in stride(from: 0, to: columns, by: tile) {
            for row in stride(from: band.lowerBound, to: band.upperBound, by: tile) {
                let source = input + row + column * columnStride
                let target = output + row * rowAxisStride + column
                let (height, width) = (min(tile, band.upperBound - row), min(tile, columns - column))
                if height == tile && width == tile {
                    copyTile(from: source, to: target, vectors)
                } else {
                    copyPart(height, width, from: source, to: target)
                }
            }
        }
    }

    /// A tile at the border, number by number.
    private func copyPart(
        _ height: Int, _ width: Int, from source: UnsafePointer<Float>,
        to target: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<height {
            for column in 0..<width {
                target[row * rowAxisStride + column] = source[row + column * columnStride]
            }
        }
    }

    /// Shuffling the first half of the vectors with the second, as a deck of cards, moves one bit of an element's
    /// column number to its row number; four shuffles exchange all four.
    private func copyTile(
        from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
        _ vectors: UnsafeMutablePointer<Lanes>
    ) {
        let tile = TransposedPlane.tile
        for column in 0..<tile {
            vectors[column] = load(source + column * columnStride)
        }
        var (from, to) = (vectors, vectors + tile)
        for _ in 0..<4 {
            for index in 0..<tile / 2 {
                let (a, b) = (from[index], from[index + tile / 2])
                to[2 * index].evenHalf = a.lowHalf
                to[2 * index].oddHalf = b.lowHalf
                to[2 * index + 1].evenHalf = a.highHalf
                to[2 * index + 1].oddHalf = b.highHalf
            }
            swap(&from, &to)
        }
        for row in 0..<tile {
            UnsafeMutableRawPointer(target + row * rowAxisStride).storeBytes(of: from[row], as: Lanes.self)
        }
    }
}
