/// The vector of floats that element-by-element kernels work on; `Lanes.scalarCount` is its width.
///
/// Its width is the same for every processor, and with it the order of every sum. Sixteen floats fill one register of
/// AVX-512, two of AVX2, four of SSE and NEON, and the compiler splits them so by itself.
public typealias Lanes = SIMD16<Float>

/// The bit patterns of `Lanes`.
public typealias LaneBits = SIMD16<UInt32>

// The vector of floats that fills one register of the processor this is compiled for. The manifest says which
// processor that is, because Swift's own conditions know only the architecture.
#if AVX512
    /// The vector of floats that fills one register.
    public typealias RegisterLanes = SIMD16<Float>
#elseif AVX2
    /// The vector of floats that fills one register.
    public typealias RegisterLanes = SIMD8<Float>
#else
    /// The vector of floats that fills one register.
    public typealias RegisterLanes = SIMD4<Float>
#endif

extension RegisterLanes {
    /// self + a · b, in the form that is one instruction, or two, and never a call of the C library for each lane.
    @inlinable
    @inline(__always)
    public func plus(_ a: RegisterLanes, times b: RegisterLanes) -> RegisterLanes {
        #if NO_FUSED_MULTIPLY_ADD
            return self + a * b
        #else
            return addingProduct(a, b)
        #endif
    }
}

extension Float {
    /// self + a · b, rounded as `plus(_:times:)` of vectors rounds it.
    @inlinable
    @inline(__always)
    public func plus(_ a: Float, times b: Float) -> Float {
        #if NO_FUSED_MULTIPLY_ADD
            return self + a * b
        #else
            return addingProduct(a, b)
        #endif
    }
}

extension UnsafeRawPointer {
    /// The vector of floats here, which need not be aligned.
    @inlinable
    @inline(__always)
    public func lanes(_ byteOffset: Int = 0) -> RegisterLanes {
        loadUnaligned(fromByteOffset: byteOffset, as: RegisterLanes.self)
    }
}
