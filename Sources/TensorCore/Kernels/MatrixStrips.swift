import Vectors

/// The rows of A, `RegisterTile.rows` at a time, as a tile reads them: where they lie, or packed.
struct LeftStrips {
    /// How many columns of A there are.
    let depth: Int

    private let source: MatrixMultiply.Operand
    /// Strips of `[depth][RegisterTile.rows]`, rows beyond the matrix as zeros: all of them, or the last.
    private let packed: Storage
    private let firstPacked: Int
    /// How far packed strips lie apart: the copy of one may write a little beyond its end.
    private let packedStep: Int

    /// The strips of the first `rows` rows, each to be met by `uses` columns of B.
    init(_ a: MatrixMultiply.Operand, rows: Int, depth: Int, uses: Int) {
        let (height, count) = (RegisterTile.rows, MatrixMultiply.strips(rows, RegisterTile.rows))
        source = a
        self.depth = depth
        // Far apart in memory, many strips would compete for the same few places of the cache.
        let isPacked = a.rowStride != 1 || (rows * depth > 16_384 && uses > 256)
        firstPacked = isPacked ? 0 : rows % height == 0 ? count : count - 1
        let firstPacked = firstPacked
        let step = height * depth + TransposedStrip.slack
        packedStep = step
        packed = Storage(count: (count - firstPacked) * step)
        let target = packed.pointer
        Parallel.forEachShare(
            of: count - firstPacked, minimumShare: max(1, MatrixMultiply.packedPerShare / (height * depth))
        ) {
            share in
            for index in share {
                let row = (firstPacked + index) * height
                LeftStrips.pack(
                    a.offset(row: row, column: 0), rows: min(height, rows - row), depth: depth,
                    into: target + index * step)
            }
        }
    }

    /// Where a strip starts, and how far its columns lie apart; its rows are neighbours.
    @inline(__always)
    func strip(_ index: Int) -> (start: UnsafePointer<Float>, step: Int) {
        if index >= firstPacked {
            let start = packed.pointer + (index - firstPacked) * packedStep
            return (UnsafePointer(start), RegisterTile.rows)
        }
        return (source.pointer + index * RegisterTile.rows, source.columnStride)
    }

    private static func pack(
        _ a: MatrixMultiply.Operand, rows: Int, depth: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let height = RegisterTile.rows
        if rows == height && a.columnStride == 1 {
            TransposedStrip.copy(a.pointer, rowStride: a.rowStride, depth: depth, to: target)
        } else if rows == height && a.rowStride == 1 {
            for p in 0..<depth {
                let (source, place) = (a.pointer + p * a.columnStride, target + p * height)
                for row in 0..<RegisterTile.rows { place[row] = source[row] }
            }
        } else {
            if rows < height { target.update(repeating: 0, count: height * depth) }
            for row in 0..<rows {
                let line = a.pointer + row * a.rowStride
                for p in 0..<depth { target[p * height + row] = line[p * a.columnStride] }
            }
        }
    }
}

/// The columns of B, `RegisterTile.columns` at a time, as a tile reads them: where they lie, or packed.
struct RightStrips: @unchecked Sendable {
    /// How many rows of B there are.
    let depth: Int

    private let source: MatrixMultiply.Operand
    /// Strips of `[depth][RegisterTile.columns]`, columns beyond the matrix as zeros: all of them, or the last.
    private let packed: Storage
    private let firstPacked: Int

    /// The strips of the first `columns` columns, each to be met by `uses` rows of A.
    init(_ b: MatrixMultiply.Operand, columns: Int, depth: Int, uses: Int) {
        let (width, count) = (RegisterTile.columns, MatrixMultiply.strips(columns, RegisterTile.columns))
        source = b
        self.depth = depth
        let isPacked = b.columnStride != 1 || uses > 2 * RegisterTile.rows
        firstPacked = isPacked ? 0 : columns % width == 0 ? count : count - 1
        let firstPacked = firstPacked
        packed = Storage(count: (count - firstPacked) * width * depth)
        let target = packed.pointer
        Parallel.forEachShare(
            of: count - firstPacked, minimumShare: max(1, MatrixMultiply.packedPerShare / (width * depth))
        ) {
            share in
            for index in share {
                let column = (firstPacked + index) * width
                RightStrips.pack(
                    b.offset(row: 0, column: column), columns: min(width, columns - column), depth: depth,
                    into: target + index * width * depth)
            }
        }
    }

    /// Where a strip starts, and how many bytes its rows lie apart.
    @inline(__always)
    func strip(_ index: Int) -> (start: UnsafePointer<Float>, byteStep: Int) {
        let width = RegisterTile.columns
        if index >= firstPacked {
            let start = packed.pointer + (index - firstPacked) * width * depth
            return (UnsafePointer(start), width * MemoryLayout<Float>.stride)
        }
        return (source.pointer + index * width, source.rowStride * MemoryLayout<Float>.stride)
    }

    private static func pack(
        _ b: MatrixMultiply.Operand, columns: Int, depth: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let width = RegisterTile.columns
        if columns < width {
            target.update(repeating: 0, count: width * depth)
            for p in 0..<depth {
                let line = b.pointer + p * b.rowStride
                for column in 0..<columns { target[p * width + column] = line[column * b.columnStride] }
            }
        } else if b.columnStride == 1 {
            for p in 0..<depth {
                RegisterTile.store(
                    RegisterTile.load(UnsafeRawPointer(b.pointer + p * b.rowStride)), to: target + p * width)
            }
        } else if b.rowStride == 1 {
            let whole = depth / 8 * 8
            for p in stride(from: 0, to: whole, by: 8) {
                for column in stride(from: 0, to: width, by: 8) {
                    copyTransposedBlock(
                        b.pointer + p + column * b.columnStride, sourceStep: b.columnStride,
                        target + p * width + column, targetStep: width)
                }
            }
            for p in whole..<depth {
                for column in 0..<width {
                    target[p * width + column] = b.pointer[p + column * b.columnStride]
                }
            }
        } else {
            for p in 0..<depth {
                let line = b.pointer + p * b.rowStride
                for column in 0..<width { target[p * width + column] = line[column * b.columnStride] }
            }
        }
    }
}
