import Datasets
import Motion
import TensorCore

/// Consecutive frames of a clip.
struct PoseWindow {
    let clip: Int
    let start: Int
}

extension PoseData {
    /// Windows of `length` frames, one every `step` frames, of these clips; shifted, each clip starts at a random frame.
    func windows(
        of clips: [Int], length: Int, step: Int, using generator: inout RandomGenerator, shifted: Bool
    ) -> [PoseWindow] {
        clips.flatMap { number -> [PoseWindow] in
            let last = self.clips[number].frameCount - length
            guard last >= 0 else { return [] }
            let first = shifted ? generator.integer(below: min(step, last + 1)) : 0
            return stride(from: first, through: last, by: step).map { PoseWindow(clip: number, start: $0) }
        }
    }

    /// The action in each window.
    func labels(_ windows: [PoseWindow]) -> [Int] { windows.map { clips[$0.clip].action } }

    /// The numbers of a joint in a frame: its place, and in windows of several frames the velocity of the hips, the same for
    /// all joints.
    static func channels(length: Int) -> Int { length > 1 ? 6 : 3 }

    /// Windows as network input, `[N, channels, frames, joints]`: each is rotated about the vertical axis so that all people
    /// face the same way.
    func batch(_ windows: [PoseWindow], length: Int) -> NDArray {
        let (joints, channels) = (skeleton.joints.count, PoseData.channels(length: length))
        var result = [Float](repeating: 0, count: windows.count * channels * length * joints)
        for (number, window) in windows.enumerated() {
            let (positions, velocities) = (clips[window.clip].positions, clips[window.clip].hipVelocities)
            let (dx, dz) = facing(window, length: length)
            let plane = length * joints
            for index in 0..<plane {
                let source = (window.start * joints + index) * 3
                let (x, z) = (positions[source], positions[source + 2])
                let target = number * channels * plane + index
                result[target] = x * dx + z * dz
                result[target + plane] = positions[source + 1]
                result[target + 2 * plane] = z * dx - x * dz
                if channels == 6 {
                    let frame = (window.start + index / joints) * 3
                    let (u, w) = (velocities[frame], velocities[frame + 2])
                    result[target + 3 * plane] = u * dx + w * dz
                    result[target + 4 * plane] = velocities[frame + 1]
                    result[target + 5 * plane] = w * dx - u * dz
                }
            }
        }
        return NDArray(result, shape: [windows.count, channels, length, joints])
    }

    /// From the right to the left hip of a window's person, seen from above, as a vector of length 1.
    func facing(_ window: PoseWindow, length: Int) -> (x: Float, z: Float) {
        let (positions, joints) = (clips[window.clip].positions, skeleton.joints.count)
        let (left, right) = skeleton.hips.map { ($0.left, $0.right) } ?? (0, 0)
        var (dx, dz): (Float, Float) = (0, 0)
        for frame in window.start..<window.start + length {
            let (l, r) = ((frame * joints + left) * 3, (frame * joints + right) * 3)
            dx += positions[l] - positions[r]
            dz += positions[l + 2] - positions[r + 2]
        }
        let size = (dx * dx + dz * dz).squareRoot()
        return size > 1e-6 ? (dx / size, dz / size) : (1, 0)
    }

    /// The mean hip speed of each window, `[N, 1]`.
    func hipSpeeds(_ windows: [PoseWindow], length: Int) -> NDArray {
        NDArray(
            windows.map { window in
                let speeds = clips[window.clip].hipSpeeds[window.start..<window.start + length]
                return speeds.reduce(0, +) / Float(length)
            }, shape: [windows.count, 1])
    }

    /// Folds by style for cross-validation: no style of a test clip is in the training clips.
    func folds(_ count: Int) -> [(training: [Int], test: [Int])] {
        let styles = styles
        guard styles.count >= 2 else { return [] }
        var generator = RandomGenerator(seed: 1)
        return Split.folds(min(count, styles.count), count: styles.count, using: &generator).map { split in
            let held = Set(split.test.map { styles[$0] })
            let test = clips.indices.filter { clips[$0].style.map(held.contains) ?? false }
            return (clips.indices.filter { !test.contains($0) }, test)
        }
    }

    /// Random folds of clips: no test clip is a training clip, but other clips of its style may be.
    func clipFolds(_ count: Int) -> [(training: [Int], test: [Int])] {
        guard styles.count >= 2 else { return [] }
        var generator = RandomGenerator(seed: 1)
        return Split.folds(min(count, clips.count), count: clips.count, using: &generator).map { split in
            (split.training, split.test)
        }
    }
}
