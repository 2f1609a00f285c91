extension NDArray {
    /// Numbers drawn evenly from `low..<high`.
    public static func uniform(
        _ shape: Shape, from low: Float = 0, to high: Float = 1, using generator: inout RandomGenerator
    ) -> NDArray {
        let result = NDArray(uninitialized: shape)
        result.withPointer {
            RandomFill.uniform($0, count: result.elementCount, low: low, high: high, using: &generator)
        }
        return result
    }

    /// Numbers drawn from the normal distribution.
    public static func normal(
        _ shape: Shape, mean: Float = 0, standardDeviation: Float = 1, using generator: inout RandomGenerator
    ) -> NDArray {
        let result = NDArray(uninitialized: shape)
        result.withPointer {
            RandomFill.normal(
                $0, count: result.elementCount, mean: mean, standardDeviation: standardDeviation,
                using: &generator)
        }
        return result
    }

    /// 1 with the given probability, else 0, for each element by itself.
    public static func bernoulli(
        _ shape: Shape, probability: Float, using generator: inout RandomGenerator
    ) -> NDArray {
        let result = NDArray(uninitialized: shape)
        result.withPointer {
            RandomFill.bernoulli(
                $0, count: result.elementCount, probability: probability, using: &generator)
        }
        return result
    }
}
