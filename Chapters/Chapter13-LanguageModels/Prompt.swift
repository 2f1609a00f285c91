import Autograd
import ChapterSupport
import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Writes on after a text with the model of `--model`, or fills in its [MASK] with a BERT; each line of the input if the text is
/// "-". Nothing of a run is written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken.
func writeOn(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let given = arguments.path("model") else {
        throw UsageError(
            en: "--prompt needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--prompt 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let path = try modelPath(given)
    if PublishedModel.isPublished(path) {
        try writeOn(with: PublishedModel(contentsOf: path), arguments, console)
        return
    }
    let saved = try SavedModel(contentsOf: path)
    var generator = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    let sampling = Sampling(
        temperature: arguments.number("temperature"), topK: arguments.integer("top-k"),
        topP: arguments.number("top-p"))
    func answer(_ line: String) throws {
        switch saved.tokens {
        case .characters(let alphabet, let hasBoundary):
            let text = try saved.continued(
                line, alphabet, hasBoundary, length: arguments.integer("length"), sampling, using: &generator)
            console.output(line + text)
        case .bytePairs(let pieces):
            let ids = pieces.ids(of: line, allowsSpecial: false)
            guard !ids.isEmpty else { throw SavedModel.emptyPrompt }
            let written = write(
                arguments.integer("length"), after: ids, with: saved.model, sampling, using: &generator)
            console.output(line + pieces.text(of: written))
        case .words(let table):
            for line in try saved.filled(line, table) { console.output(line) }
        }
    }
    try Parallel.withThreads(arguments.integer("threads")) {
        let text = arguments.text("prompt")
        if text == "-" { try forEachInputLine(until: { false }, answer) } else { try answer(text) }
    }
}

/// The same with a published model.
private func writeOn(
    with model: PublishedModel, _ arguments: ParsedArguments, _ console: Console
) throws {
    var generator = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    let sampling = Sampling(chatting: arguments)
    func answer(_ line: String) throws {
        try model.writeOn(
            after: line, longest: arguments.integer("length"),
            choosing: { sampling.token(from: $0, using: &generator) }, show: { console.piece($0) })
    }
    try Parallel.withThreads(arguments.integer("threads")) {
        let text = arguments.text("prompt")
        if text == "-" { try forEachInputLine(until: { false }, answer) } else { try answer(text) }
    }
}

extension SavedModel {
    fileprivate static var emptyPrompt: UsageError {
        UsageError(en: "--prompt: an empty text", zh: "--prompt：文本是空的")
    }

    /// What the model writes after a line.
    func continued(
        _ line: String, _ alphabet: Alphabet, _ hasBoundary: Bool, length: Int, _ sampling: Sampling,
        using generator: inout RandomGenerator
    ) throws -> String {
        if let unknown = alphabet.unknown(in: line).first {
            throw UsageError(
                en: "--prompt: the model does not know the character '\(excerpt(String(unknown)))'",
                zh: "--prompt：模型不认识字符 '\(excerpt(String(unknown)))'")
        }
        let shift = hasBoundary ? 1 : 0
        let prompt = (hasBoundary ? [Names.boundary] : []) + alphabet.ids(of: line).map { $0 + shift }
        guard !prompt.isEmpty else { throw Self.emptyPrompt }
        // A name ends at its boundary, a sum at its full stop; a text goes on.
        let isSum = alphabet == Addition.alphabet
        let end = hasBoundary ? Names.boundary : isSum ? alphabet.ids(of: ".").first : nil
        let room = end == nil ? length : max(0, model.shape.context + 1 - prompt.count)
        let written = write(
            min(length, room), after: prompt, with: model, sampling, end: end, using: &generator)
        return alphabet.text(of: written.map { $0 - shift })
    }

    /// The likeliest words for each [MASK] of a line, with their probabilities.
    func filled(_ line: String, _ table: WordTable) throws -> [String] {
        let mask = WordTable.signs[WordTable.mask]
        let words = line.split(separator: " ").map { $0 == mask ? mask : $0.lowercased() }
        let ids = table.ids(of: words, longest: model.shape.context)
        let places = ids.indices.filter { ids[$0] == WordTable.mask }
        guard !places.isEmpty else {
            throw UsageError(
                en: "--prompt: the text has no \(mask), the word that this model is to find",
                zh: "--prompt：文本中没有 \(mask)，即要模型填的词")
        }
        model.evaluate()
        let features = withoutGradient { model.features(IntArray(ids, shape: [1, ids.count])) }
        return places.map { place in
            let row = features.value[0][place].reshaped([1, model.shape.width])
            let probabilities = withoutGradient { model.logits(Tensor(row)) }.value.softmax(axis: 1)[0]
            let (best, found) = probabilities.topK(min(5, table.count))
            return zip(best.scalars, found.scalars).map { probability, id in
                "\(table.words[id]) \(formatPercent(Double(probability)))"
            }.joined(separator: ", ")
        }
    }
}

extension Sampling {
    /// What the command line of a run asks for.
    init(_ run: ChapterRun) {
        (temperature, topK) = (run.number("temperature"), run.integer("top-k"))
        topP = run.number("top-p")
    }
}

extension LowRank {
    /// What the command line of a run asks for.
    init(_ run: ChapterRun) { (rank, alpha) = (run.integer("lora"), run.number("lora-alpha")) }
}
