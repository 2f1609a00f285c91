import Autograd
import TensorCore

/// The modules of a network: a row for each, with the shape of its output in a trial run.
public struct ModuleSummary: Sendable, Equatable, CustomStringConvertible {
    /// One module.
    public struct Row: Sendable, Equatable {
        /// Its name in the network, `encoder.layers.0`; empty for the network itself.
        public let name: String
        /// Its type, `Linear`.
        public let kind: String
        /// The shape of its first output; nil when the trial run did not use it.
        public let outputShape: Shape?
        /// How many elements its own parameters have, without those of the modules in it.
        public let parameterCount: Int
        /// How many modules contain it.
        public let depth: Int
    }

    /// The modules, each before those in it.
    public let rows: [Row]
    /// How many elements all parameters have, a tied one counted once.
    public let parameterCount: Int
    /// How many of them are trained (not frozen).
    public let trainableCount: Int

    /// The table for the terminal, with the totals below.
    public var description: String {
        var table = [["Layer", "Kind", "Output", "Parameters"]]
        for row in rows {
            let indent = String(repeating: "  ", count: row.depth)
            let lastName = row.name.split(separator: ".").last.map(String.init) ?? "(network)"
            table.append([
                indent + lastName, row.kind, row.outputShape.map(\.description) ?? "-",
                row.parameterCount == 0 ? "" : grouped(row.parameterCount),
            ])
        }
        let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
        var lines = table.map { cells in
            let texts = cells.indices.map { column in
                let filling = String(repeating: " ", count: widths[column] - cells[column].count)
                return column == 3 ? filling + cells[column] : cells[column] + filling
            }
            return texts.joined(separator: "  ")
        }
        let rule = String(repeating: "─", count: widths.reduce(6, +))
        lines.insert(rule, at: 1)
        lines.append(rule)
        lines.append("\(grouped(parameterCount)) parameters, \(grouped(trainableCount)) of them trained")
        return lines.joined(separator: "\n")
    }
}

extension Module {
    /// A table of the modules in this one, from a trial run that `body` makes.
    ///
    /// The run leaves no trace: it happens without gradients and in evaluation, and each module is then set
    /// back as it was. For a network whose input is not one tensor: `network.summary { _ = network(ids) }`.
    public final func summary(running body: () -> Void) -> ModuleSummary {
        let modules = namedModules
        let modes = modules.map(\.module.isTraining)
        evaluate()
        let recorder = OutputShapes()
        OutputShapes.$current.withValue(recorder) { withoutGradient(body) }
        for ((_, module), mode) in zip(modules, modes) { module.isTraining = mode }
        let names = Set(modules.map(\.name))
        let rows = modules.map { name, module in
            ModuleSummary.Row(
                name: name, kind: "\(type(of: module))",
                outputShape: recorder.shapes[ObjectIdentifier(module)],
                parameterCount: module.ownParameterCount, depth: ownerCount(of: name, among: names))
        }
        let (total, trainable) = parameterCount
        return ModuleSummary(rows: rows, parameterCount: total, trainableCount: trainable)
    }

    /// The numbers in the parameters that are in no smaller module.
    private var ownParameterCount: Int {
        let inner = Set(
            namedModules.dropFirst().flatMap(\.module.parameters).map { ObjectIdentifier($0) })
        return parameters.filter { !inner.contains(ObjectIdentifier($0)) }.reduce(0) { $0 + $1.elementCount }
    }
}

extension Layer {
    /// A table of the modules in this layer, from a trial run on zeros of this shape: `[1, 4]` for four
    /// features.
    public func summary(inputShape: Shape) -> ModuleSummary {
        summary { _ = self(Tensor(.zeros(inputShape))) }
    }
}

/// How many of the modules with these names contain the module with this name.
private func ownerCount(of name: String, among names: Set<String>) -> Int {
    if name.isEmpty { return 0 }
    let parts = name.split(separator: ".")
    return (0..<parts.count).filter { names.contains(parts[..<$0].joined(separator: ".")) }.count
}

/// A count with its thousands set apart: `12,345`.
private func grouped(_ count: Int) -> String {
    var result = ""
    for (index, digit) in String(count).reversed().enumerated() {
        if index > 0 && index % 3 == 0 { result.append(",") }
        result.append(digit)
    }
    return String(result.reversed())
}
