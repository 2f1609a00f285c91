import TensorCore

/// Matrix products: squares from 64 to 2048, a layer of a small network, the output of a translator.
let matrixProductCases: [Benchmark] =
    [64, 128, 256, 512, 1024, 2048].map { matrixProduct("matmul_\($0)", $0, $0, $0) }
    + [
        matrixProduct("matmul_64x784x256", 64, 784, 256),
        matrixProduct("matmul_2048x128x8000", 2048, 128, 8000),
    ]

/// `[m, k]` times `[k, n]`: m · k · n multiplications and as many additions.
func matrixProduct(_ name: String, _ m: Int, _ k: Int, _ n: Int) -> Benchmark {
    .array(name, .operations(2 * Double(m) * Double(k) * Double(n))) { generator in
        let a = NDArray.normal([m, k], using: &generator)
        let b = NDArray.normal([k, n], using: &generator)
        return { a.matmul(b) }
    }
}
