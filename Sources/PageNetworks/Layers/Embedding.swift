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
