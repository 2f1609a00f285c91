import ChapterSupport
import DigitRecognition
import Files
import NeuralNetworks
import Reporting
import TensorCore

/// Draws the digits of `--draw` with the generator of `--model` into the file of `--picture`, or those of each line of the
/// input if the text is "-", a picture each. Nothing of a run is written.
///
/// - Throws: `UsageError` without a model or digits, `FileError` for a model that is missing or broken, or a picture that
///   cannot be written.
func draw(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.path("model") else {
        throw UsageError("--draw needs --model FILE, the conditional.safetensors of a run of this chapter")
    }
    let generator = try Generator(conditionalIn: path)
    let picture = arguments.path("picture") ?? arguments.text("picture")
    var random = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    func answer(_ line: String, into file: String) throws {
        let digits = try digits(of: line)
        let codes = latentCodes(digits, count: digits.count, using: &random)
        let pictures = Picture.batch(
            generator.images(from: codes).scalars, width: 28, height: 28, colors: .ink)
        let grid = PictureGrid(pictures, columns: min(pictures.count, 20)).picture(gap: 0).scaled(by: 4)
        try grid.writePNG(to: file)
        console.output("\(digits.map(String.init).joined()): \(file)")
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

/// The digits of "2026" or of "7, 7, 3".
///
/// - Throws: `UsageError` where there are none, too many, or something else.
private func digits(of line: String) throws -> [Int] {
    let signs = line.filter { $0 != "," && !$0.isWhitespace }
    if let other = signs.first(where: { !("0"..."9").contains($0) }) {
        throw UsageError("--draw: '\(excerpt(String(other)))' is no digit; 2026 or 7,7,3 can be drawn")
    }
    guard (1...1000).contains(signs.count) else {
        throw UsageError("--draw: \(signs.count) digits; from 1 to 1,000 can be drawn")
    }
    return signs.compactMap(\.wholeNumberValue)
}

/// "digits.png" as "digits-3.png".
private func numbered(_ path: String, _ number: Int) -> String {
    let isPNG = path.lowercased().hasSuffix(".png")
    return "\(isPNG ? String(path.dropLast(4)) : path)-\(number).png"
}

extension Generator {
    /// The generator of a `conditional.safetensors` of this chapter; its size follows from its arrays.
    ///
    /// - Throws: `FileError` where the file is missing, broken, or of another network.
    convenience init(conditionalIn path: String) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        let shapes = Dictionary(
            checkpoint.model.map { ($0.name, $0.value.shape) }, uniquingKeysWith: { first, _ in first })
        guard checkpoint.notes["chapter"] == "8", let first = shapes["deconv1.weight"], first.rank == 4,
            let last = shapes["deconv3.weight"], last.rank == 4, first[1] == 2 * last[0]
        else {
            throw FileError.malformed(path: path, reason: "it holds no generator of Chapter 8")
        }
        guard first[0] != latentSize else {
            throw FileError.malformed(
                path: path,
                reason: """
                    its generator chooses the digits itself; the one that draws what it is asked for is the \
                    conditional.safetensors of the same run
                    """)
        }
        guard first[0] == latentSize + 10, (1...1024).contains(last[0]), checkpoint.isFinite else {
            throw FileError.malformed(path: path, reason: "it holds no conditional generator")
        }
        var generator = RandomGenerator(seed: 0)
        self.init(inputs: first[0], width: last[0], using: &generator)
        try checkpoint.restore(self, path: path)
    }
}
