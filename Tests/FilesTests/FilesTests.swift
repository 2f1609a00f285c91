import Foundation
import TestSupport
import Testing

@testable import Files

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

    @Test func whatIsNoRegularFileIsRefused() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        // To open the pipe would be to wait for a writer for ever; the device never ends.
        for path in [pipe, "/dev/zero"] {
            let refused = FileError.unreadable(
                path: path, reason: "it is a pipe or a device, a file is expected")
            #expect(throws: refused) { try readFile(path) }
        }
    }

    @Test func aFileTooLargeForTheMemoryIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/huge"
        try writeFileAtomically("x", to: path)
        // No more than a length: the disk holds one byte.
        #expect(truncate(path, 1 << 40) == 0)
        let refused = FileError.unreadable(
            path: path, reason: "it has 1099511627776 bytes, at most 2147483648 are read")
        #expect(throws: refused) { try readFile(path) }
    }

    @Test func linksAreFollowedAndOneThatLeadsNowhereIsTold() throws {
        let folder = try TemporaryFolder()
        try writeFileAtomically("text", to: folder.path + "/file")
        #expect(symlink("file", folder.path + "/link") == 0)
        #expect(try readTextFile(folder.path + "/link") == "text")
        #expect(symlink("nowhere", folder.path + "/dangling") == 0)
        let dangling = folder.path + "/dangling"
        #expect(throws: FileError.missing(path: dangling)) { try readFile(dangling) }
        #expect(
            throws: FileError.unwritable(path: dangling, reason: "a link that leads nowhere is in the way")
        ) {
            try makeFolder(dangling)
        }
        #expect(symlink("loop", folder.path + "/loop") == 0)
        #expect(throws: FileError.self) { try readFile(folder.path + "/loop") }
    }

    @Test func theReasonIsTheSystemsOwn() throws {
        let folder = try TemporaryFolder()
        try makeFolder(folder.path + "/taken")
        #expect(throws: FileError.unwritable(path: folder.path + "/taken", reason: "a folder is in the way"))
        {
            try writeFileAtomically("y", to: folder.path + "/taken")
        }
        let long = folder.path + "/" + String(repeating: "x", count: 300)
        #expect(throws: FileError.unwritable(path: long, reason: "File name too long")) {
            try makeFolder(long)
        }
        #expect(throws: FileError.unwritable(path: long, reason: "File name too long")) {
            try writeFileAtomically("y", to: long)
        }
        guard isFolder("/proc/self") else { return }
        let reason = "no file or folder can be made there"
        #expect(throws: FileError.unwritable(path: "/proc/file", reason: reason)) {
            try writeFileAtomically("y", to: "/proc/file")
        }
        #expect(throws: FileError.unwritable(path: "/proc/a/b", reason: reason)) {
            try makeFolder("/proc/a/b")
        }
    }

    @Test func theReasonIsFoundInsideFoundationsErrors() {
        let error = POSIXError(.ENOSPC)
        #expect(reason(of: error) == "No space left on device")
        let wrapped = NSError(
            domain: NSCocoaErrorDomain, code: 640, userInfo: [NSUnderlyingErrorKey: error])
        #expect(reason(of: wrapped) == "No space left on device")
    }

    @Test func theFoldersThatWereMadeAreNamedAndGoWhereTheLastFails() throws {
        let folder = try TemporaryFolder()
        let root = folder.path
        #expect(try makeFolder(root + "/a//b/c/") == ["/a", "/a//b", "/a//b/c/"].map { root + $0 })
        #expect(try makeFolder(root + "/a/b").isEmpty)
        #expect(try makeFolder(root + "/d/../e") == ["/d", "/d/../e"].map { root + $0 })
        let long = root + "/f/g/" + String(repeating: "x", count: 300)
        #expect(throws: FileError.self) { try makeFolder(long) }
        #expect(throws: FileError.self) { try writeFileAtomically("y", to: root + "/h/i/" + long) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: root).sorted() == ["a", "d", "e"])
    }

    @Test func aTildeAndOtherLettersAreLettersOfAName() throws {
        let folder = try TemporaryFolder()
        for name in ["~", "a b", "ü 漢字 🚲", "a%20b#c?d", "-x", "\u{301}accent", "new\nline"] {
            let path = "\(folder.path)/\(name)/\(name)"
            try writeFileAtomically(name, to: path)
            #expect(try readTextFile(path) == name)
        }
        #expect(url("~/file").path.hasSuffix("/~/file"))
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
        for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            try writeFileAtomically(Data(mark + [0x61, 0x00]), to: path)
            #expect(
                throws: FileError.malformed(
                    path: path, line: 1, column: 1, reason: "UTF-16 text; save it as UTF-8")
            ) {
                try readTextFile(path)
            }
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

    @Test func aFolderOfTheFilesNameDoesNotHideTheFile() throws {
        let folder = try TemporaryFolder()
        try makeFolder(folder.file("first"))
        #expect(throws: FileError.missing(path: "\(folder.file("first")) or second")) {
            try publishedFile(in: folder.path, named: "first", "second")
        }
        try folder.write("2", to: "second")
        #expect(try publishedFile(in: folder.path, named: "first", "second") == folder.file("second"))
        // Some programs unpack NAME.gz into NAME/NAME.
        try folder.write("1", to: "first/first")
        #expect(try publishedFile(in: folder.path, named: "first", "second") == folder.file("first/first"))
    }

    @Test func oneLockOfAFolderAtATime() throws {
        let folder = try TemporaryFolder()
        let lock = try FolderLock(folder.path, otherwise: "taken")
        #expect(throws: FileError.unwritable(path: folder.path, reason: "taken")) {
            _ = try FolderLock(folder.path, otherwise: "taken")
        }
        lock.release()
        _ = try FolderLock(folder.path, otherwise: "taken")
        #expect(throws: FileError.missing(path: folder.file("none"))) {
            _ = try FolderLock(folder.file("none"), otherwise: "taken")
        }
    }
}
