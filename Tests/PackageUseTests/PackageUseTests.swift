import Foundation
import TestSupport
import Testing

/// The library as the package of somebody else uses it: by a version tag, with the lines that README shows.
@Suite struct PackageUseTests {
    private static var environment: Program { Program(path: "/usr/bin/env") }

    /// Whether a program answers to `--version`.
    private static func isThere(_ name: String) -> Bool {
        (try? environment.run([name, "--version"]))?.code == 0
    }

    /// The Swift between the two remarks in README that mark the ten lines.
    private static func tenLines() throws -> String {
        let readme = try String(contentsOf: packageRoot.appendingPathComponent("README.md"), encoding: .utf8)
        let marked = try #require(
            readme.firstMatch(of: /<!-- ten lines:[^>]*-->\s*```swift\n((?:.|\n)*?)```/))
        return String(marked.1)
    }

    /// Copies the package, without what is built and written, into a repository with a version tag.
    private static func repository(in folder: TemporaryFolder) throws -> String {
        let path = folder.file("DeepLearning")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: packageRoot.path)
        where ["Package.swift", "Sources", "Chapters", "Tests"].contains(name) {
            try FileManager.default.copyItem(
                atPath: packageRoot.appendingPathComponent(name).path, toPath: "\(path)/\(name)")
        }
        let author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
        for command in [
            ["init", "--quiet"], ["add", "."], author + ["commit", "--quiet", "-m", "All"], ["tag", "1.0.0"],
        ] {
            let git = try environment.run(["git", "-C", path] + command)
            try #require(git.code == 0, "git \(command): \(git.errors)")
        }
        return path
    }

    @Test(
        .enabled(if: isThere("git"), "git is not installed"),
        .enabled(if: isThere("swift"), "swift is not in the path"))
    func anotherPackageTrainsANetwork() throws {
        let folder = try TemporaryFolder()
        let repository = try Self.repository(in: folder)
        let package = folder.file("Trial")
        try FileManager.default.createDirectory(
            atPath: "\(package)/Sources/Trial", withIntermediateDirectories: true)
        try folder.write(try Self.tenLines(), to: "Trial/Sources/Trial/main.swift")
        try folder.write(
            """
            // swift-tools-version: 6.2
            import PackageDescription

            let package = Package(
                name: "Trial", platforms: [.macOS(.v15)],
                dependencies: [.package(url: "file://\(repository)", from: "1.0.0")],
                targets: [
                    .executableTarget(
                        name: "Trial",
                        dependencies: [.product(name: "DeepLearning", package: "DeepLearning")])
                ])
            """, to: "Trial/Package.swift")
        // Not optimized: what is tried is whether it builds and learns, and that is three times as fast.
        let run = try Self.environment.run(
            [
                "swift", "run", "--package-path", package, "--cache-path", folder.file("cache"),
                "--disable-index-store", "-Xswiftc", "-Onone", "Trial",
            ], limit: 1800)
        #expect(run.code == 0, "\(run.errors)")
        // XOR of (0, 0), (0, 1), (1, 0) and (1, 1).
        let answers = run.output.matches(of: /\d\.\d+(?:e-\d+)?/).compactMap { Double($0.0) }
        #expect(
            answers.count == 4 && zip(answers, [0.0, 1, 1, 0]).allSatisfy { abs($0 - $1) < 0.1 },
            "\(run.output)")
        print("another package: built and run in \(Int(run.seconds)) s")
    }
}
