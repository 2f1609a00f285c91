import Foundation

/// The folder of the package: where `Package.swift` is.
public let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folder of a published data set, for tests on real files: nil where there is none, and those tests are skipped.
///
/// The data is no part of the package. It is looked for beside it, in `../shared/data`.
public func publishedData(_ name: String) -> String? {
    let path = packageRoot.deletingLastPathComponent().appendingPathComponent("shared/data/\(name)").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
}
