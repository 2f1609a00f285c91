import Autograd
import Foundation
import ImageNetworks
import Messages
import NeuralNetworks
import Pictures
import TensorCore

/// A photograph decoded, one painted at once, and one painted step by step. Chapters 6 and 7.
let pictureCases: [Benchmark] = [
    // Every sample is written once.
    Benchmark(name: "jpeg_decode_512", work: .bytes(3 * 512 * 512)) { generator in
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("jpeg_decode_512.jpg").path
        let file = sampleJPEG(side: 512, using: &generator)
        guard FileManager.default.createFile(atPath: path, contents: Data(file)) else {
            explainFailure(
                "jpeg_decode_512", "\(path) cannot be written", hint: "set TMPDIR to another folder")
        }
        return {
            guard let picture = try? Picture(contentsOf: path), picture.width == 512 else {
                explainFailure("jpeg_decode_512", "the sample is no picture")
            }
        }
    },
    .array("ch07_fast_256_forward", .operations(Double(FastPainter.work(width: 8, blocks: 4, side: 256)))) {
        generator in
        let painter = FastPainter(width: 8, blocks: 4, using: &generator)
        let picture = NDArray.uniform([1, 6, 256, 256], from: 0, to: 1, using: &generator)
        return { withoutGradient { painter(Tensor(picture)) }.value }
    },
    .training("ch07_vgg16_256_step", StyleStep.work(side: 256)) { generator in
        let step = StyleStep(side: 256, using: &generator)
        let optimizer = Adam([step.picture], learningRate: 0.03)
        return updateStep(optimizer) { step.loss }
    },
]

/// A step of style transfer through VGG16: content and style compared in its layers, and the gradient of the picture.
struct StyleStep {
    /// The picture that is changed, `[1, 3, side, side]`.
    let picture: Parameter
    private let network: VGGFeatures
    private let content: NDArray
    private let styles: [NDArray]

    /// The layers whose Gram matrices are compared, and that of the content.
    private static let styleLayers = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"]
    private static let contentLayer = "relu3_3"

    init(side: Int, using generator: inout RandomGenerator) {
        network = VGGFeatures(.vgg16, through: "relu4_1", using: &generator)
        let network = network
        let (photograph, painting) = (
            NDArray.uniform([1, 3, side, side], using: &generator),
            NDArray.uniform([1, 3, side, side], using: &generator)
        )
        picture = Parameter(photograph, name: "picture")
        content = withoutGradient { network(Tensor(photograph), at: [Self.contentLayer])[0].value }
        styles = withoutGradient {
            network(Tensor(painting), at: Self.styleLayers).map { Self.gram($0).value }
        }
    }

    var loss: Tensor {
        let maps = network(picture, at: Self.styleLayers + [Self.contentLayer])
        let style = zip(maps, styles).map { map, style in
            (Self.gram(map) - Tensor(style)).square().sum() / style.square().sum().scalar
        }
        let difference = (maps[styles.count] - Tensor(content)).square().mean()
        return style.reduce(0.2 * difference) { $0 + $1 }
    }

    private static func gram(_ features: Tensor) -> Tensor {
        let rows = features.reshaped([features.shape[1], -1])
        return rows.matmul(rows.transposed()) / Float(rows.shape[1])
    }

    /// Each convolution forward, and backward to its input: the weights are frozen.
    static func work(side: Int) -> Benchmark.Work {
        let widths = [(3, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 2), (128, 256, 4), (256, 256, 4)]
        let layers = widths + [(256, 256, 4), (256, 512, 8)]
        let all = layers.map { from, to, factor in
            convolutionWork(batch: 1, from, to, kernel: 3, places: (side / factor) * (side / factor))
        }
        return .operations(Double(2 * all.reduce(0, +)))
    }
}

/// The layers of Chapter 7's network that paints at once.
private struct FastPainter {
    private let whole: [any Layer]
    private let blocks: [any Layer]
    private let after: [any Layer]

    init(width: Int, blocks count: Int, using generator: inout RandomGenerator) {
        func layer(_ from: Int, _ to: Int, kernel: Int = 3, stride: Int = 1) -> [any Layer] {
            [
                ReflectionPad2d(Size2D(kernel / 2)),
                Conv2d(
                    from, to, kernel: Size2D(kernel), stride: Size2D(stride), bias: false, using: &generator),
                InstanceNorm2d(to, affine: true),
            ]
        }
        whole =
            layer(6, width, kernel: 5) + [ReLU()] + layer(width, 2 * width, stride: 2) + [ReLU()]
            + layer(2 * width, 4 * width, stride: 2) + [ReLU()]
        blocks = (0..<count).map { _ in
            Sequential(layer(4 * width, 4 * width) + [ReLU()] + layer(4 * width, 4 * width))
        }
        after =
            [Upsample(2)] + layer(4 * width, 2 * width) + [ReLU(), Upsample(2)] + layer(2 * width, width)
            + [ReLU(), ReflectionPad2d(2), Conv2d(width, 3, kernel: 5, using: &generator)]
    }

    func callAsFunction(_ picture: Tensor) -> Tensor {
        let small = whole.reduce(picture) { $1($0) }
        let painted = blocks.reduce(small) { $0 + $1($0) }
        return picture.sliced(axis: 1, 0..<3) + after.reduce(painted) { $1($0) }
    }

    /// The operations of the convolutions.
    static func work(width: Int, blocks: Int, side: Int) -> Int {
        let (full, half, quarter) = (side * side, side * side / 4, side * side / 16)
        func work(_ from: Int, _ to: Int, _ kernel: Int, _ places: Int) -> Int {
            convolutionWork(batch: 1, from, to, kernel: kernel, places: places)
        }
        return work(6, width, 5, full) + work(width, 2 * width, 3, half)
            + work(2 * width, 4 * width, 3, quarter) + 2 * blocks * work(4 * width, 4 * width, 3, quarter)
            + work(4 * width, 2 * width, 3, half) + work(2 * width, width, 3, full)
            + work(width, 3, 5, full)
    }
}

/// A baseline JPEG file in colour, without subsampling, as most photographs of Chapter 6 are: soft hills with some noise, at
/// quality 75.
///
/// Its Huffman codes all have one length, 4 bits for the first coefficient of a block and 8 for the others.
func sampleJPEG(side: Int, using generator: inout RandomGenerator) -> [UInt8] {
    let steps = JPEG.luminanceSteps(quality: 75)
    // All runs of 0 to 15 zeros before a number of 1 to 10 bits; the end of a block; 16 zeros.
    let symbols: [UInt8] = (0..<16).flatMap { run in (1...10).map { UInt8(run << 4 | $0) } } + [0, 0xF0]
    var codes = [Int](repeating: 0, count: 256)
    for (code, symbol) in symbols.enumerated() { codes[Int(symbol)] = code }

    func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
    }
    func lengths(_ count: Int, bits: Int) -> [UInt8] { (1...16).map { $0 == bits ? UInt8(count) : 0 } }
    let extent = [UInt8(side >> 8), UInt8(side & 255)]
    var file: [UInt8] = [0xFF, 0xD8]
    let table: [UInt8] = JPEG.order.map { UInt8(steps[Int($0)]) }
    let sampling: [UInt8] = (1...3).flatMap { [UInt8($0), 0x11, 0] }
    let tables: [UInt8] = (1...3).flatMap { [UInt8($0), 0] }
    file += segment(0xDB, [0] + table)
    file += segment(0xC0, [8] + extent + extent + [3] + sampling)
    file += segment(0xC4, [0x00] + lengths(12, bits: 4) + Array(0..<12))
    file += segment(0xC4, [0x10] + lengths(symbols.count, bits: 8) + symbols)
    file += segment(0xDA, [3] + tables + [0, 63, 0])

    var (bits, bitCount) = (0, 0)
    func write(_ value: Int, _ count: Int) {
        (bits, bitCount) = (bits << count | value, bitCount + count)
        while bitCount >= 8 {
            bitCount -= 8
            let byte = UInt8(bits >> bitCount & 255)
            file.append(byte)
            // So that no byte looks like a marker.
            if byte == 0xFF { file.append(0) }
        }
        bits &= 1 << bitCount - 1
    }
    /// A number in as few bits as it needs; a negative one as its complement.
    func size(of level: Int) -> Int { Int.bitWidth - level.magnitude.leadingZeroBitCount }
    func writeLevel(_ level: Int) {
        write(level < 0 ? level + (1 << size(of: level)) - 1 : level, size(of: level))
    }

    var previous = [0, 0, 0]
    for block in 0..<(side / 8) * (side / 8) {
        for component in 0..<3 {
            let samples = (0..<64).map { index -> Float in
                let row = Float(block / (side / 8) * 8 + index / 8)
                let column = Float(block % (side / 8) * 8 + index % 8)
                let hills = sin(row / Float(11 + 20 * component)) * cos(column / 17)
                return 60 * hills + generator.uniform(in: -12...12)
            }
            let levels = JPEG.quantized(JPEG.forwardDCT(samples), steps: steps)
            let change = levels[0] - previous[component]
            previous[component] = levels[0]
            write(size(of: change), 4)
            writeLevel(change)
            var zeros = 0
            for place in JPEG.order.dropFirst() {
                let level = levels[Int(place)]
                guard level != 0 else {
                    zeros += 1
                    continue
                }
                while zeros > 15 {
                    write(codes[0xF0], 8)
                    zeros -= 16
                }
                write(codes[zeros << 4 | size(of: level)], 8)
                writeLevel(level)
                zeros = 0
            }
            if zeros > 0 { write(codes[0], 8) }
        }
    }
    if bitCount > 0 { write(1 << (8 - bitCount) - 1, 8 - bitCount) }
    return file + [0xFF, 0xD9]
}
