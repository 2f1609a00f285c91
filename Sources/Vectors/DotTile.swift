/// A tile of scalar products that stay in registers while k runs: for two operands that both lie along k.
///
/// `RegisterTile` wants neighbouring columns of B side by side; here rows of A meet rows of Bᵀ instead, a vector of
/// each at a time, and what a register sums is a part of one result. Only at the end are the lanes added up, so it
/// pays for long rows, which then need not be copied into another order first.
public struct DotTile {
    #if AVX512 || arch(arm64)
        /// How many rows of A a tile meets.
        @inlinable public static var rows: Int { 4 }
        /// How many rows of Bᵀ a tile meets.
        @inlinable public static var columns: Int { 6 }
    #else
        /// How many rows of A a tile meets.
        @inlinable public static var rows: Int { 3 }
        /// How many rows of Bᵀ a tile meets.
        @inlinable public static var columns: Int { 4 }
    #endif

    private var (c0, c1, c2, c3) = (Column(), Column(), Column(), Column())
    #if AVX512 || arch(arm64)
        private var (c4, c5) = (Column(), Column())
    #endif

    /// The scalar products of each row of A with each row of Bᵀ over `length` neighbours, a multiple of the vector's
    /// width.
    ///
    /// A function of its own, never part of another: there the compiler would run out of registers.
    ///
    /// - Parameters:
    ///   - a: the first row of A; the others lie `aStep` further each.
    ///   - b: where each row of Bᵀ starts; `columns` of them.
    ///   - sums: the products, row by row, `rows` × `columns` numbers.
    @inline(never)
    public static func multiply(
        _ a: UnsafePointer<Float>, aStep: Int, _ b: UnsafePointer<UnsafePointer<Float>>, length: Int,
        into sums: UnsafeMutablePointer<Float>
    ) {
        var tile = DotTile()
        tile.accumulate(a, aStep: aStep, b, length: length)
        tile.finish(sums)
    }

    @inline(__always)
    private mutating func accumulate(
        _ a: UnsafePointer<Float>, aStep: Int, _ b: UnsafePointer<UnsafePointer<Float>>, length: Int
    ) {
        let (a0, a1, a2) = (
            UnsafeRawPointer(a), UnsafeRawPointer(a + aStep), UnsafeRawPointer(a + 2 * aStep)
        )
        let (b0, b1) = (UnsafeRawPointer(b[0]), UnsafeRawPointer(b[1]))
        let (b2, b3) = (UnsafeRawPointer(b[2]), UnsafeRawPointer(b[3]))
        #if AVX512 || arch(arm64)
            let a3 = UnsafeRawPointer(a + 3 * aStep)
            let (b4, b5) = (UnsafeRawPointer(b[4]), UnsafeRawPointer(b[5]))
        #endif
        let end = length &* MemoryLayout<Float>.stride
        var place = 0
        while place < end {
            #if AVX512 || arch(arm64)
                let left = (vector(a0, place), vector(a1, place), vector(a2, place), vector(a3, place))
                c4.add(left, vector(b4, place))
                c5.add(left, vector(b5, place))
            #else
                let left = (vector(a0, place), vector(a1, place), vector(a2, place))
            #endif
            c0.add(left, vector(b0, place))
            c1.add(left, vector(b1, place))
            c2.add(left, vector(b2, place))
            c3.add(left, vector(b3, place))
            place &+= MemoryLayout<RegisterLanes>.stride
        }
    }

    @inline(__always)
    private func finish(_ sums: UnsafeMutablePointer<Float>) {
        c0.finish(sums)
        c1.finish(sums + 1)
        c2.finish(sums + 2)
        c3.finish(sums + 3)
        #if AVX512 || arch(arm64)
            c4.finish(sums + 4)
            c5.finish(sums + 5)
        #endif
    }

    /// The sums of all rows for one column.
    private struct Column {
        #if AVX512 || arch(arm64)
            typealias Left = (RegisterLanes, RegisterLanes, RegisterLanes, RegisterLanes)
        #else
            typealias Left = (RegisterLanes, RegisterLanes, RegisterLanes)
        #endif
        var (s0, s1, s2) = (RegisterLanes.zero, RegisterLanes.zero, RegisterLanes.zero)
        #if AVX512 || arch(arm64)
            var s3 = RegisterLanes.zero
        #endif

        @inline(__always)
        init() {}

        @inline(__always)
        mutating func add(_ left: Left, _ right: RegisterLanes) {
            addProduct(to: &s0, left.0, right)
            addProduct(to: &s1, left.1, right)
            addProduct(to: &s2, left.2, right)
            #if AVX512 || arch(arm64)
                addProduct(to: &s3, left.3, right)
            #endif
        }

        @inline(__always)
        func finish(_ sums: UnsafeMutablePointer<Float>) {
            sums[0] = s0.total
            sums[DotTile.columns] = s1.total
            sums[2 * DotTile.columns] = s2.total
            #if AVX512 || arch(arm64)
                sums[3 * DotTile.columns] = s3.total
            #endif
        }
    }
}

// `RegisterLanes.plus` and `lanes` once more: in the debug configuration nothing is inlined from another file of the
// module, and a call for each product takes several times as long as the product.

@inline(__always)
private func vector(_ start: UnsafeRawPointer, _ place: Int) -> RegisterLanes {
    start.loadUnaligned(fromByteOffset: place, as: RegisterLanes.self)
}

@inline(__always)
private func addProduct(to sum: inout RegisterLanes, _ a: RegisterLanes, _ b: RegisterLanes) {
    #if NO_FUSED_MULTIPLY_ADD
        sum += a * b
    #else
        sum.addProduct(a, b)
    #endif
}

extension RegisterLanes {
    /// The sum of the lanes, half added to half.
    @inlinable
    @inline(__always)
    public var total: Float {
        #if AVX512
            let eight = lowHalf + highHalf
            let four = eight.lowHalf + eight.highHalf
        #elseif AVX2
            let four = lowHalf + highHalf
        #else
            let four = self
        #endif
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }
}
