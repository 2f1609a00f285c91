import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// Runs `body` on a rung of the kernel ladder.
private func onRung<Result>(_ rung: KernelRung, _ body: () throws -> Result) rethrows -> Result {
    try KernelRung.with(rung, body)
}

/// The numbers that a computation leaves, by name; nil for a gradient that is missing.
private typealias Numbers = [String: NDArray?]

/// The largest difference of two computations; infinite where a number is missing on either side, or NaN.
private func largestDifference(_ a: Numbers, _ b: Numbers) -> Float {
    guard a.keys == b.keys, !a.isEmpty else { return .infinity }
    return a.keys.map {
        TensorCore.largestDifference(a[$0] ?? nil, b[$0] ?? nil, relativeTo: 0.01)
    }.max() ?? .infinity
}

/// The numbers of the formula, on the rung below `packed`, and those of the fused kernel.
private func both(_ body: () throws -> Numbers) rethrows -> (formula: Numbers, fused: Numbers) {
    let below = KernelRung.allCases.last { $0 < .packed } ?? .naive
    return (try onRung(below, body), try onRung(.packed, body))
}

private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    return .normal(shape, using: &generator)
}

/// An optimizer with its options.
private struct OptimizerCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable ([ParameterGroup]) -> any Optimizer

    init(_ name: String, _ make: @escaping @Sendable ([ParameterGroup]) -> any Optimizer) {
        (testDescription, self.make) = (name, make)
    }

    static let all = [
        OptimizerCase("SGD") { SGD(groups: $0) },
        OptimizerCase("SGD, momentum") { SGD(groups: $0, momentum: 0.9) },
        OptimizerCase("SGD, momentum, dampening") { SGD(groups: $0, momentum: 0.9, dampening: 0.3) },
        OptimizerCase("SGD, Nesterov") { SGD(groups: $0, momentum: 0.9, nesterov: true) },
        OptimizerCase("Adam") { Adam(groups: $0) },
        OptimizerCase("Adam, other betas") { Adam(groups: $0, betas: (0.8, 0.9), epsilon: 1e-3) },
        OptimizerCase("AdamW") { AdamW(groups: $0) },
        OptimizerCase("RMSprop") { RMSprop(groups: $0) },
        OptimizerCase("RMSprop, momentum") { RMSprop(groups: $0, alpha: 0.9, momentum: 0.9) },
        OptimizerCase("RMSprop, centered") { RMSprop(groups: $0, alpha: 0.9, centered: true) },
        OptimizerCase("RMSprop, both") { RMSprop(groups: $0, momentum: 0.5, centered: true) },
    ]

    /// The parameters after each of six updates, and all that the optimizer remembers.
    func numbers(weightDecay: Double) -> Numbers {
        let parameters = [Parameter(normal([3, 7], 1)), Parameter(normal([5], 2))]
        let optimizer = make([
            ParameterGroup(parameters: [parameters[0]], learningRate: 0.1, weightDecay: weightDecay),
            ParameterGroup(parameters: [parameters[1]], learningRate: 0.02, weightDecay: 0),
        ])
        var result: Numbers = [:]
        for step in 1...6 {
            for (index, parameter) in parameters.enumerated() {
                parameter.grad = normal(parameter.shape, UInt64(10 * step + index))
            }
            optimizer.step()
            for (index, parameter) in parameters.enumerated() {
                result["\(step).\(index)"] = parameter.value
            }
        }
        for (name, array) in optimizer.stateDictionary.arrays { result[name] = array }
        return result
    }
}

@Suite struct OptimizerFormulaTests {
    @Test(arguments: OptimizerCase.all, [0, 0.1])
    private func theFormulaIsTheFusedKernel(_ optimizer: OptimizerCase, weightDecay: Double) {
        let (formula, fused) = both { optimizer.numbers(weightDecay: weightDecay) }
        #expect(formula.count >= 12)
        #expect(largestDifference(formula, fused) < 2e-5)
    }

    @Test func weightDecayAndDecouplingMakeADifference() {
        func numbers(_ name: String, _ weightDecay: Double) -> Numbers {
            OptimizerCase.all.first { $0.testDescription == name }?.numbers(weightDecay: weightDecay) ?? [:]
        }
        let below = KernelRung.allCases.last { $0 < .packed } ?? .naive
        onRung(below) {
            #expect(largestDifference(numbers("Adam", 0), numbers("Adam", 0.1)) > 1e-3)
            #expect(largestDifference(numbers("Adam", 0.1), numbers("AdamW", 0.1)) > 1e-3)
            #expect(largestDifference(numbers("Adam", 0), numbers("AdamW", 0)) == 0)
        }
    }

    /// Nothing to compare, a number that one side lacks, and NaN are each an infinite difference.
    @Test func theComparisonFailsOnNothing() {
        let numbers: Numbers = ["output": NDArray([1, 2]), "gradient": NDArray([3])]
        #expect(largestDifference(numbers, numbers) == 0)
        #expect(largestDifference([:], [:]) == .infinity)
        for wrong: NDArray? in [nil, NDArray([.nan]), NDArray([3, 3]), .zeros([0])] {
            var others = numbers
            others["gradient"] = .some(wrong)
            #expect(largestDifference(numbers, others) == .infinity)
            #expect(largestDifference(others, numbers) == .infinity)
            #expect(largestDifference(others, others) == .infinity || wrong?.elementCount == 2)
        }
        #expect(largestDifference(numbers, ["output": NDArray([1, 2])]) == .infinity)
    }
}

@Suite struct LayerFormulaTests {
    /// The output of a layer, the gradients of its input and parameters, and its buffers.
    private func numbers(of layer: any Layer, _ x: NDArray) -> Numbers {
        let input = Tensor(x, requiresGradient: true)
        layer.zeroGradients()
        let output = layer(input)
        output.backward(normal(output.shape, 99))
        var result: Numbers = ["output": output.value, "input.grad": input.grad]
        for (name, parameter) in layer.namedParameters { result["\(name).grad"] = parameter.grad }
        for (name, array) in layer.stateDictionary { result[name] = array }
        return result
    }

    @Test(arguments: [[7], [3, 7]], [true, false])
    func layerNorm(_ normalized: [Int], isAffine: Bool) {
        let shape = Shape(normalized)
        let (formula, fused) = both {
            let norm = LayerNorm(shape, affine: isAffine)
            norm.weight?.value = normal(shape, 3)
            norm.bias?.value = normal(shape, 4)
            return numbers(of: norm, normal([4, 3, 7], 5) * 3 + 2)
        }
        #expect(formula.count == (isAffine ? 6 : 2))
        #expect(largestDifference(formula, fused) < 1e-4)
    }

    @Test(arguments: [[6, 5], [4, 5, 3], [2, 5, 3, 3]], [true, false])
    func batchNorm(_ shape: [Int], isTraining: Bool) {
        let (formula, fused) = both {
            let norm = BatchNorm(5)
            norm.weight.value = normal([5], 3)
            norm.bias.value = normal([5], 4)
            norm.runningMean.value = normal([5], 6)
            norm.runningVar.value = normal([5], 7).square() + 0.5
            if !isTraining { norm.evaluate() }
            return numbers(of: norm, normal(Shape(shape), 5) * 3 + 2)
        }
        #expect(formula.count == 9)
        #expect(largestDifference(formula, fused) < 1e-4)
    }

    @Test(arguments: [LossReduction.mean, .sum, .none], [0, 0.2])
    func crossEntropyLoss(_ reduction: LossReduction, smoothing: Float) {
        let labels = IntArray([2, 0, -100, 1, 0, 2], shape: [2, 3])
        for weights in [nil, NDArray([0.5, 2, 1])] {
            let (formula, fused) = both {
                let logits = Tensor(normal([2, 3, 3], 12) * 30, requiresGradient: true)
                let loss = crossEntropy(
                    logits, labels, classWeights: weights, labelSmoothing: smoothing, reduction: reduction)
                loss.backward(normal(loss.shape, 13))
                return ["loss": loss.value, "gradient": logits.grad]
            }
            #expect(largestDifference(formula, fused) < 1e-5)
        }
    }

    @Test func theFormulaIsWhatRuns() {
        let x = Tensor(normal([4, 3], 1), requiresGradient: true)
        let below = KernelRung.allCases.last { $0 < .packed } ?? .naive
        func operations() -> [String] {
            [LayerNorm(3)(x), BatchNorm1d(3)(x), crossEntropy(x, IntArray([0, 1, 2, 0]))].map {
                ComputationGraph(of: $0).description
            }
        }
        for (name, graph) in zip(["layerNorm", "batchNorm", "crossEntropy"], onRung(.packed, operations)) {
            #expect(graph.contains("= \(name)("))
        }
        for (name, graph) in zip(["layerNorm", "batchNorm", "crossEntropy"], onRung(below, operations)) {
            #expect(!graph.contains(name) && graph.contains("= mean(") == (name != "crossEntropy"))
            #expect(graph.contains("= log(") == (name == "crossEntropy"))
        }
    }
}

@Suite struct RecurrentFormulaTests {
    private static func networks(bias: Bool) -> [RecurrentNetwork] {
        var generator = RandomGenerator(seed: 7)
        return [
            RNN(3, 5, layerCount: 2, bias: bias, batchFirst: true, bidirectional: true, using: &generator),
            RNN(3, 5, nonlinearity: .relu, bias: bias, batchFirst: true, using: &generator),
            LSTM(3, 5, layerCount: 2, bias: bias, batchFirst: true, bidirectional: true, using: &generator),
            GRU(3, 5, layerCount: 2, bias: bias, batchFirst: true, bidirectional: true, using: &generator),
        ]
    }

    @Test(arguments: 0..<4, [true, false])
    func outputsStatesAndGradients(_ kind: Int, hasLengths: Bool) throws {
        for bias in [true, false] {
            let (formula, fused) = both {
                let network = Self.networks(bias: bias)[kind]
                let stateCount = network.layerCount * network.directionCount
                var x = normal([4, 6, 3], 2)
                if hasLengths {
                    x.replace(axis: 1, 5..<6, with: NDArray(filledWith: .nan, shape: [4, 1, 3]))
                }
                let input = Tensor(x, requiresGradient: true)
                let states = [3, 4].map { Tensor(normal([stateCount, 4, 5], $0), requiresGradient: true) }
                let outputs = recurrentOutputs(
                    network, input, hidden: states[0], cell: states[1],
                    lengths: hasLengths ? [5, 2, 4, 1] : nil)
                var total = Tensor(NDArray(0))
                var result: Numbers = [:]
                for (name, output) in outputs.sorted(by: { $0.key < $1.key }) {
                    result[name] = output.value
                    total = total + (output * Tensor(normal(output.shape, 8))).sum()
                }
                total.backward()
                result["input.grad"] = input.grad
                result["hidden.grad"] = states[0].grad
                if network is LSTM { result["cell.grad"] = states[1].grad }
                for (name, parameter) in network.namedParameters { result["\(name).grad"] = parameter.grad }
                return result
            }
            #expect(formula.count >= 6)
            #expect(largestDifference(formula, fused) < 1e-4)
        }
    }
}
