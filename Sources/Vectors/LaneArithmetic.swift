/// a · b + c, rounded once where the processor can.
@inlinable
@inline(__always)
public func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
    #if NO_FUSED_MULTIPLY_ADD
        a * b + c
    #else
        c.addingProduct(a, b)
    #endif
}

/// a · b + c with the same c in all lanes.
@inlinable
@inline(__always)
public func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Float) -> Lanes {
    multiplyAdd(a, b, Lanes(repeating: c))
}

/// The bit patterns of floats.
@inlinable
@inline(__always)
public func bits(_ x: Lanes) -> LaneBits { unsafeBitCast(x, to: LaneBits.self) }

/// The floats of these bit patterns.
@inlinable
@inline(__always)
public func lanes(_ bits: LaneBits) -> Lanes { unsafeBitCast(bits, to: Lanes.self) }

/// |x|
@inlinable
@inline(__always)
public func magnitude(_ x: Lanes) -> Lanes { lanes(bits(x) & 0x7FFF_FFFF) }

/// The sixteen numbers here, which need not be aligned.
@inlinable
@inline(__always)
public func load(_ pointer: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

/// Writes sixteen numbers here.
@inlinable
@inline(__always)
public func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
}

/// Σ a b over two rows, lane by lane and then across.
@inlinable
@inline(__always)
public func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    var lanes = Lanes.zero
    var index = 0
    while index + Lanes.scalarCount <= count {
        lanes += load(a + index) * load(b + index)
        index += Lanes.scalarCount
    }
    var total = lanes.sum()
    while index < count {
        total += a[index] * b[index]
        index += 1
    }
    return total
}
