import Autograd
import Files
import Messages
import Motion
import NeuralNetworks
import TensorCore

extension NodeResults {
    /// The first network with notes on what it was trained for, and an example: its logits on a graph of a few papers.
    var model: (Checkpoint, ModelExample)? {
        guard let network else { return nil }
        let papers = somePapers(8)
        let edges = graph.citations.compactMap { citation -> (Int, Int)? in
            guard let first = papers.firstIndex(of: citation.first),
                let second = papers.firstIndex(of: citation.second)
            else { return nil }
            return (first, second)
        }
        let words = graph.normalizedWords.rows(at: papers)
        let part = GraphInput(
            adjacency: adjacency(edges, count: papers.count), features: SparseMatrix(words))
        let labels = IntArray(papers.map { graph.labels[$0] })
        let checkpoint = Checkpoint(
            model: network, epoch: history.losses.count,
            notes: ["chapter": "14", "subjects": graph.subjects.joined(separator: "; ")])
        let example = ModelExample(
            of: network, inputs: ["features": .floats(words), "adjacency": .floats(part.adjacency.dense())],
            targets: .integers(labels), answer: { network(part) }, loss: { crossEntropy($0, labels) })
        return (checkpoint, example)
    }

    /// The papers of the first citations.
    private func somePapers(_ count: Int) -> [Int] {
        var papers: [Int] = []
        for citation in graph.citations {
            for paper in [citation.first, citation.second] where !papers.contains(paper) {
                papers.append(paper)
            }
            if papers.count >= count { break }
        }
        return Array(papers.prefix(count))
    }
}

extension PoseResults {
    /// The first network with the bones of its skeleton, and an example: its logits for a few windows.
    var model: (Checkpoint, ModelExample)? {
        guard let (network, windows) = first, !windows.isEmpty else { return nil }
        let bones = data.skeleton.bones.map { "\($0.parent) \($0.child)" }.joined(separator: "; ")
        let labels = IntArray(data.labels(windows))
        let checkpoint = Checkpoint(
            model: network, epoch: history.losses.count,
            notes: [
                "chapter": "14", "bones": bones, "actions": data.actions.joined(separator: "; "),
                "joints": data.skeleton.joints.map(\.name).joined(separator: "; "),
                "frame_time": String(data.clips[windows[0].clip].frameTime),
            ])
        let input = data.batch(windows, length: PoseLesson.length)
        let example = ModelExample(of: network, input, targets: .integers(labels)) {
            crossEntropy($0, labels)
        }
        return (checkpoint, example)
    }
}

extension GraphConvolutionalNetwork {
    /// The network on papers of a model's file, in evaluation, and the subjects that it tells apart.
    ///
    /// - Throws: `FileError` where the file holds another network.
    static func read(_ checkpoint: Checkpoint, path: String) throws -> (
        network: GraphConvolutionalNetwork, subjects: [String]
    ) {
        let subjects = (checkpoint.notes["subjects"] ?? "").components(separatedBy: "; ")
        let shape = checkpoint.model.first { $0.name == "layer1.weight" }?.value.shape
        guard let shape, shape.rank == 2, shape[1] == 16, subjects.count >= 2 else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it holds no network on papers", zh: "其中没有论文分类的网络").text)
        }
        // The weights drawn here are replaced.
        var generator = RandomGenerator(seed: 0)
        let network = GraphConvolutionalNetwork(
            features: shape[0], outputs: subjects.count, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
        return (network, subjects)
    }
}

extension MotionNetwork {
    /// The network on motions of a model's file, in evaluation; its skeleton, the actions that it tells apart, and the seconds from
    /// one frame to the next.
    ///
    /// - Throws: `FileError` where the file holds another network.
    static func read(_ checkpoint: Checkpoint, path: String) throws -> (
        network: MotionNetwork, skeleton: Skeleton, actions: [String], frameTime: Double
    ) {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        let notes = checkpoint.notes
        let actions = (notes["actions"] ?? "").components(separatedBy: "; ")
        let names = (notes["joints"] ?? "").components(separatedBy: "; ")
        let bones = (notes["bones"] ?? "").components(separatedBy: "; ").map { bone in
            bone.split(separator: " ").compactMap { Int($0) }
        }
        guard actions.count >= 2, bones.count == names.count - 1,
            bones.allSatisfy({
                $0.count == 2 && names.indices.contains($0[0]) && names.indices.contains($0[1])
            }),
            let frameTime = Double(notes["frame_time"] ?? ""), frameTime > 0
        else { throw broken(en: "its notes do not describe a network on motions", zh: "它的注记描述的不是动作网络") }
        let parents = Dictionary(bones.map { ($0[1], $0[0]) }) { first, _ in first }
        guard bones.allSatisfy({ $0[0] < $0[1] }) else {
            throw broken(en: "a bone leads to an earlier joint", zh: "有一根骨头通向更靠前的关节")
        }
        let skeleton = Skeleton(
            names.enumerated().map { index, name in
                Joint(name: name, parent: parents[index], offset: .zero, channels: [], rotationOrder: [])
            })
        var generator = RandomGenerator(seed: 0)
        let network = MotionNetwork(skeleton, actions: actions.count, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
        return (network, skeleton, actions, frameTime)
    }
}
