import ChapterSupport
import Foundation
import Messages
import Reporting
import TensorCore

/// Flappy Bird: a bird that falls, and flaps, through gaps between pipes.
///
/// The constants are those of the published game for learners: a screen of 288 × 512 pixels, gaps of 100, pipes 4 pixels a
/// frame, gravity 1, a flap −9, a fall of at most 10 pixels a frame. Bird and pipes are rectangles and touch where these do.
/// The reward is 0.1 a frame, 1 for a pipe passed, −1 at the end.
struct FlappyBird: Game {
    /// A pair of pipes with a gap between them.
    struct Pipe: Codable, Equatable, Sendable {
        /// Its left edge.
        var x: Int
        /// The upper edge of its gap.
        var gapTop: Int
    }

    static let name = "flappy"
    static let actions = ["fall", "flap"]
    static let featureCount = 6
    /// Flapping half of the time would keep the bird at the ceiling, and exploration would find nothing.
    static let explorationProbabilities: [Float] = [0.92, 0.08]
    static let scoreName = "pipes"
    static let scoreWords = Words(en: "pipes", zh: "根管道")
    static let secondsPerStep = 1.0 / 30

    static let (width, height) = (288, 512)
    /// Where the ground is.
    static let ground = 404
    static let (birdX, birdWidth, birdHeight) = (57, 34, 24)
    static let (pipeWidth, gap) = (52, 100)
    private static let (speed, gravity, flapVelocity, fastestFall) = (4, 1, -9, 10)

    /// The bird's upper edge, and pixels a frame downwards.
    private(set) var y = 244
    private(set) var velocity = 0
    private(set) var pipes: [Pipe]
    private(set) var score = 0
    private(set) var ending: Ending?
    private(set) var frames = 0
    private var generator: RandomGenerator

    init(using generator: inout RandomGenerator) {
        self.generator = generator.split()
        pipes = []
        pipes = [newPipe(at: Self.width), newPipe(at: Self.width + Self.width / 2)]
    }

    /// A game with these pipes first.
    init(pipes: [Pipe], seed: UInt64) {
        self.pipes = pipes
        generator = RandomGenerator(seed: seed)
    }

    /// The gap begins 100, 110, … 170 pixels from the top.
    private mutating func newPipe(at x: Int) -> Pipe {
        Pipe(x: x, gapTop: 100 + 10 * generator.integer(below: 8))
    }

    mutating func play(_ action: Int) -> Float {
        guard ending == nil else { return 0 }
        frames += 1
        if action == 1, y > -2 * Self.birdHeight {
            velocity = Self.flapVelocity
        } else {
            velocity = min(Self.fastestFall, velocity + Self.gravity)
        }
        // Passed is a pipe whose middle the bird's middle reaches in this frame.
        let middle = Self.birdX + Self.birdWidth / 2
        let isPassed = pipes.contains {
            let pipeMiddle = $0.x + Self.pipeWidth / 2
            return (pipeMiddle..<pipeMiddle + Self.speed).contains(middle)
        }
        if isPassed { score += 1 }
        y = max(0, y + min(velocity, Self.ground - y - Self.birdHeight))
        for index in pipes.indices { pipes[index].x -= Self.speed }
        if (1..<5).contains(pipes[0].x) { pipes.append(newPipe(at: Self.width + 10)) }
        if pipes[0].x < -Self.pipeWidth { pipes.removeFirst() }
        if isCrash {
            ending = .over
            return -1
        }
        return isPassed ? 1 : 0.1
    }

    private var isCrash: Bool {
        if y + Self.birdHeight >= Self.ground - 1 { return true }
        return pipes.contains { pipe in
            let isBeside = Self.birdX < pipe.x + Self.pipeWidth && pipe.x < Self.birdX + Self.birdWidth
            return isBeside && (y < pipe.gapTop || y + Self.birdHeight > pipe.gapTop + Self.gap)
        }
    }

    /// The pipes that the bird has not passed, the next first.
    private var ahead: ArraySlice<Pipe> { pipes.drop { $0.x + Self.pipeWidth < Self.birdX } }

    /// Height and speed of the bird; for the next two pipes the distance to the pipe's end, and how far the bird is below the
    /// middle of its gap.
    var features: [Float] {
        let center = Float(y) + Float(Self.birdHeight) / 2
        var numbers = [center / 200 - 1, Float(velocity) / 10]
        for pipe in ahead.prefix(2) {
            let middle = Float(pipe.gapTop + Self.gap / 2)
            numbers.append(Float(pipe.x + Self.pipeWidth - Self.birdX) / 200)
            numbers.append((center - middle) / 100)
        }
        // Before the second pipe comes, it counts as far ahead, its gap at the bird's height.
        if numbers.count < Self.featureCount { numbers += [1.5, 0] }
        return numbers
    }

    /// The pipes are as far apart as playing leaves them, and the last is not so far left that the next should be there.
    var isPossible: Bool {
        let xs = pipes.map(\.x)
        return (0...Self.ground).contains(y)
            && (Self.flapVelocity...Self.fastestFall).contains(velocity)
            && isPossibleCount(score) && isPossibleCount(frames) && (xs.last ?? 0) > Self.width / 3
            && pipes.allSatisfy {
                (-Self.pipeWidth...2 * Self.width).contains($0.x) && (100...170).contains($0.gapTop)
            } && zip(xs, xs.dropFirst()).allSatisfy { $1 - $0 > Self.width / 3 }
    }

    /// The baseline policy flaps when the bird would fall below 8 pixels over the lower edge of the next gap.
    var baselineAction: Int {
        guard let pipe = ahead.first else { return 0 }
        return y + Self.birdHeight + max(0, velocity + 1) > pipe.gapTop + Self.gap - 8 ? 1 : 0
    }
}
