import Autograd
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
