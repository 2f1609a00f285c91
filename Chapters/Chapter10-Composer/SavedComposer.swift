import Files
import Messages
import NeuralNetworks
import TensorCore

/// A composer that a run of the chapter saved.
struct SavedComposer {
    let model: RecurrentLanguageModel
    let kind: RecurrentKind

    /// The notes in the header of the file: what its arrays cannot tell.
    static func notes(_ kind: RecurrentKind, composes: Bool) -> [String: String] {
        [
            "chapter": "10", "network": kind.rawValue,
            "vocabulary": composes ? vocabulary : "0, 1, end",
        ]
    }

    /// What the numbers of events stand for; a file of another vocabulary is of no use.
    private static let vocabulary = """
        end; shifts of 1 to \(BeatEncoding.longestShift) steps; keys 0 to 127; lengths of 1 to \
        \(BeatEncoding.longestNote) steps; \(BeatEncoding.steps) steps a quarter
        """

    /// Reads a `model.safetensors`; kind and vocabulary are in its notes, the sizes follow from its arrays.
    ///
    /// - Throws: `FileError` where it is missing, broken, or of a network that does not compose.
    init(contentsOf path: String) throws {
        func malformed(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        let checkpoint = try Checkpoint(contentsOf: path)
        let shapes = Dictionary(
            checkpoint.model.map { ($0.name, $0.value.shape) }, uniquingKeysWith: { first, _ in first })
        guard checkpoint.notes["chapter"] == "10",
            let kind = RecurrentKind(rawValue: checkpoint.notes["network"] ?? ""),
            let embedding = shapes["embedding.weight"], embedding.rank == 2,
            let input = shapes["core.weight_ih_l0"], input.rank == 2, input[1] == embedding[1],
            let hidden = shapes["core.weight_hh_l0"], hidden.rank == 2, hidden[0] == input[0],
            let out = shapes["out.weight"], Array(out) == [embedding[0], hidden[1]]
        else {
            throw malformed(en: "it holds no network of Chapter 10", zh: "其中没有第 10 章的网络")
        }
        guard embedding[0] == BeatEncoding.count,
            (checkpoint.notes["vocabulary"] ?? Self.vocabulary) == Self.vocabulary
        else {
            throw malformed(
                en: "its network counts and does not compose: it is of a run with --part counting",
                zh: "它的网络只会计数，不会作曲：来自带 --part counting 的运行")
        }
        guard checkpoint.isFinite else {
            throw malformed(en: "weights are NaN or infinite", zh: "权重是 NaN 或无穷大")
        }
        let layers = shapes.keys.count { $0.hasPrefix("core.weight_hh_l") }
        self.kind = kind
        // The weights drawn here are replaced.
        var generator = RandomGenerator(seed: 0)
        model = RecurrentLanguageModel(
            kind, symbols: embedding[0], width: embedding[1], hidden: hidden[1], layers: layers,
            using: &generator)
        try checkpoint.restore(model, path: path)
        model.evaluate()
    }
}
