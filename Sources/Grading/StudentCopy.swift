import Files
import Foundation

/// A copy of the repository for a class: everything but the solutions and the tests, which hold right answers too.
///
/// In place of a solution stands the starter under its name, so that everything builds. The checks themselves remain:
/// who reads how they work out what is expected can learn it from them.
struct StudentCopy {
    private let homeworks: [AnyHomework]
    private let root: String

    /// A copy of the repository at `root`.
    init(of root: String, _ homeworks: [AnyHomework]) { (self.root, self.homeworks) = (root, homeworks) }

    /// What of the repository is copied.
    private static let parts = [
        "CHANGELOG.md", "CONTRIBUTING.md", "CONTRIBUTING.zh.md", "Chapters", "Docs", "LICENSE",
        "Package.swift", "README.md",
        "README.zh.md", "Sources", ".swift-format", ".gitignore",
    ]

    /// Writes the copy into a folder that is not there yet, or is empty.
    ///
    /// - Returns: the number of solutions left out.
    /// - Throws: `HomeworkRequest.Failure` where something is in the folder, or a starter has answers in it;
    ///   `FileError` where it cannot be read or written. Nothing is left behind then.
    func write(to folder: String) throws -> Int {
        let solutions = try homeworks.map { homework in
            let text = try readTextFile("\(root)/\(homework.file)")
            let check = SourceCheck(text)
            if let begun = homework.exercises.first(where: { !check.isUntouched($0.id) }) {
                throw HomeworkRequest.Failure(
                    en: "\(homework.file) has an answer to \(begun.id): put the file back first",
                    zh: "\(homework.file) 中有 \(begun.id) 的答案：请先把文件恢复原样")
            }
            return (
                file: homework.file.replacing("Starter.swift", with: "Solution.swift"),
                text: Self.emptied(text)
            )
        }
        let inside = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard inside.isEmpty else {
            throw HomeworkRequest.Failure(en: "\(folder) is not empty", zh: "\(folder) 不是空的")
        }
        let made = try makeFolder(folder)
        do {
            for part in Self.parts where FileManager.default.fileExists(atPath: "\(root)/\(part)") {
                try FileManager.default.copyItem(atPath: "\(root)/\(part)", toPath: "\(folder)/\(part)")
            }
            for (file, text) in solutions { try writeFileAtomically(text, to: "\(folder)/\(file)") }
        } catch {
            for part in Self.parts { try? FileManager.default.removeItem(atPath: "\(folder)/\(part)") }
            removeFolders(made)
            if error is FileError { throw error }
            throw FileError.unwritable(path: folder, reason: error.localizedDescription)
        }
        return solutions.count
    }

    /// The starter under the solution's name.
    private static func emptied(_ starter: String) -> String {
        starter.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.hasPrefix("///") else {
                return line.replacing("struct Starter", with: "struct Solution")
            }
            return line.hasPrefix("/// Your answers") ? "/// The solutions are not in this copy." : "///"
        }.joined(separator: "\n")
    }
}
