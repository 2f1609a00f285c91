import ChapterSupport
import Files
import Foundation
import Messages

/// The program of a chapter, beside this one.
struct ChapterProgram: Sendable {
    /// "Chapter3".
    let name: String
    let path: String

    /// Finds it, and has it built where it is not there yet.
    ///
    /// - Throws: `UsageError` for a name that is no chapter's, `FileError` where it cannot be built.
    init(_ name: String, console: Console) throws {
        guard name.hasPrefix("Chapter"), let number = Int(name.dropFirst("Chapter".count)),
            "Chapter\(number)" == name
        else {
            throw UsageError(
                en: "\"\(excerpt(name))\" is no chapter; Chapter3 is one",
                zh: "\"\(excerpt(name))\" 不是某一章；Chapter3 才是这样的名称")
        }
        self.name = name
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let own = Bundle.main.executableURL ?? program
        let folder = own.deletingLastPathComponent()
        path = folder.appendingPathComponent(name).path
        guard !isFile(path) else { return }
        console.output(Words(en: "building \(name)", zh: "正在编译 \(name)").text)
        let build = Process()
        build.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        build.arguments = [
            "swift", "build", "--package-path", try Self.package(above: folder), "--product", name,
            "--configuration", folder.lastPathComponent == "release" ? "release" : "debug",
        ]
        try? build.run()
        build.waitUntilExit()
        guard isFile(path) else { throw FileError.missing(path: path) }
    }

    /// The package's folder, above the one that programs are built into.
    private static func package(above folder: URL) throws -> String {
        var folder = folder
        while folder.pathComponents.count > 1 {
            if isFile(folder.appendingPathComponent("Package.swift").path) { return folder.path }
            folder.deleteLastPathComponent()
        }
        throw FileError.missing(path: "Package.swift")
    }

    /// What the chapter lets vary.
    ///
    /// - Throws: `UsageError` for a chapter that has no trial.
    func space() throws -> SearchSpace {
        let (code, output) = try answer(to: ["--search-space"])
        guard code == 0 else {
            throw UsageError(
                en: "\(name) has no hyperparameters to search", zh: "\(name) 没有可以搜索的超参数")
        }
        return try SearchSpace(json: output, path: "\(name) --search-space")
    }

    /// Checks that the chapter takes these values.
    ///
    /// - Throws: `UsageError` with what the chapter says.
    func check(_ values: [HyperparameterValue], in space: SearchSpace) throws {
        let (code, output) = try answer(to: options(values, in: space) + ["--search-space"])
        guard code != 0 else { return }
        let said = output.split(separator: "\n").last.map(String.init) ?? ""
        throw UsageError(en: "a value of the space is refused: \(said)", zh: "搜索空间中的值不被接受：\(said)")
    }

    /// The values as options of the chapter.
    func options(_ values: [HyperparameterValue], in space: SearchSpace) -> [String] {
        zip(space.hyperparameters, values).map { "--\($0.option)=\($1.text)" }
    }

    /// What it prints, on either of its outputs.
    private func answer(to arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
