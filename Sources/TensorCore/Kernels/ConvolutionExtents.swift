/// The sizes of a convolution: all its kernels agree on them and do not check them again.
struct ConvolutionExtents {
    let samples: Int
    let groups: Int
    /// Channels of the input in a group.
    let channels: Int
    /// Channels of the output in a group.
    let filters: Int
    let input: Size2D
    let kernel: Size2D
    let output: Size2D
    let stride: Size2D
    let padding: Size2D
    let dilation: Size2D

    /// How many numbers the weight has.
    var weightCount: Int { groups * filters * channels * kernel.area }
}

extension ConvolutionExtents {
    /// The positions of the kernel.
    var taps: [Correlation.Tap] {
        (0..<kernel.area).map { place in
            (
                dy: place / kernel.width * dilation.height - padding.height,
                dx: place % kernel.width * dilation.width - padding.width, weight: place
            )
        }
    }
}
