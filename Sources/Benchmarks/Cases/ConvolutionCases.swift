import TensorCore

/// Convolutions, of many small pictures and of a large one, and a pooling.
let convolutionCases: [Benchmark] = [
    .array(
        "conv_forward_64x64x56x56_3x3",
        .operations(Double(convolutionWork(batch: 16, 64, 64, kernel: 3, places: 56 * 56)))
    ) { generator in
        let x = NDArray.normal([16, 64, 56, 56], using: &generator)
        let w = NDArray.normal([64, 64, 3, 3], using: &generator)
        let convolution = Convolution2D(padding: 1)
        return { convolution(x, w) }
    },
    // Over many channels, as in the deep layers of VGG: fewer multiplications than the definition has (Winograd).
    .array(
        "conv_forward_8x256x28x28_3x3",
        .operations(Double(convolutionWork(batch: 8, 256, 256, kernel: 3, places: 28 * 28)))
    ) { generator in
        let x = NDArray.normal([8, 256, 28, 28], using: &generator)
        let w = NDArray.normal([256, 256, 3, 3], using: &generator)
        let convolution = Convolution2D(padding: 1)
        return { convolution(x, w) }
    },
    .array(
        "conv_forward_1x64x256x256_3x3",
        .operations(Double(convolutionWork(batch: 1, 64, 64, kernel: 3, places: 256 * 256)))
    ) { generator in
        let x = NDArray.normal([1, 64, 256, 256], using: &generator)
        let w = NDArray.normal([64, 64, 3, 3], using: &generator)
        let convolution = Convolution2D(padding: 1)
        return { convolution(x, w) }
    },
    .array(
        "conv_input_gradient_1x64x256x256_3x3",
        .operations(Double(convolutionWork(batch: 1, 64, 64, kernel: 3, places: 256 * 256)))
    ) { generator in
        let upstream = NDArray.normal([1, 64, 256, 256], using: &generator)
        let w = NDArray.normal([64, 64, 3, 3], using: &generator)
        let convolution = Convolution2D(padding: 1)
        return { convolution.inputGradient(upstream, w, inputShape: [1, 64, 256, 256]) }
    },
    .array("maxpool_64x32x28x28", .bytes(4 * 1.25 * 64 * 32 * 28 * 28)) { generator in
        let x = NDArray.normal([64, 32, 28, 28], using: &generator)
        let pooling = Pooling2D(2)
        return { pooling.maxima(of: x).values }
    },
]
