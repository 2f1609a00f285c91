import Files
import Foundation

/// A package of one's own with homework in it, outside of the repository: tasks, starter, solution, checks, the program that
/// grades, and tests. `Docs/HomeworkTemplate` is that package; this copies it and writes where the course is.
struct HomeworkTemplate {
    /// The repository.
    let root: String

    /// The folder of the template, from the root of the repository.
    static let folder = "Docs/HomeworkTemplate"

    /// The line of its manifest that names the course.
    static let dependency = #".package(name: "DeepLearning", path: "../..")"#

    /// Writes the package into a folder that is not there yet, or is empty.
    ///
    /// - Throws: `HomeworkRequest.Failure` where something is in the folder; `FileError` where it cannot be read or
    ///   written. Nothing is left behind then.
    func write(to folder: String) throws {
        let source = "\(root)/\(Self.folder)"
        try requireFolder(source)
        let names = try FileManager.default.contentsOfDirectory(atPath: source).filter { !$0.hasPrefix(".") }
        let manifest = try readTextFile("\(source)/Package.swift").replacing(
            Self.dependency, with: ".package(name: \"DeepLearning\", path: \(root.debugDescription))")
        guard FileManager.default.fileExists(atPath: folder) == false || isFolder(folder) else {
            throw HomeworkRequest.Failure(
                en: "\(folder) is a file: give a folder that is not there yet",
                zh: "\(folder) 是文件：请给一个还不存在的文件夹")
        }
        let inside = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard inside.isEmpty else {
            throw HomeworkRequest.Failure(
                en: "\(folder) is not empty: give a folder that is not there yet",
                zh: "\(folder) 不是空的：请给一个还不存在的文件夹")
        }
        let made = try makeFolder(folder)
        do {
            for name in names where name != "Package.swift" {
                try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(folder)/\(name)")
            }
            try writeFileAtomically(manifest, to: "\(folder)/Package.swift")
        } catch {
            for name in names { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
            removeFolders(made)
            if error is FileError { throw error }
            throw FileError.unwritable(path: folder, reason: error.localizedDescription)
        }
    }
}
