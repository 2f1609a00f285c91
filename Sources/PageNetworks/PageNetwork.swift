/// A trained network that answers inside a page: its weights, its plan, and the room for all that it computes.
///
/// It is made from the bytes of one safetensors file whose metadata hold the plan, see `PlanReader`. The same source is
/// a module of the package, where it is tested, and is compiled to WebAssembly for the pages; no pointer, no library
/// and no allocation after it was made.
///
/// ```swift
/// var network = try PageNetwork(bytes)
/// network.set("x", picture)
/// network.run()
/// let probabilities = network.numbers(of: "probabilities")
/// ```
public struct PageNetwork {
    /// An array with a name: a weight, an input, or what a step computes.
    struct Value {
        let name: [UInt8]
        let shape: [Int]
        /// Where its numbers begin in the arena.
        let start: Int

        /// How many numbers it has.
        var count: Int { shape.reduce(1) { $0 &* $1 } }

        /// How many rows of so many numbers it is: one where that is all of them, those of a matrix that is as wide; else 0.
        func rowCount(of size: Int) -> Int {
            if count == size { return 1 }
            return shape.count == 2 && shape[1] == size ? shape[0] : 0
        }
    }

    /// Weights first, then what the plan names, in order.
    private(set) var values: [Value] = []

    /// How many of the values are weights.
    private(set) var weightCount = 0

    /// What a reading does, in order.
    private(set) var steps: [Step] = []

    /// The numbers of all values.
    private(set) var arena: [Float] = []

    /// More numbers than this are refused: 64 megabytes.
    static let roomLimit = 1 << 24

    /// A network from the bytes of a safetensors file with a plan.
    ///
    /// - Throws: `PageNetworkError`: the file, the plan, a name or a shape is wrong.
    public init(_ bytes: [UInt8]) throws(PageNetworkError) {
        let file = try WeightFile(bytes)
        for entry in file.entries {
            let index = try add(entry.name, entry.shape)
            let start = values[index].start
            file.forEachNumber(of: entry) { arena[start + $0] = $1 }
        }
        weightCount = values.count
        var reader = PlanReader(file.plan)
        while let line = try reader.nextLine() { try append(line) }
        if steps.isEmpty { throw .malformedPlan }
    }

    /// The number of a value, by its name; nil where there is none.
    func index(of name: [UInt8]) -> Int? { values.firstIndex { $0.name == name } }

    /// The extents of a value by its number.
    func shape(of index: Int) -> [Int] { values[index].shape }

    /// One number of a value.
    func number(_ value: Int, at place: Int) -> Float { arena[values[value].start + place] }

    /// Sets one number of a value.
    mutating func set(_ value: Int, at place: Int, to number: Float) {
        arena[values[value].start + place] = number
    }

    /// Computes all that the plan says from the inputs as they are set.
    public mutating func run() {
        var isOn = true
        for step in steps {
            if case .when(let place) = step {
                isOn = arena[place] != 0
            } else if isOn {
                perform(step)
            }
        }
    }

    /// Makes room for another value, all zeros.
    mutating func add(_ name: [UInt8], _ shape: [Int]) throws(PageNetworkError) -> Int {
        var count = 1
        for extent in shape {
            guard extent > 0 else { throw .wrongShape }
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: extent)
            guard !isTooLarge, product <= Self.roomLimit else { throw .tooLarge }
            count = product
        }
        guard index(of: name) == nil else { throw .malformedPlan }
        values.append(Value(name: name, shape: shape, start: try reserve(count)))
        return values.count - 1
    }

    /// Makes room for numbers without a name, and says where it begins.
    mutating func reserve(_ count: Int) throws(PageNetworkError) -> Int {
        guard count <= Self.roomLimit, arena.count + count <= Self.roomLimit else { throw .tooLarge }
        let start = arena.count
        arena += [Float](repeating: 0, count: count)
        return start
    }

    mutating func append(_ step: Step) { steps.append(step) }

    private mutating func perform(_ step: Step) {
        switch step {
        case .linear(let layer): layer.run(&arena)
        case .convolution(let layer): layer.run(&arena)
        case .maxPool(let layer): layer.run(&arena)
        case .map(let layer): layer.run(&arena)
        case .softmax(let layer): layer.run(&arena)
        case .embedding(let layer): layer.run(&arena)
        case .recurrent(let layer): layer.run(&arena)
        case .keep(let layer): layer.run(&arena)
        case .embeddingBag(let layer): layer.run(&arena)
        case .pairs(let layer): layer.run(&arena)
        case .unit(let layer): layer.run(&arena)
        case .layerNorm(let layer): layer.run(&arena)
        case .batchNorm(let layer): layer.run(&arena)
        case .attention(let layer): layer.run(&arena)
        case .transposedConvolution(let layer): layer.run(&arena)
        case .perceptron(let layer): layer.run(&arena)
        case .product(let layer): layer.run(&arena)
        case .transpose(let layer): layer.run(&arena)
        case .mean(let layer): layer.run(&arena)
        case .join(let layer): layer.run(&arena)
        case .put(let layer): layer.run(&arena)
        case .attend(let layer): layer.run(&arena)
        case .when: break
        }
    }
}

/// A step of a plan. A layer's places in the arena were checked when the plan was read.
enum Step {
    case linear(LinearStep)
    case convolution(ConvolutionStep)
    case maxPool(MaxPoolStep)
    case map(MapStep)
    case softmax(SoftmaxStep)
    case embedding(EmbeddingStep)
    case recurrent(RecurrentStep)
    case keep(KeepStep)
    case embeddingBag(EmbeddingBagStep)
    case pairs(PairsStep)
    case unit(UnitStep)
    case layerNorm(LayerNormStep)
    case batchNorm(BatchNormStep)
    case attention(AttentionStep)
    case transposedConvolution(TransposedConvolutionStep)
    case perceptron(PerceptronStep)
    case product(ProductStep)
    case transpose(TransposeStep)
    case mean(MeanStep)
    case join(JoinStep)
    case put(PutStep)
    case attend(KeyValueAttentionStep)
    /// A switch, by its place: what follows, up to the next, runs where it is not 0.
    case when(Int)
}

#if !hasFeature(Embedded)
    extension PageNetwork {
        /// The names of all values, weights first.
        public var names: [String] { values.map { String(decoding: $0.name, as: UTF8.self) } }

        /// The numbers of a value in row-major order; nil where no value has this name.
        public func numbers(of name: String) -> [Float]? {
            index(of: Array(name.utf8)).map {
                Array(arena[values[$0].start..<values[$0].start + values[$0].count])
            }
        }

        /// The extents of a value; nil where no value has this name.
        public func shape(of name: String) -> [Int]? { index(of: Array(name.utf8)).map { shape(of: $0) } }

        /// Sets the numbers of a value. False, with nothing changed, where no value has this name and count.
        @discardableResult
        public mutating func set(_ name: String, _ numbers: [Float]) -> Bool {
            guard let value = index(of: Array(name.utf8)), values[value].count == numbers.count else {
                return false
            }
            arena.replaceSubrange(values[value].start..<values[value].start + numbers.count, with: numbers)
            return true
        }
    }
#endif
