import Files
import Foundation

/// The folder of the published data, where this machine has it beside the package.
let sharedData = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data").path

/// Whether the published data is there; the tests that read it are skipped otherwise.
func hasSharedData(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(sharedData)/\(folder)")
}

/// Runs `body` with a fresh folder and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// The description of the `FileError` that `body` throws; what else happens is described as such.
func fileErrorMessage(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch let error as FileError {
        return error.description
    } catch {
        return "not a FileError: \(error)"
    }
}
