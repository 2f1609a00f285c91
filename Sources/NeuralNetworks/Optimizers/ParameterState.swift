import Messages
import TensorCore

/// The state of one parameter: how often it was updated, and arrays of the parameter's shape, such as a momentum
/// buffer.
public final class ParameterState {
    /// An array that an update changes in place. It is an object, so that an update can change several at once.
    public final class Slot {
        /// The values; empty before the first update.
        public var value = NDArray.zeros([0])
    }

    /// How many updates the parameter has had.
    public internal(set) var step = 0

    /// The arrays that the optimizer uses, by PyTorch's names.
    private let slots: [(name: String, slot: Slot)]

    /// A state before the first update. The update makes its arrays, of zeros: a parameter that stays frozen costs no
    /// memory.
    public init(arrays names: [String]) {
        slots = names.map { ($0, Slot()) }
    }

    /// A fresh state for every parameter of the groups.
    ///
    /// Traps when a parameter occurs twice: it would be updated twice.
    public static func forEachParameter(of groups: [ParameterGroup], arrays names: [String])
        -> [ParameterState]
    {
        let parameters = groups.flatMap(\.parameters)
        if Set(parameters.map { ObjectIdentifier($0) }).count != parameters.count {
            explainFailure(
                "Optimizer", "a parameter is there twice, and would be updated twice",
                hint: "model.parameters lists a tied parameter once; keep the groups apart")
        }
        return parameters.map { _ in ParameterState(arrays: names) }
    }

    /// The array of this name. Traps when the state was made without it.
    public subscript(name: String) -> Slot {
        for entry in slots where entry.name == name { return entry.slot }
        explainFailure("ParameterState", "there is no array \"\(name)\"")
    }

    /// The names of the arrays.
    public var names: [String] { slots.map(\.name) }

    /// The state of some rows of the parameter, as that of a parameter of its own.
    func rows(_ rows: IntArray) -> ParameterState {
        let part = ParameterState(arrays: names)
        part.step = step
        for name in names { part[name].value = self[name].value.indexSelected(rows) }
        return part
    }

    /// Takes over the arrays of these rows.
    func replaceRows(_ rows: IntArray, with part: ParameterState) {
        for name in names { self[name].value.replaceRows(at: rows, with: part[name].value) }
    }

    /// Counts the update, and makes the arrays for the first.
    func beginStep(shape: Shape) {
        if step == 0 {
            for entry in slots { entry.slot.value = .zeros(shape) }
        }
        step += 1
    }
}
