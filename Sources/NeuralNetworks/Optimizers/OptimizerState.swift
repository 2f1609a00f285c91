import Files
import Messages
import TensorCore

/// The state of an optimizer, with which training resumes as if it had not stopped.
///
/// The names are PyTorch's: `state.0.exp_avg` for the first parameter, `param_groups.0.lr` for the first group.
public struct OptimizerState: Equatable, Sendable {
    /// The arrays of each parameter that has been updated.
    public var arrays: [String: NDArray]
    /// How often each parameter was updated (`state.0.step`), and each group's settings, which schedules change
    /// (`lr`, `initial_lr`, `weight_decay`).
    public var numbers: [String: Double]

    /// A state read from elsewhere.
    public init(arrays: [String: NDArray] = [:], numbers: [String: Double] = [:]) {
        self.arrays = arrays
        self.numbers = numbers
    }
}

/// Why a saved state does not fit an optimizer.
public struct OptimizerStateError: Error, Equatable, CustomStringConvertible {
    /// What is missing, unexpected, or of another shape.
    public let reason: String

    /// One line.
    public var description: String {
        Words(en: "the state does not fit the optimizer; \(reason)", zh: "状态与优化器不合；\(reason)").text
    }
}

extension Optimizer {
    /// The state to save. Settings that are given in code, such as Adam's betas, are not part of it.
    public var stateDictionary: OptimizerState {
        var result = OptimizerState()
        for (index, group) in parameterGroups.enumerated() {
            for (name, setting) in group.savedSettings {
                result.numbers["param_groups.\(index).\(name)"] = setting
            }
        }
        for (index, state) in states.enumerated() where state.step > 0 {
            result.numbers["state.\(index).step"] = Double(state.step)
            for name in state.names { result.arrays["state.\(index).\(name)"] = state[name].value }
        }
        return result
    }

    /// Loads a saved state: that of an optimizer of the same kind and groups of the same parameters.
    ///
    /// - Throws: `OptimizerStateError`, and then nothing is changed.
    public func load(stateDictionary saved: OptimizerState) throws {
        try check(stateDictionary: saved)
        for (index, group) in parameterGroups.enumerated() {
            func setting(_ name: String) -> Double { saved.numbers["param_groups.\(index).\(name)"] ?? 0 }
            group.learningRate = setting("lr")
            group.initialLearningRate = setting("initial_lr")
            group.weightDecay = setting("weight_decay")
        }
        for (index, state) in states.enumerated() {
            state.step = saved.numbers["state.\(index).step"].map { Int($0) } ?? 0
            for name in state.names {
                state[name].value = saved.arrays["state.\(index).\(name)"] ?? .zeros([0])
            }
        }
    }

    /// Throws `OptimizerStateError` unless `load` would succeed.
    func check(stateDictionary saved: OptimizerState) throws {
        var (numbers, arrays) = (Set(saved.numbers.keys), Set(saved.arrays.keys))
        for (index, group) in parameterGroups.enumerated() {
            for (name, _) in group.savedSettings {
                let key = "param_groups.\(index).\(name)"
                guard let setting = saved.numbers[key] else {
                    throw OptimizerStateError(reason: Words(en: "missing: \(key)", zh: "缺少：\(key)").text)
                }
                if !(setting >= 0 && setting.isFinite) {
                    throw OptimizerStateError(
                        reason: Words(en: "\(key) is \(setting)", zh: "\(key) 是 \(setting)").text)
                }
                numbers.remove(key)
            }
        }
        for (index, (state, parameter)) in zip(states, parameters).enumerated() {
            let key = "state.\(index).step"
            guard let step = saved.numbers[key] else { continue }
            if !(step >= 1 && step <= 0x1p53 && step == step.rounded()) {
                throw OptimizerStateError(reason: Words(en: "\(key) is \(step)", zh: "\(key) 是 \(step)").text)
            }
            numbers.remove(key)
            for name in state.names {
                let key = "state.\(index).\(name)"
                guard let array = saved.arrays[key] else {
                    throw OptimizerStateError(reason: Words(en: "missing: \(key)", zh: "缺少：\(key)").text)
                }
                if array.shape != parameter.shape {
                    throw OptimizerStateError(
                        reason: Words(
                            en: "\(key) is \(array.shape), the parameter is \(parameter.shape)",
                            zh: "\(key) 是 \(array.shape)，参数是 \(parameter.shape)"
                        ).text)
                }
                arrays.remove(key)
            }
        }
        if let name = numbers.union(arrays).min() {
            throw OptimizerStateError(
                reason: Words(en: "unexpected: \(excerpt(name))", zh: "多余：\(excerpt(name))").text)
        }
    }
}

extension ParameterGroup {
    /// What is saved of a group, by PyTorch's names.
    fileprivate var savedSettings: [(name: String, setting: Double)] {
        [("lr", learningRate), ("initial_lr", initialLearningRate), ("weight_decay", weightDecay)]
    }
}
