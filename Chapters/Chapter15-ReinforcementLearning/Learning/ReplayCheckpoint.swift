import ChapterSupport
import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore

// The replay memory in a checkpoint: the contents of its slots, frames as bytes.

extension ReplayMemory {
    /// Adds the memory to a checkpoint.
    func save(into checkpoint: inout Checkpoint) {
        checkpoint.setNote("memory", to: Counters(written: written, largestPriority: largestPriority))
        checkpoint.arrays["features"] = NDArray(Array(features.prefix(pixels.isEmpty ? count * size : 0)))
        checkpoint.arrays["rewards"] = NDArray(Array(rewards.prefix(count)))
        checkpoint.integers["pixels"] = packed(Data(pixels.prefix(pixels.isEmpty ? 0 : count * size)))
        checkpoint.integers["actions"] = packed(Data(actions.prefix(count)))
        checkpoint.integers["marks"] = packed(Data(marks.prefix(count).map(\.rawValue)))
        if let priorities { checkpoint.integers["priorities"] = packed(priorities.bytes(count: count)) }
    }

    /// Restores what `save` added, for a game with this many actions; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed` where it is not of a memory of this form; nothing is changed then.
    mutating func restore(from checkpoint: Checkpoint, actionCount: Int, path: String) throws {
        func malformed(_ what: String) -> FileError {
            let reason = Words(
                en: "its \(what) are not those of this memory", zh: "其中的 \(what) 不属于这个回放记忆")
            return .malformed(path: path, reason: reason.text)
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

    /// Bytes as 32-bit integers, padded with zeros.
    private func packed(_ bytes: Data) -> IntArray? {
        let padded = bytes + Data(count: (4 - bytes.count % 4) % 4)
        return IntArray(bytes: padded, format: .int32, shape: [padded.count / 4])
    }
}
