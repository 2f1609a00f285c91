/// A transposed convolution in two dimensions: each pixel of the input adds its multiple of the kernel to the output,
/// y[o, r · stride + p − padding, c · stride + q − padding] += w[i, o, p, q] · x[i, r, c]; then b[o] is added.
struct TransposedConvolutionStep {
    let input: Int
    /// `[in, out, kH, kW]`.
    let weight: Int
    let bias: Int?
    let output: Int
    let inputShape: (channels: Int, height: Int, width: Int)
    let outputShape: (channels: Int, height: Int, width: Int)
    let kernel: (height: Int, width: Int)
    let stride: Int
    let padding: Int

    func run(_ arena: inout [Float]) {
        let area = outputShape.height &* outputShape.width
        for channel in 0..<outputShape.channels {
            let start = bias.map { arena[$0 &+ channel] } ?? 0
            let plane = output &+ channel &* area
            for place in plane..<plane &+ area { arena[place] = start }
        }
        for source in 0..<inputShape.channels {
            for row in 0..<inputShape.height {
                for column in 0..<inputShape.width {
                    let place = input &+ (source &* inputShape.height &+ row) &* inputShape.width &+ column
                    // After ReLU many are 0 and add nothing.
                    if arena[place] != 0 { add(arena[place], source, row, column, &arena) }
                }
            }
        }
    }

    /// Adds a pixel's multiple of its kernels.
    private func add(_ x: Float, _ source: Int, _ row: Int, _ column: Int, _ arena: inout [Float]) {
        let (top, left) = (row &* stride &- padding, column &* stride &- padding)
        let columns = max(0, -left)..<max(max(0, -left), min(kernel.width, outputShape.width &- left))
        for channel in 0..<outputShape.channels {
            let kernels =
                weight &+ (source &* outputShape.channels &+ channel) &* kernel.height &* kernel.width
            for p in 0..<kernel.height where top &+ p >= 0 && top &+ p < outputShape.height {
                let to = output &+ (channel &* outputShape.height &+ top &+ p) &* outputShape.width &+ left
                let from = kernels &+ p &* kernel.width
                for q in columns { arena[to &+ q] += x * arena[from &+ q] }
            }
        }
    }
}
