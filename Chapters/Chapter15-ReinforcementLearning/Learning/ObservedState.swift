import TensorCore

/// What an agent observes of a game.
enum ObservationKind: String, Codable {
    /// The numbers that describe it.
    case features
    /// The last four frames of 80 × 80 pixels.
    case pixels
}

/// One observation: numbers, or a frame as bytes.
enum Observation: Codable {
    case features([Float])
    case pixels([UInt8])

    /// Whether it has as many numbers, or as many pixels, as another.
    func hasForm(of other: Observation) -> Bool {
        switch (self, other) {
        case (.features(let mine), .features(let others)): mine.count == others.count
        case (.pixels(let mine), .pixels(let others)): mine.count == others.count
        default: false
        }
    }
}

/// The state of a game as an agent knows it: its features, or a stack of its last four frames.
struct ObservedState<G: Game>: Codable {
    /// The frames that make a state: one does not show which way things move.
    static var frameCount: Int { 4 }

    let kind: ObservationKind
    private(set) var observation: Observation
    private var frames: [[UInt8]] = []
    private var features: [Float] = []

    /// The first state of a game: its first frame is repeated for those before it.
    init(_ game: G, _ kind: ObservationKind) {
        self.kind = kind
        switch kind {
        case .features:
            features = game.features
            observation = .features(features)
        case .pixels:
            let frame = game.smallPicture
            frames = [[UInt8]](repeating: frame, count: Self.frameCount)
            observation = .pixels(frame)
        }
    }

    /// Observes the game after a step.
    mutating func observe(_ game: G) {
        switch kind {
        case .features:
            features = game.features
            observation = .features(features)
        case .pixels:
            let frame = game.smallPicture
            frames.removeFirst()
            frames.append(frame)
            observation = .pixels(frame)
        }
    }

    /// The state after a step.
    func observing(_ game: G) -> ObservedState {
        var next = self
        next.observe(game)
        return next
    }

    /// Whether it has as many numbers or frames as another.
    func hasForm(of other: ObservedState) -> Bool {
        observation.hasForm(of: other.observation) && kind == other.kind
            && features.count == other.features.count
            && frames.map(\.count) == other.frames.map(\.count)
    }

    /// The input of a network: `[1, features]` or `[1, 4, side, side]`.
    var input: NDArray {
        if kind == .features { return NDArray(features, shape: [1, features.count]) }
        let numbers = frames.flatMap { $0.map { Float($0) * (1 / 255) } }
        return NDArray(numbers, shape: [1, frames.count, G.side, G.side])
    }
}
