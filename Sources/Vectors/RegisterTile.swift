/// A tile of results of a matrix product that stays in registers while k runs.
///
/// At each step it takes a column of A, one number a row, and a row of B, two vectors, and adds all their products:
/// each number that is loaded takes part in as many multiplications as the tile is wide or high. AVX-512 and NEON
/// have 32 registers, 24 of which hold a tile of 12 rows; others have 16, of which a tile of 6 rows takes 12.
@frozen
public struct RegisterTile {
    /// Two vectors: a row of the tile, or the part of a row of B that it meets.
    public typealias Row = (RegisterLanes, RegisterLanes)

    @usableFromInline var upper = SixRows()
    #if AVX512 || arch(arm64)
        @usableFromInline var lower = SixRows()
        /// How many rows of results a tile holds.
        @inlinable public static var rows: Int { 12 }
    #else
        /// How many rows of results a tile holds.
        @inlinable public static var rows: Int { 6 }
    #endif

    /// How many columns of results a tile holds.
    @inlinable public static var columns: Int { 2 * RegisterLanes.scalarCount }

    /// Whether a number can be loaded into all lanes of a register at once; plain SSE needs a shuffle for it.
    @inlinable public static var broadcastsFromMemory: Bool {
        #if NO_FUSED_MULTIPLY_ADD
            false
        #else
            true
        #endif
    }

    /// A tile of zeros.
    @inlinable
    @inline(__always)
    public init() {}

    /// The columns of B that a tile meets, from here on.
    @inlinable
    @inline(__always)
    public static func load(_ b: UnsafeRawPointer) -> Row {
        (b.lanes(), b.lanes(MemoryLayout<RegisterLanes>.stride))
    }

    /// Stores two vectors side by side.
    @inlinable
    @inline(__always)
    public static func store(_ row: Row, to target: UnsafeMutablePointer<Float>) {
        let place = UnsafeMutableRawPointer(target)
        place.storeBytes(of: row.0, as: RegisterLanes.self)
        place.storeBytes(of: row.1, toByteOffset: MemoryLayout<RegisterLanes>.stride, as: RegisterLanes.self)
    }

    /// Adds a[row] · b for each row; the numbers of A are `step` apart, side by side unless said otherwise.
    @inlinable
    @inline(__always)
    public mutating func add(_ a: UnsafePointer<Float>, step: Int = 1, _ b: Row) {
        upper.add(a, step: step, b)
        #if AVX512 || arch(arm64)
            lower.add(a + 6 &* step, step: step, b)
        #endif
    }

    /// How many results of a single row the upper rows hold, one behind the other.
    @inlinable public static var alongCount: Int { upperRows * columns }

    /// Adds a · b for `alongCount` numbers b from here on.
    @inlinable
    @inline(__always)
    public mutating func addAlong(_ a: Float, _ b: UnsafeRawPointer) { upper.addAlong(a, b) }

    /// Stores what `addAlong` summed.
    @inlinable
    @inline(__always)
    public func writeAlong(to c: UnsafeMutablePointer<Float>) { upper.write(to: c, RegisterTile.columns) }

    /// Stores each of the upper rows' numbers of A so that it fills a vector.
    @inlinable
    @inline(__always)
    public static func storeRepeated(_ a: UnsafePointer<Float>, to target: UnsafeMutableRawPointer) {
        for row in 0..<upperRows {
            target.storeBytes(
                of: RegisterLanes(repeating: a[row]), toByteOffset: row &* MemoryLayout<RegisterLanes>.stride,
                as: RegisterLanes.self)
        }
    }

    /// Adds a[row] · b for each of the upper rows; each number of A fills a vector in memory.
    @inlinable
    @inline(__always)
    public mutating func add(repeated a: UnsafeRawPointer, _ b: Row) { upper.add(repeated: a, b) }

    /// Adds what is already there; rows of C lie `rowLength` apart.
    ///
    /// A tile begins with zeros and meets C at the end: the wait for C's memory is then spent on the next tile.
    @inlinable
    @inline(__always)
    public mutating func add(contentsOf c: UnsafePointer<Float>, _ rowLength: Int) {
        upper.add(contentsOf: c, rowLength)
        #if AVX512 || arch(arm64)
            lower.add(contentsOf: c + 6 * rowLength, rowLength)
        #endif
    }

    /// How many rows `addUpper` works on.
    @inlinable public static var upperRows: Int { 6 }

    /// Adds a[row] · b for the upper rows only.
    @inlinable
    @inline(__always)
    public mutating func addUpper(_ a: UnsafePointer<Float>, _ b: Row) { upper.add(a, step: 1, b) }

    /// Stores the tile; rows of C lie `rowLength` apart.
    @inlinable
    @inline(__always)
    public func write(to c: UnsafeMutablePointer<Float>, _ rowLength: Int) {
        upper.write(to: c, rowLength)
        #if AVX512 || arch(arm64)
            lower.write(to: c + 6 * rowLength, rowLength)
        #endif
    }

    /// Stores or adds the first rows and columns of a tile that reaches beyond the edge of C.
    @inlinable
    @inline(never)
    public func writePart(
        to c: UnsafeMutablePointer<Float>, _ rowLength: Int, height: Int, width: Int, adding: Bool
    ) {
        let columns = RegisterTile.columns
        withUnsafeTemporaryAllocation(of: Float.self, capacity: RegisterTile.rows * columns) { buffer in
            guard let whole = buffer.baseAddress else { return }
            write(to: whole, columns)
            for row in 0..<height {
                let (source, target) = (whole + row * columns, c + row * rowLength)
                for column in 0..<width {
                    target[column] = adding ? target[column] + source[column] : source[column]
                }
            }
        }
    }
}

/// Six rows of a tile.
@frozen
@usableFromInline
struct SixRows {
    @usableFromInline typealias Row = RegisterTile.Row

    @usableFromInline var (r0, r1, r2): (Row, Row, Row) = ((.zero, .zero), (.zero, .zero), (.zero, .zero))
    @usableFromInline var (r3, r4, r5): (Row, Row, Row) = ((.zero, .zero), (.zero, .zero), (.zero, .zero))

    @inlinable
    @inline(__always)
    init() {}

    @inlinable
    @inline(__always)
    mutating func add(_ a: UnsafePointer<Float>, step: Int, _ b: Row) {
        SixRows.add(a[0], b, &r0)
        SixRows.add(a[step], b, &r1)
        SixRows.add(a[2 &* step], b, &r2)
        SixRows.add(a[3 &* step], b, &r3)
        SixRows.add(a[4 &* step], b, &r4)
        SixRows.add(a[5 &* step], b, &r5)
    }

    @inlinable
    @inline(__always)
    mutating func addAlong(_ a: Float, _ b: UnsafeRawPointer) {
        let step = 2 &* MemoryLayout<RegisterLanes>.stride
        SixRows.add(a, RegisterTile.load(b), &r0)
        SixRows.add(a, RegisterTile.load(b + step), &r1)
        SixRows.add(a, RegisterTile.load(b + 2 &* step), &r2)
        SixRows.add(a, RegisterTile.load(b + 3 &* step), &r3)
        SixRows.add(a, RegisterTile.load(b + 4 &* step), &r4)
        SixRows.add(a, RegisterTile.load(b + 5 &* step), &r5)
    }

    @inlinable
    @inline(__always)
    mutating func add(repeated a: UnsafeRawPointer, _ b: Row) {
        let step = MemoryLayout<RegisterLanes>.stride
        SixRows.add(a.lanes(), b, &r0)
        SixRows.add(a.lanes(step), b, &r1)
        SixRows.add(a.lanes(2 &* step), b, &r2)
        SixRows.add(a.lanes(3 &* step), b, &r3)
        SixRows.add(a.lanes(4 &* step), b, &r4)
        SixRows.add(a.lanes(5 &* step), b, &r5)
    }

    @inlinable
    @inline(__always)
    mutating func add(contentsOf c: UnsafePointer<Float>, _ rowLength: Int) {
        SixRows.add(c, &r0)
        SixRows.add(c + rowLength, &r1)
        SixRows.add(c + 2 &* rowLength, &r2)
        SixRows.add(c + 3 &* rowLength, &r3)
        SixRows.add(c + 4 &* rowLength, &r4)
        SixRows.add(c + 5 &* rowLength, &r5)
    }

    /// row ← row + c
    @inlinable
    @inline(__always)
    static func add(_ c: UnsafePointer<Float>, _ row: inout Row) {
        let there = RegisterTile.load(UnsafeRawPointer(c))
        row.0 += there.0
        row.1 += there.1
    }

    /// row ← row + a · b
    @inlinable
    @inline(__always)
    static func add(_ a: Float, _ b: Row, _ row: inout Row) {
        add(RegisterLanes(repeating: a), b, &row)
    }

    /// row ← row + a · b, lane by lane.
    @inlinable
    @inline(__always)
    static func add(_ a: RegisterLanes, _ b: Row, _ row: inout Row) {
        row.0 = row.0.plus(a, times: b.0)
        row.1 = row.1.plus(a, times: b.1)
    }

    @inlinable
    @inline(__always)
    func write(to c: UnsafeMutablePointer<Float>, _ rowLength: Int) {
        RegisterTile.store(r0, to: c)
        RegisterTile.store(r1, to: c + rowLength)
        RegisterTile.store(r2, to: c + 2 &* rowLength)
        RegisterTile.store(r3, to: c + 3 &* rowLength)
        RegisterTile.store(r4, to: c + 4 &* rowLength)
        RegisterTile.store(r5, to: c + 5 &* rowLength)
    }
}
