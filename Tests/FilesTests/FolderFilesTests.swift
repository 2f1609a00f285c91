import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct FolderFilesTests {
    @Test func filesBelowAreFoundInTheOrderOfTheirBytes() throws {
        let folder = try TemporaryFolder()
        for inner in ["a/d", ".git"] { try makeFolder(folder.file(inner)) }
        for name in ["b.mid", "a/c.MID", "a/d/e.midi", ".hidden.mid", "x.txt", ".git/f.mid"] {
            try folder.write("x", to: name)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("a/loop"), withDestinationPath: folder.path)
        let files = try FolderFiles(in: folder.path, endings: [".mid", ".midi"])
        #expect(files.paths == ["a/c.MID", "a/d/e.midi", "b.mid"].map { folder.path + "/" + $0 })
        #expect(files.notes.isEmpty)
        #expect(throws: FileError.missing(path: folder.file("no"))) {
            try FolderFiles(in: folder.file("no"), endings: [".mid"])
        }
    }

    @Test func aNameThatIsNotUTF8IsToldAndTheOthersAreRead() throws {
        let folder = try TemporaryFolder()
        try folder.write("good", to: "a.mid")
        // "café.mid" in Latin-1, as an archive from another system leaves it.
        var name = Array((folder.path + "/caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9)]
        name += ".mid".utf8CString
        let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
        // Some file systems allow no such name.
        guard descriptor >= 0 else { return }
        close(descriptor)
        defer { _ = unlink(name) }
        let files = try FolderFiles(in: folder.path, endings: [".mid"])
        #expect(files.paths == [folder.path + "/a.mid"])
        #expect(files.notes.count == 1 && files.notes[0].contains("not UTF-8"), "\(files.notes)")
    }

    @Test func brokenFilesArePassedOver() throws {
        let folder = try TemporaryFolder()
        for number in 0..<13 { try folder.write("\(number)", to: "\(number + 10).n") }
        let files = try FolderFiles(in: folder.path, endings: [".n"])
        func even(_ path: String) throws -> Int {
            let number = Int(try readTextFile(path)) ?? -1
            guard number < 2 else { throw FileError.malformed(path: path, reason: "too large") }
            return number
        }
        let (values, notes) = try files.contents(even)
        #expect(values == [0, 1] && notes.count == 11)
        let text = passedOverText(notes)
        #expect(text.contains("11 files were passed over") && text.contains("and 1 more"))
        #expect(passedOverText([]).isEmpty)
        #expect(try files.contents(first: 3, even).notes.count == 1)
        // Another error than a broken file is not passed over.
        struct Other: Error {}
        #expect(throws: Other.self) { try files.contents { _ in throw Other() } }
    }
}
