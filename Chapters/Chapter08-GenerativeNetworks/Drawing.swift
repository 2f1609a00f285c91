import ChapterSupport
import DigitRecognition
import Files
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Draws the digits of `--draw`, or classes of the reader's own, with the generator of `--model` into the file of `--picture`, or
/// those of each line of the input if the text is "-", a picture each. Nothing of a run is written.
///
/// - Throws: `UsageError` without a model or digits, `FileError` for a model that is missing or broken, or a picture that
///   cannot be written.
func draw(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.path("model") else {
        throw UsageError(
            en: "--draw needs --model FILE, the conditional.safetensors of a run of this chapter",
            zh: "--draw 需要 --model FILE，即本章某次运行得到的 conditional.safetensors")
    }
    let model = try DrawingModel(contentsOf: path)
    let picture = arguments.path("picture") ?? arguments.text("picture")
    var random = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    func answer(_ line: String, into file: String) throws {
        let classes = try model.classes(of: line)
        let codes = latentCodes(
            classes, count: classes.count, classCount: model.classNames.count, using: &random)
        try model.grid(of: codes).writePNG(to: file)
        let names = classes.map { model.classNames[$0] }
        let drawn = names.joined(separator: model.drawsDigits ? "" : ", ")
        console.output(Words(en: "\(drawn): \(file)", zh: "\(drawn)：\(file)").text)
    }
    try Parallel.withThreads(arguments.integer("threads")) {
        let text = arguments.text("draw")
        guard text == "-" else { return try answer(text, into: picture) }
        var number = 0
        try forEachInputLine(until: { false }) { line in
            number += 1
            try answer(line, into: numbered(picture, number))
        }
    }
}

/// "digits.png" as "digits-3.png".
private func numbered(_ path: String, _ number: Int) -> String {
    let isPNG = path.lowercased().hasSuffix(".png")
    return "\(isPNG ? String(path.dropLast(4)) : path)-\(number).png"
}

/// The conditional generator that a run of the chapter saved, and what it can draw.
struct DrawingModel {
    let generator: Generator
    let classNames: [String]
    private let channels: Int

    /// Whether 1 is ink, as in MNIST, and not light.
    private let isInk: Bool

    /// The notes in the file that say which classes there are, and whether 1 is ink or light.
    static let (classesNote, colorsNote) = ("classes", "colors")

    /// The names of classes as the file has them.
    static func note(_ classNames: [String]) -> String {
        // The folder of a class may have any name.
        classNames.map { $0.replacingOccurrences(of: "; ", with: ", ") }.joined(separator: "; ")
    }

    private static let digits = (0...9).map(String.init)

    /// Whether the classes are the ten digits.
    var drawsDigits: Bool { classNames == Self.digits }

    /// Reads the `conditional.safetensors` of a run; its size follows from its arrays.
    ///
    /// - Throws: `FileError` where the file is missing, broken, or of another network.
    init(contentsOf path: String) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        let shapes = Dictionary(
            checkpoint.model.map { ($0.name, $0.value.shape) }, uniquingKeysWith: { first, _ in first })
        guard checkpoint.notes["chapter"] == "8", let first = shapes["deconv1.weight"], first.rank == 4,
            let last = shapes["deconv3.weight"], last.rank == 4, first[1] == 2 * last[0],
            last[1] == 1 || last[1] == 3
        else {
            let reason = Words(en: "it holds no generator of Chapter 8", zh: "其中没有第 8 章的生成器")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        guard first[0] != latentSize else {
            let reason = Words(
                en: """
                    its generator chooses the digits itself; the one that draws what it is asked for is the \
                    conditional.safetensors of the same run
                    """,
                zh: "其中的生成器自己选数字；要什么就画什么的是同一次运行的 conditional.safetensors")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        classNames = checkpoint.notes[Self.classesNote]?.components(separatedBy: "; ") ?? Self.digits
        guard first[0] == latentSize + classNames.count, (1...1024).contains(last[0]), checkpoint.isFinite
        else {
            let reason = Words(en: "it holds no conditional generator", zh: "其中没有条件生成器")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        channels = last[1]
        isInk = checkpoint.notes[Self.colorsNote] != "light"
        var random = RandomGenerator(seed: 0)
        generator = Generator(inputs: first[0], width: last[0], channels: channels, using: &random)
        try checkpoint.restore(generator, path: path)
    }

    /// The pictures of some codes, twenty a row.
    func grid(of codes: NDArray) -> Picture {
        let pictures = Picture.batch(
            generator.images(from: codes).scalars, channels: channels, width: 28, height: 28,
            colors: isInk ? .ink : .gray)
        return PictureGrid(pictures, columns: min(pictures.count, 20)).picture(gap: 0).scaled(by: 4)
    }

    /// The digits of "2026" or of "7, 7, 3"; the classes of "rose, tulip".
    ///
    /// - Throws: `UsageError` where there are none, too many, or something else.
    func classes(of line: String) throws -> [Int] {
        if drawsDigits { return try digits(of: line) }
        // A name may have a comma in it.
        if let index = classNames.firstIndex(of: line) { return [index] }
        let words = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard (1...1000).contains(words.count) else {
            throw UsageError(
                en: "--draw: \(words.count) classes; from 1 to 1,000 can be drawn",
                zh: "--draw：\(words.count) 个类别；可以画 1 到 1000 个")
        }
        return try words.map { word in
            guard let index = classNames.firstIndex(of: word) else {
                let known = classNames.prefix(10).joined(separator: ", ")
                throw UsageError(
                    en: "--draw: '\(excerpt(word))' is no class of this model; it draws \(excerpt(known))",
                    zh: "--draw：这个模型没有类别 '\(excerpt(word))'；它能画 \(excerpt(known))")
            }
            return index
        }
    }

    private func digits(of line: String) throws -> [Int] {
        let signs = line.filter { $0 != "," && !$0.isWhitespace }
        if let other = signs.first(where: { !("0"..."9").contains($0) }) {
            let sign = excerpt(String(other))
            throw UsageError(
                en: "--draw: '\(sign)' is no digit; 2026 or 7,7,3 can be drawn",
                zh: "--draw：'\(sign)' 不是数字；可以画 2026 或 7,7,3")
        }
        guard (1...1000).contains(signs.count) else {
            throw UsageError(
                en: "--draw: \(signs.count) digits; from 1 to 1,000 can be drawn",
                zh: "--draw：\(signs.count) 个数字；可以画 1 到 1000 个")
        }
        return signs.compactMap(\.wholeNumberValue)
    }
}
