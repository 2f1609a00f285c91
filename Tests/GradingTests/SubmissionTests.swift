import Files
import Foundation
import TestSupport
import Testing

@testable import Grading

/// What needs no compiler; `.ci/run` grades submissions of every kind.
@Suite struct SubmissionTests {
    @Test func filesAndFoldersAreSubmissions() throws {
        let folder = try TemporaryFolder()
        for file in ["zoe.swift", "ann/Starter.swift", ".hidden.swift", "notes.txt"] {
            try writeFileAtomically("", to: folder.file(file))
        }
        #expect(
            try SubmissionGrading.submissions(in: folder.path) == [
                .init(student: "ann", file: "\(folder.path)/ann/Starter.swift"),
                .init(student: "zoe", file: "\(folder.path)/zoe.swift"),
            ])
        try writeFileAtomically("", to: folder.file("ann.swift"))
        #expect(throws: HomeworkRequest.Failure.self) {
            try SubmissionGrading.submissions(in: folder.path)
        }
        #expect(throws: FileError.self) { try SubmissionGrading.submissions(in: folder.path + "/none") }
        let empty = try TemporaryFolder()
        #expect(throws: HomeworkRequest.Failure.self) {
            try SubmissionGrading.submissions(in: empty.path)
        }
    }

    private func homeworks(_ body: String, in root: TemporaryFolder) throws -> [AnyHomework] {
        let starter = """
            /// Your answers.
            public struct Starter {
                /// 1.1
                func weightedSum() throws -> Float { \(body) }
            }
            """
        try writeFileAtomically(starter, to: root.file("Homework/Starter.swift"))
        try writeFileAtomically(
            "/// 1.1\npublic struct Solution { secret }", to: root.file("Homework/Solution.swift"))
        try writeFileAtomically("manifest", to: root.file("Package.swift"))
        return [
            AnyHomework(
                Homework<any MiniatureHomework>(
                    chapter: 1, title: "", file: "Homework/Starter.swift", exercises: [weightedSumExercise]),
                starter: Starter(), solution: Answers())
        ]
    }

    @Test func aClassesCopyHasNoSolutions() throws {
        let (root, out) = (try TemporaryFolder(), try TemporaryFolder())
        let sound = try homeworks("throw Unimplemented()", in: root)
        // The homework stands in one of the folders that are copied.
        try FileManager.default.createDirectory(
            atPath: root.file("Chapters"), withIntermediateDirectories: true)
        #expect(try StudentCopy(of: root.path, sound).write(to: out.file("copy")) == 1)
        let solution = try String(contentsOfFile: out.file("copy/Homework/Solution.swift"), encoding: .utf8)
        #expect(solution.contains("struct Solution") && !solution.contains("secret"))
        #expect(solution.contains("throw Unimplemented()"))
        #expect(FileManager.default.fileExists(atPath: out.file("copy/Package.swift")))
        #expect(!FileManager.default.fileExists(atPath: out.file("copy/Tests")))
        // Nothing is written over, and a starter with answers in it is not given away.
        #expect(throws: HomeworkRequest.Failure.self) {
            try StudentCopy(of: root.path, sound).write(to: out.file("copy"))
        }
        let begun = try homeworks("1", in: root)
        #expect(throws: HomeworkRequest.Failure.self) {
            try StudentCopy(of: root.path, begun).write(to: out.file("other"))
        }
        #expect(!FileManager.default.fileExists(atPath: out.file("other")))
    }
}
