/// One position of causal self-attention by several heads, with a KV cache: the position's key and value join those of earlier
/// ones, and each head mixes the values of all of them by softmax(q · k / √d).
///
/// The input has the query, the key and the value, each of E numbers with those of a head side by side.
struct AttentionStep {
    let input: Int
    /// The caches, `[T, E]` each.
    let keys: Int
    let values: Int
    /// The weight of each position in each head, `[H, T]`; 0 for those to come.
    let weights: Int
    /// The position, 0..<T. Where it is none, the output is NaN and the caches stay as they are.
    let position: Int
    let output: Int
    let context: Int
    let width: Int
    let headCount: Int

    func run(_ arena: inout [Float]) {
        let place = arena[position]
        guard place >= 0, place < Float(context) else {
            for column in 0..<width { arena[output &+ column] = .nan }
            return
        }
        let at = Int(place)
        for column in 0..<width {
            arena[keys &+ at &* width &+ column] = arena[input &+ width &+ column]
            arena[values &+ at &* width &+ column] = arena[input &+ 2 &* width &+ column]
        }
        for head in 0..<headCount { mix(head, through: at, &arena) }
    }

    private func mix(_ head: Int, through at: Int, _ arena: inout [Float]) {
        let size = width / headCount
        let (first, row) = (head &* size, weights &+ head &* context)
        let scale = 1 / Float(size).squareRoot()
        var largest = -Float.infinity
        for earlier in 0...at {
            let key = keys &+ earlier &* width &+ first
            var sum: Float = 0
            for column in 0..<size { sum += arena[input &+ first &+ column] * arena[key &+ column] }
            arena[row &+ earlier] = sum * scale
            largest = max(largest, sum * scale)
        }
        var total = 0.0
        for earlier in 0...at {
            let power = exponential(Double(arena[row &+ earlier] - largest))
            arena[row &+ earlier] = Float(power)
            total += power
        }
        for later in 0..<context {
            arena[row &+ later] = later <= at ? Float(Double(arena[row &+ later]) / total) : 0
        }
        for column in 0..<size { arena[output &+ first &+ column] = 0 }
        for earlier in 0...at {
            let (weight, value) = (arena[row &+ earlier], values &+ earlier &* width &+ first)
            for column in 0..<size {
                arena[output &+ first &+ column] += weight * arena[value &+ column]
            }
        }
    }
}
