import Foundation
import Testing

@testable import Files

/// A folder of its own for one test, gone when the test is.
private final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    init() throws { try makeFolder(path) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct FilesTests {
    @Test func aWrittenFileReadsBackAndLeavesNoTemporary() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a/b/text.txt"
        try writeFileAtomically("first", to: path)
        try writeFileAtomically("second\n数", to: path)
        #expect(try readTextFile(path) == "second\n数")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b") == ["text.txt"])
    }

    @Test func aMissingFileAndAFolderAreTold() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError.missing(path: folder.path + "/none")) {
            try readFile(folder.path + "/none")
        }
        #expect(throws: FileError.unreadable(path: folder.path, reason: "it is a folder, a file is expected"))
        {
            try readFile(folder.path)
        }
    }

    @Test func aFileInTheWayOfAFolderCannotBeWrittenThrough() throws {
        let folder = try TemporaryFolder()
        try writeFileAtomically("x", to: folder.path + "/file")
        #expect(throws: FileError.self) { try writeFileAtomically("y", to: folder.path + "/file/inside.txt") }
        #expect(try readTextFile(folder.path + "/file") == "x")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test func aFolderInTheWayOfAFileIsToldAndNothingIsLeft() throws {
        let folder = try TemporaryFolder()
        try makeFolder(folder.path + "/report.html/inside")
        #expect(throws: FileError.self) { try writeFileAtomically("y", to: folder.path + "/report.html") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
    }

    @Test func badTextIsLocated() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/text"
        try writeFileAtomically(Data([0x61, 0x0A, 0x62, 0xFF, 0x63]), to: path)
        #expect(throws: FileError.malformed(path: path, line: 2, column: 2, reason: "not UTF-8 text")) {
            try readTextFile(path)
        }
        try writeFileAtomically(Data([0x61, 0x0A, 0x00]), to: path)
        #expect(
            throws: FileError.malformed(path: path, line: 2, column: 1, reason: "a NUL byte in a text file")
        ) {
            try readTextFile(path)
        }
        try writeFileAtomically(Data([0xEF, 0xBB, 0xBF, 0x61]), to: path)
        #expect(try readTextFile(path) == "a")
    }

    @Test func aTextAsJSONReadsBackTheSame() throws {
        let text = "quote \" backslash \\ line\nend\r tab\t bell\u{7} 数 \u{1F6B2}"
        let decoded = try JSONDecoder().decode([String].self, from: Data("[\(jsonString(text))]".utf8))
        #expect(decoded == [text])
        #expect(jsonString("a\"b") == "\"a\\\"b\"")
    }
}
