import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore

/// A file of a network of which most weights are 0: a bit for each weight says whether it is 0, and only the others are written,
/// 32 bits each. It is smaller than an ordinary one once more than a thirty-second of the weights are 0.
enum SparseFile {
    private static let maskEnding = ".mask"

    /// Writes the parameters and buffers of a network.
    ///
    /// - Throws: `FileError.unwritable`.
    static func write(_ network: Module, to path: String) throws {
        var content = Safetensors(arrays: [:])
        for (name, value) in network.stateDictionary {
            let numbers = value.scalars
            let others = numbers.filter { $0 != 0 }
            let maskSize = (numbers.count + 31) / 32
            guard others.count + maskSize < numbers.count else {
                content.arrays[name] = value
                continue
            }
            var words = [UInt32](repeating: 0, count: maskSize)
            for (place, number) in numbers.enumerated() where number != 0 {
                words[place / 32] |= 1 << UInt32(place % 32)
            }
            content.arrays[name] = NDArray(others)
            content.integers[name + maskEnding] = IntArray(words.map { Int(Int32(bitPattern: $0)) })
        }
        try content.write(to: path)
    }

    /// Reads such a file into a network of the same layers.
    ///
    /// - Throws: `FileError` where it is missing, broken, or of another network.
    static func read(_ path: String, into network: Module) throws {
        let content = try Safetensors(contentsOf: path)
        func malformed(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        let state = try network.stateDictionary.map { name, value in
            guard let stored = content.arrays[name] else {
                throw malformed(en: "\(name) is missing", zh: "缺少 \(name)")
            }
            guard let mask = content.integers[name + maskEnding] else { return (name: name, value: stored) }
            let words = mask.scalars.map { UInt32(truncatingIfNeeded: $0) }
            var numbers = [Float](repeating: 0, count: value.elementCount)
            var others = stored.scalars[...]
            for place in numbers.indices {
                guard place / 32 < words.count, words[place / 32] >> UInt32(place % 32) & 1 == 1 else {
                    continue
                }
                guard let next = others.popFirst() else {
                    throw malformed(en: "\(name) has too few numbers", zh: "\(name) 的数太少")
                }
                numbers[place] = next
            }
            guard others.isEmpty, words.count == (numbers.count + 31) / 32 else {
                throw malformed(en: "\(name) is of another network", zh: "\(name) 属于别的网络")
            }
            return (name: name, value: NDArray(numbers, shape: value.shape))
        }
        do {
            try network.load(stateDictionary: state)
        } catch let error as StateError {
            throw malformed(en: "\(error)", zh: "\(error)")
        }
    }
}
