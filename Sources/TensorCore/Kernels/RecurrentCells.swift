import Vectors

/// One step of a recurrent cell for one sequence, forward and back: all that is not a matrix product.
///
/// A row of gates holds a cell's gates one after another, each `width` long. Forward turns the sums that arrive there
/// into the activated gates, which backward reads.
enum RecurrentCells {
    typealias Input = UnsafePointer<Float>
    typealias Memory = UnsafeMutablePointer<Float>

    // MARK: The simple cell (Elman 1990): h = φ(a)

    /// h = φ(a + b + b′) with φ = tanh, or max(·, 0).
    static func simple(
        gates: Memory, biases: (Input, Input), hidden: Memory, width: Int, isRectified: Bool
    ) {
        add(biases.0, biases.1, to: gates, width)
        if isRectified {
            forEachVector(width) { at in
                let sum = load(gates, at, width)
                // A sum that is not a number stays one.
                store(sum.replacing(with: 0, where: sum .< 0), gates, at, width)
            }
        } else {
            VectorMath.tanh(gates, gates, width)
        }
        hidden.update(from: gates, count: width)
    }

    /// ∂a = ∂h φ′(a), from `upstream` and from the step after; nothing passes by the matrix product.
    static func simpleBackward(
        gates: Input, upstream: Input, hiddenGradient: Memory, gateGradient: Memory, width: Int,
        isRectified: Bool
    ) {
        forEachVector(width) { at in
            let total = load(upstream, at, width) + load(hiddenGradient, at, width)
            let h = load(gates, at, width)
            let gradient =
                isRectified ? Lanes.zero.replacing(with: total, where: h .> 0) : total * (1 - h * h)
            store(gradient, gateGradient, at, width)
            store(.zero, hiddenGradient, at, width)
        }
    }

    // MARK: Long short-term memory (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000)

    /// i, f, o = σ(a), g = tanh(a); c = f c′ + i g; h = o tanh(c). The gates are in the order i, f, g, o.
    static func longShortTerm(
        gates: Memory, biases: (Input, Input), previousCell: Input, cell: Memory, cellTanh: Memory,
        hidden: Memory, width: Int
    ) {
        add(biases.0, biases.1, to: gates, 4 * width)
        VectorMath.sigmoid(gates, gates, 2 * width)
        VectorMath.tanh(gates + 2 * width, gates + 2 * width, width)
        VectorMath.sigmoid(gates + 3 * width, gates + 3 * width, width)
        let (i, f, g, o) = (gates, gates + width, gates + 2 * width, gates + 3 * width)
        forEachVector(width) { at in
            let kept = load(f, at, width) * load(previousCell, at, width)
            store(kept + load(i, at, width) * load(g, at, width), cell, at, width)
        }
        VectorMath.tanh(cell, cellTanh, width)
        forEachVector(width) { at in
            store(load(o, at, width) * load(cellTanh, at, width), hidden, at, width)
        }
    }

    /// ∂o = ∂h tanh(c), ∂c += ∂h o (1 − tanh²(c)), ∂i = ∂c g, ∂g = ∂c i, ∂f = ∂c c′, each times the slope of its
    /// activation; ∂c′ = ∂c f.
    static func longShortTermBackward(
        gates: Input, previousCell: Input, cellTanh: Input, upstream: Input, hiddenGradient: Memory,
        cellGradient: Memory, gateGradient: Memory, width: Int
    ) {
        forEachVector(width) { at in
            let i = load(gates, at, width)
            let f = load(gates + width, at, width)
            let g = load(gates + 2 * width, at, width)
            let o = load(gates + 3 * width, at, width)
            let t = load(cellTanh, at, width)
            let dh = load(upstream, at, width) + load(hiddenGradient, at, width)
            let dc = load(cellGradient, at, width) + dh * o * (1 - t * t)
            store(dc * g * i * (1 - i), gateGradient, at, width)
            store(dc * load(previousCell, at, width) * f * (1 - f), gateGradient + width, at, width)
            store(dc * i * (1 - g * g), gateGradient + 2 * width, at, width)
            store(dh * t * o * (1 - o), gateGradient + 3 * width, at, width)
            store(dc * f, cellGradient, at, width)
            store(.zero, hiddenGradient, at, width)
        }
    }

    // MARK: The gated recurrent unit (Cho et al. 2014)

    /// r, z = σ(a + a′); n = tanh(a + r a′); h = (1 − z) n + z h′, with a from the input, a′ from the state before.
    /// The gates are in the order r, z, n; the a′ of n is kept in `candidate`.
    static func gated(
        gates: Memory, hiddenPart: Input, biases: (Input, Input), previousHidden: Input, candidate: Memory,
        hidden: Memory, width: Int
    ) {
        add(biases.0, hiddenPart, to: gates, 2 * width)
        add(biases.1, to: gates, 2 * width)
        VectorMath.sigmoid(gates, gates, 2 * width)
        let (r, z, n) = (gates, gates + width, gates + 2 * width)
        forEachVector(width) { at in
            let part = load(hiddenPart + 2 * width, at, width) + load(biases.1 + 2 * width, at, width)
            store(part, candidate, at, width)
            let sum = load(n, at, width) + load(biases.0 + 2 * width, at, width)
            store(sum + load(r, at, width) * part, n, at, width)
        }
        VectorMath.tanh(n, n, width)
        forEachVector(width) { at in
            let (z, n) = (load(z, at, width), load(n, at, width))
            store((1 - z) * n + z * load(previousHidden, at, width), hidden, at, width)
        }
    }

    /// ∂z = ∂h (h′ − n), ∂n = ∂h (1 − z), ∂r = ∂n a′, each times the slope of its activation; ∂h′ = ∂h z beside what
    /// passes by the matrix product, whose share of ∂n is r ∂n.
    static func gatedBackward(
        gates: Input, previousHidden: Input, candidate: Input, upstream: Input, hiddenGradient: Memory,
        gateGradient: Memory, hiddenPartGradient: Memory, width: Int
    ) {
        forEachVector(width) { at in
            let r = load(gates, at, width)
            let z = load(gates + width, at, width)
            let n = load(gates + 2 * width, at, width)
            let dh = load(upstream, at, width) + load(hiddenGradient, at, width)
            let dz = dh * (load(previousHidden, at, width) - n) * z * (1 - z)
            let dn = dh * (1 - z) * (1 - n * n)
            let dr = dn * load(candidate, at, width) * r * (1 - r)
            store(dr, gateGradient, at, width)
            store(dr, hiddenPartGradient, at, width)
            store(dz, gateGradient + width, at, width)
            store(dz, hiddenPartGradient + width, at, width)
            store(dn, gateGradient + 2 * width, at, width)
            store(dn * r, hiddenPartGradient + 2 * width, at, width)
            store(dh * z, hiddenGradient, at, width)
        }
    }

    // MARK: Rows as vectors

    /// Calls `body` with the start of each vector of a row; the last may be incomplete.
    @inline(__always)
    private static func forEachVector(_ width: Int, _ body: (Int) -> Void) {
        var at = 0
        while at < width {
            body(at)
            at += Lanes.scalarCount
        }
    }

    /// The vector at an index of a row, filled up with zeros beyond its end.
    @inline(__always)
    private static func load(_ row: Input, _ at: Int, _ width: Int) -> Lanes {
        if at + Lanes.scalarCount <= width { return UnsafeRawPointer(row + at).loadUnaligned(as: Lanes.self) }
        var lanes = Lanes.zero
        for index in at..<width { lanes[index - at] = row[index] }
        return lanes
    }

    @inline(__always)
    private static func store(_ lanes: Lanes, _ row: Memory, _ at: Int, _ width: Int) {
        if at + Lanes.scalarCount <= width {
            UnsafeMutableRawPointer(row + at).storeBytes(of: lanes, as: Lanes.self)
        } else {
            for index in at..<width { row[index] = lanes[index - at] }
        }
    }

    private static func add(_ a: Input, _ b: Input, to row: Memory, _ count: Int) {
        for index in 0..<count { row[index] += a[index] + b[index] }
    }

    private static func add(_ a: Input, to row: Memory, _ count: Int) {
        for index in 0..<count { row[index] += a[index] }
    }
}
