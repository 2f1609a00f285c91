import Foundation
import TensorCore

/// A point on the paper, in heights of the box that the digit is written in, x to the right and y down.
struct PenPoint {
    var x: Float
    var y: Float
    /// Half the width of the line there.
    var radius: Float
}

/// How somebody writes: what is random from one digit to the next.
///
/// All lengths are parts of the height of the box that the digit is written in.
struct Hand {
    /// How far along the way from a shape's first drawing to its second.
    var blend: Float
    /// The map from the shape's box to the paper, without its shift: columns of a 2 × 2 matrix.
    var xx, xy, yx, yy: Float
    /// Waves that bend the paper: direction, phase, and how far they push along x and y.
    var waves: [(fx: Float, fy: Float, phase: Float, dx: Float, dy: Float)]
    /// Half the width of the pen.
    var radius: Float
    /// How the pressure changes along a stroke: depth, speed, phase.
    var pressure: (depth: Float, speed: Float, phase: Float)
    /// How far knots stray.
    var tremor: Float
    /// How far the middle moves down, and how much wider the bottom is than the top.
    var waist, taper: Float

    /// A hand drawn at random. A 1 and a 7 lean more than other digits.
    init(digit: Int, using generator: inout RandomGenerator) {
        blend = generator.uniform(in: -0.3...1.3)
        let rotation = 0.09 * generator.normal()
        let slant = (digit == 1 ? 0.28 : 0.16) + (digit == 1 || digit == 7 ? 0.3 : 0.2) * generator.normal()
        let wide = exp(-0.06 + 0.24 * generator.normal())
        let (c, s) = (cos(rotation), sin(rotation))
        // Width, then slant (tops to the right), then rotation.
        (xx, xy) = (c * wide, s * wide)
        (yx, yy) = (-c * slant - s, -s * slant + c)
        waves = (0..<3).map { _ in
            (
                3 * generator.normal(), 3 * generator.normal(), generator.uniform(in: 0...6.2832),
                0.022 * generator.normal(), 0.022 * generator.normal()
            )
        }
        radius = min(0.17, max(0.028, 0.066 * exp(0.38 * generator.normal())))
        pressure = (
            0.25 * generator.uniform(), generator.uniform(in: 1...5), generator.uniform(in: 0...6.2832)
        )
        tremor = 0.012 + 0.04 * generator.uniform()
        waist = 0.07 * generator.normal()
        taper = max(-0.8, min(0.8, 0.3 * generator.normal()))
    }

    /// The strokes of a shape in this hand.
    func strokes(of shape: DigitShape, using generator: inout RandomGenerator) -> [[PenPoint]] {
        zip(shape.first, shape.second).map { first, second in
            var knots: [(x: Float, y: Float)] = []
            knots.reserveCapacity(first.count)
            for place in first.indices {
                if place > 0, first[place] == first[place - 1] {
                    knots.append(knots[place - 1])
                    continue
                }
                let x = first[place].x + blend * (second[place].x - first[place].x)
                let y = first[place].y + blend * (second[place].y - first[place].y)
                knots.append(
                    (x / 100 - 0.5 + tremor * generator.normal(), y / 100 - 0.5 + tremor * generator.normal())
                )
            }
            let curve = smoothCurve(through: knots)
            // The pen comes down late or goes up early.
            let most = knots.count > 5 ? 0.06 : 0.02
            let late = Int(Float(curve.count) * Float(most) * generator.normal().magnitude)
            let early = Int(Float(curve.count) * Float(most) * generator.normal().magnitude)
            return curve.dropFirst(late).dropLast(early).map(moved)
        }
    }

    /// Where a point of the box, −½ to ½ each way, lies on the paper, and how hard the pen is pressed there.
    private func moved(_ point: (x: Float, y: Float)) -> PenPoint {
        var y = point.y + waist * cos(Float.pi * point.y)
        var x = point.x * (1 + taper * y)
        for wave in waves {
            let height = sin(wave.fx * point.x + wave.fy * point.y + wave.phase)
            x += wave.dx * height
            y += wave.dy * height
        }
        let wobble = sin(pressure.speed * (point.x + 1.7 * point.y) + pressure.phase)
        return PenPoint(
            x: xx * x + yx * y, y: xy * x + yy * y, radius: radius * (1 + pressure.depth * wobble))
    }
}

/// Points on a Catmull-Rom spline through knots; a knot given twice is a corner.
func smoothCurve(through knots: [(x: Float, y: Float)]) -> [(x: Float, y: Float)] {
    var curve: [(x: Float, y: Float)] = []
    curve.reserveCapacity(8 * knots.count)
    for place in 0..<max(0, knots.count - 1) {
        let (b, c) = (knots[place], knots[place + 1])
        if b == c { continue }
        let a = place > 0 && knots[place - 1] != b ? knots[place - 1] : b
        let d = place + 2 < knots.count && knots[place + 2] != c ? knots[place + 2] : c
        let steps = max(2, Int(16 * ((c.x - b.x) * (c.x - b.x) + (c.y - b.y) * (c.y - b.y)).squareRoot()))
        for step in 0..<steps {
            let t = Float(step) / Float(steps)
            curve.append(
                (catmullRom(a.x, b.x, c.x, d.x, t), catmullRom(a.y, b.y, c.y, d.y, t)))
        }
    }
    if let last = knots.last { curve.append(last) }
    return curve
}

/// Between b and c, the cubic that is there when t is 0 and 1, in the directions c − a and d − b, halved.
private func catmullRom(_ a: Float, _ b: Float, _ c: Float, _ d: Float, _ t: Float) -> Float {
    let linear = c - a
    let square = 2 * a - 5 * b + 4 * c - d
    let cube = 3 * (b - c) + d - a
    return b + 0.5 * t * (linear + t * (square + t * cube))
}
