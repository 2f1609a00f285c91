import NeuralNetworks
import ONNX

/// The deep Q-network of a model's file in ONNX's operations: the value of each action in states, features or stacks of frames.
///
/// - Throws: `FileError` where the file is missing, broken or of another chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let checkpoint = try Checkpoint(contentsOf: path)
    switch checkpoint.notes["game"] {
    case CartPole.name: return try DQNAgent<CartPole>(checkpoint, path: path).onnx
    case FlappyBird.name: return try DQNAgent<FlappyBird>(checkpoint, path: path).onnx
    default: throw noPlayer(path)
    }
}

extension DQNAgent {
    /// Its network.
    fileprivate var onnx: ONNXGraph {
        let state: [ONNXGraph.Dimension] =
            observationKind == .pixels
            ? [.size(ObservedState<G>.frameCount), .size(G.side), .size(G.side)] : [.size(G.featureCount)]
        return ONNXGraph(
            "Chapter15", of: learner.network, ["batch"] + state, to: ["batch", .size(G.actions.count)])
    }
}

extension ValueHead: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let values = graph.add(hidden, ReLU(), out, to: input)
        guard let hiddenOfState, let outOfState else { return values }
        let state = graph.add(hiddenOfState, ReLU(), outOfState, to: input)
        let mean = graph.mean(values, axes: [1], keepingDimensions: true)
        return graph.difference(graph.sum(state, values), mean)
    }
}

extension FeatureNetwork: ONNXLayer {
    func describe(_ features: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(body, ReLU(), head, to: features)
    }
}

extension PixelNetwork: ONNXLayer {
    func describe(_ frames: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(conv1, ReLU(), conv2, ReLU(), conv3, ReLU(), Flatten(), head, to: frames)
    }
}
