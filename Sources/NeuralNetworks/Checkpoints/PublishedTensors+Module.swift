import TensorCore
import Files

extension PublishedTensors {
    /// Gives a module the parameters and buffers of the file, by their names.
    ///
    /// Counters of batches, which older files lack, keep their value.
    ///
    /// - Parameter isIgnored: whether a tensor of this name may be in the file without being in the module.
    /// - Throws: `FileError.malformed` with all names that are missing, unexpected, or of another shape; then nothing is
    ///   changed.
    public func load(into module: Module, ignoring isIgnored: (String) -> Bool = { _ in false }) throws {
        var (state, error) = ([(name: String, value: NDArray)](), StateError())
        let wanted = module.stateDictionary
        let known = Set(wanted.map(\.name))
        error.unexpected = names.filter { !known.contains($0) && !isIgnored($0) }
        for (name, value) in wanted {
            guard let entry = self[name] else {
                if !name.hasSuffix("num_batches_tracked") { error.missing.append(name) }
                continue
            }
            if entry.shape == value.shape {
                state.append((name, NDArray(bytes: entry.bytes, format: entry.format, shape: entry.shape)))
            } else {
                error.wrongShapes.append(.init(name: name, expected: value.shape, found: entry.shape))
            }
        }
        guard error == StateError() else {
            throw FileError.malformed(path: path, reason: error.description)
        }
        try module.load(stateDictionary: state, strictly: false)
    }
}
