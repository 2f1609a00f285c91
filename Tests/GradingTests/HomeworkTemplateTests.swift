import Files
import Foundation
import TestSupport
import Testing

@testable import Grading

/// The package with homework of one's own: written, compiled with the modules that are built already, and used.
@Suite struct HomeworkTemplateTests {
    private static var isBuilt: Bool { (try? BuiltModules()) != nil }

    /// Writes the package and returns its folder.
    private static func package(in folder: TemporaryFolder) throws -> String {
        let package = folder.file("Mine")
        try HomeworkTemplate(root: packageRoot.path).write(to: package)
        return package
    }

    /// Compiles a written package and links a program of these files with it.
    private static func program(_ package: String, _ files: [String]) throws -> Program {
        let modules = try BuiltModules()
        let scratch = "\(package)/.build"
        try makeFolder(scratch)
        let sources = "\(package)/Sources/Chapter01Homework"
        let names = try FileManager.default.contentsOfDirectory(atPath: sources).sorted()
        let object = try modules.compile(
            names.map { "\(sources)/\($0)" }, module: "Chapter01Homework", into: scratch)
        return Program(
            path: try modules.link(
                files, with: .compiled(object: object, folder: scratch), into: scratch))
    }

    @Test(.enabled(if: isBuilt, "the modules are not beside the tests"))
    func aRightAndAWrongAnswerAreGraded() throws {
        // The folder is there as long as this.
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let package = try Self.package(in: folder)
        let starter = "\(package)/Sources/Chapter01Homework/Starter.swift"
        let handedOut = try readTextFile(starter)
        let right = try readTextFile(starter.replacing("Starter", with: "Solution"))
            .replacing("struct Solution", with: "struct Starter")
        try writeFileAtomically(right.replacing("slope * $0 + intercept", with: "slope * $0"), to: starter)
        let program = try Self.program(package, ["\(package)/Sources/Homework/main.swift"])
        let graded = try program.run(["1", "--seed", "1"])
        #expect(graded.code == 1 && graded.output.hasSuffix("1 of 2 passed, 1 failed\n"), "\(graded)")
        #expect(graded.output.contains("hint      The intercept is missing"))
        #expect(graded.output.contains("✓ 1.2 Train it: a line near to points"))
        let solved = try program.run(["1", "--solution", "--seed", "1"])
        #expect(solved.code == 0 && solved.output.hasSuffix("2 of 2 passed\n"), "\(solved)")
        // The file is read where the package says it is.
        try writeFileAtomically(handedOut, to: starter)
        #expect(try program.run(["1"]).output.hasSuffix("0 of 2 passed, 2 not begun\n"))
    }

    @Test(.enabled(if: isBuilt, "the modules are not beside the tests"))
    func itsOwnTestsPass() throws {
        // The folder is there as long as this.
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let package = try Self.package(in: folder)
        // As a program: what is expected is printed.
        var tests = try readTextFile("\(package)/Tests/HomeworkTests/HomeworkTests.swift")
        for (words, other) in [
            ("import Testing\n", ""), ("@Suite ", ""), ("@Test ", ""), ("#expect(", "print("),
        ] {
            #expect(tests.contains(words))
            tests.replace(words, with: other)
        }
        let (file, main) = ("\(package)/Tests.swift", "\(package)/main.swift")
        try writeFileAtomically(tests, to: file)
        try writeFileAtomically("HomeworkTests().wrongAnswersAreRejectedAndRightOnesPass()\n", to: main)
        let run = try Self.program(package, [file, main]).run([])
        #expect(run.code == 0 && run.output == "true\n", "\(run)")
    }

    /// Whether the package manager is in the path.
    private static var hasSwift: Bool {
        (try? Program(path: "/usr/bin/env").run(["swift", "--version"]))?.code == 0
    }

    @Test(.enabled(if: hasSwift, "swift is not in the path"))
    func theManifestFindsTheCourse() throws {
        // The folder is there as long as this.
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let package = try Self.package(in: folder)
        let described = try Program(path: "/usr/bin/env").run(
            ["swift", "package", "--package-path", package, "describe"])
        #expect(described.code == 0, "\(described.errors)")
        #expect(described.output.contains("Name: Chapter01Homework"))
        let manifest = try readTextFile("\(package)/Package.swift")
        #expect(manifest.contains(packageRoot.path) && !manifest.contains("../.."))
    }

    @Test func nothingIsWrittenOver() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        try makeFolder(folder.file("full"))
        try folder.write("mine", to: "full/notes.txt")
        let template = HomeworkTemplate(root: packageRoot.path)
        for name in ["full", "full/notes.txt"] {
            #expect(throws: HomeworkRequest.Failure.self) { try template.write(to: folder.file(name)) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("full")) == ["notes.txt"])
        #expect(throws: FileError.self) { try template.write(to: "/dev/null/mine") }
        // A copy of the grader alone has no template.
        #expect(throws: FileError.self) {
            try HomeworkTemplate(root: folder.path).write(to: folder.file("other"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("other")))
    }
}
