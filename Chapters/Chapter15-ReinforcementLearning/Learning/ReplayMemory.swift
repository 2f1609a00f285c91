import Foundation
import NeuralNetworks
import TensorCore

/// A mini-batch of transitions (s, a, r, s′).
struct TransitionBatch {
    /// The states s, `[N, …]`, and the actions a.
    let states: NDArray
    let actions: IntArray
    /// The n-step returns: the discounted sum of the next rewards, `[N]`.
    let rewards: NDArray
    /// The states s′ after these rewards, `[N, …]`, and the discount of their value, `[N]`: γⁿ, and 0 where the game is over.
    let nextStates: NDArray
    let discounts: NDArray
    /// Importance weights: smaller for transitions that are sampled more often, `[N]`.
    let weights: NDArray
    /// Where the transitions are in the memory.
    let indices: [Int]
}

/// Experience replay (section 15.2.4): the last steps of all games in a ring buffer, from which mini-batches are sampled.
///
/// An observation is stored once, a frame as bytes: the next state is the observation of a later step, and a stack of
/// frames is put together when it is sampled. The last observation of a game takes a slot of its own.
struct ReplayMemory {
    /// The frames of a state; 1 for features.
    let stacked: Int
    /// The shape of a single observation: `[features]` or `[side, side]`.
    let shape: Shape
    let size: Int
    let capacity: Int
    var features: [Float]
    var pixels: [UInt8]
    var actions: [UInt8]
    var rewards: [Float]
    var marks: [Mark]
    /// How many slots were ever written.
    var written = 0
    var priorities: PriorityTree?
    var largestPriority = 1.0

    enum Mark: UInt8 {
        /// The game continues, is over, or runs out of time after this step; or this is the last observation of a game.
        case continues, over, outOfTime, last
    }

    /// An empty memory for the training of a game.
    init(of game: (some Game).Type, _ hyperparameters: Hyperparameters, observing kind: ObservationKind) {
        let isPixels = kind == .pixels
        self.init(
            capacity: hyperparameters.replayCapacity,
            shape: isPixels ? [game.side, game.side] : [game.featureCount],
            stacked: isPixels ? 4 : 1, isPixels: isPixels, isPrioritized: hyperparameters.isPrioritized)
    }

    /// An empty memory of `capacity` slots.
    init(capacity: Int, shape: Shape, stacked: Int = 1, isPixels: Bool, isPrioritized: Bool) {
        (self.capacity, self.shape, self.stacked) = (capacity, shape, stacked)
        size = shape.elementCount
        features = isPixels ? [] : [Float](repeating: 0, count: capacity * size)
        pixels = isPixels ? [UInt8](repeating: 0, count: capacity * size) : []
        actions = [UInt8](repeating: 0, count: capacity)
        rewards = [Float](repeating: 0, count: capacity)
        marks = [Mark](repeating: .last, count: capacity)
        priorities = isPrioritized ? PriorityTree(count: capacity) : nil
    }

    var isPrioritized: Bool { priorities != nil }

    /// How many slots are in use.
    var count: Int { min(written, capacity) }

    /// The bytes of all slots together.
    var byteCount: Int {
        4 * features.count + pixels.count + actions.count + 4 * rewards.count + marks.count
            + (priorities?.byteCount ?? 0)
    }

    /// Stores a transition: an observation, the action taken, its reward, whether the game ended by it, and the next
    /// observation, which is stored only where no later step has it.
    mutating func add(
        _ observation: Observation, _ action: Int, _ reward: Float, ending: Ending?, next: Observation
    ) {
        let mark: Mark = ending == nil ? .continues : ending == .over ? .over : .outOfTime
        write(observation, action, reward, mark)
        if ending != nil { write(next, 0, 0, .last) }
    }

    private mutating func write(_ observation: Observation, _ action: Int, _ reward: Float, _ mark: Mark) {
        let slot = written % capacity
        switch observation {
        case .features(let numbers):
            features.replaceSubrange(slot * size..<(slot + 1) * size, with: numbers)
        case .pixels(let bytes): pixels.replaceSubrange(slot * size..<(slot + 1) * size, with: bytes)
        }
        actions[slot] = UInt8(action)
        rewards[slot] = reward
        marks[slot] = mark
        priorities?.set(slot, to: mark == .last ? 0 : largestPriority)
        written += 1
    }

    /// A random mini-batch as the hyperparameters ask for it; nil where too little is stored.
    ///
    /// - Parameter progress: the share of the training that is done; β of prioritized replay rises with it from 0.4 to 1.
    func sample(
        _ hyperparameters: Hyperparameters, progress: Double, using generator: inout RandomGenerator
    ) -> TransitionBatch? {
        sample(
            hyperparameters.batchSize, nSteps: hyperparameters.nSteps, discount: hyperparameters.discount,
            beta: 0.4 + 0.6 * progress, using: &generator)
    }

    /// A random mini-batch with n-step returns; nil where too little is stored.
    ///
    /// - Parameter beta: β, how far the importance weights undo the preference for large errors.
    func sample(
        _ batchSize: Int, nSteps: Int, discount: Float, beta: Double,
        using generator: inout RandomGenerator
    ) -> TransitionBatch? {
        var starts: [Int] = []
        var ends: [Int] = []
        var (sums, discounts) = ([Float](), [Float]())
        var tries = 0
        while starts.count < batchSize, tries < 100 * batchSize {
            tries += 1
            let slot: Int
            if let priorities {
                slot = priorities.find(Double(generator.uniform()) * priorities.total)
            } else {
                slot = generator.integer(below: max(1, count))
            }
            guard let number = number(ofSlot: slot), marks[slot] != .last,
                number >= oldest + stacked - 1,
                let (end, sum, rest) = follow(number, nSteps: nSteps, discount: discount)
            else { continue }
            starts.append(number)
            ends.append(end)
            sums.append(sum)
            discounts.append(rest)
        }
        guard starts.count == batchSize else { return nil }
        let slots = starts.map { $0 % capacity }
        return TransitionBatch(
            states: states(starts), actions: IntArray(slots.map { Int(actions[$0]) }),
            rewards: NDArray(sums),
            nextStates: states(ends), discounts: NDArray(discounts),
            weights: NDArray(weights(slots, beta)), indices: slots)
    }

    /// Sets the priorities of transitions from their errors: (|error| + ε)^0.6.
    mutating func setErrors(_ errors: [Float], at indices: [Int]) {
        guard isPrioritized else { return }
        for (slot, error) in zip(indices, errors) where marks[slot] != .last {
            let priority = pow(Double(abs(error)) + 1e-3, 0.6)
            largestPriority = max(largestPriority, priority)
            priorities?.set(slot, to: priority)
        }
    }

    /// Importance weights (1 / priority)^β, the largest 1.
    private func weights(_ slots: [Int], _ beta: Double) -> [Float] {
        guard let priorities else { return [Float](repeating: 1, count: slots.count) }
        let raw = slots.map { pow(1 / max(1e-12, priorities.value(at: $0)), beta) }
        let largest = raw.max() ?? 1
        return raw.map { Float($0 / largest) }
    }

    private var oldest: Int { max(0, written - capacity) }

    /// The number of the step in a slot, counted from the first that was ever written.
    private func number(ofSlot slot: Int) -> Int? {
        guard slot < count else { return nil }
        let (rounds, next) = written.quotientAndRemainder(dividingBy: capacity)
        return slot < next ? rounds * capacity + slot : (rounds - 1) * capacity + slot
    }

    /// The n-step return from a step, cut short where the game ends: the number of the step that follows, the discounted sum
    /// of the rewards, and the discount of the value of what follows. Time that runs out is not an end: its value counts.
    private func follow(_ start: Int, nSteps: Int, discount: Float) -> (
        end: Int, sum: Float, rest: Float
    )? {
        var (sum, factor) = (Float(0), Float(1))
        for number in start..<start + nSteps {
            guard number + 1 < written else { return nil }
            let slot = number % capacity
            sum += factor * rewards[slot]
            factor *= discount
            switch marks[slot] {
            case .over: return (number + 1, sum, 0)
            case .outOfTime: return (number + 1, sum, factor)
            case .continues, .last: continue
            }
        }
        return (start + nSteps, sum, factor)
    }

    /// The states at these steps, `[N, …]`: an observation with the frames before it; the first frame of a game is repeated.
    private func states(_ numbers: [Int]) -> NDArray {
        if stacked == 1, pixels.isEmpty {
            var result = [Float]()
            result.reserveCapacity(numbers.count * size)
            for number in numbers {
                let start = number % capacity * size
                result += features[start..<start + size]
            }
            return NDArray(result, shape: [numbers.count, size])
        }
        var result = [Float](repeating: 0, count: numbers.count * stacked * size)
        for (row, number) in numbers.enumerated() {
            var current = number
            for layer in stride(from: stacked - 1, through: 0, by: -1) {
                let from = current % capacity * size
                let to = (row * stacked + layer) * size
                for index in 0..<size { result[to + index] = Float(pixels[from + index]) * (1 / 255) }
                // The slot before belongs to another game if it is that game's last.
                if current > oldest, marks[(current - 1) % capacity] != .last { current -= 1 }
            }
        }
        return NDArray(result, shape: Shape([numbers.count, stacked] + Array(shape)))
    }
}
