import Autograd
import ChapterSupport
import Files
import Foundation
import Graphs
import Messages
import Motion
import NeuralNetworks
import Reporting
import TensorCore

/// Classifies with the model of `--model`: a motion, `--classify CLIP.bvh`, or a paper of a graph by its number from 0,
/// `--classify 17 --data path/to/cora`; a dash reads lines. A line an answer: the classes from the likeliest on.
///
/// - Throws: `UsageError` without a model, `FileError` for a model or an input that is missing or broken.
func classify(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.optionalText("model") else {
        throw UsageError(
            en: "--classify needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--classify 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let answer = try SavedClassifier.read(from: path, arguments)
    let what = arguments.text("classify")
    if what == "-" {
        try forEachInputLine(until: { false }) { console.output(try answer($0)) }
    } else {
        console.output(try answer(what))
    }
}

/// What a saved model makes of a line.
private enum SavedClassifier {
    static func read(from path: String, _ arguments: ParsedArguments) throws -> (String) throws -> String {
        let checkpoint = try Checkpoint(contentsOf: path)
        guard checkpoint.notes["chapter"] == "14" else {
            throw FileError.malformed(
                path: path, reason: Words(en: "not a model of chapter 14", zh: "不是第 14 章的模型").text)
        }
        if checkpoint.notes["bones"] != nil { return try motions(checkpoint, path) }
        return try papers(checkpoint, path, arguments)
    }

    /// A paper by its number.
    private static func papers(
        _ checkpoint: Checkpoint, _ path: String, _ arguments: ParsedArguments
    ) throws -> (String) throws -> String {
        let subjects = (checkpoint.notes["subjects"] ?? "").components(separatedBy: "; ")
        let shape = checkpoint.model.first { $0.name == "layer1.weight" }?.value.shape
        guard let shape, shape.rank == 2, shape[1] == 16, subjects.count >= 2 else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it holds no network on papers", zh: "其中没有论文分类的网络").text)
        }
        let graph =
            try arguments.path("data").map { try CitationGraph.cora(in: dataFolder($0)) }
            ?? .generated(
                papers: arguments.flag("quick") ? 600 : 1200, seed: UInt64(arguments.integer("seed")))
        guard graph.words.shape[1] == shape[0] else {
            let count = graph.words.shape[1]
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "it was trained on \(shape[0]) words, the papers of \(graph.name) have \(count)",
                    zh: "它在 \(shape[0]) 个词上训练，而 \(graph.name) 的论文有 \(count) 个词"
                ).text)
        }
        var generator = RandomGenerator(seed: 0)
        let network = GraphConvolutionalNetwork(
            features: shape[0], outputs: subjects.count, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
        let input = GraphInput(
            adjacency: adjacency(graph.citations.map { ($0.first, $0.second) }, count: graph.paperCount),
            features: SparseMatrix(graph.normalizedWords))
        let probabilities = withoutGradient { network(input).softmax(axis: 1) }.value
        return { line in
            guard let paper = Int(line.trimmingCharacters(in: .whitespaces)),
                (0..<graph.paperCount).contains(paper)
            else {
                throw UsageError(
                    en: "'\(excerpt(line))' is no paper; they are numbered from 0 to \(graph.paperCount - 1)",
                    zh: "“\(excerpt(line))”不是论文；论文编号从 0 到 \(graph.paperCount - 1)")
            }
            let name = Words(en: "paper \(paper): ", zh: "论文 \(paper)：").text
            return name + ranked(probabilities[paper].scalars, subjects)
        }
    }

    /// A motion by its file.
    private static func motions(_ checkpoint: Checkpoint, _ path: String) throws -> (String) throws -> String
    {
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
        return { line in
            let file = line.trimmingCharacters(in: .whitespaces)
            let clip = try MotionClip(contentsOfBVH: file).resampled(to: frameTime)
            guard clip.skeleton.joints.map(\.name) == names else {
                let reason = Words(
                    en: "its joints are not those that the network was trained on",
                    zh: "它的关节与训练网络时的不同")
                throw FileError.malformed(path: file, reason: reason.text)
            }
            let length = PoseLesson.length
            guard clip.frameCount >= length else {
                let seconds = [clip.duration, frameTime * Double(length)]
                    .map { formatNumber($0, significantDigits: 2) }
                let reason = Words(
                    en: "\(seconds[0]) seconds; at least \(seconds[1]) are needed",
                    zh: "只有 \(seconds[0]) 秒；至少需要 \(seconds[1]) 秒")
                throw FileError.malformed(path: file, reason: reason.text)
            }
            let data = PoseData(of: clip)
            let windows = data.windows(
                of: [0], length: length, step: 8, using: &generator, shifted: false)
            let logits = withoutGradient { network(Tensor(data.batch(windows, length: length))) }
            return "\(file): " + ranked(logits.softmax(axis: 1).value.mean(axes: [0]).scalars, actions)
        }
    }

    /// "run (97.3%), walk (2.1%)": at most three.
    private static func ranked(_ probabilities: [Float], _ names: [String]) -> String {
        zip(probabilities, names).sorted { $0.0 > $1.0 }.prefix(3).map { probability, name in
            "\(name) (\(formatPercent(Double(probability))))"
        }.joined(separator: ", ")
    }
}
