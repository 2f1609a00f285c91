/// A step of a recurrent layer in time, with PyTorch's parameters: a = W_ih x + b_ih and a′ = W_hh h + b_hh.
struct RecurrentStep {
    enum Kind {
        /// h′ = tanh(a + a′).
        case simple
        /// i, f, o = σ(a + a′), g = tanh(a + a′); c′ = f c + i g; h′ = o tanh(c′). The gates are in the order i, f, g, o.
        case longShortTerm
        /// r, z = σ(a + a′), n = tanh(a + r a′); h′ = (1 − z) n + z h. The gates are in the order r, z, n.
        case gated

        /// The kind that a plan's word means; nil for another word.
        init?(_ word: [UInt8]) {
            if word.isWord("rnn") {
                self = .simple
            } else if word.isWord("lstm") {
                self = .longShortTerm
            } else if word.isWord("gru") {
                self = .gated
            } else {
                return nil
            }
        }

        /// How many gates a unit has.
        var gateCount: Int {
            switch self {
            case .simple: 1
            case .longShortTerm: 4
            case .gated: 3
            }
        }
    }

    let kind: Kind

    /// The sums a of the input and a′ of the hidden state.
    let fromInput: LinearStep
    let fromHidden: LinearStep

    /// The hidden state before, and of an LSTM the cell state, which is renewed in place.
    let hidden: Int
    let cell: Int
    let output: Int
    let width: Int

    func run(_ arena: inout [Float]) {
        fromInput.run(&arena)
        fromHidden.run(&arena)
        let (a, b) = (fromInput.output, fromHidden.output)
        for unit in 0..<width {
            func sum(_ gate: Int) -> Float {
                arena[a &+ gate &* width &+ unit] + arena[b &+ gate &* width &+ unit]
            }
            switch kind {
            case .simple: arena[output &+ unit] = hyperbolicTangent(sum(0))
            case .longShortTerm:
                let kept = logistic(sum(1)) * arena[cell &+ unit]
                let state = kept + logistic(sum(0)) * hyperbolicTangent(sum(2))
                arena[output &+ unit] = logistic(sum(3)) * hyperbolicTangent(state)
                arena[cell &+ unit] = state
            case .gated:
                let reset = logistic(sum(0))
                let update = logistic(sum(1))
                let new = hyperbolicTangent(
                    arena[a &+ 2 &* width &+ unit] + reset * arena[b &+ 2 &* width &+ unit])
                arena[output &+ unit] = (1 - update) * new + update * arena[hidden &+ unit]
            }
        }
    }
}

/// Keeps a value for the next run: a state becomes what a step computed.
struct KeepStep {
    let input: Int
    let state: Int
    let count: Int

    func run(_ arena: inout [Float]) {
        for place in 0..<count { arena[state &+ place] = arena[input &+ place] }
    }
}
