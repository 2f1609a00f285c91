/// The rows that a `RegisterTile` meets at once, copied so that their numbers at one index of k are neighbours.
///
/// Eight numbers of eight rows are turned by shuffles. A tile has fewer rows than a multiple of eight, so the vectors
/// that are stored reach into the next index of k, which is written after them.
public enum TransposedStrip {
    /// Numbers beyond the end of the copy that are written, too.
    public static let slack = 8

    /// Copies `RegisterTile.rows` rows that lie `rowStride` apart to `[depth][RegisterTile.rows]`.
    @inlinable
    public static func copy(
        _ source: UnsafePointer<Float>, rowStride: Int, depth: Int, to target: UnsafeMutablePointer<Float>
    ) {
        let rows = RegisterTile.rows
        let whole = depth / 8 * 8
        for p in stride(from: 0, to: whole, by: 8) {
            let place = target + p * rows
            // The lower block first: what it writes too much, the upper one and the next index write again.
            #if AVX512 || arch(arm64)
                copyTransposedBlock(
                    source + p + 8 * rowStride, sourceStep: rowStride, rows: 4, place + 8, targetStep: rows)
                copyTransposedBlock(source + p, sourceStep: rowStride, rows: 8, place, targetStep: rows)
            #else
                copyTransposedBlock(source + p, sourceStep: rowStride, rows: 6, place, targetStep: rows)
            #endif
        }
        for p in whole..<depth {
            for row in 0..<rows { target[p * rows + row] = source[p + row * rowStride] }
        }
    }
}
