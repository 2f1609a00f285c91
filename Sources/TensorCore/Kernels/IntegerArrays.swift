// The kernels of integer convolution on arrays of numbers.

extension IntegerConvolution {
    /// The sums, `[N, H', W', outputs]`, of bytes and packed weights.
    static func sums(_ e: Extents, _ input: [UInt8], _ weights: [Int8]) -> [Int32] {
        filled(e.count * e.output.area * e.outputs) { target in
            withPointers(input, weights) { sums(e, $0, $1, into: target) }
        }
    }

    /// The bytes `clamp(round((sum + bias) · multiplier), 0, 255)`, of two nearest the even one.
    static func bytes(
        _ e: Extents, _ input: [UInt8], _ weights: [Int8], biases: [Int32], multipliers: [Float]
    ) -> [UInt8] {
        filled(e.count * e.output.area * e.outputs) { target in
            withPointers(input, weights) { input, weights in
                withPointers(biases, multipliers) { biases, multipliers in
                    bytes(e, input, weights, biases: biases, multipliers: multipliers, into: target)
                }
            }
        }
    }

    /// The largest byte of each 2 × 2 window of maps `[N, height, width, channels]`.
    static func maxPooled(_ bytes: [UInt8], count: Int, _ size: Size2D, channels: Int) -> [UInt8] {
        filled(count * (size.height / 2) * (size.width / 2) * channels) { target in
            bytes.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress else { return }
                maxPool(count: count, size, channels: channels, source, into: target)
            }
        }
    }

    /// An array of so many numbers, all of which `fill` writes.
    private static func filled<Number>(
        _ count: Int, _ fill: (UnsafeMutablePointer<Number>) -> Void
    ) -> [Number] {
        [Number](unsafeUninitializedCapacity: count) { target, filled in
            filled = count
            if let target = target.baseAddress { fill(target) }
        }
    }

    private static func withPointers<First, Second>(
        _ first: [First], _ second: [Second], _ body: (UnsafePointer<First>, UnsafePointer<Second>) -> Void
    ) {
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                if let first = first.baseAddress, let second = second.baseAddress { body(first, second) }
            }
        }
    }
}
