import Foundation

/// The folder of the package: where `Package.swift` is.
public let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The numbers of the chapters, as the manifest lists them.
public let chapterNumbers: [Int] = {
    let manifest = try? String(
        contentsOf: packageRoot.appendingPathComponent("Package.swift"), encoding: .utf8)
    let numbers = (manifest ?? "").matches(of: /\n +Chapter\((\d+), "/).compactMap { Int($0.1) }
    guard !numbers.isEmpty else { fatalError("Package.swift lists no chapter") }
    return numbers
}()

/// The path of a file in a folder of Tests/Fixtures/pytorch, made by Docs/PyTorch/export.py.
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
