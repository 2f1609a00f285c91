import Files
import Messages
import TensorCore

// How a checkpoint is laid out in a safetensors file.

extension Checkpoint {
    private static let epochKey = "epoch"
    private static let stepKey = "step"
    /// The names of the optimizers, with commas between.
    private static let optimizersKey = "optimizers"
    private static let moduleGeneratorPrefix = "module_generator."
    private static let generatorPrefix = "generator."
    private static let notePrefix = "note."
    private static let arrayPrefix = "kept."
    private static let prefixes = [moduleGeneratorPrefix, generatorPrefix, notePrefix, arrayPrefix]

    /// The content of the file.
    ///
    /// Traps when an optimizer's name could also be one of the model's, or a module has the name of the other arrays.
    func safetensors() -> Safetensors {
        var arrays: [String: NDArray] = [:]
        for entry in model { arrays[entry.name] = entry.value }
        if model.contains(where: { $0.name.hasPrefix(Checkpoint.arrayPrefix) }) {
            explainFailure("Checkpoint", "a module is named \"kept\"", hint: "give it another name")
        }
        for (name, array) in self.arrays { arrays[Checkpoint.arrayPrefix + name] = array }
        let integers = Dictionary(
            uniqueKeysWithValues: self.integers.map { (Checkpoint.arrayPrefix + $0.key, $0.value) })
        // Readers of PyTorch models check that the names are PyTorch's.
        var texts = ["format": "pt", Checkpoint.epochKey: "\(epoch)", Checkpoint.stepKey: "\(step)"]
        for (name, optimizer) in optimizers {
            if name.isEmpty || name.contains(".") || name.contains(",")
                || Checkpoint.prefixes.contains("\(name).")
                || model.contains(where: { $0.name.hasPrefix("\(name).") })
            {
                explainFailure(
                    "Checkpoint", "an optimizer cannot be named \"\(name)\"",
                    hint: "use a word that is no module's name")
            }
            for (key, array) in optimizer.arrays { arrays["\(name).\(key)"] = array }
            // A double's description is the shortest text that gives the same double again.
            for (key, number) in optimizer.numbers { texts["\(name).\(key)"] = "\(number)" }
        }
        if !optimizers.isEmpty {
            texts[Checkpoint.optimizersKey] = optimizers.keys.sorted().joined(separator: ",")
        }
        for entry in moduleGenerators {
            texts[Checkpoint.moduleGeneratorPrefix + entry.name] = entry.state.text
        }
        for (name, state) in generators { texts[Checkpoint.generatorPrefix + name] = state.text }
        for (name, note) in notes { texts[Checkpoint.notePrefix + name] = note }
        return Safetensors(arrays: arrays, integers: integers, metadata: texts)
    }

    /// The checkpoint that a file's content holds.
    ///
    /// - Throws: `FileError.malformed`.
    init(_ file: Safetensors, path: String) throws {
        func malformed(_ key: String) -> FileError {
            .malformed(
                path: path,
                reason: Words(
                    en: "the header's \(quoted(key)) is not what a checkpoint has there",
                    zh: "头部的 \(quoted(key)) 不是检查点应有的内容"
                ).text)
        }
        func count(_ key: String) throws -> Int {
            guard let text = file.metadata[key] else { return 0 }
            guard let number = Int(text), number >= 0 else { throw malformed(key) }
            return number
        }
        epoch = try count(Checkpoint.epochKey)
        step = try count(Checkpoint.stepKey)
        let names = (file.metadata[Checkpoint.optimizersKey] ?? "").split(separator: ",").map(String.init)
        for name in names { optimizers[name] = OptimizerState() }
        let owners = Set(names)
        // An optimizer's name has no point in it.
        func owner(of key: String) -> String? {
            guard let point = key.firstIndex(of: ".") else { return nil }
            let name = String(key[..<point])
            return owners.contains(name) ? name : nil
        }

        model = []
        func keptName(_ name: String) -> String? {
            name.hasPrefix(Checkpoint.arrayPrefix)
                ? String(name.dropFirst(Checkpoint.arrayPrefix.count)) : nil
        }
        var floats = file.arrays
        for (name, array) in file.integers {
            if let kept = keptName(name) { integers[kept] = array } else { floats[name] = array.asFloats() }
        }
        for (name, array) in floats.sorted(by: { $0.key < $1.key }) {
            if let kept = keptName(name) {
                arrays[kept] = array
            } else if let owner = owner(of: name) {
                optimizers[owner]?.arrays[String(name.dropFirst(owner.count + 1))] = array
            } else {
                model.append((name, array))
            }
        }
        (moduleGenerators, generators, notes) = ([], [:], [:])
        for (key, text) in file.metadata.sorted(by: { $0.key < $1.key }) {
            if let owner = owner(of: key) {
                guard let number = Double(text) else { throw malformed(key) }
                optimizers[owner]?.numbers[String(key.dropFirst(owner.count + 1))] = number
            } else if key.hasPrefix(Checkpoint.moduleGeneratorPrefix) {
                guard let state = RandomGenerator.State(text: text) else { throw malformed(key) }
                let name = String(key.dropFirst(Checkpoint.moduleGeneratorPrefix.count))
                moduleGenerators.append((name, state))
            } else if key.hasPrefix(Checkpoint.generatorPrefix) {
                guard let state = RandomGenerator.State(text: text) else { throw malformed(key) }
                generators[String(key.dropFirst(Checkpoint.generatorPrefix.count))] = state
            } else if key.hasPrefix(Checkpoint.notePrefix) {
                notes[String(key.dropFirst(Checkpoint.notePrefix.count))] = text
            }
        }
    }
}

extension RandomGenerator.State {
    /// Seed, stream and counter, with spaces between.
    fileprivate var text: String { "\(seed) \(stream) \(counter)" }

    fileprivate init?(text: String) {
        let numbers = text.split(separator: " ", omittingEmptySubsequences: false).map { UInt64($0) }
        guard numbers.count == 3, let seed = numbers[0], let stream = numbers[1], let counter = numbers[2]
        else {
            return nil
        }
        self.init(seed: seed, stream: stream, counter: counter)
    }
}
