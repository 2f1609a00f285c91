import Files
import Foundation
import Messages
import Reporting

/// The options of a run, saved beside its checkpoints: a resumed run must have the same.
struct StoppedRun: Codable, Equatable {
    /// The chapter's number.
    let chapter: Int

    /// The options as they were given, each `--name` or `--name=value`, by name; without those that do not change results.
    let arguments: [String]

    /// The options that do not change results: where to write, how often, how fast, in which language.
    static let notAffectingResults: Set<String> = [
        "language", "out", "threads", "resume", "checkpoint-every", "anomaly",
    ]

    private static let fileName = "run.json"

    /// The options saved in a folder; nil where there are none.
    ///
    /// - Throws: `FileError`, where the file is broken.
    init?(in folder: String) throws {
        let path = "\(folder)/\(Self.fileName)"
        let data: Data
        do { data = try readFile(path) } catch FileError.missing { return nil }
        guard data.count < 1 << 20, let read = try? JSONDecoder().decode(StoppedRun.self, from: data) else {
            throw FileError.malformed(
                path: path, reason: Words(en: "not the options of a chapter", zh: "不是某一章的选项").text)
        }
        self = read
    }

    init(chapter: Int, _ parsed: ParsedArguments) {
        self.chapter = chapter
        arguments = parsed.given(without: Self.notAffectingResults)
    }

    /// Writes it into the folder, which is made.
    ///
    /// - Throws: `FileError.unwritable`.
    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            explainFailure("StoppedRun", "the options cannot be encoded as JSON")
        }
        try writeFileAtomically(data, to: "\(folder)/\(Self.fileName)")
    }

    /// The arguments of a resumed run: those of the stopped run, but options that do not change results as given now.
    ///
    /// - Throws: `UsageError` where an option is given with another value than in the stopped run, `FileError` where
    ///   the saved options are of another chapter or unknown to it.
    func arguments(
        resumedBy given: ParsedArguments, chapter: Int, options: [ChapterOption], folder: String
    ) throws -> ParsedArguments {
        let path = "\(folder)/\(Self.fileName)"
        guard chapter == self.chapter else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "it belongs to a run of Chapter \(self.chapter)", zh: "它属于第 \(self.chapter) 章的运行"
                ).text)
        }
        let stopped: ParsedArguments
        do {
            stopped = try ParsedArguments(arguments, options: options)
        } catch let error as UsageError {
            throw FileError.malformed(path: path, reason: error.description)
        }
        for option in options
        where !Self.notAffectingResults.contains(option.name) && given.wasGiven(option.name) {
            let (now, before) = (given.shown(option.name), stopped.shown(option.name))
            guard now == before else {
                throw UsageError(
                    en: "--resume continues a run with \(before ?? "no --\(option.name)"), not with "
                        + "\(now ?? "none"); leave the option out, or start again without --resume",
                    zh: "--resume 继续的运行\(before.map { "用的是 \($0)" } ?? "没有 --\(option.name)")，"
                        + "而不是 \(now ?? "空")；请去掉这个选项，或者不用 --resume 重新开始")
            }
        }
        return stopped.taking(Self.notAffectingResults, from: given)
    }
}
