import Foundation

/// The folder of the package: where `Package.swift` is.
public let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The path of a file in a folder of Tests/Fixtures/pytorch, made by PyTorch/export.py.
public func pytorchFixture(_ name: String, _ file: String) -> String {
    packageRoot.appendingPathComponent("Tests/Fixtures/pytorch/\(name)/\(file).safetensors").path
}

/// The folder of a published data set, for tests on real files: nil where there is none, and those tests are skipped.
///
/// The data is no part of the package. It is looked for beside it, in `../shared/data`.
public func publishedData(_ name: String) -> String? {
    let path = packageRoot.deletingLastPathComponent().appendingPathComponent("shared/data/\(name)").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
}
