import TensorCore

/// The keys and values of a layer's positions, with room for more, so that appending one copies only that one.
///
/// For one sequence; `KVCache` is for several that are continued side by side.
///
/// ```swift
/// var cache = PositionCache()
/// cache.append(.ones([2, 3, 8]), .ones([2, 3, 8]), at: 0)  // two heads, three positions
/// print(cache.keys(3).shape)  // [2, 3, 8]
/// ```
public struct PositionCache: Sendable {
    /// `[heads, room, d]`, nil while nothing is cached.
    private var keys: NDArray?
    private var values: NDArray?

    /// Nothing is cached yet.
    public init() {}

    /// Writes new keys and values, `[heads, T, d]`, behind the first `count` positions.
    public mutating func append(_ newKeys: NDArray, _ newValues: NDArray, at count: Int) {
        let needed = count + newKeys.shape[1]
        if needed > keys?.shape[1] ?? 0 {
            let room = max(64, 2 * needed)
            let shape: Shape = [newKeys.shape[0], room, newKeys.shape[2]]
            func grown(_ old: NDArray?) -> NDArray {
                var result = NDArray.zeros(shape)
                if let old, count > 0 {
                    result.replace(axis: 1, 0..<count, with: old.sliced(axis: 1, 0..<count))
                }
                return result
            }
            (keys, values) = (grown(keys), grown(values))
        }
        keys?.replace(axis: 1, count..<needed, with: newKeys)
        values?.replace(axis: 1, count..<needed, with: newValues)
    }

    /// Views of the first positions' keys, `[heads, count, d]`.
    public func keys(_ count: Int) -> NDArray { (keys ?? .zeros([1, 0, 1])).sliced(axis: 1, 0..<count) }

    /// Views of the first positions' values.
    public func values(_ count: Int) -> NDArray { (values ?? .zeros([1, 0, 1])).sliced(axis: 1, 0..<count) }

    /// 1 where a new position may look: at all old ones and at the new ones up to itself, `[new, old + new]`; nil for a
    /// single new position, which may look everywhere.
    public static func mask(new: Int, old: Int) -> NDArray? {
        if new == 1 { return nil }
        let rows = (0..<new).map { row in (0..<old + new).map { $0 <= old + row ? Float(1) : 0 } }
        return NDArray(rows: rows)
    }
}
