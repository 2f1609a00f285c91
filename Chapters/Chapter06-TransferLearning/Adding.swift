import Autograd
import ChapterSupport
import Files
import Messages
import NeuralNetworks
import Pictures
import Reporting
import TensorCore

/// Adds the digits of two pictures with the adder of `--model`: the two files of `--add`, or, for a dash, the two paths of each
/// line of the input. An answer is one line; nothing of a run is written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken, or such a picture.
func addPictures(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.path("model") else {
        throw UsageError(
            en: "--add needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--add 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let adder = try savedAdder(path)
    try Parallel.withThreads(arguments.integer("threads")) {
        for use in arguments.uses("add") {
            if use == ["-"] {
                try forEachInputLine(until: { false }) { line in
                    console.output(lineOfAnswer(line, adder))
                }
            } else {
                console.output(try answer(use[0], use[1], adder))
            }
        }
    }
}

/// The adder of a `model.safetensors` of this chapter, whichever head it has; its size follows from its arrays.
///
/// - Throws: `FileError` where the file is missing, broken, or of another network.
func savedAdder(_ path: String) throws -> any Adder {
    let checkpoint = try Checkpoint(contentsOf: path)
    let shapes = Dictionary(
        checkpoint.model.map { ($0.name, $0.value.shape) }, uniquingKeysWith: { first, _ in first })
    // The weights drawn here are replaced.
    var generator = RandomGenerator(seed: 0)
    let adder: any Adder
    if checkpoint.notes["chapter"] == "6", shapes["readers.0.fc2.weight"] == [10, 512] {
        adder = ClassificationAdder(
            from: nil, sharesWeights: shapes["readers.1.fc2.weight"] == nil, using: &generator)
    } else if checkpoint.notes["chapter"] == "6", let hidden = shapes["fc1.weight"], hidden.rank == 2,
        (1...65_536).contains(hidden[0]), shapes["towers.0.conv1.weight"] != nil
    {
        adder = RegressionAdder(
            .scratch, from: nil, sharesWeights: shapes["towers.1.conv1.weight"] == nil, hidden: hidden[0],
            using: &generator)
    } else {
        let reason = Words(en: "it holds no adder of Chapter 6", zh: "其中没有第 6 章的加法器")
        throw FileError.malformed(path: path, reason: reason.text)
    }
    guard checkpoint.isFinite else {
        let reason = Words(en: "weights are NaN or infinite", zh: "权重是 NaN 或无穷大")
        throw FileError.malformed(path: path, reason: reason.text)
    }
    try checkpoint.restore(adder, path: path)
    adder.evaluate()
    return adder
}

/// "3.png + 4.png = 7 (98.1%)  then 9 (0.9%)"; of an adder that ends in one number, that number: "= 7 (7.2)".
///
/// - Throws: `FileError` where a picture is missing or broken.
private func answer(_ left: String, _ right: String, _ adder: any Adder) throws -> String {
    let pictures = try [left, right].map { try Picture(contentsOf: $0).centeredDigit() }
    guard let first = pictures[0], let second = pictures[1] else {
        let empty = pictures[0] == nil ? left : right
        return Words(
            en: "\(left) + \(right): (nothing is drawn in \(empty))",
            zh: "\(left) + \(right)：（\(empty) 中什么也没画）"
        ).text
    }
    let output = withoutGradient { adder.output(first, second) }.value.scalars
    let shown: String
    if adder is ClassificationAdder {
        let order = output.indices.sorted { output[$0] > output[$1] }.prefix(2)
        shown = order.map { "\($0) (\(formatPercent(Double(output[$0]))))" }.joined(
            separator: Words(en: "  then ", zh: "  其次 ").text)
    } else {
        shown = "\(adder.sums(first, second)[0]) (\(formatNumber(Double(output[0]), significantDigits: 3)))"
    }
    return "\(left) + \(right) = \(shown)"
}

/// The answer to a line with two paths, between them a tab or, where there is none, a blank; or, for a picture of many that
/// cannot be read, the reason in its place: a line for each in any case.
private func lineOfAnswer(_ line: String, _ adder: any Adder) -> String {
    let separator: Character = line.contains("\t") ? "\t" : " "
    let paths = line.split(separator: separator).map(String.init)
    guard paths.count == 2 else {
        return Words(
            en: "\(excerpt(line)): (two paths are expected, between them a tab or a blank)",
            zh: "\(excerpt(line))：（应为两个路径，中间是制表符或空格）"
        ).text
    }
    do {
        return try answer(paths[0], paths[1], adder)
    } catch {
        let reason = oneLine("\(error)")
        return Words(
            en: "\(paths[0]) + \(paths[1]): (\(reason))", zh: "\(paths[0]) + \(paths[1])：（\(reason)）"
        ).text
    }
}
