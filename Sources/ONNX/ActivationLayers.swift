import NeuralNetworks

// Functions of one number, and softmax: each is an operation of ONNX or a few.

extension ReLU: ONNXLayer {
    /// max(x, 0), of any shape: `Relu`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("Relu", [input])
    }
}

extension LeakyReLU: ONNXLayer {
    /// x, or slope · x below 0, of any shape: `LeakyRelu`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("LeakyRelu", [input], ["alpha": .number(slope)])
    }
}

extension ReLU6: ONNXLayer {
    /// x brought into 0...6, of any shape: `Clip`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("Clip", [input, graph.constant(Float(0)), graph.constant(Float(6))])
    }
}

extension Sigmoid: ONNXLayer {
    /// 1 / (1 + e⁻ˣ), of any shape: `Sigmoid`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("Sigmoid", [input])
    }
}

extension Tanh: ONNXLayer {
    /// tanh x, of any shape: `Tanh`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("Tanh", [input])
    }
}

extension GELU: ONNXLayer {
    /// x Φ(x), which is an operation of its own only from operator set 20 on.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let between: ONNXGraph.Value  // −1 to 1
        switch form {
        case .exact: between = graph.node("Erf", [graph.product(input, Float(0.5).squareRoot())])
        case .tanh:
            let cube = graph.product(graph.product(input, input), input)
            let sum = graph.sum(input, graph.product(cube, 0.044715))
            between = graph.node("Tanh", [graph.product(sum, (2 / Float.pi).squareRoot())])
        }
        return graph.product(input, graph.product(graph.sum(between, graph.constant(Float(1))), 0.5))
    }
}

extension Softmax: ONNXLayer {
    /// eˣ / Σ eˣ along the axis, of any shape: `Softmax`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("Softmax", [input], ["axis": .integer(axis)])
    }
}

extension LogSoftmax: ONNXLayer {
    /// The logarithm of the softmax, of any shape: `LogSoftmax`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("LogSoftmax", [input], ["axis": .integer(axis)])
    }
}
