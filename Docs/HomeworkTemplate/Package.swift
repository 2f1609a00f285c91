// swift-tools-version: 6.2
import Foundation
import PackageDescription

let package = Package(
    name: "MyHomework", platforms: [.macOS(.v15)],
    dependencies: [
        // The course, which has the grader. Or its address and a version: .package(url: "…", from: "1.0.0")
        .package(name: "DeepLearning", path: "../..")
    ],
    targets: [
        // Not optimized: only so does Swift say why an answer crashed.
        .target(
            name: "Chapter01Homework", dependencies: [.product(name: "Grading", package: "DeepLearning")]),
        .executableTarget(name: "Homework", dependencies: ["Chapter01Homework"]),
        .testTarget(name: "HomeworkTests", dependencies: ["Chapter01Homework"]),
    ])

// A class's copy has no tests: they hold right answers (`swift run Homework --export-for-students`).
if !FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests") {
    package.targets.removeAll { $0.type == .test }
}
