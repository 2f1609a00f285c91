/// Attention of queries `[T, E]` to keys and values that are all there, by several heads: each mixes the values of the first n
/// positions by softmax(q · k / √d). So a Transformer's encoder reads a sentence, and its decoder looks at it.
struct KeyValueAttentionStep {
    let queries: Int
    /// Each position's key, and behind it its value, `[S, 2 E]`.
    let memory: Int
    /// The weight of each position for each query in each head, `[H, T, S]`; 0 for those not in use.
    let weights: Int
    /// How many positions are in use, 1...S. Where it is none of these, the output is NaN and the weights stay as they are.
    let used: Int
    let output: Int
    let queryCount: Int
    let positionCount: Int
    let width: Int
    let headCount: Int

    func run(_ arena: inout [Float]) {
        let count = arena[used]
        guard count >= 1, count <= Float(positionCount) else {
            for place in 0..<queryCount &* width { arena[output &+ place] = .nan }
            return
        }
        for head in 0..<headCount {
            for query in 0..<queryCount { mix(head, query, Int(count), &arena) }
        }
    }

    private func mix(_ head: Int, _ query: Int, _ count: Int, _ arena: inout [Float]) {
        let size = width / headCount
        let row = weights &+ (head &* queryCount &+ query) &* positionCount
        let (from, to) = (queries &+ query &* width &+ head &* size, output &+ query &* width &+ head &* size)
        let keys = memory &+ head &* size
        let values = keys &+ width
        let scale = 1 / Float(size).squareRoot()
        for position in 0..<count {
            let key = keys &+ position &* 2 &* width
            var sum: Float = 0
            for column in 0..<size { sum += arena[from &+ column] * arena[key &+ column] }
            arena[row &+ position] = sum * scale
        }
        SoftmaxStep(input: row, output: row, count: count).run(&arena)
        for position in count..<positionCount { arena[row &+ position] = 0 }
        for column in 0..<size { arena[to &+ column] = 0 }
        for position in 0..<count {
            let (weight, value) = (arena[row &+ position], values &+ position &* 2 &* width)
            for column in 0..<size { arena[to &+ column] += weight * arena[value &+ column] }
        }
    }
}
