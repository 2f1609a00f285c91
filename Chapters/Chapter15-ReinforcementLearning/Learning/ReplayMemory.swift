import ChapterSupport
import Files
import Foundation
import NeuralNetworks
import TensorCore

/// What was seen at one step: numbers, or a picture as bytes.
enum Observation: Codable {
    case features([Float])
    case pixels([UInt8])

    /// Whether it is of as many numbers, or of as many pixels.
    func hasForm(of other: Observation) -> Bool {
        switch (self, other) {
        case (.features(let mine), .features(let others)): mine.count == others.count
        case (.pixels(let mine), .pixels(let others)): mine.count == others.count
        default: false
        }
    }
}

/// Remembered steps for one update.
struct Batch {
    /// What was seen, `[N, …]`.
    let states: NDArray
    let actions: IntArray
    /// The sum of the rewards that followed, discounted.
    let rewards: NDArray
    /// What was seen after that, and what its value counts: 0 where the game was over.
    let nextStates: NDArray
    let discounts: NDArray
    /// How much each step's error counts: less for those that are remembered more often.
    let weights: NDArray
    let places: [Int]
}

/// Remembers the last steps of games (section 15.2.4), one after the other in a ring.
///
/// What is seen is kept once a step, pictures as bytes; the next state is what was seen at a later step, and a state of
/// several pictures is put together when it is asked for. When a game ends, what was seen at last takes a place too.
struct ReplayMemory {
    /// Pictures that make a state; 1 for numbers.
    let stacked: Int
    /// The shape of a single observation: `[features]` or `[side, side]`.
    let shape: Shape
    private let size: Int
    private let capacity: Int
    private var features: [Float]
    private var pixels: [UInt8]
    private var actions: [UInt8]
    private var rewards: [Float]
    private var marks: [Mark]
    /// How many places were ever written.
    private var written = 0
    private var priorities: PriorityTree?
    private var largestPriority = 1.0

    private enum Mark: UInt8 {
        /// The game goes on, ends, or runs out of time after this step; or it is the last thing seen of a game.
        case goesOn, over, outOfTime, last
    }

    /// Room for `capacity` steps.
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

    private var isPrioritized: Bool { priorities != nil }

    /// How many places are in use.
    var count: Int { min(written, capacity) }

    /// The bytes that all places together take.
    var byteCount: Int {
        4 * features.count + pixels.count + actions.count + 4 * rewards.count + marks.count
            + (priorities?.byteCount ?? 0)
    }

    /// Remembers a step: what was seen, what was done, what it brought, and whether the game ended by it, with the last thing
    /// seen.
    mutating func add(
        _ seen: Observation, _ action: Int, _ reward: Float, ending: Ending?, last: Observation?
    ) {
        let mark: Mark = ending == nil ? .goesOn : ending == .over ? .over : .outOfTime
        write(seen, action, reward, mark)
        if let last { write(last, 0, 0, .last) }
    }

    private mutating func write(_ seen: Observation, _ action: Int, _ reward: Float, _ mark: Mark) {
        let place = written % capacity
        switch seen {
        case .features(let numbers):
            features.replaceSubrange(place * size..<(place + 1) * size, with: numbers)
        case .pixels(let bytes): pixels.replaceSubrange(place * size..<(place + 1) * size, with: bytes)
        }
        actions[place] = UInt8(action)
        rewards[place] = reward
        marks[place] = mark
        priorities?.set(place, to: mark == .last ? 0 : largestPriority)
        written += 1
    }

    /// Steps by chance, each with `stepsAhead` rewards that followed; nil where nothing fits yet.
    ///
    /// `correction` is β, how much of the preference for large errors is taken back by the weights.
    func sample(
        _ batchSize: Int, stepsAhead: Int, discount: Float, correction: Double,
        using generator: inout RandomGenerator
    ) -> Batch? {
        var starts: [Int] = []
        var ends: [Int] = []
        var (sums, discounts) = ([Float](), [Float]())
        var tries = 0
        while starts.count < batchSize, tries < 100 * batchSize {
            tries += 1
            let place: Int
            if let priorities {
                place = priorities.find(Double(generator.uniform()) * priorities.total)
            } else {
                place = generator.integer(below: max(1, count))
            }
            guard let number = number(ofPlace: place), marks[place] != .last,
                number >= oldest + stacked - 1,
                let (end, sum, rest) = follow(number, stepsAhead: stepsAhead, discount: discount)
            else { continue }
            starts.append(number)
            ends.append(end)
            sums.append(sum)
            discounts.append(rest)
        }
        guard starts.count == batchSize else { return nil }
        let places = starts.map { $0 % capacity }
        return Batch(
            states: states(starts), actions: IntArray(places.map { Int(actions[$0]) }),
            rewards: NDArray(sums),
            nextStates: states(ends), discounts: NDArray(discounts),
            weights: NDArray(weights(places, correction)), places: places)
    }

    /// Remembers how large the errors of steps were.
    mutating func setErrors(_ errors: [Float], at places: [Int]) {
        guard isPrioritized else { return }
        for (place, error) in zip(places, errors) where marks[place] != .last {
            let priority = pow(Double(abs(error)) + 1e-3, 0.6)
            largestPriority = max(largestPriority, priority)
            priorities?.set(place, to: priority)
        }
    }

    private func weights(_ places: [Int], _ correction: Double) -> [Float] {
        guard let priorities else { return [Float](repeating: 1, count: places.count) }
        let raw = places.map { pow(1 / max(1e-12, priorities.value(at: $0)), correction) }
        let largest = raw.max() ?? 1
        return raw.map { Float($0 / largest) }
    }

    private var oldest: Int { max(0, written - capacity) }

    /// The number of the step in a place, counted from the first that was ever written.
    private func number(ofPlace place: Int) -> Int? {
        guard place < count else { return nil }
        let (rounds, next) = written.quotientAndRemainder(dividingBy: capacity)
        return place < next ? rounds * capacity + place : (rounds - 1) * capacity + place
    }

    /// The rewards of so many steps, or until the game ends: the step whose observation follows, their discounted sum, and what
    /// the value of what follows counts.
    private func follow(_ start: Int, stepsAhead: Int, discount: Float) -> (
        end: Int, sum: Float, rest: Float
    )? {
        var (sum, factor) = (Float(0), Float(1))
        for number in start..<start + stepsAhead {
            guard number + 1 < written else { return nil }
            let place = number % capacity
            sum += factor * rewards[place]
            factor *= discount
            switch marks[place] {
            case .over: return (number + 1, sum, 0)
            case .outOfTime: return (number + 1, sum, factor)
            case .goesOn, .last: continue
            }
        }
        return (start + stepsAhead, sum, factor)
    }

    /// What was seen at each step with the pictures before it; before a game's first, the first again. `[N, …]`.
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
                // The place before belongs to another game where it is that game's last.
                if current > oldest, marks[(current - 1) % capacity] != .last { current -= 1 }
            }
        }
        return NDArray(result, shape: Shape([numbers.count, stacked] + Array(shape)))
    }
}

// The memory in a checkpoint: what its places hold, pictures as bytes.

extension ReplayMemory {
    /// Puts all that is remembered into a checkpoint.
    func save(into checkpoint: inout Checkpoint) {
        checkpoint.setNote("memory", to: Counters(written: written, largestPriority: largestPriority))
        checkpoint.arrays["features"] = NDArray(Array(features.prefix(pixels.isEmpty ? count * size : 0)))
        checkpoint.arrays["rewards"] = NDArray(Array(rewards.prefix(count)))
        checkpoint.integers["pixels"] = packed(Data(pixels.prefix(pixels.isEmpty ? 0 : count * size)))
        checkpoint.integers["actions"] = packed(Data(actions.prefix(count)))
        checkpoint.integers["marks"] = packed(Data(marks.prefix(count).map(\.rawValue)))
        if let priorities { checkpoint.integers["priorities"] = packed(priorities.bytes(count: count)) }
    }

    /// Takes over what `save` put there, for a player with so many actions; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed` where it is not that of a memory of this form; nothing is changed then.
    mutating func restore(from checkpoint: Checkpoint, actionCount: Int, path: String) throws {
        func malformed(_ what: String) -> FileError {
            .malformed(path: path, reason: "its \(what) are not those of this memory")
        }
        func bytes(_ name: String, count: Int) throws -> Data {
            guard let array = checkpoint.integers[name], 4 * array.elementCount - count < 4,
                4 * array.elementCount >= count
            else { throw malformed(name) }
            return array.littleEndianBytes.prefix(count)
        }
        func floats(_ name: String, count: Int) throws -> [Float] {
            guard let array = checkpoint.arrays[name], array.elementCount == count else {
                throw malformed(name)
            }
            return array.scalars
        }
        let counters = try checkpoint.note("memory", as: Counters.self, path: path)
        guard isPossibleCount(counters.written), (0...1e30).contains(counters.largestPriority) else {
            throw malformed("counters")
        }
        var restored = self
        (restored.written, restored.largestPriority) = (counters.written, counters.largestPriority)
        let count = restored.count
        restored.features.replaceSubrange(
            0..<(pixels.isEmpty ? count * size : 0),
            with: try floats("features", count: pixels.isEmpty ? count * size : 0))
        restored.rewards.replaceSubrange(0..<count, with: try floats("rewards", count: count))
        restored.pixels.replaceSubrange(
            0..<(pixels.isEmpty ? 0 : count * size),
            with: try bytes("pixels", count: pixels.isEmpty ? 0 : count * size))
        let actions = try bytes("actions", count: count)
        guard actions.allSatisfy({ $0 < actionCount }) else { throw malformed("actions") }
        restored.actions.replaceSubrange(0..<count, with: actions)
        let marks = try bytes("marks", count: count).compactMap(Mark.init(rawValue:))
        guard marks.count == count else { throw malformed("marks") }
        restored.marks.replaceSubrange(0..<count, with: marks)
        if isPrioritized {
            let values = PriorityTree.values(in: try bytes("priorities", count: 8 * count))
            guard values.allSatisfy((0...counters.largestPriority).contains) else {
                throw malformed("priorities")
            }
            restored.priorities?.setValues(values)
        }
        self = restored
    }

    private struct Counters: Codable {
        let written: Int
        let largestPriority: Double
    }

    /// Bytes four by four as whole numbers, zeros behind them.
    private func packed(_ bytes: Data) -> IntArray? {
        let padded = bytes + Data(count: (4 - bytes.count % 4) % 4)
        return IntArray(bytes: padded, format: .int32, shape: [padded.count / 4])
    }
}
