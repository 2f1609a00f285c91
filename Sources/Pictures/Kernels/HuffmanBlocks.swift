/// The bits of a JPEG scan, the first the highest, and the blocks that are coded in them (T.81, annexes F and G).
///
/// All that reads bits is in this file, for the compiler to put the reading into the loops. A block is 64 coefficients row by
/// row; `order` says where the k-th in the file's order belongs. The tables are those of `JPEGHuffmanCode`.
struct HuffmanBlocks {
    /// How many bits are looked up at once, and where the parts of a table begin behind the first.
    static let quickBits = 10
    static let coefficientsStart = 1024
    static let limitsStart = 2048
    static let offsetsStart = 2065
    static let symbolsStart = 2082

    private let bytes: UnsafeRawPointer
    private let order: UnsafePointer<UInt8>

    /// The offset of the next byte that is not yet in the window, and those of the first byte and of the one after the last.
    private var next: Int
    private let start: Int
    private let end: Int

    /// The next bits, the first the highest, and how many of them are surely there.
    private var window: UInt64 = 0
    private var count = 0

    /// How many further blocks have no coefficient that is new in this scan.
    var emptyBlocks = 0

    /// The bits of the bytes in this range, behind which there are eight zeros.
    init(_ bytes: UnsafeRawPointer, _ range: Range<Int>, order: UnsafePointer<UInt8>) {
        (self.bytes, self.order) = (bytes, order)
        (start, next, end) = (range.lowerBound, range.lowerBound, range.upperBound)
    }

    /// Whether more bits were taken than there are: behind the last there are zeros for as long as it takes to notice.
    var isBeyondEnd: Bool { (next - start) * 8 - count > (end - start) * 8 }

    /// Fills the window to at least 56 bits.
    @inline(__always)
    private mutating func fill() {
        let bits = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: min(next, end), as: UInt64.self))
        window |= bits >> UInt64(truncatingIfNeeded: count)
        next &+= (63 &- count) >> 3
        count |= 56
    }

    @inline(__always)
    private mutating func drop(_ bits: Int) {
        window <<= UInt64(truncatingIfNeeded: bits)
        count &-= bits
    }

    /// The number that the next bits are, 1 to 16 of them, which must be in the window.
    @inline(__always)
    private mutating func take(_ bits: Int) -> Int {
        let value = window >> UInt64(truncatingIfNeeded: 64 &- bits)
        drop(bits)
        return Int(truncatingIfNeeded: value)
    }

    @inline(__always)
    private mutating func takeBit() -> Bool {
        if count == 0 { fill() }
        let bit = window >> 63 == 1
        drop(1)
        return bit
    }

    /// The next symbol; −1 where no code begins with the bits. At least 48 bits, or 32 with a short code, remain.
    @inline(__always)
    private mutating func takeSymbol(_ code: UnsafePointer<Int32>) -> Int {
        if count < 32 { fill() }
        let entry = Int(code[Int(truncatingIfNeeded: window >> (64 - HuffmanBlocks.quickBits))])
        if entry != 0 {
            drop(entry & 0xFF)
            return entry >> 8
        }
        return takeLongSymbol(code)
    }

    /// The symbol of a code that is too long for the quick table: the first length whose codes reach beyond the bits.
    private mutating func takeLongSymbol(_ code: UnsafePointer<Int32>) -> Int {
        let bits = Int32(truncatingIfNeeded: window >> 48)
        let (limits, offsets) = (
            code + HuffmanBlocks.limitsStart, code + HuffmanBlocks.offsetsStart
        )
        for length in HuffmanBlocks.quickBits + 1...16 where bits < limits[length] {
            drop(length)
            let place = Int(offsets[length]) &+ Int(bits) >> (16 &- length)
            return Int(code[HuffmanBlocks.symbolsStart &+ place])
        }
        return -1
    }

    /// A number of `size` bits: the upper half of those with its sign, the lower half for the negative ones.
    @inline(__always)
    private mutating func takeSigned(_ size: Int) -> Int {
        let value = take(size)
        return value < 1 << (size &- 1) ? value &- 1 << size &+ 1 : value
    }

    /// The coefficient at the corner: the difference from the block before it.
    @inline(__always)
    private mutating func takeDifference(_ code: UnsafePointer<Int32>) -> Int? {
        let size = takeSymbol(code)
        if size <= 0 { return size == 0 ? 0 : nil }
        return takeSigned(size)
    }

    /// A whole block, into zeros.
    ///
    /// - Parameter corner: the corner of the component's block before, which becomes that of this one.
    /// - Returns: the place of the last coefficient in the file's order, or −1 where the bits are no code.
    mutating func sequential(
        _ block: UnsafeMutablePointer<Int16>, _ dc: UnsafePointer<Int32>, _ ac: UnsafePointer<Int32>,
        corner: inout Int
    ) -> Int {
        var bits = self
        defer { self = bits }
        guard let difference = bits.takeDifference(dc) else { return -1 }
        corner &+= difference
        block[0] = Int16(truncatingIfNeeded: corner)
        let quick = ac + HuffmanBlocks.coefficientsStart
        var (k, last) = (1, 0)
        while k < 64 {
            if bits.count < 32 { bits.fill() }
            let entry = quick[Int(truncatingIfNeeded: bits.window >> (64 - HuffmanBlocks.quickBits))]
            if entry != 0 {
                // Code and number in one step.
                bits.drop(Int(entry & 0xFF))
                k &+= Int(entry >> 8 & 0xFF)
                guard k < 64 else { return -1 }
                block[Int(order[k])] = Int16(truncatingIfNeeded: entry >> 16)
                last = k
                k &+= 1
                continue
            }
            let symbol = bits.takeSymbol(ac)
            let (run, size) = (symbol >> 4, symbol & 15)
            if size != 0 {
                k &+= run
                guard symbol > 0, k < 64 else { return -1 }
                block[Int(order[k])] = Int16(truncatingIfNeeded: bits.takeSigned(size))
                last = k
                k &+= 1
            } else if run == 15 {
                k &+= 16
            } else {
                break
            }
        }
        return last
    }

    /// The corner in a progressive file, without its `low` lowest bits.
    mutating func firstCorner(
        _ block: UnsafeMutablePointer<Int16>, _ dc: UnsafePointer<Int32>, corner: inout Int, low: Int
    ) -> Bool {
        guard let difference = takeDifference(dc) else { return false }
        corner &+= difference
        block[0] = Int16(truncatingIfNeeded: corner << low)
        return true
    }

    /// A further bit of the corner.
    mutating func nextCornerBit(_ block: UnsafeMutablePointer<Int16>, low: Int) {
        if takeBit() { block[0] |= 1 << Int16(low) }
    }

    /// The coefficients of a band, without their `low` lowest bits.
    mutating func firstBand(
        _ block: UnsafeMutablePointer<Int16>, _ ac: UnsafePointer<Int32>, _ band: ClosedRange<Int>, low: Int
    ) -> Bool {
        if emptyBlocks > 0 {
            emptyBlocks &-= 1
            return true
        }
        var bits = self
        defer { self = bits }
        var k = band.lowerBound
        while k <= band.upperBound {
            let symbol = bits.takeSymbol(ac)
            let (run, size) = (symbol >> 4, symbol & 15)
            if size != 0 {
                k &+= run
                guard symbol > 0, k <= band.upperBound else { return false }
                block[Int(order[k])] = Int16(truncatingIfNeeded: bits.takeSigned(size) << low)
                k &+= 1
            } else if run == 15 {
                k &+= 16
            } else {
                bits.emptyBlocks = 1 << run &- 1 &+ (run > 0 ? bits.take(run) : 0)
                break
            }
        }
        return true
    }

    /// A further bit of the coefficients of a band, and those that it makes the first to differ from zero.
    mutating func nextBandBit(
        _ block: UnsafeMutablePointer<Int16>, _ ac: UnsafePointer<Int32>, _ band: ClosedRange<Int>, low: Int
    ) -> Bool {
        var bits = self
        defer { self = bits }
        let bit = Int16(truncatingIfNeeded: 1 << low)
        var k = band.lowerBound
        while bits.emptyBlocks == 0, k <= band.upperBound {
            let symbol = bits.takeSymbol(ac)
            guard symbol >= 0 else { return false }
            var run = symbol >> 4
            var new: Int16 = 0
            if symbol & 15 != 0 {
                new = bits.takeBit() ? bit : 0 &- bit
            } else if run < 15 {
                bits.emptyBlocks = 1 << run &+ (run > 0 ? bits.take(run) : 0)
                break
            }
            // Over `run` zeros to the next; what differs from zero on the way gets its bit.
            while k <= band.upperBound {
                let place = Int(order[k])
                if block[place] != 0 {
                    bits.refine(&block[place], bit)
                } else {
                    if run == 0 { break }
                    run &-= 1
                }
                k &+= 1
            }
            guard k <= band.upperBound else {
                // A new coefficient needs a place; sixteen zeros may be the last.
                if new != 0 { return false }
                break
            }
            if new != 0 { block[Int(order[k])] = new }
            k &+= 1
        }
        if bits.emptyBlocks > 0 {
            while k <= band.upperBound {
                let place = Int(order[k])
                if block[place] != 0 { bits.refine(&block[place], bit) }
                k &+= 1
            }
            bits.emptyBlocks &-= 1
        }
        return true
    }

    @inline(__always)
    private mutating func refine(_ coefficient: inout Int16, _ bit: Int16) {
        if takeBit(), coefficient & bit == 0 { coefficient &+= coefficient > 0 ? bit : 0 &- bit }
    }
}
