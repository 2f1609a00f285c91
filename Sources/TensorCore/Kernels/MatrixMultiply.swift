import Vectors

/// C = A · B with A `[m, k]` and B `[k, n]`, any strides, C with contiguous rows: the fast product.
///
/// Three ideas make it fast. *Registers*: a tile of results stays in registers while k runs (`RegisterTile`), so that
/// each number that is loaded takes part in many multiplications. *Packing*: strips of A and B are copied first into
/// the order in which the tile reads them, where they do not lie so already and are read often enough to pay for it.
/// *Blocks*: k is cut so that a strip of B stays in the first-level cache, and rows so that a block of A stays in the
/// second, while all strips of the other pass by (Goto and van de Geijn, 2008).
///
/// `MatrixLadder` has the slower ways that lead here.
enum MatrixMultiply {
    /// One matrix of an operand: where it starts and its steps along rows and columns.
    struct Operand {
        let pointer: UnsafePointer<Float>
        let rowStride: Int
        let columnStride: Int

        func offset(row: Int, column: Int) -> Operand {
            Operand(
                pointer: pointer + row * rowStride + column * columnStride, rowStride: rowStride,
                columnStride: columnStride)
        }
    }

    /// The result: where it starts, and how far its rows lie apart; neighbours in a row are neighbours in memory.
    struct Target {
        let pointer: UnsafeMutablePointer<Float>
        let rowLength: Int
    }

    // Of k in a block: a longer one visits C less often, a shorter one keeps B nearer. Half where each number of A is
    // there four times.
    static let depth = RegisterTile.broadcastsFromMemory ? 512 : 256
    private static let blockRows = 96  // of A in a block: 96 × 512 floats lie in the second-level cache
    private static let widestBlock = 4096  // bounds the memory for packed strips
    // What is worth handing to another thread at least: multiplications and additions, and numbers to pack.
    static let operationsPerShare = 400_000
    static let packedPerShare = 16_384

    /// Writes A · B to `c`, `[m, n]` row-major.
    static func multiply(
        _ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>
    ) {
        multiply(a, b, m: m, n: n, k: k, into: Target(pointer: c, rowLength: n))
    }

    /// Writes A · B to `[m, n]`, whose rows may lie apart.
    static func multiply(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        if m * n == 0 { return }
        if m * n * k < 512 {
            MatrixLadder.naive(a, b, m: m, n: n, k: k, into: c)
        } else if KernelRung.current <= .packed {
            MatrixLadder.multiply(a, b, m: m, n: n, k: k, into: c)
        } else if a.columnStride == 1 && b.rowStride == 1 && k > 12 * min(m, n) {
            dotProducts(a, b, m: m, n: n, k: k, into: c)
        } else {
            for firstRow in stride(from: 0, to: m, by: widestBlock) {
                for firstColumn in stride(from: 0, to: n, by: widestBlock) {
                    let target = Target(
                        pointer: c.pointer + firstRow * c.rowLength + firstColumn, rowLength: c.rowLength)
                    multiplyTiles(
                        a.offset(row: firstRow, column: 0), b.offset(row: 0, column: firstColumn),
                        m: min(widestBlock, m - firstRow), n: min(widestBlock, n - firstColumn), k: k,
                        into: target)
                }
            }
        }
    }

    /// The product in register tiles, a block of k after the other.
    private static func multiplyTiles(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        for start in stride(from: 0, to: k, by: depth) {
            let length = min(depth, k - start)
            let left = LeftStrips(a.offset(row: 0, column: start), rows: m, depth: length, uses: n)
            let right = RightStrips(b.offset(row: start, column: 0), columns: n, depth: length, uses: m)
            // A unit of work is a block of rows and one of columns, as many as give each thread some.
            let operations = 2 * m * n * length
            let worthwhile = operations / operationsPerShare
            let wanted = worthwhile > 1 ? min(16 * Parallel.threadCount, worthwhile) : 1
            let rowStrips = strips(m, RegisterTile.rows)
            let columnStrips = strips(n, RegisterTile.columns)
            let rowsInBlock = min(blockRows / RegisterTile.rows, rowStrips)
            let rowBlocks = strips(rowStrips, rowsInBlock)
            let columnBlocks = min(columnStrips, strips(wanted, rowBlocks))
            let operationsInUnit = operations / (rowBlocks * columnBlocks)
            Parallel.forEachShare(
                of: rowBlocks * columnBlocks,
                minimumShare: max(1, operationsPerShare / max(1, operationsInUnit))
            ) { share in
                for unit in share {
                    let (rowBlock, columnBlock) = (unit / columnBlocks, unit % columnBlocks)
                    multiplyBlock(
                        left, right,
                        rowStrips: rowBlock * rowsInBlock..<min(rowStrips, (rowBlock + 1) * rowsInBlock),
                        columnStrips: columnStrips * columnBlock / columnBlocks..<columnStrips
                            * (columnBlock + 1) / columnBlocks,
                        m, n, into: c, adding: start > 0)
                }
            }
        }
    }

    /// The strips of rows times the strips of columns, on the caller's thread.
    static func multiplyBlock(
        _ left: LeftStrips, _ right: RightStrips, rowStrips: Range<Int>, columnStrips: Range<Int>, _ m: Int,
        _ n: Int, into c: Target, adding: Bool
    ) {
        let depth = left.depth
        if !RegisterTile.broadcastsFromMemory, columnStrips.count > 4 {
            multiplyRepeated(
                left, right, rowStrips: rowStrips, columnStrips: columnStrips, m, n, into: c, adding: adding)
            return
        }
        for columnStrip in columnStrips {
            let (start, bStep) = right.strip(columnStrip)
            let column = columnStrip * RegisterTile.columns
            for rowStrip in rowStrips {
                let row = rowStrip * RegisterTile.rows
                let height = min(RegisterTile.rows, m - row)
                var tile = RegisterTile()
                var (a, aStep) = left.strip(rowStrip)
                var b = UnsafeRawPointer(start)
                if height > RegisterTile.upperRows {
                    for _ in 0..<depth {
                        tile.add(a, RegisterTile.load(b))
                        a += aStep
                        b += bStep
                    }
                } else {
                    // Rows that are only padding are not computed where half a tile holds the others.
                    for _ in 0..<depth {
                        tile.addUpper(a, RegisterTile.load(b))
                        a += aStep
                        b += bStep
                    }
                }
                finish(tile, row: row, column: column, m, n, into: c, adding: adding)
            }
        }
    }

    /// The same with each number of a strip of A as often as a vector has lanes, for processors that cannot broadcast
    /// a number while they load it: there a shuffle for each would take the place of every fifth multiplication or
    /// addition. The strip stays in the first-level cache while those of B pass by.
    private static func multiplyRepeated(
        _ left: LeftStrips, _ right: RightStrips, rowStrips: Range<Int>, columnStrips: Range<Int>, _ m: Int,
        _ n: Int, into c: Target, adding: Bool
    ) {
        let (depth, step) = (left.depth, RegisterTile.rows * MemoryLayout<RegisterLanes>.stride)
        let repeated = Storage(count: depth * RegisterTile.rows * RegisterLanes.scalarCount)
        for rowStrip in rowStrips {
            let (start, sourceStep) = left.strip(rowStrip)
            var source = start
            var target = UnsafeMutableRawPointer(repeated.pointer)
            for _ in 0..<depth {
                RegisterTile.storeRepeated(source, to: target)
                source += sourceStep
                target += step
            }
            for columnStrip in columnStrips {
                let (start, bStep) = right.strip(columnStrip)
                var (a, b) = (UnsafeRawPointer(repeated.pointer), UnsafeRawPointer(start))
                var tile = RegisterTile()
                for _ in 0..<depth {
                    tile.add(repeated: a, RegisterTile.load(b))
                    a += step
                    b += bStep
                }
                finish(
                    tile, row: rowStrip * RegisterTile.rows, column: columnStrip * RegisterTile.columns, m, n,
                    into: c, adding: adding)
            }
        }
    }

    /// Writes a tile to its place in C, or adds it there; what reaches beyond the edge is left.
    @inline(__always)
    private static func finish(
        _ tile: RegisterTile, row: Int, column: Int, _ m: Int, _ n: Int, into c: Target, adding: Bool
    ) {
        var tile = tile
        let target = c.pointer + row * c.rowLength + column
        let (height, width) = (min(RegisterTile.rows, m - row), min(RegisterTile.columns, n - column))
        if height == RegisterTile.rows && width == RegisterTile.columns {
            if adding { tile.add(contentsOf: target, c.rowLength) }
            tile.write(to: target, c.rowLength)
        } else {
            tile.writePart(to: target, c.rowLength, height: height, width: width, adding: adding)
        }
    }

    /// How many strips of this width cover an extent.
    static func strips(_ extent: Int, _ width: Int) -> Int { (extent + width - 1) / width }
}

extension MatrixMultiply {
    /// The product where both operands lie along k and k is long: scalar products of rows, nothing packed.
    private static func dotProducts(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        let (rowTiles, columnTiles) = (strips(m, DotTile.rows), strips(n, DotTile.columns))
        let operations = 2 * DotTile.rows * DotTile.columns * k
        // A share of columns keeps its rows of B in the cache while all rows of A pass by.
        let splitsRows = rowTiles >= columnTiles
        Parallel.forEachShare(
            of: splitsRows ? rowTiles : columnTiles,
            minimumShare: max(1, operationsPerShare / (operations * (splitsRows ? columnTiles : rowTiles)))
        ) { share in
            for rowTile in splitsRows ? share : 0..<rowTiles {
                for columnTile in splitsRows ? 0..<columnTiles : share {
                    dotTile(
                        a, b, row: rowTile * DotTile.rows, column: columnTile * DotTile.columns, m, n, k, c)
                }
            }
        }
    }

    private static func dotTile(
        _ a: Operand, _ b: Operand, row: Int, column: Int, _ m: Int, _ n: Int, _ k: Int, _ c: Target
    ) {
        let (height, width) = (min(DotTile.rows, m - row), min(DotTile.columns, n - column))
        // A row or column beyond the edge is computed as the last one and left.
        let firstRow = max(0, min(row, m - DotTile.rows))
        let whole = k / RegisterLanes.scalarCount * RegisterLanes.scalarCount
        // Fewer rows than a tile has are taken one by one, each with a whole tile of sums from its own row on.
        let room = 2 * DotTile.rows * DotTile.columns
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: DotTile.columns) { starts in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { sums in
                guard let starts = starts.baseAddress, let sums = sums.baseAddress else { return }
                for index in 0..<DotTile.columns {
                    starts[index] = b.pointer + min(column + index, n - 1) * b.columnStride
                }
                if m >= DotTile.rows {
                    DotTile.multiply(
                        a.pointer + firstRow * a.rowStride, aStep: a.rowStride, starts, length: whole,
                        into: sums)
                } else {
                    for index in 0..<height {
                        DotTile.multiply(
                            a.pointer + index * a.rowStride, aStep: 0, starts, length: whole,
                            into: sums + index * DotTile.columns)
                    }
                }
                for i in 0..<height {
                    let left = a.pointer + (row + i) * a.rowStride
                    for j in 0..<width {
                        var sum = sums[(row - firstRow + i) * DotTile.columns + j]
                        for p in whole..<k { sum = sum.plus(left[p], times: starts[j][p]) }
                        c.pointer[(row + i) * c.rowLength + column + j] = sum
                    }
                }
            }
        }
    }
}
