import TensorCore

/// All parameters of an optimizer as one long vector, an array for each.
struct ParameterVector {
    var arrays: [NDArray]

    /// The sum of the products, element by element, of all arrays.
    func dot(_ other: ParameterVector) -> Double {
        zip(arrays, other.arrays).reduce(0) { $0 + Double(($1.0 * $1.1).sum().scalar) }
    }

    /// The largest absolute value of an element.
    var largest: Double {
        arrays.reduce(0) { $1.elementCount == 0 ? $0 : max($0, Double($1.magnitude().max().scalar)) }
    }

    /// The sum of the absolute values.
    var sumOfMagnitudes: Double { arrays.reduce(0) { $0 + Double($1.magnitude().sum().scalar) } }

    /// Adds another one times a number, in place.
    mutating func add(_ other: ParameterVector, scaledBy scale: Double) {
        for index in arrays.indices { arrays[index].add(other.arrays[index], scaledBy: Float(scale)) }
    }

    static func - (a: ParameterVector, b: ParameterVector) -> ParameterVector {
        ParameterVector(arrays: zip(a.arrays, b.arrays).map { $0 - $1 })
    }

    static func * (scale: Double, a: ParameterVector) -> ParameterVector {
        ParameterVector(arrays: a.arrays.map { Float(scale) * $0 })
    }
}
