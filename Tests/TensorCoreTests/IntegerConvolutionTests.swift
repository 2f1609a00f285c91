import TensorCore
import Testing

@Suite("Convolutions of bytes")
struct IntegerConvolutionTests {
    /// Count, height, width, channels, outputs, kernel, padding.
    static let cases = [
        [1, 1, 1, 1, 1, 1, 0], [2, 5, 7, 1, 16, 3, 1], [1, 6, 5, 3, 17, 3, 1], [3, 4, 4, 2, 15, 2, 0],
        [1, 9, 8, 5, 33, 5, 2], [2, 7, 7, 32, 10, 7, 0], [0, 4, 4, 1, 2, 3, 1], [1, 2, 3, 4, 5, 3, 3],
        [1, 28, 28, 16, 16, 3, 1],
    ]

    private func bytes(_ count: Int, _ generator: inout RandomGenerator) -> [UInt8] {
        // The largest too: sums of them must not pass 32 bits.
        (0..<count).map { _ in UInt8(min(255, generator.integer(below: 300))) }
    }

    /// The sums as six loops.
    private func naive(_ input: ByteMaps, _ weights: [Int8], _ shape: [Int], padding: Int) -> [Int32] {
        let (height, width) = (input.size.height, input.size.width)
        let (outHeight, outWidth) = (height + 2 * padding - shape[2] + 1, width + 2 * padding - shape[3] + 1)
        var result: [Int32] = []
        for n in 0..<input.count {
            for y in 0..<outHeight {
                for x in 0..<outWidth {
                    for o in 0..<shape[0] {
                        var sum: Int32 = 0
                        for c in 0..<shape[1] {
                            for j in 0..<shape[2] {
                                for i in 0..<shape[3] {
                                    let (row, column) = (y + j - padding, x + i - padding)
                                    guard (0..<height).contains(row), (0..<width).contains(column) else {
                                        continue
                                    }
                                    let pixel = (n * height + row) * width + column
                                    let weight = weights[((o * shape[1] + c) * shape[2] + j) * shape[3] + i]
                                    sum += Int32(weight) * Int32(input.bytes[pixel * shape[1] + c])
                                }
                            }
                        }
                        result.append(sum)
                    }
                }
            }
        }
        return result
    }

    @Test("the sums are those of six loops, for one thread and several", arguments: cases)
    func sums(_ e: [Int]) {
        var generator = RandomGenerator(seed: 11)
        let input = ByteMaps(
            bytes(e[0] * e[1] * e[2] * e[3], &generator), count: e[0],
            size: Size2D(e[1], e[2]), channels: e[3])
        let shape = [e[4], e[3], e[5], e[5]]
        let weights = (0..<shape.reduce(1, *)).map { _ in Int8(generator.integer(below: 255) - 127) }
        let convolution = IntegerConvolution2D(weights, shape: Shape(shape), padding: e[6])
        let expected = naive(input, weights, shape, padding: e[6])
        for threads in [1, 3] {
            #expect(Parallel.withThreads(threads) { convolution.sums(input) } == expected)
        }
        // What the next layer gets of them.
        let biases = (0..<e[4]).map { _ in Int32(generator.integer(below: 2001) - 1000) }
        let multipliers = (0..<e[4]).map { _ in generator.uniform() / 100 }
        let maps = convolution.maps(input, biases: biases, multipliers: multipliers)
        #expect(
            maps.bytes
                == expected.enumerated().map { place, sum in
                    let output = place % e[4]
                    let value = Float(sum + biases[output]) * multipliers[output]
                    return UInt8(max(0, min(255, value)).rounded(.toNearestOrEven))
                })
    }

    @Test("the largest bytes of windows")
    func pooling() {
        let maps = ByteMaps(
            [1, 10, 2, 20, 9, 90, 3, 30, 4, 5, 9, 90], count: 1, size: Size2D(2, 3), channels: 2)
        #expect(maps.maxPooled2().bytes == [4, 30])
        #expect(ByteMaps([7], count: 1, size: 1, channels: 1).maxPooled2().bytes == [])
    }

    @Test("bytes are the nearest multiples of the scale, cut off at both ends")
    func rounding() {
        let x = NDArray([-3, 0.26, 0.74, 1000, 0.25, 0.75, 1.25, 10], shape: [1, 2, 2, 2])
        let maps = ByteMaps(x, scale: 0.5)
        #expect(maps.bytes == [0, 0, 1, 2, 1, 2, 255, 20])
        #expect(maps.channels == 2 && maps.size == Size2D(2))
    }
}
