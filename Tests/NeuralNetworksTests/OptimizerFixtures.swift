import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// What PyTorch computed, as `Tests/Fixtures/make_optimizer_fixtures.py` wrote it.
struct OptimizerFixtures: Decodable {
    struct Problem: Decodable {
        let inputs: [Float]
        let targets: [Float]
        let parameters: [[Float]]
        let shapes: [[Int]]
    }

    struct Group: Decodable {
        let indices: [Int]
        let lr: Double
        let weight_decay: Double
    }

    struct Training: Decodable, CustomTestStringConvertible {
        let name: String
        let optimizer: String
        let options: [String: Double]
        let betas: [Double]?
        let groups: [Group]?
        let frozen: [Int]
        let clipNorm: Double?
        let clipValue: Double?
        let norms: [Double]
        let losses: [Double]
        let parameters: [[Double]]

        var testDescription: String { name }
    }

    struct Plateau: Decodable {
        let metrics: [Double]
        let rates: [[Double]]
    }

    let problem: Problem
    let trainings: [Training]
    let schedules: [String: [[Double]]]
    let plateaus: [String: Plateau]

    /// Where the fixtures of all tests are.
    static var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures")
    }

    static func read() throws -> OptimizerFixtures {
        let data = try Data(contentsOf: folder.appendingPathComponent("optimizers.json"))
        return try JSONDecoder().decode(OptimizerFixtures.self, from: data)
    }
}

/// The small regression problem of the fixtures: tanh(x W₁ᵀ + b₁) W₂ᵀ + b₂ against targets.
struct RegressionProblem {
    let inputs: Tensor
    let targets: Tensor
    let parameters: [Tensor]

    init(_ problem: OptimizerFixtures.Problem) {
        inputs = Tensor(NDArray(problem.inputs, shape: [6, 3]))
        targets = Tensor(NDArray(problem.targets, shape: [6, 2]))
        parameters = zip(problem.parameters, problem.shapes).map {
            Tensor(NDArray($0, shape: Shape($1)), requiresGradient: true)
        }
    }

    func loss() -> Tensor {
        let hidden = (inputs.matmul(parameters[0].transposed()) + parameters[1]).tanh()
        let difference = hidden.matmul(parameters[2].transposed()) + parameters[3] - targets
        return (difference * difference).mean()
    }
}

extension OptimizerFixtures.Training {
    /// Our optimizer with the fixture's options; what it leaves out is our default.
    func makeOptimizer(of parameters: [Tensor]) -> any Optimizer {
        let groups = groups.map {
            $0.map { group in
                ParameterGroup(
                    parameters: group.indices.map { parameters[$0] }, learningRate: group.lr,
                    weightDecay: group.weight_decay)
            }
        }
        let pair = betas.map { (first: $0[0], second: $0[1]) } ?? (first: 0.9, second: 0.999)
        let epsilon = options["eps"] ?? 1e-8
        switch optimizer {
        case "SGD":
            let momentum = options["momentum"] ?? 0
            if let groups { return SGD(groups: groups, momentum: momentum) }
            return SGD(
                parameters, learningRate: options["lr"] ?? 1e-3, momentum: momentum,
                dampening: options["dampening"] ?? 0, weightDecay: options["weight_decay"] ?? 0,
                nesterov: options["nesterov"] == 1)
        case "Adam":
            if options.isEmpty && betas == nil { return Adam(parameters) }
            return Adam(
                parameters, learningRate: options["lr"] ?? 1e-3, betas: pair, epsilon: epsilon,
                weightDecay: options["weight_decay"] ?? 0)
        case "AdamW":
            if let groups { return AdamW(groups: groups) }
            if options.isEmpty && betas == nil { return AdamW(parameters) }
            return AdamW(
                parameters, learningRate: options["lr"] ?? 1e-3, betas: pair, epsilon: epsilon,
                weightDecay: options["weight_decay"] ?? 1e-2)
        default:
            if options.isEmpty { return RMSprop(parameters) }
            return RMSprop(
                parameters, learningRate: options["lr"] ?? 1e-2, alpha: options["alpha"] ?? 0.99,
                epsilon: epsilon, momentum: options["momentum"] ?? 0, centered: options["centered"] == 1,
                weightDecay: options["weight_decay"] ?? 0)
        }
    }
}
