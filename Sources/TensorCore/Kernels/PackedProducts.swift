import Vectors

/// Products of a matrix whose rows are packed, straight from the packed form: 32 weights at a time become two vectors of
/// floats in registers, which meet the inputs there.
///
/// A row belongs to one thread, and its sum is always made in the same order, whatever the number of threads and of
/// inputs: two vectors that add up every other sixteen products, then their lanes.
enum PackedProducts {
    /// Weights in each step, whatever the format.
    static let step = 32

    /// y[n, row] = Σ W[row, k] x[n, k], with x `[count, columns]` and y `[count, rows]` contiguous.
    static func multiply(
        _ format: PackedFormat, _ weights: UnsafeRawPointer, rows: Int, columns: Int,
        _ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>
    ) {
        switch format {
        case .float32: multiply(Float32Block.self, weights, rows, columns, x, count, y)
        case .float16: multiply(Float16Block.self, weights, rows, columns, x, count, y)
        case .bfloat16: multiply(BFloat16Block.self, weights, rows, columns, x, count, y)
        case .q8_0: multiply(Q80Block.self, weights, rows, columns, x, count, y)
        case .q4_0: multiply(Q40Block.self, weights, rows, columns, x, count, y)
        case .q4_1: multiply(Q41Block.self, weights, rows, columns, x, count, y)
        }
    }

    /// Writes a row as floats.
    static func unpack(
        _ format: PackedFormat, _ row: UnsafeRawPointer, columns: Int, into y: UnsafeMutablePointer<Float>
    ) {
        switch format {
        case .float32: unpack(Float32Block.self, row, columns, y)
        case .float16: unpack(Float16Block.self, row, columns, y)
        case .bfloat16: unpack(BFloat16Block.self, row, columns, y)
        case .q8_0: unpack(Q80Block.self, row, columns, y)
        case .q4_0: unpack(Q40Block.self, row, columns, y)
        case .q4_1: unpack(Q41Block.self, row, columns, y)
        }
    }

    /// Whether the scale, and the minimum where there is one, of every block is finite.
    static func hasFiniteScales(_ format: PackedFormat, _ bytes: UnsafeRawPointer, blocks: Int) -> Bool {
        let numbers = format == .q4_1 ? 2 : 1
        for block in 0..<blocks {
            let start = bytes + block &* format.blockByteCount
            for number in 0..<numbers {
                let bits = start.loadUnaligned(fromByteOffset: 2 &* number, as: UInt16.self)
                if UInt16(littleEndian: bits) & 0x7C00 == 0x7C00 { return false }
            }
        }
        return true
    }

    private static func multiply<Block: PackedBlock>(
        _ block: Block.Type, _ weights: UnsafeRawPointer, _ rows: Int, _ columns: Int,
        _ x: UnsafePointer<Float>, _ count: Int, _ y: UnsafeMutablePointer<Float>
    ) {
        let rowSize = columns * Block.byteCount / step
        let minimumShare = max(1, 32768 / max(1, columns * count))
        Parallel.forEachShare(of: rows, minimumShare: minimumShare) { share in
            for row in share {
                let start = weights + row * rowSize
                var input = 0
                while input + 4 <= count {
                    let sums = fourDots(block, start, x + input * columns, columns)
                    for index in 0..<4 { y[(input + index) * rows + row] = sums[index] }
                    input += 4
                }
                while input < count {
                    y[input * rows + row] = dot(block, start, x + input * columns, columns)
                    input += 1
                }
            }
        }
    }

    @inline(__always)
    private static func dot<Block: PackedBlock>(
        _ block: Block.Type, _ row: UnsafeRawPointer, _ x: UnsafePointer<Float>, _ columns: Int
    ) -> Float {
        var (even, odd) = (Lanes.zero, Lanes.zero)
        var (place, start) = (0, row)
        while place &+ step <= columns {
            let (low, high) = Block.lanes(start)
            even = multiplyAdd(low, load(x + place), even)
            odd = multiplyAdd(high, load(x + place + 16), odd)
            place &+= step
            start += Block.byteCount
        }
        return (even + odd).sum() + rest(block, start, x + place, columns - place)
    }

    /// The same for four inputs one behind the other, for which a weight is unpacked once.
    @inline(__always)
    private static func fourDots<Block: PackedBlock>(
        _ block: Block.Type, _ row: UnsafeRawPointer, _ x: UnsafePointer<Float>, _ columns: Int
    ) -> SIMD4<Float> {
        let (x1, x2, x3) = (x + columns, x + 2 * columns, x + 3 * columns)
        var (e0, e1, e2, e3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var (o0, o1, o2, o3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var (place, start) = (0, row)
        while place &+ step <= columns {
            let (low, high) = Block.lanes(start)
            e0 = multiplyAdd(low, load(x + place), e0)
            o0 = multiplyAdd(high, load(x + place + 16), o0)
            e1 = multiplyAdd(low, load(x1 + place), e1)
            o1 = multiplyAdd(high, load(x1 + place + 16), o1)
            e2 = multiplyAdd(low, load(x2 + place), e2)
            o2 = multiplyAdd(high, load(x2 + place + 16), o2)
            e3 = multiplyAdd(low, load(x3 + place), e3)
            o3 = multiplyAdd(high, load(x3 + place + 16), o3)
            place &+= step
            start += Block.byteCount
        }
        let left = columns - place
        return SIMD4(
            (e0 + o0).sum() + rest(block, start, x + place, left),
            (e1 + o1).sum() + rest(block, start, x1 + place, left),
            (e2 + o2).sum() + rest(block, start, x2 + place, left),
            (e3 + o3).sum() + rest(block, start, x3 + place, left))
    }

    /// The products of fewer than 32 weights at the end of a row, which only plain numbers have.
    @inline(__always)
    private static func rest<Block: PackedBlock>(
        _ block: Block.Type, _ start: UnsafeRawPointer, _ x: UnsafePointer<Float>, _ count: Int
    ) -> Float {
        var sum: Float = 0
        for place in 0..<count {
            sum = sum.plus(Block.number(start + place * Block.byteCount / step), times: x[place])
        }
        return sum
    }

    private static func unpack<Block: PackedBlock>(
        _ block: Block.Type, _ row: UnsafeRawPointer, _ columns: Int, _ y: UnsafeMutablePointer<Float>
    ) {
        var (place, start) = (0, row)
        while place &+ step <= columns {
            let (low, high) = Block.lanes(start)
            store(low, to: y + place)
            store(high, to: y + place + 16)
            place &+= step
            start += Block.byteCount
        }
        for index in 0..<columns - place {
            y[place + index] = Block.number(start + index * Block.byteCount / step)
        }
    }
}

// The formats. All are little-endian.

/// How 32 weights lie in memory.
private protocol PackedBlock {
    /// The bytes of 32 weights.
    static var byteCount: Int { get }
    /// The 32 weights that begin here.
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes)
    /// The one number here: for formats without blocks.
    static func number(_ start: UnsafeRawPointer) -> Float
}

private enum Float32Block: PackedBlock {
    static var byteCount: Int { 128 }

    @inline(__always)
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes) {
        (
            start.loadUnaligned(as: Lanes.self), start.loadUnaligned(fromByteOffset: 64, as: Lanes.self)
        )
    }

    @inline(__always)
    static func number(_ start: UnsafeRawPointer) -> Float {
        Float(bitPattern: UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
    }
}

private enum BFloat16Block: PackedBlock {
    static var byteCount: Int { 64 }

    @inline(__always)
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes) {
        (Vectors.lanes(widened(start) &<< 16), Vectors.lanes(widened(start + 32) &<< 16))
    }

    @inline(__always)
    static func number(_ start: UnsafeRawPointer) -> Float {
        Float(bitPattern: UInt32(UInt16(littleEndian: start.loadUnaligned(as: UInt16.self))) << 16)
    }
}

private enum Float16Block: PackedBlock {
    static var byteCount: Int { 64 }

    @inline(__always)
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes) { (half(start), half(start + 32)) }

    @inline(__always)
    private static func half(_ start: UnsafeRawPointer) -> Lanes {
        let bits = widened(start)
        let magnitude = Vectors.lanes((bits & 0x7FFF) &<< 13) * 0x1p112
        return Vectors.lanes(Vectors.bits(magnitude) | (bits & 0x8000) &<< 16)
    }

    @inline(__always)
    static func number(_ start: UnsafeRawPointer) -> Float { float(fromHalf: start) }
}

/// A 16-bit float as scale, then 32 bytes with sign: w = scale · q.
private enum Q80Block: PackedBlock {
    static var byteCount: Int { 34 }

    @inline(__always)
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes) {
        let scale = float(fromHalf: start)
        return (
            numbers((start + 2).loadUnaligned(as: SIMD16<Int8>.self)) * scale,
            numbers((start + 18).loadUnaligned(as: SIMD16<Int8>.self)) * scale
        )
    }

    static func number(_ start: UnsafeRawPointer) -> Float { 0 }
}

/// A 16-bit float as scale, then 16 bytes whose low halves are the weights 0...15, the high ones 16...31:
/// w = scale · (q − 8).
private enum Q40Block: PackedBlock {
    static var byteCount: Int { 18 }

    @inline(__always)
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes) {
        let scale = float(fromHalf: start)
        let bytes = (start + 2).loadUnaligned(as: SIMD16<UInt8>.self)
        return ((numbers(bytes & 15) - 8) * scale, (numbers(bytes &>> 4) - 8) * scale)
    }

    static func number(_ start: UnsafeRawPointer) -> Float { 0 }
}

/// Scale and minimum as 16-bit floats, then halves of bytes as in Q4_0: w = scale · q + minimum.
private enum Q41Block: PackedBlock {
    static var byteCount: Int { 20 }

    @inline(__always)
    static func lanes(_ start: UnsafeRawPointer) -> (Lanes, Lanes) {
        let (scale, minimum) = (Lanes(repeating: float(fromHalf: start)), float(fromHalf: start + 2))
        let bytes = (start + 4).loadUnaligned(as: SIMD16<UInt8>.self)
        return (
            multiplyAdd(numbers(bytes & 15), scale, minimum),
            multiplyAdd(numbers(bytes &>> 4), scale, minimum)
        )
    }

    static func number(_ start: UnsafeRawPointer) -> Float { 0 }
}

// The standard library's conversions of whole vectors are calls here; these loops become one or two instructions.

@inline(__always)
private func numbers(_ bytes: SIMD16<UInt8>) -> Lanes {
    var result = Lanes()
    for lane in 0..<16 { result[lane] = Float(bytes[lane]) }
    return result
}

@inline(__always)
private func numbers(_ bytes: SIMD16<Int8>) -> Lanes {
    var result = Lanes()
    for lane in 0..<16 { result[lane] = Float(bytes[lane]) }
    return result
}

/// Sixteen numbers of 16 bits, with zeros above.
@inline(__always)
private func widened(_ start: UnsafeRawPointer) -> LaneBits {
    let halves = start.loadUnaligned(as: SIMD16<UInt16>.self)
    var result = LaneBits()
    for lane in 0..<16 { result[lane] = UInt32(halves[lane]) }
    return result
}

/// A finite 16-bit float of IEEE 754. Moved up to where a 32-bit float has its exponent and fraction, it is 2¹¹² times too
/// small, also where it is subnormal.
@inline(__always)
private func float(fromHalf start: UnsafeRawPointer) -> Float {
    let bits = UInt32(UInt16(littleEndian: start.loadUnaligned(as: UInt16.self)))
    let magnitude = Float(bitPattern: (bits & 0x7FFF) << 13) * 0x1p112
    return Float(bitPattern: magnitude.bitPattern | (bits & 0x8000) << 16)
}
