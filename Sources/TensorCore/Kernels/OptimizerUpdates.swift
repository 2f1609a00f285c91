/// The updates of the optimizers, each one pass over a parameter's memory: whatever it needs of an element is read
/// once and written once, which is all that matters, for memory is slower than the arithmetic.
///
/// Each is a plain loop, which the compiler turns into vector instructions; a condition in it is the same for all
/// elements and is decided before the loop. The order of the operations is PyTorch's, so that the roundings agree.
enum OptimizerUpdates {
    typealias Input = UnsafePointer<Float>
    typealias Memory = UnsafeMutablePointer<Float>

    /// p ← p − rate · (g + decay · p).
    static func descend(_ p: Memory, _ g: Input, _ count: Int, rate: Float, decay: Float) {
        for index in 0..<count {
            let gradient = decay == 0 ? g[index] : g[index] + decay * p[index]
            p[index] -= rate * gradient
        }
    }

    struct Momentum {
        let rate: Float
        let decay: Float
        let momentum: Float
        /// What a new gradient counts: 1 − dampening, and 1 for the first.
        let share: Float
        let nesterov: Bool
    }

    /// b ← momentum · b + share · g;  p ← p − rate · b, or with Nesterov − rate · (g + momentum · b).
    static func descend(_ p: Memory, _ g: Input, _ b: Memory, _ count: Int, _ settings: Momentum) {
        let (rate, decay, momentum, share) = (
            settings.rate, settings.decay, settings.momentum, settings.share
        )
        let nesterov = settings.nesterov
        for index in 0..<count {
            let gradient = decay == 0 ? g[index] : g[index] + decay * p[index]
            let buffer = momentum * b[index] + share * gradient
            b[index] = buffer
            p[index] -= rate * (nesterov ? gradient + momentum * buffer : buffer)
        }
    }

    struct Adam {
        /// The learning rate over the first moment's bias correction.
        let rate: Float
        let gradientDecay: Float
        /// 1 − rate · decay, where the decay is decoupled from the gradient; else 1.
        let shrinkage: Float
        let firstShare: Float
        let secondKept: Float
        let secondShare: Float
        /// The square root of the second moment's bias correction.
        let secondCorrection: Float
        let epsilon: Float
    }

    /// m ← m + firstShare · (g − m);  v ← secondKept · v + secondShare · g²;
    /// p ← shrinkage · p − rate · m / (√v / secondCorrection + ε).
    static func adam(
        _ p: Memory, _ g: Input, _ m: Memory, _ v: Memory, _ count: Int, _ settings: Adam
    ) {
        let (rate, decay, shrinkage) = (settings.rate, settings.gradientDecay, settings.shrinkage)
        let (firstShare, secondKept) = (settings.firstShare, settings.secondKept)
        let (secondShare, correction) = (settings.secondShare, settings.secondCorrection)
        let epsilon = settings.epsilon
        for index in 0..<count {
            let parameter = p[index] * shrinkage
            let gradient = decay == 0 ? g[index] : g[index] + decay * parameter
            let first = m[index] + firstShare * (gradient - m[index])
            let second = secondKept * v[index] + secondShare * gradient * gradient
            m[index] = first
            v[index] = second
            p[index] = parameter - rate * first / (root(second) / correction + epsilon)
        }
    }

    struct RMSprop {
        let rate: Float
        let decay: Float
        let kept: Float
        let share: Float
        let epsilon: Float
        let momentum: Float
    }

    /// s ← kept · s + share · g²;  with `a`, a ← a + share · (g − a);  d = √(s − a²) + ε;
    /// p ← p − rate · g / d, or with `b`, b ← momentum · b + g / d and p ← p − rate · b.
    static func rmsprop(
        _ p: Memory, _ g: Input, _ s: Memory, _ a: Memory?, _ b: Memory?, _ count: Int, _ settings: RMSprop
    ) {
        // A buffer that is not used is never touched: the two constants choose the loop.
        switch (a, b) {
        case (nil, nil): rmsprop(p, g, s, s, s, count, settings, centered: false, hasMomentum: false)
        case (let a?, nil): rmsprop(p, g, s, a, s, count, settings, centered: true, hasMomentum: false)
        case (nil, let b?): rmsprop(p, g, s, s, b, count, settings, centered: false, hasMomentum: true)
        case (let a?, let b?): rmsprop(p, g, s, a, b, count, settings, centered: true, hasMomentum: true)
        }
    }

    /// √x of a number that is not negative. That must be evident, or the compiler calls the C library for each, lest
    /// it report an error.
    @inline(__always)
    private static func root(_ x: Float) -> Float { x.magnitude.squareRoot() }

    @inline(__always)
    private static func rmsprop(
        _ p: Memory, _ g: Input, _ s: Memory, _ a: Memory, _ b: Memory, _ count: Int, _ settings: RMSprop,
        centered: Bool, hasMomentum: Bool
    ) {
        let (rate, decay, kept, share) = (settings.rate, settings.decay, settings.kept, settings.share)
        let (epsilon, momentum) = (settings.epsilon, settings.momentum)
        for index in 0..<count {
            let gradient = decay == 0 ? g[index] : g[index] + decay * p[index]
            let square = kept * s[index] + share * gradient * gradient
            s[index] = square
            var variance = square
            if centered {
                let average = a[index] + share * (gradient - a[index])
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
}

/// The sum of squares of contiguous elements, in double precision so that nothing overflows or is lost.
enum SumOfSquares {
    /// Each piece is summed by itself, then all in order, so the bits do not depend on the number of threads.
    private static let pieceLength = 16384
    private typealias Wide = SIMD8<Double>

    static func compute(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
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
