import ChapterSupport
import Files
import Messages
import Pictures
import Reporting
import TensorCore

/// Reads the pictures of `--read` with the network of `--model`: files, all PNG and JPEG files of a folder, or, for a dash, the
/// paths that come line by line. An answer is one line; nothing of a run is written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken, or such a picture.
func readPictures(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.path("model") else {
        throw UsageError(
            en:
                "--read needs --model FILE, the model.safetensors or best.safetensors of a run of this chapter",
            zh: "--read 需要 --model FILE，即本章某次运行得到的 model.safetensors 或 best.safetensors")
    }
    guard !arguments.list("read").isEmpty else {
        throw UsageError(
            en: "--model needs --read PICTURE, a PNG or JPEG file, or a folder of them",
            zh: "--model 需要 --read PICTURE，即一个 PNG 或 JPEG 文件，或存放它们的文件夹")
    }
    let saved = try SavedNetwork(contentsOf: path)
    try Parallel.withThreads(arguments.integer("threads")) {
        for place in arguments.list("read") {
            if place == "-" {
                try forEachInputLine(until: { false }) { console.output(saved.line($0)) }
            } else if isFolder(place) {
                let files = try FolderFiles(in: place, endings: [".png", ".jpg", ".jpeg"])
                guard !files.paths.isEmpty else { throw FileError.missing(path: "\(place)/*.png") }
                for file in files.paths { console.output(saved.line(file)) }
                for note in files.notes { console.error(note) }
            } else {
                console.output(try saved.answer(place))
            }
        }
    }
}

extension SavedNetwork {
    /// "seven.png: 7 (99.2%)  then 1 (0.5%)".
    ///
    /// - Throws: `FileError` where the picture is missing or broken.
    func answer(_ path: String) throws -> String {
        guard let classes = classes(of: try Picture(contentsOf: path)) else {
            return Words(en: "\(path): (nothing is drawn)", zh: "\(path)：（什么也没有画）").text
        }
        let shown = classes.prefix(2).map { "\($0.name) (\(formatPercent($0.probability)))" }
        return Words(
            en: "\(path): \(shown.joined(separator: "  then "))",
            zh: "\(path)：\(shown.joined(separator: "，其次 "))"
        ).text
    }

    /// The answer, or, for one picture of many that cannot be read, the reason in its place: a line for each in any case.
    fileprivate func line(_ path: String) -> String {
        do {
            return try answer(path)
        } catch let error as FileError {
            return Words(en: "\(path): (\(error.reason))", zh: "\(path)：（\(error.reason)）").text
        } catch {
            return Words(en: "\(path): (\(error))", zh: "\(path)：（\(error)）").text
        }
    }
}

extension FileError {
    /// What is wrong, without the path.
    fileprivate var reason: String {
        switch self {
        case .missing: Words(en: "no such file", zh: "没有这个文件").text
        case .unreadable(_, let reason), .malformed(_, _, _, let reason), .unwritable(_, let reason): reason
        }
    }
}
