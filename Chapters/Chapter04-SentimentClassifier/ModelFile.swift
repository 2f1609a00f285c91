import Files
import Messages
import NeuralNetworks
import TensorCore
import Text

// A model file holds the tokens as notes, so that it judges a review without the training data.

extension Classifier {
    /// Writes weights and tokens, and the name of the data that they were trained on.
    func save(to path: String, epoch: Int, data: String) throws {
        var notes = ["chapter": "4", "units": readsCharacters ? "characters" : "words", "data": data]
        switch kind {
        case .linear(_, let features):
            let grams = features.weights.grams
            notes["network"] = "linear"
            notes["orders"] = "\(grams.orders.lowerBound) \(grams.orders.upperBound)"
            notes["tokens"] = (0..<grams.count).map { grams.token($0).joined(separator: " ") }
                .joined(separator: "\n")
        case .recurrent(let kind, _, let vocabulary):
            notes["network"] = kind.rawValue
            notes["tokens"] = vocabulary.tokens.dropFirst(Vocabulary.special.count).joined(separator: "\n")
        }
        try Checkpoint(model: network, epoch: epoch, notes: notes).save(to: path)
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `FileError` if the file is missing, broken, or not of this chapter.
    static func read(from path: String) throws -> Classifier {
        let checkpoint = try Checkpoint(contentsOf: path)
        func broken(_ words: Words) -> FileError { .malformed(path: path, reason: words.text) }
        let notes = checkpoint.notes
        guard notes["chapter"] == "4", let network = notes["network"], let units = notes["units"],
            let text = notes["tokens"], ["characters", "words"].contains(units)
        else { throw broken(Words(en: "not a model of Chapter 4", zh: "不是第 4 章的模型")) }
        let shapes = Dictionary(checkpoint.model.map { ($0.name, $0.value.shape) }) { first, _ in first }
        let lines =
            text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func requireTable(_ name: String, rows: Int) throws -> Int {
            // Only then is a network of this size made, so that no note makes it larger than the file.
            guard let shape = shapes[name], shape.rank == 2, shape[0] == rows, shape[1] > 0 else {
                throw broken(
                    Words(
                        en: "\(name) is \(shapes[name].map { "\($0)" } ?? "missing") for \(rows) tokens",
                        zh: "\(rows) 个词对应的 \(name) 是 \(shapes[name].map { "\($0)" } ?? "缺失")"))
            }
            return shape[1]
        }
        var generator = RandomGenerator(seed: 0)
        let kind: Kind
        if let recurrent = RecurrentKind(rawValue: network) {
            let vocabulary = Vocabulary(tokens: lines)
            let width = try requireTable("embedding.weight", rows: vocabulary.count)
            guard let shape = shapes["core.weight_hh_l0"], shape.rank == 2, shape[1] > 0 else {
                throw broken(Words(en: "core.weight_hh_l0 is missing", zh: "缺少 core.weight_hh_l0"))
            }
            let classifier = RecurrentClassifier(
                recurrent, units: vocabulary.count, width: width, hidden: shape[1], using: &generator)
            try checkpoint.restore(classifier, path: path)
            kind = .recurrent(recurrent, classifier, vocabulary)
        } else {
            let orders = (notes["orders"] ?? "").split(separator: " ").compactMap { Int($0) }
            guard network == "linear", orders.count == 2, (1...3).contains(orders[0]),
                (orders[0]...3).contains(orders[1]), try requireTable("bag.weight", rows: lines.count) == 2
            else { throw broken(Words(en: "a network of an unknown kind", zh: "未知类型的网络")) }
            let grams = NGrams(
                tokens: lines.map { $0.split(separator: " ").map(String.init) },
                orders: orders[0]...orders[1],
                separator: units == "words" ? " " : "")
            let linear = BagNetwork(columns: lines.count, hidden: nil, using: &generator)
            try checkpoint.restore(linear, path: path)
            let features = Features(
                weights: TextWeights(grams, idf: linear.idf.value.scalars),
                scales: linear.scales.value.scalars)
            kind = .linear(linear, features)
        }
        let result = Classifier(
            kind: kind, readsCharacters: units == "characters", dataName: notes["data"])
        result.network.evaluate()
        return result
    }

    /// The network's answers to some reviews, with the loss.
    func example(of texts: [[String]], _ labels: [Int]) -> ModelExample {
        let targets = IntArray(labels)
        switch kind {
        case .linear(let network, let features):
            let rows = texts.map(features.row)
            let starts = rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
            let bags = features.matrix(texts)
            return ModelExample(
                of: network,
                inputs: [
                    "ids": .integers(IntArray(rows.flatMap { $0.map(\.column) })),
                    "offsets": .integers(IntArray(Array(starts.dropLast()))),
                    "weights": .floats(NDArray(rows.flatMap { $0.map(\.value) })),
                ], targets: .integers(targets), answer: { network(bags) }, loss: { crossEntropy($0, targets) }
            )
        case .recurrent(_, let network, let vocabulary):
            let ids = texts.map { vocabulary.ids(of: Array($0.prefix(longestSequence))) }
            return ModelExample(
                of: network, inputs: ["": .integers(PaddedSequences(ids).ids)], targets: .integers(targets),
                answer: { network(ids) }, loss: { crossEntropy($0, targets) })
        }
    }
}
