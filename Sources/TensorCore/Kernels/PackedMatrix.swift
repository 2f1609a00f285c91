/// A right operand `[k, n]` packed once for products with many left ones: a recurrent layer multiplies by the same
/// weights at every step.
///
/// The left operand has few rows and is read where it lies. A tile of 8 × 32 results stays in registers while k runs:
/// lower than that of `MatrixMultiply`, so that a batch of 32 is four whole tiles, two for each of two threads.
struct PackedMatrix: Sendable {
    static let tileRows = 8
    private static let tileColumns = 2 * Lanes.scalarCount

    private let k: Int
    private let n: Int
    /// Strips of 32 columns, each `[k][32]`, columns beyond the matrix as zeros.
    private let strips: Storage

    /// Packs a matrix of any strides.
    init(_ matrix: NDArray) {
        (k, n) = (matrix.shape[0], matrix.shape[1])
        let (k, n, width) = (k, n, PackedMatrix.tileColumns)
        let count = (n + width - 1) / width
        strips = Storage(count: count * width * k)
        let (source, target) = (matrix.storage.pointer + matrix.offset, strips.pointer)
        let (rowStride, columnStride) = (matrix.strides[0], matrix.strides[1])
        Parallel.forEachShare(of: count, minimumShare: max(1, 16384 / max(1, width * k))) { share in
            for strip in share {
                let packed = target + strip * width * k
                let present = min(width, n - strip * width)
                if present < width { packed.update(repeating: 0, count: width * k) }
                for column in 0..<present {
                    let line = source + (strip * width + column) * columnStride
                    for p in 0..<k { packed[p * width + column] = line[p * rowStride] }
                }
            }
        }
    }

    /// C ← A · B, or C + A · B when adding, on the caller's thread: A `[m, k]` and C `[m, n]` row-major.
    ///
    /// A row of the result does not depend on how many others there are.
    func multiply(
        _ a: UnsafePointer<Float>, rows m: Int, into c: UnsafeMutablePointer<Float>, adding: Bool
    ) {
        for column in stride(from: 0, to: n, by: PackedMatrix.tileColumns) {
            let strip = strips.pointer + column * k
            let width = min(PackedMatrix.tileColumns, n - column)
            for row in stride(from: 0, to: m, by: PackedMatrix.tileRows) {
                let height = min(PackedMatrix.tileRows, m - row)
                var tile = Tile()
                // Rows that are missing are computed as copies of the last, and not written.
                tile.accumulate(a + row * k, last: height - 1, strip, k)
                tile.write(to: c + row * n + column, n, height: height, width: width, adding: adding)
            }
        }
    }

    /// 8 rows of 32 results; in the loop over k each of the 16 vectors stays in a register.
    private struct Tile {
        typealias Row = (Lanes, Lanes)
        var (r0, r1, r2, r3): (Row, Row, Row, Row) = (zero, zero, zero, zero)
        var (r4, r5, r6, r7): (Row, Row, Row, Row) = (zero, zero, zero, zero)

        private static let zero: Row = (.zero, .zero)

        @inline(__always)
        mutating func accumulate(_ a: UnsafePointer<Float>, last: Int, _ b: UnsafePointer<Float>, _ k: Int) {
            let (a1, a2, a3) = (a + min(1, last) * k, a + min(2, last) * k, a + min(3, last) * k)
            let (a4, a5) = (a + min(4, last) * k, a + min(5, last) * k)
            let (a6, a7) = (a + min(6, last) * k, a + min(7, last) * k)
            var strip = UnsafeRawPointer(b)
            for p in 0..<k {
                let right = (
                    strip.loadUnaligned(as: Lanes.self),
                    strip.loadUnaligned(fromByteOffset: MemoryLayout<Lanes>.stride, as: Lanes.self)
                )
                Tile.add(a[p], right, &r0)
                Tile.add(a1[p], right, &r1)
                Tile.add(a2[p], right, &r2)
                Tile.add(a3[p], right, &r3)
                Tile.add(a4[p], right, &r4)
                Tile.add(a5[p], right, &r5)
                Tile.add(a6[p], right, &r6)
                Tile.add(a7[p], right, &r7)
                strip += PackedMatrix.tileColumns * MemoryLayout<Float>.stride
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
        func write(
            to c: UnsafeMutablePointer<Float>, _ rowLength: Int, height: Int, width: Int, adding: Bool
        ) {
            Tile.write(r0, to: c, width, adding)
            if height > 1 { Tile.write(r1, to: c + rowLength, width, adding) }
            if height > 2 { Tile.write(r2, to: c + 2 * rowLength, width, adding) }
            if height > 3 { Tile.write(r3, to: c + 3 * rowLength, width, adding) }
            if height > 4 { Tile.write(r4, to: c + 4 * rowLength, width, adding) }
            if height > 5 { Tile.write(r5, to: c + 5 * rowLength, width, adding) }
            if height > 6 { Tile.write(r6, to: c + 6 * rowLength, width, adding) }
            if height > 7 { Tile.write(r7, to: c + 7 * rowLength, width, adding) }
        }

        @inline(__always)
        private static func write(
            _ row: Row, to c: UnsafeMutablePointer<Float>, _ width: Int, _ adding: Bool
        ) {
            let target = UnsafeMutableRawPointer(c)
            if width == PackedMatrix.tileColumns {
                let second = target + MemoryLayout<Lanes>.stride
                let first = adding ? target.loadUnaligned(as: Lanes.self) + row.0 : row.0
                let rest = adding ? second.loadUnaligned(as: Lanes.self) + row.1 : row.1
                target.storeBytes(of: first, as: Lanes.self)
                second.storeBytes(of: rest, as: Lanes.self)
                return
            }
            for column in 0..<width {
                let lane = column % Lanes.scalarCount
                let sum = column < Lanes.scalarCount ? row.0[lane] : row.1[lane]
                c[column] = adding ? c[column] + sum : sum
            }
        }
    }
}
