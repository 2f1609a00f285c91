import Foundation
import TensorCore

/// Generated walks, runs and dashes: each joint follows sines of one stride.
///
/// How far the joints swing depends on the style as much as on the gait: a bold walk lifts the knees as high as a tired run,
/// and may be as fast. So a single frame does not show the gait. Time does: how many strides a second, and how late in the
/// swing of a leg its knee is bent most.
public enum GeneratedMotion {
    /// The actions, from slow to fast.
    public static let actions = ["walk", "run", "dash"]

    /// Clips of every action in every style, 4 s each at 30 frames a second; the motion follows from the seed, and a style does
    /// not depend on the number of styles.
    public static func clips(styles: Int, clipsEach: Int = 2, seed: UInt64) -> [ActionClip] {
        (0..<styles).flatMap { number -> [ActionClip] in
            var generator = RandomGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
            let style = Style(using: &generator)
            return actions.indices.flatMap { action in
                (0..<clipsEach).map { _ in
                    let gait = Gait(action: action, style: style, using: &generator)
                    return ActionClip(
                        action: actions[action], style: "style \(number + 1)",
                        clip: gait.clip(frames: 120, using: &generator))
                }
            }
        }
    }
}

/// A style: what walks and runs of one person have in common.
private struct Style {
    let swing: Float
    let bend: Float
    let armSwing: Float
    let elbow: Float
    let lean: Float
    let head: Float
    let spread: Float
    let pace: Float

    init(using generator: inout RandomGenerator) {
        swing = generator.uniform(in: 0.75...1.25)
        bend = generator.uniform(in: 0.75...1.25)
        armSwing = generator.uniform(in: 0.3...1.5)
        elbow = generator.uniform(in: 10...80)
        lean = generator.uniform(in: -6...16)
        head = generator.uniform(in: -10...25)
        spread = generator.uniform(in: 4...24)
        pace = generator.uniform(in: 0.6...1.6)
    }
}

/// The parameters of one clip.
private struct Gait {
    let style: Style
    /// Strides, two steps each, in a second.
    let stridesPerSecond: Float
    /// Degrees that the thigh swings to either side, and that the knee bends.
    let swing: Float
    let bend: Float
    /// How much of a stride after the thigh's swing forwards the knee is bent most.
    let lag: Float
    /// Metres a second.
    let speed: Float
    let phase: Float
    /// Degrees: where the walk leads at first, and by how much it turns in a second.
    let heading: Float
    let turning: Float

    init(action: Int, style: Style, using generator: inout RandomGenerator) {
        self.style = style
        stridesPerSecond =
            [0.95, 1.3, 1.7][action] * generator.uniform(in: 0.88...1.12)
        swing = [26, 32, 37][action] * style.swing * generator.uniform(in: 0.9...1.1)
        bend = [58, 72, 84][action] * style.bend * generator.uniform(in: 0.9...1.1)
        lag = [0.02, 0.07, 0.11][action] + generator.uniform(in: -0.02...0.02)
        speed = [1.5, 1.9, 2.3][action] * style.pace * generator.uniform(in: 0.9...1.1)
        phase = generator.uniform()
        heading = generator.uniform(in: -180...180)
        turning = generator.uniform(in: -12...12)
    }

    func clip(frames: Int, using generator: inout RandomGenerator) -> MotionClip {
        let skeleton = GeneratedSkeleton.skeleton
        let frameTime = 1.0 / 30
        var (place, stride) = (Vector3.zero, Double(phase))
        var values: [Double] = []
        for frame in 0..<frames {
            let time = Double(frame) * frameTime
            let direction = Double(heading) + Double(turning) * time
            let radians = direction * .pi / 180
            place.x += sin(radians) * Double(speed) * frameTime
            place.z += cos(radians) * Double(speed) * frameTime
            // Nobody keeps time exactly.
            stride += Double(stridesPerSecond) * frameTime * (1 + 0.05 * Double(generator.normal()))
            place.y = 0.93 + 0.02 * cos(4 * .pi * stride)
            let turns = pose(at: stride)
            for joint in skeleton.joints {
                if joint.parent == nil { values += [place.x, place.y, place.z] }
                let (bend, twist, sway) = turns[joint.name] ?? (0, 0, 0)
                let towards = joint.parent == nil ? direction : 0
                for angle in [sway, bend, twist + towards] {
                    values.append(angle + 0.8 * Double(generator.normal()))
                }
            }
        }
        return MotionClip(skeleton: skeleton, frameTime: frameTime, values: values)
    }

    /// The degrees that joints are turned at a place of the stride, whole strides being 1: about x (a leg backwards), about y
    /// and about z.
    private func pose(at stride: Double) -> [String: (bend: Double, twist: Double, sway: Double)] {
        var turns: [String: (Double, Double, Double)] = [:]
        let (swing, bend) = (Double(swing), Double(bend))
        for (side, shift, sign) in [("l", 0.0, 1.0), ("r", 0.5, -1.0)] {
            let at = 2 * Double.pi * (stride + shift)
            // 0 to 1, highest while the thigh comes forwards.
            let lifted = pow(0.5 + 0.5 * cos(at - 2 * .pi * Double(lag)), 2)
            turns[side + "hip"] = (-swing * sin(at) - 0.25 * swing, 0, sign * 2)
            turns[side + "knee"] = (8 + bend * lifted, 0, 0)
            turns[side + "ankle"] = (-12 * lifted + 14 * cos(at + 2.4), 0, 0)
            let arm = Double(style.armSwing) * swing
            turns[side + "shoulder"] = (arm * sin(at), 0, sign * Double(style.spread))
            turns[side + "elbow"] = (-Double(style.elbow) - 0.4 * arm * (1 - sin(at)), 0, 0)
        }
        let at = 2 * Double.pi * stride
        turns["hips"] = (0, 5 * sin(at), 3 * cos(at))
        turns["lowerback"] = (Double(style.lean), -5 * sin(at), -3 * cos(at))
        turns["chest"] = (Double(style.lean) / 2, -4 * sin(at), 0)
        turns["upperneck"] = (Double(style.head) - Double(style.lean), 4 * sin(at), 0)
        return turns
    }
}
