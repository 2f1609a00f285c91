import Files
import Messages
import Reporting

/// What a run left: its `metrics.json` and, where there is one, its `curves.json`.
struct ComparedRun {
    let name: String
    /// The metrics in their order.
    let metrics: [(key: String, value: Value)]
    /// The losses of each training, epoch by epoch, NaN where one was not finite.
    let curves: [(name: String, losses: [Double])]

    /// A value of `metrics.json`; a number that was not finite is `missing`.
    enum Value: Equatable {
        case number(Double), text(String), missing

        /// As a person reads it.
        var shown: String {
            switch self {
            case .number(let number): formatNumber(number)
            case .text(let text): text
            case .missing: "–"
            }
        }

        var number: Double? { if case .number(let number) = self { number } else { nil } }
    }

    /// - Throws: `FileError` where the folder, or its metrics, are missing, or a file is broken.
    init(_ folder: String, name: String) throws {
        self.name = name
        try requireFolder(folder)
        let path = "\(folder)/metrics.json"
        let members = try JSONValue(contentsOf: path).members ?? []
        metrics = try members.map { key, value in
            if let number = value.number { return (key, .number(number)) }
            if let text = value.string { return (key, .text(text)) }
            if case .null = value { return (key, .missing) }
            throw FileError.malformed(
                path: path,
                reason: Words(en: "\"\(key)\" is no number and no text", zh: "\"\(key)\" 既不是数也不是文字").text)
        }
        curves = try Self.curves("\(folder)/curves.json")
    }

    /// The value of a key.
    subscript(key: String) -> Value? { metrics.first { $0.key == key }?.value }

    /// The losses of a training.
    func losses(_ training: String) -> [Double]? { curves.first { $0.name == training }?.losses }

    private static func curves(_ path: String) throws -> [(name: String, losses: [Double])] {
        let file: JSONValue
        do { file = try JSONValue(contentsOf: path) } catch FileError.missing { return [] }
        return try (file.members ?? []).map { name, value in
            let losses = value.array?.map { loss -> Double? in
                if case .null = loss { return .nan }
                return loss.number
            }
            guard let losses, !losses.contains(nil) else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "\"\(name)\" is no list of losses", zh: "\"\(name)\" 不是一列损失"
                    ).text)
            }
            return (name, losses.compactMap { $0 })
        }
    }
}
