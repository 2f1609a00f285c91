import Autograd

// How the contents of a module are found and named.

/// What a module may hold.
enum ModuleContent {
    case parameter(Parameter)
    case buffer(Buffer)
    case module(Module)

    /// PyTorch lists a module's parameters first, then its buffers, then its modules.
    var rank: Int {
        switch self {
        case .parameter: 0
        case .buffer: 1
        case .module: 2
        }
    }
}

extension Module {
    /// Calls `visit` for everything in this module, and in the modules in it, with its path as PyTorch spells
    /// it. What is stored in two places is visited twice.
    func forEachContent(_ visit: (_ name: String, _ content: ModuleContent) -> Void) {
        forEachContent(prefix: "", path: [ObjectIdentifier(self)], visit)
    }

    /// `path` holds the modules on the way from the root: one that refers back to its owner is not entered
    /// again.
    private func forEachContent(
        prefix: String, path: Set<ObjectIdentifier>,
        _ visit: (_ name: String, _ content: ModuleContent) -> Void
    ) {
        for (name, content) in directContents {
            guard case .module(let module) = content else {
                visit(prefix + name, content)
                continue
            }
            let identity = ObjectIdentifier(module)
            if path.contains(identity) { continue }
            visit(prefix + name, content)
            module.forEachContent(prefix: "\(prefix)\(name).", path: path.union([identity]), visit)
        }
    }

    /// What this module holds itself: parameters, then buffers, then modules, each in the order of
    /// declaration.
    private var directContents: [(name: String, content: ModuleContent)] {
        var found: [(name: String, content: ModuleContent)] = []
        for (name, value) in storedProperties { collectContents(of: value, name: name, into: &found) }
        return (0...2).flatMap { rank in found.filter { $0.content.rank == rank } }
    }
}

/// Adds what `value` is or contains. Returns whether it is of a kind that could contain anything: the
/// elements of an array are asked only until one is not, so that a long array of numbers costs nothing.
@discardableResult
private func collectContents(
    of value: Any, name: String, into found: inout [(name: String, content: ModuleContent)]
) -> Bool {
    switch value {
    case let parameter as Parameter:
        found.append((name, .parameter(parameter)))
        return true
    case let buffer as Buffer:
        found.append((name, .buffer(buffer)))
        return true
    case let module as Module:
        found.append((name, .module(module)))
        return true
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
        if let wrapped = mirror.children.first?.value {
            return collectContents(of: wrapped, name: name, into: &found)
        }
    case .collection:
        for (index, element) in mirror.children.enumerated()
        where !collectContents(of: element.value, name: "\(name).\(index)", into: &found) {
            break
        }
    case .tuple:
        for (index, element) in mirror.children.enumerated() {
            let label = element.label.map { $0.hasPrefix(".") ? "\(index)" : snakeCase($0) } ?? "\(index)"
            collectContents(of: element.value, name: "\(name).\(label)", into: &found)
        }
    case .dictionary:
        var entries: [(key: String, value: Any)] = []
        for entry in mirror.children {
            let pair = Array(Mirror(reflecting: entry.value).children)
            if pair.count == 2 { entries.append(("\(pair[0].value)", pair[1].value)) }
        }
        for entry in entries.sorted(by: { $0.key < $1.key })
        where !collectContents(of: entry.value, name: "\(name).\(entry.key)", into: &found) {
            break
        }
    default: return false
    }
    return true
}

/// The stored properties of a module, those of its superclasses first, in PyTorch's spelling.
func mirroredProperties(of module: Module) -> [(name: String, value: Any)] {
    var levels: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: module)
    while let level = mirror, level.subjectType != Module.self {
        levels.append(level)
        mirror = level.superclassMirror
    }
    return levels.reversed().flatMap(\.children).compactMap { child in
        child.label.map { (snakeCase($0), child.value) }
    }
}

/// A Swift name as Python writes it: `runningMean` becomes `running_mean`, `conv1` stays, `inputURL` becomes
/// `input_url`.
func snakeCase(_ name: String) -> String {
    let lazyStorage = "$__lazy_storage_$_"
    let letters = Array(name.hasPrefix(lazyStorage) ? name.dropFirst(lazyStorage.count) : name[...])
    var result = ""
    for (index, letter) in letters.enumerated() {
        if letter.isUppercase, index > 0, letters[index - 1] != "_" {
            let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
            if !letters[index - 1].isUppercase || startsWord { result += "_" }
        }
        result += letter.lowercased()
    }
    return result
}
