/// A product of matrices: y[r, c] = Σ a[r, k] · b[k, c].
struct ProductStep {
    let first: Int
    let second: Int
    let output: Int
    let rows: Int
    let inner: Int
    let columns: Int

    func run(_ arena: inout [Float]) {
        for place in output..<output &+ rows &* columns { arena[place] = 0 }
        for row in 0..<rows {
            let to = output &+ row &* columns
            for place in 0..<inner {
                let factor = arena[first &+ row &* inner &+ place]
                // As most of an adjacency matrix is.
                if factor == 0 { continue }
                let from = second &+ place &* columns
                for column in 0..<columns { arena[to &+ column] += factor * arena[from &+ column] }
            }
        }
    }
}

/// A matrix `[n, m]` with rows and columns exchanged, `[m, n]`.
struct TransposeStep {
    let input: Int
    let output: Int
    let rows: Int
    let columns: Int

    func run(_ arena: inout [Float]) {
        for row in 0..<rows {
            for column in 0..<columns {
                arena[output &+ column &* rows &+ row] = arena[input &+ row &* columns &+ column]
            }
        }
    }
}

/// The mean of each channel: of a plane of a picture, or of a row of a matrix.
struct MeanStep {
    let input: Int
    let output: Int
    let channels: Int
    /// The numbers of a channel.
    let area: Int

    func run(_ arena: inout [Float]) {
        for channel in 0..<channels {
            var sum = 0.0
            for place in 0..<area { sum += Double(arena[input &+ channel &* area &+ place]) }
            arena[output &+ channel] = Float(sum / Double(area))
        }
    }
}

/// The numbers of two values, one behind the other.
struct JoinStep {
    let first: Int
    let second: Int
    let output: Int
    let counts: (Int, Int)

    func run(_ arena: inout [Float]) {
        for place in 0..<counts.0 { arena[output &+ place] = arena[first &+ place] }
        for place in 0..<counts.1 { arena[output &+ counts.0 &+ place] = arena[second &+ place] }
    }
}

/// Puts a value into a row of a state `[n, m]`, from a column on. Where there is no such row, the state stays as it is.
struct PutStep {
    let input: Int
    let state: Int
    let row: Int
    let column: Int
    let count: Int
    let rowCount: Int
    let width: Int

    func run(_ arena: inout [Float]) {
        let place = arena[row]
        guard place >= 0, place < Float(rowCount) else { return }
        let to = state &+ Int(place) &* width &+ column
        for index in 0..<count { arena[to &+ index] = arena[input &+ index] }
    }
}
