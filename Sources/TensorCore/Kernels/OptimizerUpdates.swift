/// The updates of the optimizers, each one pass over a parameter's memory: whatever it needs of an element is read
/// once and written once, which is all that matters, for memory is slower than the arithmetic.
///
/// Each is a plain loop, which the compiler turns into vector instructions; a condition in it is the same for all
/// elements and is decided before the loop. The order of the operations is PyTorch's, so that the roundings agree.
/// All arrays are contiguous and of one shape; nobody else holds those that are written.
enum OptimizerUpdates {
    private typealias Input = UnsafePointer<Float>
    private typealias Memory = UnsafeMutablePointer<Float>

    struct GradientDescent {
        let learningRate: Float
        let weightDecay: Float
    }

    /// p ← p − η (g + weightDecay · p).
    static func descend(_ p: NDArray, _ g: NDArray, _ settings: GradientDescent) {
        let (rate, decay) = (settings.learningRate, settings.weightDecay)
        forEachShare(of: p, g) { p, g, _, count in
            for index in 0..<count {
                let gradient = decay == 0 ? g[index] : g[index] + decay * p[index]
                p[index] -= rate * gradient
            }
        }
    }

    struct Momentum {
        let learningRate: Float
        let weightDecay: Float
        let momentum: Float
        /// 1 − dampening, and 1 for the first gradient.
        let oneMinusDampening: Float
        let nesterov: Bool
    }

    /// b ← momentum · b + (1 − dampening) g;  p ← p − η b, or with Nesterov's p ← p − η (g + momentum · b).
    static func descend(_ p: NDArray, _ g: NDArray, _ b: NDArray, _ settings: Momentum) {
        let (rate, decay, momentum) = (settings.learningRate, settings.weightDecay, settings.momentum)
        let (oneMinusDampening, nesterov) = (settings.oneMinusDampening, settings.nesterov)
        let buffers = pointer(b)
        forEachShare(of: p, g) { p, g, start, count in
            let b = buffers + start
            for index in 0..<count {
                let gradient = decay == 0 ? g[index] : g[index] + decay * p[index]
                let buffer = momentum * b[index] + oneMinusDampening * gradient
                b[index] = buffer
                p[index] -= rate * (nesterov ? gradient + momentum * buffer : buffer)
            }
        }
    }

    struct Adam {
        /// η / (1 − β₁ᵗ).
        let correctedRate: Float
        /// What is added to the gradient, g + weightDecay · p; 0 where the decay is decoupled.
        let weightDecay: Float
        /// 1 − η · weightDecay where the decay is decoupled, else 1.
        let decoupledDecay: Float
        let beta2: Float
        let oneMinusBeta1: Float
        let oneMinusBeta2: Float
        /// √(1 − β₂ᵗ).
        let rootOfCorrection: Float
        let epsilon: Float
    }

    /// m ← m + (1 − β₁) (g − m);  v ← β₂ v + (1 − β₂) g²;
    /// p ← decoupledDecay · p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
    static func adam(_ p: NDArray, _ g: NDArray, _ m: NDArray, _ v: NDArray, _ settings: Adam) {
        let (rate, decay, decoupled) = (
            settings.correctedRate, settings.weightDecay, settings.decoupledDecay
        )
        let (oneMinusBeta1, beta2) = (settings.oneMinusBeta1, settings.beta2)
        let (oneMinusBeta2, correction) = (settings.oneMinusBeta2, settings.rootOfCorrection)
        let epsilon = settings.epsilon
        let (firstMoments, secondMoments) = (pointer(m), pointer(v))
        forEachShare(of: p, g) { p, g, start, count in
            let (m, v) = (firstMoments + start, secondMoments + start)
            for index in 0..<count {
                let parameter = p[index] * decoupled
                let gradient = decay == 0 ? g[index] : g[index] + decay * parameter
                let first = m[index] + oneMinusBeta1 * (gradient - m[index])
                let second = beta2 * v[index] + oneMinusBeta2 * gradient * gradient
                m[index] = first
                v[index] = second
                p[index] = parameter - rate * first / (root(second) / correction + epsilon)
            }
        }
    }

    struct RMSprop {
        let learningRate: Float
        let weightDecay: Float
        let alpha: Float
        let oneMinusAlpha: Float
        let epsilon: Float
        let momentum: Float
    }

    /// s ← α s + (1 − α) g²;  with `a`, a ← a + (1 − α) (g − a);  d = √(s − a²) + ε;
    /// p ← p − η g / d, or with `b`, b ← momentum · b + g / d and p ← p − η b.
    static func rmsprop(
        _ p: NDArray, _ g: NDArray, _ s: NDArray, _ a: NDArray?, _ b: NDArray?, _ settings: RMSprop
    ) {
        let squares = pointer(s)
        forEachShare(of: p, g) { p, g, start, count in
            let s = squares + start
            // An array that is not used is never touched: the two constants choose the loop.
            switch (a.map { pointer($0) + start }, b.map { pointer($0) + start }) {
            case (nil, nil): rmsprop(p, g, s, s, s, count, settings, centered: false, hasMomentum: false)
            case (let a?, nil): rmsprop(p, g, s, a, s, count, settings, centered: true, hasMomentum: false)
            case (nil, let b?): rmsprop(p, g, s, s, b, count, settings, centered: false, hasMomentum: true)
            case (let a?, let b?):
                rmsprop(p, g, s, a, b, count, settings, centered: true, hasMomentum: true)
            }
        }
    }

    @inline(__always)
    private static func rmsprop(
        _ p: Memory, _ g: Input, _ s: Memory, _ a: Memory, _ b: Memory, _ count: Int, _ settings: RMSprop,
        centered: Bool, hasMomentum: Bool
    ) {
        let (rate, decay, momentum) = (settings.learningRate, settings.weightDecay, settings.momentum)
        let (alpha, oneMinusAlpha) = (settings.alpha, settings.oneMinusAlpha)
        let epsilon = settings.epsilon
        for index in 0..<count {
            let gradient = decay == 0 ? g[index] : g[index] + decay * p[index]
            let square = alpha * s[index] + oneMinusAlpha * gradient * gradient
            s[index] = square
            var variance = square
            if centered {
                let average = a[index] + oneMinusAlpha * (gradient - a[index])
                a[index] = average
                // Rounding can leave it below zero where the gradient hardly changes.
                variance = Swift.max(0, square - average * average)
            }
            let divisor = root(variance) + epsilon
            if hasMomentum {
                let buffer = momentum * b[index] + gradient / divisor
                b[index] = buffer
                p[index] -= rate * buffer
            } else {
                p[index] -= rate * gradient / divisor
            }
        }
    }

    /// √x of a number that is not negative. That must be evident, or the compiler calls the C library for each, lest
    /// it report an error.
    @inline(__always)
    private static func root(_ x: Float) -> Float { x.magnitude.squareRoot() }

    private static func pointer(_ array: NDArray) -> Memory { array.storage.pointer + array.offset }

    /// Calls `body` for pieces of a parameter and its gradient, which several threads may share: where both begin, the
    /// index of their first element, and their length.
    ///
    /// The gradient, which may be a copy that nobody else holds, is kept alive meanwhile.
    @inline(__always)
    private static func forEachShare(
        of parameter: NDArray, _ gradient: NDArray,
        _ body: (_ p: Memory, _ g: Input, _ start: Int, _ count: Int) -> Void
    ) {
        withExtendedLifetime(gradient) {
            let (p, g) = (pointer(parameter), Input(pointer(gradient)))
            Parallel.forEachShare(of: gradient.elementCount, minimumShare: 32768) { share in
                body(p + share.lowerBound, g + share.lowerBound, share.lowerBound, share.count)
            }
        }
    }
}

/// The sum of squares of contiguous elements, in double precision so that nothing overflows or is lost.
enum SumOfSquares {
    /// Each piece is summed by itself, then all in order, so the bits do not depend on the number of threads.
    private static let pieceLength = 16384
    private typealias Wide = SIMD8<Double>

    static func compute(_ array: NDArray) -> Double {
        withExtendedLifetime(array) { compute(array.storage.pointer + array.offset, array.elementCount) }
    }

    private static func compute(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        let pieces = (count + pieceLength - 1) / pieceLength
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: Swift.max(1, pieces)) { partial in
            Parallel.forEachShare(of: pieces, minimumShare: 4) { share in
                for piece in share {
                    let start = piece * pieceLength
                    partial[piece] = ofPiece(x + start, min(pieceLength, count - start))
                }
            }
            var total = 0.0
            for piece in 0..<pieces { total += partial[piece] }
            return total
        }
    }

    private static func ofPiece(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        var (total, total2) = (Wide.zero, Wide.zero)
        var index = 0
        while index + 2 * Wide.scalarCount <= count {
            let a = Wide(load(x + index))
            let b = Wide(load(x + index + Wide.scalarCount))
            total += a * a
            total2 += b * b
            index += 2 * Wide.scalarCount
        }
        var sum = (total + total2).sum()
        while index < count {
            sum += Double(x[index]) * Double(x[index])
            index += 1
        }
        return sum
    }

    private static func load(_ x: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Float>.self)
    }
}
