import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// A network with everything that a module may hold.
private class Base: Module {
    let inherited = Parameter(.zeros([2]))
}

private final class Mixed: Base {
    var generator: RandomGenerator
    let first: Linear
    var layerList: [any Layer]
    let gates: (input: Linear, forget: Linear)
    let byName: [String: Linear]
    var optional: Linear?
    var absent: Linear?
    let constant = Tensor(.ones([3]), requiresGradient: true)
    let numbers = [Int](repeating: 0, count: 100)
    let runningMean = Buffer(.zeros([4]))
    lazy var scaleFactor = Parameter(.ones([]))
    weak var owner: Mixed?

    override init() {
        var generator = RandomGenerator(seed: 1)
        first = Linear(1, 2, using: &generator)
        layerList = [Linear(2, 2, bias: false, using: &generator), Sigmoid(), BatchNorm1d(2)]
        gates = (Linear(1, 1, using: &generator), Linear(1, 1, bias: false, using: &generator))
        byName = [
            "b": Linear(1, 1, bias: false, using: &generator),
            "a": Linear(1, 1, bias: false, using: &generator),
        ]
        optional = Linear(1, 1, bias: false, using: &generator)
        self.generator = generator
        super.init()
        owner = self
        _ = scaleFactor
    }
}

/// One weight under two names, as an embedding that is also the output layer.
private final class Tied: Module {
    let embedding: Embedding
    let output: Linear
    let tiedWeight: Parameter

    init(using generator: inout RandomGenerator) {
        embedding = Embedding(5, 3, using: &generator)
        output = Linear(3, 5, using: &generator)
        tiedWeight = embedding.weight
    }
}

@Suite("Modules")
struct ModuleTests {
    @Test("parameters, buffers and modules are found wherever they are stored")
    func contents() {
        let module = Mixed()
        #expect(
            module.namedParameters.map(\.name) == [
                "inherited", "scale_factor", "first.weight", "first.bias", "layer_list.0.weight",
                "layer_list.2.weight", "layer_list.2.bias", "gates.input.weight", "gates.input.bias",
                "gates.forget.weight", "by_name.a.weight", "by_name.b.weight", "optional.weight",
            ])
        #expect(
            module.namedBuffers.map(\.name) == [
                "running_mean", "layer_list.2.running_mean", "layer_list.2.running_var",
                "layer_list.2.num_batches_tracked",
            ])
        #expect(module.namedModules.map(\.name).prefix(4) == ["", "first", "layer_list.0", "layer_list.1"])
        #expect(module.parameterCount.total == 2 + 1 + 4 + 4 + 4 + 2 + 1 + 1 + 1 + 1)
    }

    @Test("a property that is replaced is found in its new state")
    func replacedProperty() {
        let module = Mixed()
        module.optional = nil
        var generator = RandomGenerator(seed: 2)
        module.absent = Linear(3, 1, bias: false, using: &generator)
        #expect(module.namedParameters.last?.name == "absent.weight")
        #expect(!module.namedParameters.contains { $0.name == "optional.weight" })
    }

    @Test("training and evaluation reach every module")
    func modes() {
        let module = Mixed()
        #expect(module.namedModules.allSatisfy { $0.module.isTraining })
        module.evaluate()
        #expect(module.namedModules.allSatisfy { !$0.module.isTraining })
        module.first.train()
        #expect(module.first.isTraining && !module.gates.input.isTraining)
        module.train()
        #expect(module.namedModules.allSatisfy { $0.module.isTraining })
    }

    @Test("a tied parameter is trained once and saved under each name, as in PyTorch")
    func tiedWeights() throws {
        var generator = RandomGenerator(seed: 3)
        let module = Tied(using: &generator)
        #expect(
            module.namedParameters.map(\.name) == ["tied_weight", "output.weight", "output.bias"])
        #expect(module.parameterCount.total == 15 + 15 + 5)
        #expect(
            module.stateDictionary.map(\.name) == [
                "tied_weight", "embedding.weight", "output.weight", "output.bias",
            ])
        let other = Tied(using: &generator)
        try other.load(stateDictionary: module.stateDictionary)
        #expect(other.embedding.weight.value == module.embedding.weight.value)
        #expect(other.tiedWeight === other.embedding.weight)
    }

    @Test("a frozen part gets no gradient, and its last one is forgotten")
    func freezing() {
        var generator = RandomGenerator(seed: 4)
        let network = Sequential(Linear(3, 4, using: &generator), Tanh(), Linear(4, 2, using: &generator))
        let x = Tensor(.normal([5, 3], using: &generator))
        network(x).sum().backward()
        #expect(network.parameters.allSatisfy { $0.grad != nil })
        network[0].freeze()
        #expect(network[0].parameters.allSatisfy { $0.grad == nil })
        network.zeroGradients()
        network(x).sum().backward()
        #expect(
            network.namedParameters.filter { $0.parameter.grad != nil }.map(\.name) == ["2.weight", "2.bias"])
        #expect(network.parameterCount == (total: 26, trainable: 10))
        network[0].unfreeze()
        network(x).sum().backward()
        #expect(network.parameters.allSatisfy { $0.grad != nil })
    }

    @Test("a state goes over by name, whatever the order")
    func loading() throws {
        var generator = RandomGenerator(seed: 5)
        let first = Sequential(Linear(3, 4, using: &generator), BatchNorm1d(4))
        let second = Sequential(Linear(3, 4, using: &generator), BatchNorm1d(4))
        _ = first(Tensor(.normal([6, 3], using: &generator)))
        try second.load(stateDictionary: first.stateDictionary.reversed())
        #expect(second.stateDictionary.count == 7)
        for (a, b) in zip(first.stateDictionary, second.stateDictionary) {
            #expect(a.name == b.name && a.value == b.value)
        }
        // What one network then learns must not reach the other.
        (second[0] as? Linear)?.weight.value += 1
        #expect(first.stateDictionary[0].value != second.stateDictionary[0].value)
    }

    @Test("a state that does not fit is explained and changes nothing")
    func loadingErrors() throws {
        var generator = RandomGenerator(seed: 6)
        let layer = Linear(3, 4, using: &generator)
        let before = layer.weight.value
        let saved: [(name: String, value: NDArray)] = [("weight", .zeros([4, 2])), ("extra", .zeros([1]))]
        let error = #expect(throws: StateError.self) { try layer.load(stateDictionary: saved) }
        #expect(error?.missing == ["bias"])
        #expect(error?.unexpected == ["extra"])
        #expect(error?.wrongShapes == [.init(name: "weight", expected: [4, 3], found: [4, 2])])
        #expect(
            error?.description
                == "the state does not fit the model; missing: bias; unexpected: extra; "
                + "wrong shape: weight is [4, 2], the model has [4, 3]")
        #expect(throws: StateError.self) {
            try layer.load(
                stateDictionary: [("bias", .zeros([4])), ("weight", .zeros([4, 2]))], strictly: false)
        }
        #expect(layer.weight.value == before)
        #expect(layer.bias?.value != .zeros([4]))
        try layer.load(stateDictionary: [("bias", .zeros([4])), ("extra", .zeros([1]))], strictly: false)
        #expect(layer.bias?.value == .zeros([4]))
        #expect(layer.weight.value == before)
    }

    @Test("Swift's names in PyTorch's spelling")
    func names() {
        final class Names: Module {
            let conv1 = Buffer(NDArray(0))
            let inputURLTable = Buffer(NDArray(0))
            let selfAttentionQKV = Buffer(NDArray(0))
            let fc2Bias = Buffer(NDArray(0))
        }
        #expect(
            Names().namedBuffers.map(\.name) == [
                "conv1", "input_url_table", "self_attention_qkv", "fc2_bias",
            ])
    }

    @Test("the generators of a network can be saved and set back")
    func generators() {
        var generator = RandomGenerator(seed: 7)
        let network = Sequential(Dropout(using: &generator), Sequential(Dropout(0.3, using: &generator)))
        let x = Tensor(.ones([50]))
        let states = network.generatorStates
        #expect(states.map(\.name) == ["0", "1.0"])
        let first = network(x).value
        #expect(network(x).value != first)
        network.restore(generatorStates: states)
        #expect(network(x).value == first)
    }
}
