import Foundation

/// A point or a direction in space. As in both formats read here, y points up.
public struct Vector3: Hashable, Sendable {
    /// Sideways.
    public var x: Double
    /// Up.
    public var y: Double
    /// Forwards.
    public var z: Double

    /// The vector (x, y, z).
    public init(_ x: Double, _ y: Double, _ z: Double) { (self.x, self.y, self.z) = (x, y, z) }

    /// The zero vector.
    public static let zero = Vector3(0, 0, 0)

    /// The length: the square root of the sum of the squares.
    public var length: Double { (x * x + y * y + z * z).squareRoot() }

    static func + (a: Vector3, b: Vector3) -> Vector3 { Vector3(a.x + b.x, a.y + b.y, a.z + b.z) }
    static func * (a: Vector3, factor: Double) -> Vector3 {
        Vector3(a.x * factor, a.y * factor, a.z * factor)
    }
}

/// An axis of space.
public enum Axis: Int, CaseIterable, Sendable {
    /// Sideways.
    case x
    /// Up.
    case y
    /// Forwards.
    case z
}

/// A rotation of space: a 3 × 3 matrix R, so that v goes to R v.
public struct Rotation: Equatable, Sendable {
    /// The rows of the matrix.
    let (first, second, third): (Vector3, Vector3, Vector3)

    private init(_ first: Vector3, _ second: Vector3, _ third: Vector3) {
        (self.first, self.second, self.third) = (first, second, third)
    }

    /// The identity.
    public static let identity = Rotation(Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1))

    /// A rotation about an axis by an angle in degrees; seen from the axis' end, counterclockwise.
    public init(degrees: Double, about axis: Axis) {
        let (s, c) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        switch axis {
        case .x: self.init(Vector3(1, 0, 0), Vector3(0, c, -s), Vector3(0, s, c))
        case .y: self.init(Vector3(c, 0, s), Vector3(0, 1, 0), Vector3(-s, 0, c))
        case .z: self.init(Vector3(c, -s, 0), Vector3(s, c, 0), Vector3(0, 0, 1))
        }
    }

    /// The rotations one after the other: the one that acts first is on the right.
    public static func * (a: Rotation, b: Rotation) -> Rotation {
        let columns = b.inverse
        func row(_ v: Vector3) -> Vector3 {
            Vector3(dot(v, columns.first), dot(v, columns.second), dot(v, columns.third))
        }
        return Rotation(row(a.first), row(a.second), row(a.third))
    }

    /// The rotated vector.
    public static func * (a: Rotation, v: Vector3) -> Vector3 {
        Vector3(dot(a.first, v), dot(a.second, v), dot(a.third, v))
    }

    /// The inverse rotation: the transposed matrix.
    public var inverse: Rotation {
        Rotation(
            Vector3(first.x, second.x, third.x), Vector3(first.y, second.y, third.y),
            Vector3(first.z, second.z, third.z))
    }
}

private func dot(_ a: Vector3, _ b: Vector3) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }
