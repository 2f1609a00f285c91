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
        let (network, subjects) = try GraphConvolutionalNetwork.read(checkpoint, path: path)
        let words = network.layer1.weight.shape[0]
        let graph =
            try arguments.path("data").map { try CitationGraph.cora(in: dataFolder($0)) }
            ?? .generated(
                papers: arguments.flag("quick") ? 600 : 1200, seed: UInt64(arguments.integer("seed")))
        guard graph.words.shape[1] == words else {
            let count = graph.words.shape[1]
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "it was trained on \(words) words, the papers of \(graph.name) have \(count)",
                    zh: "它在 \(words) 个词上训练，而 \(graph.name) 的论文有 \(count) 个词"
                ).text)
        }
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
        let (network, skeleton, actions, frameTime) = try MotionNetwork.read(checkpoint, path: path)
        let names = skeleton.joints.map(\.name)
        var generator = RandomGenerator(seed: 0)
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
