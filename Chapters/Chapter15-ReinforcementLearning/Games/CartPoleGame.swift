import Foundation
import Messages
import Reporting
import TensorCore

extension CartPole: Game {
    static let name = "cartpole"
    static let actions = ["left", "right"]
    static let featureCount = 4
    static let explorationProbabilities: [Float] = [0.5, 0.5]
    static let scoreName = "steps"
    static let scoreWords = Words(en: "steps", zh: "步")
    static let secondsPerStep = 0.02

    var features: [Float] {
        [Float(state.position), Float(state.velocity), Float(state.angle), Float(state.angularVelocity)]
    }

    var score: Int { steps }

    var isPossible: Bool {
        (0...Self.longestGame).contains(steps) && features.allSatisfy { abs($0) <= 100 }
    }

    /// The baseline policy pushes towards the side to which the pole leans and turns.
    var baselineAction: Int { state.angle + state.angularVelocity > 0 ? 1 : 0 }

    mutating func play(_ action: Int) -> Float {
        guard ending == nil else { return 0 }
        step(action == 1 ? .right : .left)
        return 1
    }

    static let side = 80

    /// The picture in 80 × 80 pixels, dark 255.
    var smallPicture: [UInt8] {
        let large = picture
        return (0..<Self.side * Self.side).map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: Self.side)
            return 255 - large[row * large.height / Self.side, column * large.width / Self.side].red
        }
    }

    /// The track from −2.4 m to 2.4 m, 240 × 120 pixels; the pole is drawn at twice its length.
    var picture: Picture {
        var canvas = Canvas(width: 240, height: 120)
        let ground = 95.0
        let x = 120 + 48 * state.position
        canvas.line(from: (0, ground + 10), to: (240, ground + 10), thickness: 1, PixelColor(gray: 160))
        canvas.rectangle(
            left: Int((x - 16).rounded()), top: Int(ground) - 8, width: 32, height: 16, PixelColor(gray: 60))
        let tip = (x: x + 75 * sin(state.angle), y: ground - 8 - 75 * cos(state.angle))
        canvas.line(
            from: (x, ground - 8), to: tip, thickness: 5, PixelColor(red: 0xB8, green: 0x50, blue: 0x0C))
        canvas.dot(x, ground - 8, radius: 3, PixelColor(red: 0x0A, green: 0x5A, blue: 0x9C))
        return canvas.picture
    }
}
