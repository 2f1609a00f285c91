import TensorCore

/// Functions of four million numbers.
let elementwiseCases: [Benchmark] = [
    .array("elementwise_add_4M", .bytes(12 * Double(million4))) { generator in
        let a = NDArray.normal([million4], using: &generator)
        let b = NDArray.normal([million4], using: &generator)
        return { a + b }
    },
    .array("broadcast_add_bias_4096x1024", .bytes(8 * Double(million4))) { generator in
        let a = NDArray.normal([4096, 1024], using: &generator)
        let b = NDArray.normal([1024], using: &generator)
        return { a + b }
    },
    function("exp_4M") { $0.exp() },
    function("tanh_4M") { $0.tanh() },
    function("gelu_4M") { $0.gelu() },
]

/// 4 × 1024 × 1024 numbers, 16 MiB.
private let million4 = 1 << 22

private func function(_ name: String, _ apply: @escaping @Sendable (NDArray) -> NDArray) -> Benchmark {
    .array(name, .bytes(8 * Double(million4))) { generator in
        let a = NDArray.normal([million4], using: &generator)
        return { apply(a) }
    }
}
