import Foundation
import TensorCore

/// A pole on a cart that is pushed left or right: the game of Barto, Sutton and Anderson (1983).
///
/// The constants and the order of the arithmetic are those of Gymnasium's `CartPole-v1`: Euler's method, 50 steps a
/// second, positions moved by the velocities from before the push. Each step earns a reward of 1.
struct CartPole: Codable, Sendable {
    /// Which way the cart is pushed.
    enum Action: Int, CaseIterable {
        case left, right
    }

    /// The state, in metres, radians and seconds.
    struct State: Codable, Equatable {
        var position = 0.0
        var velocity = 0.0
        var angle = 0.0
        var angularVelocity = 0.0
    }

    /// The most steps of a game, and so its highest return.
    static let longestGame = 500

    private static let gravity = 9.8  // m/s²
    private static let cartMass = 1.0  // kg
    private static let poleMass = 0.1  // kg
    private static let halfLength = 0.5  // m, from the pivot to the pole's middle
    private static let push = 10.0  // N
    private static let timeStep = 0.02  // s
    private static let farthest = 2.4  // m
    private static let steepest = 12 * 2 * Double.pi / 360  // rad

    private(set) var state: State
    private(set) var steps = 0
    private(set) var ending: Ending?

    /// A game from a given start.
    init(from start: State) { state = start }

    /// A game from a random start: each of the four numbers uniform in ±0.05.
    init(using generator: inout RandomGenerator) {
        func small() -> Double { Double(generator.uniform(in: -0.05...0.05)) }
        state = State(position: small(), velocity: small(), angle: small(), angularVelocity: small())
    }

    /// Pushes the cart for one step. After the end nothing changes.
    mutating func step(_ action: Action) {
        guard ending == nil else { return }
        let force = action == .right ? Self.push : -Self.push
        let mass = Self.cartMass + Self.poleMass
        let moment = Self.poleMass * Self.halfLength
        let (sine, cosine) = (sin(state.angle), cos(state.angle))
        let spin = state.angularVelocity

        let pushed = (force + moment * spin * spin * sine) / mass
        let angularAcceleration =
            (Self.gravity * sine - cosine * pushed)
            / (Self.halfLength * (4.0 / 3.0 - Self.poleMass * cosine * cosine / mass))
        let acceleration = pushed - moment * angularAcceleration * cosine / mass

        state.position += Self.timeStep * state.velocity
        state.velocity += Self.timeStep * acceleration
        state.angle += Self.timeStep * state.angularVelocity
        state.angularVelocity += Self.timeStep * angularAcceleration
        steps += 1
        if abs(state.position) > Self.farthest || abs(state.angle) > Self.steepest {
            ending = .over
        } else if steps == Self.longestGame {
            ending = .outOfTime
        }
    }
}
