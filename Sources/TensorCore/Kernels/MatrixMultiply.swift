/// C = A · B with A `[m, k]` and B `[k, n]`, any strides, C contiguous.
///
/// Three ideas make it fast. *Registers*: a tile of 12 × 32 results stays in registers while k runs, so each number
/// that is loaded takes part in 12 or 32 multiplications. *Packing*: strips of A and B are copied first into the
/// order in which the tile reads them, whatever their strides were. *Blocks*: k is cut so that a strip of B stays
/// in the first-level cache while the strips of A pass by (Goto and van de Geijn, 2008).
enum MatrixMultiply {
    /// One matrix of an operand: where it starts and its steps along rows and columns.
    struct Operand {
        let pointer: UnsafePointer<Float>
        let rowStride: Int
        let columnStride: Int
    }

    static let tileRows = 12
    static let tileColumns = 2 * Lanes.scalarCount
    private static let depth = 256  // of k in a block: 256 × 32 floats are the 32 KiB of a first-level cache
    private static let blockRows = 8 * tileRows  // of a unit of work for one thread
    private static let blockColumns = 16 * tileColumns
    private static let widestBlock = 4096  // bounds the memory for packed strips

    /// Writes A · B to `c`, `[m, n]` row-major.
    static func multiply(
        _ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>
    ) {
        if m * n * k < 2048 || k == 0 {
            naive(a, b, m: m, n: n, k: k, into: c)
            return
        }
        for firstRow in stride(from: 0, to: m, by: widestBlock) {
            for firstColumn in stride(from: 0, to: n, by: widestBlock) {
                let rows = min(widestBlock, m - firstRow)
                let columns = min(widestBlock, n - firstColumn)
                let left = Operand(
                    pointer: a.pointer + firstRow * a.rowStride, rowStride: a.rowStride,
                    columnStride: a.columnStride)
                let right = Operand(
                    pointer: b.pointer + firstColumn * b.columnStride, rowStride: b.rowStride,
                    columnStride: b.columnStride)
                packed(
                    left, right, m: rows, n: columns, k: k, into: c + firstRow * n + firstColumn, rowLength: n
                )
            }
        }
    }

    /// The definition, c[i, j] = Σ a[i, p] · b[p, j]: for small matrices, and to test the other against.
    static func naive(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>)
    {
        for i in 0..<m {
            for j in 0..<n {
                var sum: Float = 0
                for p in 0..<k {
                    let x = a.pointer[i * a.rowStride + p * a.columnStride]
                    sum = sum.addingProduct(x, b.pointer[p * b.rowStride + j * b.columnStride])
                }
                c[i * n + j] = sum
            }
        }
    }

    private static func packed(
        _ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>,
        rowLength: Int
    ) {
        let (rowStrips, columnStrips) = (strips(m, tileRows), strips(n, tileColumns))
        let deepest = min(k, depth)
        let packedA = Storage(count: rowStrips * tileRows * deepest)
        let packedB = Storage(count: columnStrips * tileColumns * deepest)
        for start in stride(from: 0, to: k, by: depth) {
            let length = min(depth, k - start)
            Parallel.forEachShare(of: rowStrips, minimumShare: max(1, 131_072 / (tileRows * length))) {
                share in
                for strip in share { packA(a, rows: m, strip, start, length, packedA.pointer) }
            }
            Parallel.forEachShare(of: columnStrips, minimumShare: max(1, 131_072 / (tileColumns * length))) {
                share in
                for strip in share { packB(b, columns: n, strip, start, length, packedB.pointer) }
            }
            // A thread takes neighbouring strips of the longer side, and goes through them block by block.
            let splitsRows = rowStrips >= columnStrips
            let operations = 2 * length * (splitsRows ? tileRows * n : tileColumns * m)
            Parallel.forEachShare(
                of: splitsRows ? rowStrips : columnStrips, minimumShare: max(1, 8_000_000 / operations)
            ) { share in
                let rows =
                    splitsRows ? share.lowerBound * tileRows..<min(share.upperBound * tileRows, m) : 0..<m
                let columns =
                    splitsRows
                    ? 0..<n : share.lowerBound * tileColumns..<min(share.upperBound * tileColumns, n)
                for row in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
                    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: blockColumns) {
                        multiplyBlock(
                            packedA.pointer, packedB.pointer, row..<min(row + blockRows, rows.upperBound),
                            column..<min(column + blockColumns, columns.upperBound), length, c, rowLength,
                            adding: start > 0)
                    }
                }
            }
        }
    }

    private static func strips(_ extent: Int, _ width: Int) -> Int { (extent + width - 1) / width }

    /// Strip `strip` of A as `[length][12]`, rows beyond the matrix as zeros.
    private static func packA(
        _ a: Operand, rows: Int, _ strip: Int, _ start: Int, _ length: Int,
        _ packed: UnsafeMutablePointer<Float>
    ) {
        let target = packed + strip * tileRows * length
        let source = a.pointer + strip * tileRows * a.rowStride + start * a.columnStride
        let present = min(tileRows, rows - strip * tileRows)
        if present < tileRows { target.update(repeating: 0, count: tileRows * length) }
        for row in 0..<present {
            let line = source + row * a.rowStride
            for p in 0..<length { target[p * tileRows + row] = line[p * a.columnStride] }
        }
    }

    /// Strip `strip` of B as `[length][32]`, columns beyond the matrix as zeros.
    private static func packB(
        _ b: Operand, columns: Int, _ strip: Int, _ start: Int, _ length: Int,
        _ packed: UnsafeMutablePointer<Float>
    ) {
        let target = packed + strip * tileColumns * length
        let source = b.pointer + strip * tileColumns * b.columnStride + start * b.rowStride
        let present = min(tileColumns, columns - strip * tileColumns)
        if present < tileColumns { target.update(repeating: 0, count: tileColumns * length) }
        if b.columnStride == 1 {
            for p in 0..<length {
                (target + p * tileColumns).update(from: source + p * b.rowStride, count: present)
            }
        } else {
            for column in 0..<present {
                let line = source + column * b.columnStride
                for p in 0..<length { target[p * tileColumns + column] = line[p * b.rowStride] }
            }
        }
    }

    private static func multiplyBlock(
        _ packedA: UnsafePointer<Float>, _ packedB: UnsafePointer<Float>, _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ length: Int, _ c: UnsafeMutablePointer<Float>, _ rowLength: Int, adding: Bool
    ) {
        for column in stride(from: columns.lowerBound, to: columns.upperBound, by: tileColumns) {
            let b = packedB + column * length
            let width = min(tileColumns, columns.upperBound - column)
            for row in stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
                let height = min(tileRows, rows.upperBound - row)
                var tile = Tile()
                tile.accumulate(packedA + row * length, b, length)
                let target = c + row * rowLength + column
                if height == tileRows && width == tileColumns {
                    tile.write(to: target, rowLength, adding: adding)
                } else {
                    tile.writePart(to: target, rowLength, height: height, width: width, adding: adding)
                }
            }
        }
    }

    /// 12 rows of 32 results; in the loop over k each of the 24 vectors stays in a register.
    private struct Tile {
        typealias Row = (Lanes, Lanes)
        var (r0, r1, r2, r3): (Row, Row, Row, Row) = (zero, zero, zero, zero)
        var (r4, r5, r6, r7): (Row, Row, Row, Row) = (zero, zero, zero, zero)
        var (r8, r9, r10, r11): (Row, Row, Row, Row) = (zero, zero, zero, zero)

        private static let zero: Row = (.zero, .zero)

        @inline(__always)
        mutating func accumulate(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ length: Int) {
            var (a, b) = (a, UnsafeRawPointer(b))
            for _ in 0..<length {
                let right = (
                    b.loadUnaligned(as: Lanes.self),
                    b.loadUnaligned(fromByteOffset: MemoryLayout<Lanes>.stride, as: Lanes.self)
                )
                Tile.add(a[0], right, &r0)
                Tile.add(a[1], right, &r1)
                Tile.add(a[2], right, &r2)
                Tile.add(a[3], right, &r3)
                Tile.add(a[4], right, &r4)
                Tile.add(a[5], right, &r5)
                Tile.add(a[6], right, &r6)
                Tile.add(a[7], right, &r7)
                Tile.add(a[8], right, &r8)
                Tile.add(a[9], right, &r9)
                Tile.add(a[10], right, &r10)
                Tile.add(a[11], right, &r11)
                a += MatrixMultiply.tileRows
                b += MatrixMultiply.tileColumns * MemoryLayout<Float>.stride
            }
        }

        /// row ← row + left · right
        @inline(__always)
        private static func add(_ left: Float, _ right: Row, _ row: inout Row) {
            let left = Lanes(repeating: left)
            row.0 = row.0.addingProduct(left, right.0)
            row.1 = row.1.addingProduct(left, right.1)
        }

        @inline(__always)
        func write(to c: UnsafeMutablePointer<Float>, _ rowLength: Int, adding: Bool) {
            Tile.write(r0, to: c, adding)
            Tile.write(r1, to: c + rowLength, adding)
            Tile.write(r2, to: c + 2 * rowLength, adding)
            Tile.write(r3, to: c + 3 * rowLength, adding)
            Tile.write(r4, to: c + 4 * rowLength, adding)
            Tile.write(r5, to: c + 5 * rowLength, adding)
            Tile.write(r6, to: c + 6 * rowLength, adding)
            Tile.write(r7, to: c + 7 * rowLength, adding)
            Tile.write(r8, to: c + 8 * rowLength, adding)
            Tile.write(r9, to: c + 9 * rowLength, adding)
            Tile.write(r10, to: c + 10 * rowLength, adding)
            Tile.write(r11, to: c + 11 * rowLength, adding)
        }

        /// Stores a row, or adds it to what is there.
        @inline(__always)
        private static func write(_ row: Row, to c: UnsafeMutablePointer<Float>, _ adding: Bool) {
            let first = UnsafeMutableRawPointer(c)
            let second = first + MemoryLayout<Lanes>.stride
            if adding {
                first.storeBytes(of: first.loadUnaligned(as: Lanes.self) + row.0, as: Lanes.self)
                second.storeBytes(of: second.loadUnaligned(as: Lanes.self) + row.1, as: Lanes.self)
            } else {
                first.storeBytes(of: row.0, as: Lanes.self)
                second.storeBytes(of: row.1, as: Lanes.self)
            }
        }

        /// The tile at the edge of C: only its first `height` rows and `width` columns exist.
        func writePart(
            to c: UnsafeMutablePointer<Float>, _ rowLength: Int, height: Int, width: Int, adding: Bool
        ) {
            let count = MatrixMultiply.tileRows * MatrixMultiply.tileColumns
            withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { buffer in
                guard let whole = buffer.baseAddress else { return }
                write(to: whole, MatrixMultiply.tileColumns, adding: false)
                for row in 0..<height {
                    let (source, target) = (whole + row * MatrixMultiply.tileColumns, c + row * rowLength)
                    if adding {
                        for column in 0..<width { target[column] += source[column] }
                    } else {
                        target.update(from: source, count: width)
                    }
                }
            }
        }
    }
}

extension MatrixMultiply {
    /// `[m, k]` times `[k, n]` into a contiguous `[m, n]`.
    static func multiplyPair(_ left: NDArray, _ right: NDArray, m: Int, n: Int, k: Int, into result: NDArray)
    {
        multiply(
            operand(left, rowAxis: 0), operand(right, rowAxis: 0), m: m, n: n, k: k,
            into: result.storage.pointer)
    }

    /// The matrix of the axes from `rowAxis` on that starts `start` elements after the array's first.
    private static func operand(_ array: NDArray, rowAxis: Int, start: Int = 0) -> Operand {
        Operand(
            pointer: array.storage.pointer + array.offset + start, rowStride: array.strides[rowAxis],
            columnStride: array.strides[rowAxis + 1])
    }

    /// `[..., m, k]` times `[..., k, n]` with equal batch axes, into a contiguous `[..., m, n]`.
    static func multiplyBatch(_ left: NDArray, _ right: NDArray, into result: NDArray) {
        let axes = left.rank
        let (m, k, n) = (left.shape[axes - 2], left.shape[axes - 1], right.shape[axes - 1])
        let batch = Shape(left.shape.dropLast(2))
        let loop = StridedLoop(
            shape: batch, InlineIntegers(left.strides.dropLast(2)), InlineIntegers(right.strides.dropLast(2)))
        let count = batch.elementCount
        // Many products: each thread takes whole ones. Few: all threads work on one after the other.
        let minimumShare = count < Parallel.threadCount ? count : max(1, 8_000_000 / max(1, 2 * m * n * k))
        Parallel.forEachShare(of: count, minimumShare: minimumShare) { share in
            for index in share {
                let starts = loop.starts(ofPlace: index)
                multiply(
                    operand(left, rowAxis: axes - 2, start: starts.0),
                    operand(right, rowAxis: axes - 2, start: starts.1), m: m, n: n, k: k,
                    into: result.storage.pointer + index * m * n)
            }
        }
    }
}
