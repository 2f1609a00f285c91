import Autograd
import NeuralNetworks
import TensorCore

/// Sums, functions of whole rows, and rows made columns.
let rowCases: [Benchmark] = [
    .array("sum_4M", .bytes(4 * 4_194_304)) { generator in
        let a = NDArray.normal([4_194_304], using: &generator)
        return { a.sum() }
    },
    .array("sum_rows_4096x1024", .bytes(4 * 4_194_304)) { generator in
        let a = NDArray.normal([4096, 1024], using: &generator)
        return { a.sum(axes: [0]) }
    },
    .array("softmax_4096x1000", .bytes(8 * 4_096_000)) { generator in
        let a = NDArray.normal([4096, 1000], using: &generator)
        return { a.softmax() }
    },
    .array("layernorm_4096x512", .bytes(8 * 2_097_152)) { generator in
        let a = Tensor(NDArray.normal([4096, 512], using: &generator))
        let layer = LayerNorm(512)
        for parameter in layer.parameters { parameter.requiresGradient = false }
        return { layer(a).value }
    },
    .array("transpose_copy_2048", .bytes(8 * 4_194_304)) { generator in
        let a = NDArray.normal([2048, 2048], using: &generator)
        return { a.transposed().contiguous() }
    },
]
