import Autograd
import Messages
import TensorCore

/// Parameters that an optimizer treats alike: the body of a network with a small learning rate and its new head
/// with a large one, or biases without weight decay.
public final class ParameterGroup {
    /// The parameters.
    public let parameters: [Tensor]

    /// The learning rate of the next update.
    public var learningRate: Double {
        didSet { requireSetting(learningRate, "learning rate") }
    }

    /// The learning rate that a schedule starts from.
    public internal(set) var initialLearningRate: Double

    /// The strength of the weight decay, which each optimizer defines.
    public var weightDecay: Double {
        didSet { requireSetting(weightDecay, "weight decay") }
    }

    /// A group with its own settings.
    ///
    /// Traps when there are no parameters, or a setting is negative, infinite or NaN.
    public init(
        parameters: [Tensor], learningRate: Double, weightDecay: Double, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if parameters.isEmpty {
            explainFailure(
                "ParameterGroup", "there are no parameters",
                hint: "give it model.parameters; a module finds them in its stored properties", file: file,
                line: line)
        }
        self.parameters = parameters
        self.learningRate = learningRate
        self.initialLearningRate = learningRate
        self.weightDecay = weightDecay
        requireSetting(learningRate, "learning rate", file: file, line: line)
        requireSetting(weightDecay, "weight decay", file: file, line: line)
    }
}

/// Traps when a number that controls an optimizer is negative, infinite or NaN.
func requireSetting(
    _ value: Double, _ name: String, file: StaticString = #fileID, line: UInt = #line
) {
    if !(value >= 0 && value.isFinite) {
        explainFailure(
            "Optimizer", "the \(name) is \(value)", hint: "it must be a number of at least 0", file: file,
            line: line)
    }
}

/// Traps when the decay rate of an average is outside 0..<1.
func requireDecayRate(_ value: Double, _ name: String) {
    if !(value >= 0 && value < 1) {
        explainFailure("Optimizer", "\(name) is \(value)", hint: "it must be at least 0 and less than 1")
    }
}
