import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport

/// A path in Tests/Fixtures/pretrained, made by make_pretrained_fixtures.py.
func fixture(_ name: String) -> String {
    packageRoot.appendingPathComponent("Tests/Fixtures/pretrained/\(name)").path
}

/// The folder of a real published model, which `../shared/data/pretrained/get.sh` unpacks: nil where it is not there.
func published(_ name: String) -> String? {
    let path = packageRoot.deletingLastPathComponent().appendingPathComponent("pretrained/\(name)").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
}

/// A text and the ids that the library `tokenizers` gives it.
struct TokenizerCase: Decodable {
    let text: String
    let ids: [Int]

    static func all(_ name: String) throws -> [TokenizerCase] {
        try JSONDecoder().decode([TokenizerCase].self, from: readFile(fixture("\(name).json")))
    }
}

/// Inputs and outputs of a model as PyTorch computed them.
struct ModelCase {
    let ids: IntArray
    let arrays: [String: NDArray]
    let integers: [String: IntArray]

    init(_ name: String) throws {
        let file = try Safetensors(contentsOf: fixture("\(name)-expected.safetensors"))
        (arrays, integers) = (file.arrays, file.integers)
        guard let ids = integers["ids"] else { throw FileError.missing(path: name) }
        self.ids = ids
    }

    /// |a − b| / max(1, |b|), at most, of the array of a name.
    func difference(_ array: NDArray, _ name: String) -> Float {
        largestDifference(array, arrays[name], relativeTo: 1)
    }
}
