/// A row of a table for each id: y[n] = w[id n]. A row of an id that there is not is NaN.
struct EmbeddingStep {
    let input: Int
    let weight: Int
    let output: Int
    let idCount: Int
    let rowCount: Int
    let width: Int

    func run(_ arena: inout [Float]) {
        for place in 0..<idCount {
            let id = arena[input &+ place]
            let isRow = id >= 0 && id < Float(rowCount)
            let row = weight &+ (isRow ? Int(id) : 0) &* width
            for column in 0..<width {
                arena[output &+ place &* width &+ column] = isRow ? arena[row &+ column] : .nan
            }
        }
    }
}

/// The sum of rows of a table, each times its weight: y = Σ a[n] · w[id n]. A weight of 0 leaves its row out, whatever its id;
/// with another, the id of a row that there is not makes the sum NaN.
struct EmbeddingBagStep {
    let input: Int
    /// The weight of each id.
    let shares: Int
    let weight: Int
    let output: Int
    let idCount: Int
    let rowCount: Int
    let width: Int

    func run(_ arena: inout [Float]) {
        for column in 0..<width { arena[output &+ column] = 0 }
        for place in 0..<idCount {
            let (id, share) = (arena[input &+ place], arena[shares &+ place])
            if share == 0 { continue }
            let isRow = id >= 0 && id < Float(rowCount)
            let row = weight &+ (isRow ? Int(id) : 0) &* width
            for column in 0..<width {
                arena[output &+ column] += isRow ? share * arena[row &+ column] : .nan
            }
        }
    }
}
