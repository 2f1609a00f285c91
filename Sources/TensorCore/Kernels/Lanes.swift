/// The vector of floats that the kernels work on; `Lanes.scalarCount` is its width.
///
/// Its width is chosen here alone. Sixteen floats fill one AVX-512 register, two of AVX, four of NEON, and the
/// compiler splits them so by itself.
typealias Lanes = SIMD16<Float>

/// The bit patterns of `Lanes`.
typealias LaneBits = SIMD16<UInt32>
