import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct ArchiveTests {
    private let files = [
        ("a.txt", Array("first".utf8)), ("deep/b.txt", Array("second, longer than that".utf8)),
        ("empty", []), ("deep/" + String(repeating: "long/", count: 30) + "name.txt", [1, 2, 3]),
    ]

    @Test func zipAndTarAreReadTheSameWay() throws {
        let tar = TestArchive.tar(files)
        for bytes in [TestArchive.zip(files), tar, TestArchive.gzip(tar)] {
            let archive = try Archive(bytes, limit: 1 << 20)
            #expect(archive.names == files.map(\.0))
            for (index, file) in files.enumerated() {
                #expect(try archive.file(at: index, limit: 100) == file.1)
            }
            #expect(throws: CompressionError.self) { try archive.file(at: 1, limit: 23) }
        }
    }

    /// Made by GNU tar: a folder, a name of 110 letters, a link.
    @Test func theArchiveOfARealTar() throws {
        let packed = Data(
            base64Encoded:
                """
                H4sIAAAAAAACA+3XQQ6CMBCF4Vl7ip6AUqHt1gNwCROMGgkkionx9FZ2olE3rYn9v03Zv7wZptUSXRl4a6c3mL8vvp2pSlFWEjif
                xvVRKclUq3ebrhuK8TJGzd/V9Zv83Sx/733IvyT/6Kb0F4JMFbrQq2bot82+P/yo/8aZ5/4bUQ39TzD/+6RoXH75f97/9rH/VXUf
                Cez/BLow+ln/Off/mub+8/77+8+EXwIrahn/NMm+/wAAAAAAAAAA4P/cAL5sghgAKAAA
                """, options: .ignoreUnknownCharacters)
        let archive = try Archive([UInt8](try #require(packed)), limit: 1 << 20)
        #expect(archive.names == ["d/hello.txt", "d/" + String(repeating: "n", count: 110)])
        #expect(try archive.file(at: 0, limit: 100) == Array("hello\n".utf8))
        #expect(try archive.file(at: 1, limit: 100) == Array("long\n".utf8))
    }

    @Test func brokenArchivesAreRefused() throws {
        let tar = TestArchive.tar(files)
        for bytes in [[], [1, 2, 3], Array("no archive at all, though long enough".utf8)] {
            #expect(throws: CompressionError.self) { try Archive(bytes, limit: 100) }
        }
        // A size beyond the end, a sum that is wrong, an archive cut in the middle of a file.
        var lying = tar
        lying.replaceSubrange(124..<135, with: Array("77777777777".utf8))
        TestArchive.setChecksum(&lying, at: 0)
        #expect(throws: CompressionError.self) { try Archive(lying, limit: 1 << 20) }
        var wrong = tar
        wrong[512 * 2 + 5] ^= 1
        #expect(throws: CompressionError.self) { try Archive(wrong, limit: 1 << 20) }
        #expect(throws: CompressionError.self) { try Archive(Array(tar.prefix(515)), limit: 1 << 20) }
        #expect(throws: CompressionError.self) { try Archive(TestArchive.gzip(tar), limit: 1000) }
    }

    @Test func aNameWithoutEndIsCutInTheError() throws {
        let files = [("long/" + String(repeating: "\u{1B}x", count: 20_000), Array("content".utf8))]
        var damaged = TestArchive.zip(files)
        damaged[30 + files[0].0.utf8.count] ^= 1
        for bytes in [TestArchive.tar(files), TestArchive.zip(files), damaged] {
            let archive = try Archive(bytes, limit: 1 << 20)
            let limit = bytes == damaged ? 100 : 3
            let error = #expect(throws: CompressionError.self) { try archive.file(at: 0, limit: limit) }
            #expect(error?.reason.utf8.count ?? 0 < 1200 && error?.reason.contains("\u{1B}") == false)
        }
    }

    @Test func onlyPlainNamesAreGiven() {
        for (name, plain) in [
            ("a.mid", "a.mid"), ("x/y/reels-1_2.mid", "reels-1_2.mid"), ("/etc/passwd", "passwd"),
        ] {
            #expect(Archive.plainName(of: name) == plain)
        }
        for name in [
            "", ".", "..", "../..", "a/..", "a/", ".hidden", "a\\b", "..\\x", "a\0b", "C:x", "naïve", "a b",
            "a\nb",
            String(repeating: "a", count: 256),
        ] {
            #expect(Archive.plainName(of: name) == nil, "\(name)")
        }
    }

    @Test func aPartialFileGrowsOverSeveralRunsAndIsNamedWhenItIsWhole() throws {
        let folder = try TemporaryFolder()
        let (part, name) = (folder.file("part"), folder.file("name"))
        try PartialFile(part).append(Data([1, 2]))
        let file = try PartialFile(part)
        #expect(file.byteCount == 2)
        try file.append(Data([3]))
        #expect(try readFile(part) == Data([1, 2, 3]))
        try file.clear()
        try file.append(Data([9]))
        try file.finish(as: name)
        #expect(try readFile(name) == Data([9]))
        #expect(folder.contents == ["name"])
        #expect(throws: FileError.self) { try PartialFile(folder.file("none/part")) }
        // A link that somebody laid there is not followed.
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: name)
        #expect(throws: FileError.self) { try PartialFile(folder.file("link")) }
    }
}
