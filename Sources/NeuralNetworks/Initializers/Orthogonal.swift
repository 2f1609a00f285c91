import TensorCore

extension NDArray {
    /// A weight whose rows are orthogonal and of length `gain`, or whose columns are where there are more
    /// rows than columns: it neither stretches nor shrinks a signal, however often it is applied.
    ///
    /// Normal numbers made orthogonal by the Gram–Schmidt process; axes after the first count as one. Traps when the
    /// shape has fewer than two axes. Saxe, McClelland, Ganguli: "Exact solutions to the nonlinear dynamics
    /// of learning in deep linear neural networks" (2014). PyTorch: `orthogonal_`.
    public static func orthogonal(
        _ shape: Shape, gain: Float = 1, using generator: inout RandomGenerator,
        file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        _ = shape.fans("orthogonal", file: file, line: line)
        let (rows, columns) = (shape[0], shape[1...].reduce(1, *))
        let (count, length) = (Swift.min(rows, columns), Swift.max(rows, columns))
        var basis: [[Double]] = []
        while basis.count < count {
            var vector = (0..<length).map { _ in Double(generator.normal()) }
            // Twice, because the first pass leaves rounding errors of the size of what it took away.
            for _ in 0..<2 {
                for other in basis {
                    let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                    for index in vector.indices { vector[index] -= overlap * other[index] }
                }
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            // A draw that is a combination of the other rows gives no new direction.
            if norm > 1e-6 { basis.append(vector.map { $0 / norm }) }
        }
        let matrix = NDArray(basis.flatMap { $0.map { Float($0) * gain } }, shape: [count, length])
        return (rows <= columns ? matrix : matrix.transposed()).reshaped(shape)
    }
}
