import Autograd
import Files
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// A network with everything that has a state: parameters, running statistics, a generator.
private final class SmallNetwork: Module, Layer {
    let first: Linear
    let norm: BatchNorm1d
    let dropout: Dropout
    let second: Linear

    init(seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        first = Linear(5, 8, using: &generator)
        norm = BatchNorm1d(8)
        dropout = Dropout(0.3, using: &generator)
        second = Linear(8, 1, using: &generator)
    }

    func forward(_ input: Tensor) -> Tensor { second(dropout(norm(first(input)).relu())) }
}

/// The model whose names the file of the Python fixture has.
private final class OneLayer: Module {
    let layer: Linear

    init(inputs: Int = 3) {
        var generator = RandomGenerator(seed: 0)
        layer = Linear(inputs, 2, using: &generator)
    }
}

/// A training that can be stopped: the model, the optimizer and the generator that draws the batches.
private struct Training {
    let model: SmallNetwork
    let optimizer: any Optimizer
    var generator: RandomGenerator
    var losses: [Float] = []

    init(seed: UInt64, _ makeOptimizer: (SmallNetwork) -> any Optimizer) {
        model = SmallNetwork(seed: seed)
        optimizer = makeOptimizer(model)
        generator = RandomGenerator(seed: seed)
    }

    mutating func run(_ epochs: Range<Int>) {
        let schedule = LinearWarmUp(steps: 2, then: CosineAnnealing(steps: 7))
        for epoch in epochs {
            optimizer.follow(schedule, at: epoch)
            for _ in 0..<4 {
                let input = NDArray.normal([6, 5], using: &generator)
                let target = input.sum(axes: [1], keepingDimensions: true)
                optimizer.zeroGradients()
                let loss = meanSquaredError(model(Tensor(input)), Tensor(target))
                loss.backward()
                optimizer.clipGradients(norm: 1)
                optimizer.step()
                losses.append(loss.scalar)
            }
        }
    }

    func checkpoint(epoch: Int) -> Checkpoint {
        Checkpoint(
            model: model, optimizer: optimizer, generators: ["batches": generator.state], epoch: epoch,
            step: 4 * epoch, notes: ["plateau": "{\"best\": 1}"])
    }
}

@Suite struct CheckpointTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    private func withPath(_ body: (_ path: String) throws -> Void) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder + "/checkpoint.safetensors")
    }

    static let optimizers: [(name: String, make: @Sendable (Module) -> any Optimizer)] = [
        ("adam", { Adam($0.parameters, learningRate: 0.03, weightDecay: 0.01) }),
        ("adamw", { AdamW($0.parameters, learningRate: 0.03) }),
        ("momentum", { SGD($0.parameters, learningRate: 0.03, momentum: 0.9, dampening: 0.1) }),
        ("rmsprop", { RMSprop($0.parameters, learningRate: 0.01, momentum: 0.5, centered: true) }),
        (
            "groups",
            { model in
                let parameters = model.parameters
                return AdamW(groups: [
                    ParameterGroup(
                        parameters: Array(parameters[..<2]), learningRate: 0.1 / 3, weightDecay: 0.1),
                    ParameterGroup(parameters: Array(parameters[2...]), learningRate: 1e-3, weightDecay: 0),
                ])
            }
        ),
    ]

    @Test(arguments: 0..<optimizers.count)
    func aResumedTrainingHasTheSameBits(_ index: Int) throws {
        try withPath { path in
            let make = CheckpointTests.optimizers[index].make
            var unbroken = Training(seed: 1, make)
            unbroken.run(0..<8)

            var stopped = Training(seed: 1, make)
            stopped.run(0..<3)
            try stopped.checkpoint(epoch: 3).save(to: path)

            var resumed = Training(seed: 99, make)
            let checkpoint = try Checkpoint.load(
                from: path, into: resumed.model, optimizer: resumed.optimizer)
            resumed.generator.state = try #require(checkpoint.generators["batches"])
            #expect(checkpoint.epoch == 3 && checkpoint.step == 12)
            #expect(checkpoint.notes == ["plateau": "{\"best\": 1}"])
            resumed.run(checkpoint.epoch..<8)

            #expect(stopped.losses + resumed.losses == unbroken.losses)
            #expect(unbroken.losses[31] != unbroken.losses[0])
            try unbroken.checkpoint(epoch: 8).save(to: path)
            let expected = try readFile(path)
            try resumed.checkpoint(epoch: 8).save(to: path)
            #expect(try readFile(path) == expected)
        }
    }

    @Test func theModelHasItsPlainNamesInTheFile() throws {
        try withPath { path in
            let model = SmallNetwork(seed: 1)
            let optimizer = SGD(model.parameters, momentum: 0.5)
            model.first.bias?.grad = .ones([8])
            optimizer.step()
            try Checkpoint(model: model, optimizer: optimizer).save(to: path)
            let file = try Safetensors(contentsOf: path)
            #expect(
                file.arrays.keys.sorted() == [
                    "first.bias", "first.weight", "norm.bias", "norm.num_batches_tracked",
                    "norm.running_mean", "norm.running_var", "norm.weight",
                    "optimizer.state.1.momentum_buffer", "second.bias", "second.weight",
                ])
            #expect(file.metadata["format"] == "pt")
            #expect(file.metadata["optimizer.state.1.step"] == "1.0")
            #expect(file.metadata["optimizer.param_groups.0.lr"] == "0.001")
        }
    }

    @Test func aFileFromPythonIsAModel() throws {
        let path = OptimizerFixtures.folder.appendingPathComponent("files/floats.safetensors").path
        let model = OneLayer()
        let checkpoint = try Checkpoint.load(from: path, into: model)
        #expect(model.layer.weight.value == NDArray(rows: [[1, 2, 3], [4, 5, 6]]))
        #expect(model.layer.bias?.value == NDArray([0.5, -0.5]))
        #expect(checkpoint.epoch == 0 && checkpoint.optimizers.isEmpty)
    }

    @Test func integersOfAModelBecomeFloats() throws {
        try withPath { path in
            try Safetensors(arrays: ["w": NDArray(1)], integers: ["count": IntArray([7], shape: [])])
                .write(to: path)
            let checkpoint = try Checkpoint(contentsOf: path)
            #expect(checkpoint.model.map(\.name) == ["count", "w"])
            #expect(checkpoint.model.map(\.value) == [NDArray(7), NDArray(1)])
        }
    }

    @Test func whatDoesNotFitIsToldAndChangesNothing() throws {
        try withPath { path in
            let make: (SmallNetwork) -> any Optimizer = { Adam($0.parameters) }
            var saved = Training(seed: 1, make)
            saved.run(0..<1)
            try saved.checkpoint(epoch: 1).save(to: path)

            func problem(
                _ path: String, _ model: Module, _ optimizer: (any Optimizer)?, strictly: Bool = true
            ) -> String {
                let before = model.stateDictionary.map(\.value)
                let optimizerBefore = optimizer?.stateDictionary
                do {
                    try Checkpoint.load(from: path, into: model, optimizer: optimizer, strictly: strictly)
                    return "none"
                } catch {
                    #expect(error is FileError)
                    #expect(model.stateDictionary.map(\.value) == before)
                    #expect(optimizer?.stateDictionary == optimizerBefore)
                    return "\(error)"
                }
            }
            let model = SmallNetwork(seed: 2)
            #expect(problem(path, OneLayer(), nil).contains("missing: layer.weight"))
            #expect(problem(path, OneLayer(), nil, strictly: false) == "none")
            #expect(
                problem(path, model, SGD(model.parameters, momentum: 0.9))
                    .contains("missing: state.0.momentum_buffer"))
            #expect(problem(path, model, SGD(model.parameters)).contains("unexpected: state.0.exp_avg"))
            #expect(
                problem(path, model, Adam(Array(model.parameters.dropLast())))
                    .contains("unexpected: state.5."))
            #expect(
                problem(path, model, Adam(model.parameters.reversed()))
                    .contains("state.0.exp_avg is [8, 5], the parameter is [1]"))
            let layer = OneLayer()
            #expect(
                problem(path, layer, Adam(layer.parameters)).contains("the parameter is [2, 3]"))

            try Checkpoint(model: saved.model).save(to: path)
            #expect(problem(path, model, Adam(model.parameters)).contains("the file has none"))
            #expect(problem(folder + "/none", model, nil).contains("no such file"))
            try Checkpoint(model: OneLayer(inputs: 4)).save(to: path)
            #expect(problem(path, OneLayer(), nil).contains("layer.weight is [2, 4], the model has [2, 3]"))
        }
    }

    @Test(
        arguments: [
            ("epoch", "-1"), ("epoch", "two"), ("step", "1.5"), ("generator.x", "1 2"),
            ("generator.x", "1 2 -3"), ("module_generator.dropout", "a b c"),
            ("optimizer.param_groups.0.lr", "fast"),
        ])
    func brokenMetadataIsTold(_ key: String, _ text: String) throws {
        try withPath { path in
            let model = OneLayer()
            try Checkpoint(model: model, optimizer: Adam(model.parameters)).save(to: path)
            var file = try Safetensors(contentsOf: path)
            file.metadata[key] = text
            try file.write(to: path)
            do {
                _ = try Checkpoint(contentsOf: path)
                Issue.record("was read")
            } catch let error as FileError {
                #expect(error.description.contains("\"\(key)\""))
            }
        }
    }

    @Test(
        arguments: [
            ("optimizer.param_groups.0.lr", "-1"), ("optimizer.param_groups.0.lr", "nan"),
            ("optimizer.param_groups.0.weight_decay", "inf"), ("optimizer.state.0.step", "0.5"),
            ("optimizer.state.0.step", "1e300"), ("optimizer.param_groups.7.lr", "1"),
        ])
    func numbersThatNoOptimizerHasAreTold(_ key: String, _ text: String) throws {
        try withPath { path in
            let model = OneLayer()
            try Checkpoint(model: model, optimizer: Adam(model.parameters)).save(to: path)
            var file = try Safetensors(contentsOf: path)
            file.metadata[key] = text
            try file.write(to: path)
            #expect(throws: FileError.self) {
                try Checkpoint.load(from: path, into: model, optimizer: Adam(model.parameters))
            }
        }
    }

    @Test func twoOptimizersAreKeptApart() throws {
        try withPath { path in
            let (model, other) = (OneLayer(), OneLayer(inputs: 4))
            let (first, second) = (Adam(model.parameters, learningRate: 0.1), Adam(other.parameters))
            model.layer.weight.grad = .ones([2, 3])
            other.layer.weight.grad = .ones([2, 4])
            first.step()
            second.step()
            var checkpoint = Checkpoint(model: model, optimizer: first)
            checkpoint.optimizers["optimizer_of_other"] = second.stateDictionary
            try checkpoint.save(to: path)
            let read = try Checkpoint(contentsOf: path)
            #expect(read.optimizers["optimizer"] == first.stateDictionary)
            #expect(read.optimizers["optimizer_of_other"] == second.stateDictionary)
            #expect(read.model.map(\.name) == ["layer.bias", "layer.weight"])
        }
    }
}
