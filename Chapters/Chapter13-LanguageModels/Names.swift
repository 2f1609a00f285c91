import Files
import Messages
import TensorCore

/// Names, one a line: to learn from, to validate on, and to test on in the end.
struct Names: LanguageTask {
    /// The characters, after the boundary that stands before and behind each name.
    let alphabet: Alphabet
    let training: [[Int]]
    let validation: [[Int]]
    let test: [[Int]]
    /// How many names of the file were left out because they stand in it already.
    let repeated: Int
    /// The share of the validation names that are among the training names too.
    let seenFraction: Double

    /// The id of the boundary.
    static let boundary = 0

    /// Tokens of the vocabulary, with the boundary.
    var vocabulary: Int { alphabet.count + 1 }

    /// The longest name, with a boundary.
    var longest: Int { ((training + validation + test).map(\.count).max() ?? 0) + 1 }

    /// A random 80 : 10 : 10 split of names.
    ///
    /// - Parameter keepsRepeated: whether a name that occurs several times stays so, and so may be in two of the parts.
    init(_ lines: [String], keepsRepeated: Bool, seed: UInt64) {
        alphabet = Alphabet(lines.joined())
        var seen: Set<String> = []
        let kept = keepsRepeated ? lines : lines.filter { seen.insert($0).inserted }
        repeated = lines.count - kept.count
        var generator = RandomGenerator(seed: seed)
        let ids = generator.permutation(kept.count).map { [alphabet] in
            alphabet.ids(of: kept[$0]).map { $0 + 1 }
        }
        let (first, second) = (kept.count * 8 / 10, kept.count * 9 / 10)
        (training, validation) = (Array(ids[..<first]), Array(ids[first..<second]))
        test = Array(ids[second...])
        let known = Set(training)
        seenFraction = Double(validation.count { known.contains($0) }) / Double(max(1, validation.count))
    }

    /// Whether the folder holds names.
    static func are(in folder: String?) -> Bool {
        folder.map { (try? publishedFile(in: $0, named: "names.txt")) != nil } ?? false
    }

    /// The lines of names.txt.
    ///
    /// - Throws: `FileError` if the file is missing, or holds fewer than 100 names.
    static func lines(in folder: String) throws -> [String] {
        let path = try publishedFile(in: folder, named: "names.txt")
        let lines = try readTextFile(path).split(whereSeparator: \.isNewline).map(String.init)
        guard lines.count >= 100 else {
            let reason = Words(en: "\(lines.count) names are too few", zh: "只有 \(lines.count) 个名字，太少了")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        return lines
    }

    func batch(using generator: inout RandomGenerator) -> TokenBatch {
        TokenBatch(
            lines: (0..<128).map { _ in training[generator.integer(below: training.count)] },
            boundary: Self.boundary)
    }

    private func batches(_ names: [[Int]]) -> some Sequence<TokenBatch> {
        stride(from: 0, to: names.count, by: 256).lazy.map {
            TokenBatch(lines: names[$0..<min($0 + 256, names.count)], boundary: Self.boundary)
        }
    }

    func validation(of model: LanguageModel) -> Double { model.meanLoss(batches(validation)) }

    func testLoss(of model: LanguageModel) -> Double { model.meanLoss(batches(test)) }

    var validationName: Words { Words(en: "validation", zh: "验证") }

    /// The loss of a table of counts on the validation names.
    var ngramLoss: Double {
        let end = [Self.boundary]
        let table = NGramTable(training.map { $0 + end }, vocabulary: vocabulary, padding: Self.boundary)
        return table.meanLoss(validation.map { $0 + end }, padding: Self.boundary)
    }

    /// A name of ids.
    func name(_ ids: [Int]) -> String { alphabet.text(of: ids.map { $0 - 1 }) }
}
