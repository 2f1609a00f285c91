/// Convolutions of bytes with 8-bit weights, summed in 32 bits.
///
/// Sixteen outputs lie in a vector, and four neighbouring pixels are done at once, so that a vector of weights is loaded and
/// widened once for four products. With one factor below 2¹⁵ and known not to be negative, a product of 32-bit lanes becomes the
/// processor's multiplication of 16 bits (`vpmaddwd`, or `vpdpwssd`, which adds too). Sums of integers are exact: no order of
/// addition and no number of threads changes a bit.
enum IntegerConvolution {
    /// Outputs in a vector.
    static let lanes = 16
    /// Pixels done at once.
    private static let tile = 4

    /// What a convolution of `[N, height, width, channels]` with a stride of 1 is between.
    struct Extents {
        let count: Int
        let input: Size2D
        let channels: Int
        let kernel: Size2D
        let padding: Int
        let outputs: Int

        var output: Size2D {
            let border = 2 * padding + 1
            return Size2D(
                input.height + border - kernel.height, input.width + border - kernel.width)
        }
        /// The numbers that one output sees.
        var depth: Int { kernel.height * kernel.width * channels }
        var blocks: Int { (outputs + lanes - 1) / lanes }
    }

    /// The weights `[outputs, depth]` in the order in which they are read: `[block][depth][16]`, with zeros behind the last.
    static func packed(_ weights: [Int8], outputs: Int, depth: Int) -> [Int8] {
        let blocks = (outputs + lanes - 1) / lanes
        var result = [Int8](repeating: 0, count: blocks * depth * lanes)
        for output in 0..<outputs {
            let start = output / lanes * depth * lanes + output % lanes
            for place in 0..<depth { result[start + place * lanes] = weights[output * depth + place] }
        }
        return result
    }

    /// The sums, `[N, H', W', outputs]`.
    static func sums(
        _ e: Extents, _ input: UnsafePointer<UInt8>, _ weights: UnsafePointer<Int8>,
        into y: UnsafeMutablePointer<Int32>
    ) {
        forEachVector(e, input, weights) { pixel, block, sums in
            let start = pixel &* e.outputs &+ block &* lanes
            for lane in 0..<min(lanes, e.outputs &- block &* lanes) { y[start &+ lane] = sums[lane] }
        }
    }

    /// The bytes `clamp(round((sum + bias) · multiplier), 0, 255)`, of two nearest the even one.
    static func bytes(
        _ e: Extents, _ input: UnsafePointer<UInt8>, _ weights: UnsafePointer<Int8>,
        biases: UnsafePointer<Int32>, multipliers: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<UInt8>
    ) {
        forEachVector(e, input, weights) { pixel, block, sums in
            let first = block &* lanes
            for lane in 0..<min(lanes, e.outputs &- first) {
                let output = first &+ lane
                let value = Float(sums[lane] &+ biases[output]) * multipliers[output]
                y[pixel &* e.outputs &+ output] = UInt8(
                    max(0, min(255, value)).rounded(.toNearestOrEven))
            }
        }
    }

    /// Calls `body` with the sums of sixteen outputs at every position of every picture.
    @inline(__always)
    private static func forEachVector(
        _ e: Extents, _ input: UnsafePointer<UInt8>, _ weights: UnsafePointer<Int8>,
        _ body: (_ pixel: Int, _ block: Int, _ sums: SIMD16<Int32>) -> Void
    ) {
        let (size, depth) = (e.output, e.depth)
        let work = max(1, size.width * depth * e.outputs)
        Parallel.forEachShare(of: e.count * size.height, minimumShare: max(1, 65536 / work)) { share in
            // The patches of a row, each `[kernel height][kernel width][channels]`; those behind the last stay 0.
            let rounded = (size.width + tile - 1) / tile * tile
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rounded * depth) { buffer in
                buffer.initialize(repeating: 0)
                guard let patches = buffer.baseAddress else { return }
                for row in share {
                    unfold(e, input, row, into: patches)
                    for block in 0..<e.blocks {
                        let start = weights + block &* depth &* lanes
                        var x = 0
                        while x < size.width {
                            let sums = fourSums(patches + x &* depth, start, depth)
                            let pixel = row &* size.width &+ x
                            body(pixel, block, sums.0)
                            if x &+ 1 < size.width { body(pixel &+ 1, block, sums.1) }
                            if x &+ 2 < size.width { body(pixel &+ 2, block, sums.2) }
                            if x &+ 3 < size.width { body(pixel &+ 3, block, sums.3) }
                            x &+= tile
                        }
                    }
                }
            }
        }
    }

    /// The sums of sixteen outputs for four patches one behind the other.
    @inline(__always)
    private static func fourSums(
        _ patches: UnsafePointer<UInt8>, _ weights: UnsafePointer<Int8>, _ depth: Int
    ) -> (SIMD16<Int32>, SIMD16<Int32>, SIMD16<Int32>, SIMD16<Int32>) {
        var (s0, s1, s2, s3) = (
            SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero
        )
        let (p1, p2, p3) = (patches + depth, patches + 2 &* depth, patches + 3 &* depth)
        for place in 0..<depth {
            let weight = widened(weights + place &* lanes)
            s0 = s0 &+ weight &* Int32(patches[place])
            s1 = s1 &+ weight &* Int32(p1[place])
            s2 = s2 &+ weight &* Int32(p2[place])
            s3 = s3 &+ weight &* Int32(p3[place])
        }
        return (s0, s1, s2, s3)
    }

    /// Sixteen weights as numbers of 32 bits. (The standard library's conversion of a whole vector is a call here.)
    @inline(__always)
    private static func widened(_ start: UnsafePointer<Int8>) -> SIMD16<Int32> {
        let bytes = UnsafeRawPointer(start).loadUnaligned(as: SIMD16<Int8>.self)
        var result = SIMD16<Int32>()
        for lane in 0..<16 { result[lane] = Int32(bytes[lane]) }
        return result
    }

    /// What each position of a row of results sees; outside of the picture there are zeros.
    private static func unfold(
        _ e: Extents, _ input: UnsafePointer<UInt8>, _ row: Int, into patches: UnsafeMutablePointer<UInt8>
    ) {
        let (image, y) = row.quotientAndRemainder(dividingBy: e.output.height)
        let run = e.kernel.width * e.channels
        for j in 0..<e.kernel.height {
            let source = y + j - e.padding
            for x in 0..<e.output.width {
                let target = patches + x * e.depth + j * run
                guard (0..<e.input.height).contains(source) else {
                    target.update(repeating: 0, count: run)
                    continue
                }
                // The pixels of the row that lie in the picture.
                let left = x - e.padding
                let before = max(0, -left)
                let after = max(0, left + e.kernel.width - e.input.width)
                let inside = max(0, e.kernel.width - before - after)
                let first = (image * e.input.height + source) * e.input.width + left + before
                target.update(repeating: 0, count: min(e.kernel.width, before) * e.channels)
                if inside > 0 {
                    (target + before * e.channels).update(
                        from: input + first * e.channels, count: inside * e.channels)
                }
                (target + (before + inside) * e.channels).update(
                    repeating: 0, count: max(0, e.kernel.width - before - inside) * e.channels)
            }
        }
    }

    /// The largest byte of each 2 × 2 window of `[N, height, width, channels]`; a last odd row or column has none.
    static func maxPool(
        count: Int, _ size: Size2D, channels: Int, _ input: UnsafePointer<UInt8>,
        into y: UnsafeMutablePointer<UInt8>
    ) {
        let (height, width) = (size.height / 2, size.width / 2)
        for row in 0..<count * height {
            let (image, line) = row.quotientAndRemainder(dividingBy: max(1, height))
            let upper = input + (image * size.height + 2 * line) * size.width * channels
            let lower = upper + size.width * channels
            for x in 0..<width {
                let (place, target) = (2 &* x &* channels, y + (row &* width &+ x) &* channels)
                for c in 0..<channels {
                    let (left, right) = (place &+ c, place &+ channels &+ c)
                    target[c] = max(max(upper[left], upper[right]), max(lower[left], lower[right]))
                }
            }
        }
    }
}
