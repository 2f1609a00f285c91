import ChapterSupport
import Files
import Foundation
import Messages

/// What a search has found so far, as `search.json` in its folder keeps it.
struct SearchRecord: Codable {
    private struct Entry: Codable {
        let number: Int
        let values: [String: String]
        let curve: [Double?]
        let ending: String
        let figure: Double?
        let test: Double?
        let endedAt: Double
    }

    /// How it was started: the same search has the same.
    let chapter, method, space: String
    let seed: UInt64
    let options: [String]
    private var trials: [Entry]

    init(chapter: String, method: String, space: SearchSpace, seed: UInt64, options: [String]) {
        (self.chapter, self.method, self.space) = (chapter, method, space.json)
        (self.seed, self.options, trials) = (seed, options, [])
    }

    /// Reads it.
    ///
    /// - Returns: nil where there is none.
    /// - Throws: `FileError.malformed`.
    init?(contentsOf path: String) throws {
        guard isFile(path) else { return nil }
        do {
            self = try JSONDecoder().decode(SearchRecord.self, from: readFile(path))
        } catch is DecodingError {
            throw FileError.malformed(
                path: path, reason: Words(en: "not the record of a search", zh: "不是一次搜索的记录").text)
        }
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try writeFileAtomically(String(decoding: encoder.encode(self), as: UTF8.self) + "\n", to: path)
    }

    /// Whether another search was started in the same way.
    func isOfSameSearch(as other: SearchRecord) -> Bool {
        (chapter, method, space, seed, options)
            == (other.chapter, other.method, other.space, other.seed, other.options)
    }

    /// Takes the trials.
    mutating func keep(_ trials: [Trial], in space: SearchSpace) {
        func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
        self.trials = trials.compactMap { trial in
            guard let ending = trial.ending else { return nil }
            let names = space.hyperparameters.map(\.option)
            return Entry(
                number: trial.number,
                values: Dictionary(uniqueKeysWithValues: zip(names, trial.values.map(\.text))),
                curve: trial.curve.map { finite($0) }, ending: ending.rawValue, figure: finite(trial.figure),
                test: finite(trial.testFigure), endedAt: trial.endedAt)
        }
    }

    /// The trials.
    ///
    /// - Throws: `FileError.malformed` where one is not of this space.
    func trials(in space: SearchSpace, path: String) throws -> [Trial] {
        var numbers: Set<Int> = []
        return try trials.map { entry in
            let values = space.hyperparameters.compactMap { hyperparameter in
                entry.values[hyperparameter.option].flatMap { hyperparameter.value(reading: $0) }
            }
            guard values.count == space.hyperparameters.count,
                let ending = Trial.Ending(rawValue: entry.ending),
                entry.curve.count <= space.epochs, entry.endedAt.isFinite,
                numbers.insert(entry.number).inserted,
                (ending == .complete) == (entry.figure != nil && entry.test != nil)
            else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "trial \(entry.number) is not of this search", zh: "第 \(entry.number) 次试验不属于这次搜索"
                    ).text)
            }
            return Trial(
                number: entry.number, values: values, curve: entry.curve.map { $0 ?? .nan }, ending: ending,
                figure: entry.figure, testFigure: entry.test, endedAt: entry.endedAt)
        }
    }
}

extension Hyperparameter {
    /// The value that a text stands for; nil for one that it cannot have.
    func value(reading text: String) -> HyperparameterValue? {
        let value: HyperparameterValue? =
            switch values {
            case .numbers: Double(text).map { .number($0) }
            case .wholes: Int(text).map { .whole($0) }
            case .choices: .word(text)
            }
        return value.flatMap { place(of: $0) == nil ? nil : $0 }
    }
}
