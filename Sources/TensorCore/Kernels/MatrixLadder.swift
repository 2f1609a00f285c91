import Vectors

/// The slower ways to multiply matrices that lead to `MatrixMultiply`, one idea a rung; each is also what a whole
/// chapter runs on when `KernelRung` says so.
enum MatrixLadder {
    typealias Operand = MatrixMultiply.Operand
    typealias Target = MatrixMultiply.Target

    /// A · B on the rung in force.
    static func multiply(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        switch KernelRung.current {
        case .naive: naive(a, b, m: m, n: n, k: k, into: c)
        case .rowByRow: rowByRow(a, b, m: m, n: n, k: k, into: c)
        case .blocked: blocked(a, b, m: m, n: n, k: k, into: c)
        case .tiled: tiled(a, b, m: m, n: n, k: k, into: c)
        case .packed: packed(a, b, m: m, n: n, k: k, into: c)
        case .concurrentPerform, .parallel, .winograd:
            MatrixMultiply.multiply(a, b, m: m, n: n, k: k, into: c)
        }
    }

    /// The definition, c[i, j] = Σ a[i, p] · b[p, j]. Each product waits for the sum before it, and B is walked down
    /// its columns, a cache line for every number.
    static func naive(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        for i in 0..<m {
            for j in 0..<n {
                var sum: Float = 0
                for p in 0..<k {
                    let x = a.pointer[i * a.rowStride + p * a.columnStride]
                    sum = sum.plus(x, times: b.pointer[p * b.rowStride + j * b.columnStride])
                }
                c.pointer[i * c.rowLength + j] = sum
            }
        }
    }

    /// The same products in another order: a[i, p] times a whole row of B is added to a row of C. All is now walked
    /// along its rows, the sums do not wait for each other, and the compiler makes vectors of the inner loop.
    static func rowByRow(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        clear(c, m, n)
        addProducts(a, b, rows: 0..<m, columns: 0..<n, depth: 0..<k, to: c)
    }

    /// In blocks: 16 rows of B, 512 columns wide, stay in the first-level cache while they meet 128 rows of A, whose
    /// results stay in the second-level cache until k is through. Four numbers of a row of A at once, so that a row
    /// of C goes in and out of the registers a quarter as often.
    static func blocked(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        let (height, width, depth) = (128, 512, 16)
        clear(c, m, n)
        for row in stride(from: 0, to: m, by: height) {
            let rows = row..<min(row + height, m)
            for column in stride(from: 0, to: n, by: width) {
                let columns = column..<min(column + width, n)
                for start in stride(from: 0, to: k, by: depth) {
                    let end = min(start + depth, k)
                    let fours = start + (end - start) / 4 * 4
                    for i in rows {
                        for p in stride(from: start, to: fours, by: 4) {
                            addFourProducts(
                                a.offset(row: i, column: p), b.offset(row: p, column: 0), columns, to: c, i)
                        }
                    }
                    addProducts(a, b, rows: rows, columns: columns, depth: fours..<end, to: c)
                }
            }
        }
    }

    /// In register tiles: C is not touched while k runs, and each number loaded is used as often as the tile is high
    /// or wide. What is left over at the edges goes row by row.
    static func tiled(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        guard b.columnStride == 1 else {
            // A column of vectors needs neighbouring columns side by side.
            let copy = Storage(count: k * n)
            for p in 0..<k {
                for j in 0..<n {
                    copy.pointer[p * n + j] = b.pointer[p * b.rowStride + j * b.columnStride]
                }
            }
            withExtendedLifetime(copy) {
                let straight = Operand(pointer: copy.pointer, rowStride: n, columnStride: 1)
                tiled(a, straight, m: m, n: n, k: k, into: c)
            }
            return
        }
        let rows = m / RegisterTile.rows * RegisterTile.rows
        let columns = n / RegisterTile.columns * RegisterTile.columns
        for column in stride(from: 0, to: columns, by: RegisterTile.columns) {
            for row in stride(from: 0, to: rows, by: RegisterTile.rows) {
                var tile = RegisterTile()
                var left = a.pointer + row * a.rowStride
                var right = UnsafeRawPointer(b.pointer + column)
                for _ in 0..<k {
                    tile.add(left, step: a.rowStride, RegisterTile.load(right))
                    left += a.columnStride
                    right += b.rowStride * MemoryLayout<Float>.stride
                }
                tile.write(to: c.pointer + row * c.rowLength + column, c.rowLength)
            }
        }
        let below = Target(pointer: c.pointer + rows * c.rowLength, rowLength: c.rowLength)
        rowByRow(a.offset(row: rows, column: 0), b, m: m - rows, n: n, k: k, into: below)
        let beside = Target(pointer: c.pointer + columns, rowLength: c.rowLength)
        rowByRow(a, b.offset(row: 0, column: columns), m: rows, n: n - columns, k: k, into: beside)
    }

    /// In register tiles over copies in reading order: A in panels of as many rows as a tile has, B in panels of as many
    /// columns, in each of which the numbers that a tile needs for one k are neighbours. k is cut, so that a panel of B
    /// stays in the first-level cache. Where a matrix ends inside a panel, zeros fill it up.
    static func packed(_ a: Operand, _ b: Operand, m: Int, n: Int, k: Int, into c: Target) {
        let (height, width, longest) = (RegisterTile.rows, RegisterTile.columns, 256)
        for start in stride(from: 0, to: max(k, 1), by: longest) {
            let depth = min(longest, k - start)
            let (a, b) = (a.offset(row: 0, column: start), b.offset(row: start, column: 0))
            let left = panels(a, count: m, width: height, a.rowStride, depth: depth, a.columnStride)
            let right = panels(b, count: n, width: width, b.columnStride, depth: depth, b.rowStride)
            defer { withExtendedLifetime((left, right)) {} }
            for column in stride(from: 0, to: n, by: width) {
                for row in stride(from: 0, to: m, by: height) {
                    var tile = RegisterTile()
                    var (x, y) = (left.pointer + row * depth, right.pointer + column * depth)
                    for _ in 0..<depth {
                        tile.add(x, RegisterTile.load(y))
                        x += height
                        y += width
                    }
                    let target = c.pointer + row * c.rowLength + column
                    if row + height <= m && column + width <= n {
                        if start > 0 { tile.add(contentsOf: target, c.rowLength) }
                        tile.write(to: target, c.rowLength)
                    } else {
                        tile.writePart(
                            to: target, c.rowLength, height: min(height, m - row),
                            width: min(width, n - column), adding: start > 0)
                    }
                }
            }
        }
    }

    /// A copy in panels `[depth][width]`: the rows of A or the columns of B, `width` of them side by side.
    private static func panels(
        _ source: Operand, count: Int, width: Int, _ step: Int, depth: Int, _ depthStep: Int
    ) -> Storage {
        let panelCount = MatrixMultiply.strips(count, width)
        let copy = Storage(count: panelCount * width * depth)
        for panel in 0..<panelCount {
            let (first, target) = (panel * width, copy.pointer + panel * width * depth)
            let inside = min(width, count - first)
            if inside < width { target.update(repeating: 0, count: width * depth) }
            let line = source.pointer + first * step
            if step == 1 {
                for p in 0..<depth { for i in 0..<inside { target[p * width + i] = line[p * depthStep + i] } }
            } else {
                for i in 0..<inside {
                    for p in 0..<depth { target[p * width + i] = line[i * step + p * depthStep] }
                }
            }
        }
        return copy
    }

    /// c[i, j] += Σ a[p] · b[p, j] for these columns and four p, from where `a` and `b` start.
    @inline(__always)
    private static func addFourProducts(
        _ a: Operand, _ b: Operand, _ columns: Range<Int>, to c: Target, _ i: Int
    ) {
        let (x0, x1) = (a.pointer[0], a.pointer[a.columnStride])
        let (x2, x3) = (a.pointer[2 * a.columnStride], a.pointer[3 * a.columnStride])
        let target = c.pointer + i * c.rowLength + columns.lowerBound
        let row = b.pointer + columns.lowerBound * b.columnStride
        let (row1, row2, row3) = (row + b.rowStride, row + 2 * b.rowStride, row + 3 * b.rowStride)
        if b.columnStride == 1 {
            for j in 0..<columns.count {
                target[j] = target[j].plus(x0, times: row[j]).plus(x1, times: row1[j])
                    .plus(x2, times: row2[j]).plus(x3, times: row3[j])
            }
        } else {
            for j in 0..<columns.count {
                let place = j * b.columnStride
                target[j] = target[j].plus(x0, times: row[place]).plus(x1, times: row1[place])
                    .plus(x2, times: row2[place]).plus(x3, times: row3[place])
            }
        }
    }

    private static func clear(_ c: Target, _ m: Int, _ n: Int) {
        for i in 0..<m { (c.pointer + i * c.rowLength).update(repeating: 0, count: n) }
    }

    /// c[i, j] += a[i, p] · b[p, j] over these ranges.
    private static func addProducts(
        _ a: Operand, _ b: Operand, rows: Range<Int>, columns: Range<Int>, depth: Range<Int>, to c: Target
    ) {
        let count = columns.count
        for i in rows {
            let target = c.pointer + i * c.rowLength + columns.lowerBound
            for p in depth {
                let x = a.pointer[i * a.rowStride + p * a.columnStride]
                let row = b.pointer + p * b.rowStride + columns.lowerBound * b.columnStride
                if b.columnStride == 1 {
                    for j in 0..<count { target[j] = target[j].plus(x, times: row[j]) }
                } else {
                    for j in 0..<count { target[j] = target[j].plus(x, times: row[j * b.columnStride]) }
                }
            }
        }
    }
}
