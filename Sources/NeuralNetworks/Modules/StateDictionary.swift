import Autograd
import Files
import Messages
import TensorCore

/// Why a state does not fit a module: the names that are missing, unexpected, or of another
/// shape.
public struct StateError: Error, Equatable, CustomStringConvertible {
    /// An array of another shape than the module's.
    public struct WrongShape: Equatable, Sendable {
        /// The name of the parameter or buffer.
        public let name: String
        /// The shape that the module has.
        public let expected: Shape
        /// The shape that the state has.
        public let found: Shape

        /// An array under this name with two shapes.
        public init(name: String, expected: Shape, found: Shape) {
            self.name = name
            self.expected = expected
            self.found = found
        }
    }

    /// What the module has and the state lacks.
    public var missing: [String] = []
    /// What the state has and the module does not.
    public var unexpected: [String] = []
    /// What both have, in different shapes.
    public var wrongShapes: [WrongShape] = []

    /// One line that names all of them, ten of a kind at most.
    public var description: String {
        func list(_ names: [String]) -> Words {
            let first = names.prefix(10).map { excerpt($0, limit: 120) }
            let more = names.count - 10
            return Words(
                en: first.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""),
                zh: first.joined(separator: "、") + (more > 0 ? "，还有 \(more) 个" : ""))
        }
        var parts: [Words] = []
        if !missing.isEmpty {
            parts.append(Words(en: "missing: \(list(missing).en)", zh: "缺少：\(list(missing).zh)"))
        }
        if !unexpected.isEmpty {
            parts.append(Words(en: "unexpected: \(list(unexpected).en)", zh: "多余：\(list(unexpected).zh)"))
        }
        if !wrongShapes.isEmpty {
            let texts = wrongShapes.map {
                Words(
                    en: "\($0.name) is \($0.found), the model has \($0.expected)",
                    zh: "\($0.name) 是 \($0.found)，模型的是 \($0.expected)"
                ).text
            }
            parts.append(Words(en: "wrong shape: \(list(texts).en)", zh: "形状不对：\(list(texts).zh)"))
        }
        return Words(
            en: "the state does not fit the model; \(parts.map(\.en).joined(separator: "; "))",
            zh: "状态与模型不合；\(parts.map(\.zh).joined(separator: "；"))"
        ).text
    }
}

extension Module {
    /// All parameters and buffers by name, as PyTorch's `state_dict()` has them: `hidden.weight`,
    /// `norm.running_mean`. A tied parameter is there under each of its names.
    public final var stateDictionary: [(name: String, value: NDArray)] {
        state.map { ($0.name, $0.value) }
    }

    /// Takes over the parameters and buffers of a saved state, by name.
    ///
    /// - Parameter strictly: whether the names must be the same on both sides; otherwise those that only one
    ///   side has are ignored. The shapes must agree in any case.
    ///
    /// Throws `StateError`, and then nothing is changed.
    public final func load(
        stateDictionary saved: [(name: String, value: NDArray)], strictly: Bool = true
    ) throws {
        let state = state
        let arrays = Dictionary(saved.map { ($0.name, $0.value) }) { _, last in last }
        let known = Set(state.map(\.name))
        var error = StateError()
        if strictly {
            error.missing = state.map(\.name).filter { arrays[$0] == nil }
            error.unexpected = saved.map(\.name).filter { !known.contains($0) }
        }
        for entry in state {
            if let array = arrays[entry.name], array.shape != entry.value.shape {
                error.wrongShapes.append(
                    .init(name: entry.name, expected: entry.value.shape, found: array.shape))
            }
        }
        if error != StateError() { throw error }
        for entry in state {
            if let array = arrays[entry.name] { entry.set(array) }
        }
    }

    /// Everything in the state: its name, what it is, and how to replace it.
    private var state: [(name: String, value: NDArray, set: (NDArray) -> Void)] {
        var result: [(name: String, value: NDArray, set: (NDArray) -> Void)] = []
        forEachContent { name, content in
            switch content {
            case .parameter(let parameter):
                result.append((name, parameter.value, { parameter.value = $0 }))
            case .buffer(let buffer):
                result.append((name, buffer.value, { buffer.value = $0 }))
            case .module: break
            }
        }
        return result
    }
}
