import TensorCore

extension WordVectors {
    /// The words nearest to a word by cosine, the nearest first, never the word itself; nil where it has no vector.
    public func nearest(to word: String, count: Int) -> [Neighbour]? {
        guard let row = row(of: word) else { return nil }
        return nearest(to: matrix.selected(row), count: count, excluding: [row])
    }

    /// The words nearest to a vector `[d]` by cosine, the nearest first, without these rows.
    public func nearest(to vector: NDArray, count: Int, excluding rows: [Int] = []) -> [Neighbour] {
        let length = vector.square().sum().squareRoot().scalar
        let query = length > 0 ? vector / length : vector
        let cosines = directions.matmul(query.reshaped([width, 1])).flattened()  // [V]
        let asked = min(self.count, max(0, count) + rows.count)
        let (values, places) = cosines.topK(asked)
        let found = zip(places.scalars, values.scalars).filter { !rows.contains($0.0) }
        return found.prefix(count).map { Neighbour(word: words[$0.0], row: $0.0, cosine: $0.1) }
    }

    /// Solves a : b = c : ? by 3CosAdd: the words nearest to b/|b| − a/|a| + c/|c|, without the three given ones; nil where
    /// one has no vector. Mikolov, Yih, Zweig: "Linguistic regularities in continuous space word representations" (2013).
    ///
    /// ```swift
    /// let vectors = try WordVectors(contentsOf: "vectors.txt")
    /// print(vectors.analogy("man", "king", "woman", count: 1) ?? [])  // queen
    /// ```
    public func analogy(_ a: String, _ b: String, _ c: String, count: Int) -> [Neighbour]? {
        guard let first = row(of: a), let second = row(of: b), let third = row(of: c) else { return nil }
        let query = directions.selected(second) - directions.selected(first) + directions.selected(third)
        return nearest(to: query, count: count, excluding: [first, second, third])
    }

    /// The mean cosine over all pairs of two different words: near 1 where the vectors have not been trained apart.
    ///
    /// (|Σ v|² − Σ |v|²) / (V (V − 1)) over the directions v; NaN for fewer than two words.
    public var meanCosine: Double {
        let sum = directions.sum(axes: [0]).scalars.reduce(0.0) { $0 + Double($1) * Double($1) }
        let own = directions.square().sum(axes: [1]).scalars.reduce(0.0) { $0 + Double($1) }
        return (sum - own) / (Double(count) * Double(count - 1))
    }
}
