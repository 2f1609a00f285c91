import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Download

private typealias File = PublishedDataset.File

/// Files that nobody publishes.
private let contents: [(name: String, bytes: [UInt8])] = [
    ("a.txt", Array("the first file".utf8)), ("b.bin", Array(someBytes.prefix(50_000))),
    ("deep/c.txt", Array("one in a folder".utf8)),
]

private func file(_ index: Int) -> File {
    File(contents[index].name, contents[index].bytes.count, sha256(contents[index].bytes))
}

private func dataset(_ parts: [PublishedDataset.Part]) -> PublishedDataset {
    PublishedDataset(
        "trial", title: "A trial", licence: "none", citation: "none", commands: [], parts: parts)
}

/// The three files, each by itself, from these mirrors.
private func files(_ mirrors: [PublishedDataset.Mirror]) -> PublishedDataset {
    dataset([.init(.files([file(0), file(1), file(2)]), archive: "all.zip", mirrors: mirrors)])
}

/// A server of the three files; `change` spoils its answers.
private func server(
    _ change: @escaping @Sendable (LoopbackServer.Request, inout LoopbackServer.Answer) -> Void = { _, _ in }
) throws -> LoopbackServer {
    try LoopbackServer { request in
        let file = contents.first { request.path.hasSuffix("/\($0.name)") }
        var answer = file.map { LoopbackServer.Answer.file($0.bytes, for: request) } ?? .notFound
        change(request, &answer)
        return answer
    }
}

/// Gets a data set into a folder; what was said on the way.
@discardableResult
private func get(
    _ dataset: PublishedDataset, into folder: TemporaryFolder, own: [String] = [], resumptions: Int = 0
) throws -> [String] {
    var lines: [String] = []
    var work = DatasetDownload(dataset: dataset, cache: DatasetCache(folder.path), ownMirrors: own)
    work.fetch.resumptions = resumptions
    work.fetch.transfer.patience = endlessPatience
    work.say = { lines.append($0.en) }
    _ = try work.run()
    return lines
}

/// What a folder has when all is there.
private let whole = ["trial", "trial/a.txt", "trial/b.bin", "trial/deep", "trial/deep/c.txt"]

@Suite struct DatasetDownloadTests {
    @Test func oneMirrorAfterTheOtherIsAsked() throws {
        let wrong = try server { _, answer in answer.body = answer.body.map { $0 ^ 1 } }
        let missing = try server { request, answer in
            if request.path.hasSuffix("b.bin") { answer = .notFound }
        }
        let broken = try server { request, answer in
            if request.path.hasSuffix("b.bin") { answer.body = Array(answer.body.prefix(20_000)) }
        }
        let good = try server()
        let folder = try TemporaryFolder()
        let lines = try get(
            files([wrong, missing, broken, good].map { .folder($0.address) }), into: folder)
        #expect(folder.contents == whole)
        for (name, bytes) in contents { #expect(try readFile(folder.file("trial/\(name)")) == Data(bytes)) }
        // The last one is asked for nothing but the rest of one file.
        #expect(good.requests.map { "\($0.path) \($0.rangeStart)" } == ["/b.bin 20000"])
        #expect(lines.contains("\(missing.address)/b.bin answers 404"))
        #expect(lines.contains("\(broken.address)/b.bin breaks off after 20000 of 50000 bytes"))
    }

    @Test func aMirrorOfOnesOwnComesFirst() throws {
        let (own, published) = (try server(), try server())
        let folder = try TemporaryFolder()
        try get(files([.folder(published.address)]), into: folder, own: ["\(own.address)/copy"])
        #expect(folder.contents == whole)
        #expect(published.requests.isEmpty)
        #expect(own.requests.map(\.path) == ["a.txt", "b.bin", "deep/c.txt"].map { "/copy/trial/\($0)" })
        // The cache itself is one, for the next machine.
        let other = try TemporaryFolder()
        try get(files([]), into: other, own: [URL(fileURLWithPath: folder.path).absoluteString])
        #expect(other.contents == whole)
    }

    @Test func archivesOfAllKindsAreUnpackedAndNothingElseIsWritten() throws {
        let hostile = [
            "../../evil", "/tmp/evil-of-the-download-tests", "trial/../../evil", "..\\evil",
            "a.txt/../../evil", "",
        ].map { (name: $0, bytes: Array("evil".utf8)) }
        // A wrong file of the right name, and the right ones in a folder.
        let members =
            hostile + [(name: "other/a.txt", bytes: [1])]
            + contents.map { (name: "set-1.0/\($0.name)", bytes: $0.bytes) }
        let tar = TestArchive.tar(members)
        for archive in [TestArchive.zip(members), tar, TestArchive.gzip(tar)] {
            let mirror = try LoopbackServer { .file(archive, for: $0) }
            let folder = try TemporaryFolder()
            try get(files([.archive(mirror.address + "/x")]), into: folder)
            #expect(folder.contents == whole)
            #expect(mirror.requests.count == 1)
            // One's own mirror may hold the archive in the files' place.
            let own = try LoopbackServer { request in
                request.path == "/trial/all.zip" ? .file(archive, for: request) : .notFound
            }
            let second = try TemporaryFolder()
            try get(files([]), into: second, own: [own.address])
            #expect(second.contents == whole)
        }
        #expect(!FileManager.default.fileExists(atPath: "/tmp/evil-of-the-download-tests"))
        #expect(!FileManager.default.fileExists(atPath: NSTemporaryDirectory() + "evil"))
    }

    @Test func brokenArchivesGiveWayToTheNextMirror() throws {
        let good = TestArchive.zip(contents)
        var spoiled = good
        spoiled[40] ^= 0xFF
        let lacking = TestArchive.zip([contents[0]])
        let endless = TestArchive.gzip([UInt8](repeating: 0, count: 5_000_000))
        let bad = [spoiled, lacking, Array(good.prefix(700)), endless, [], Array("<html>".utf8)]
        let mirror = try LoopbackServer { request in
            let number = Int(request.path.dropFirst()) ?? 0
            return .file(number < bad.count ? bad[number] : good, for: request)
        }
        let folder = try TemporaryFolder()
        let lines = try get(
            files((0...bad.count).map { .archive("\(mirror.address)/\($0)") }), into: folder)
        #expect(folder.contents == whole)
        #expect(lines.filter { $0.hasSuffix("gives other bytes than the published ones") }.count == bad.count)
    }

    @Test func aCollectionIsRightAsAWholeOrNotThere() throws {
        let tunes = ["b1.mid", "a.mid", "B.mid"].map { (name: $0, bytes: Array("tune \($0)".utf8)) }
        var lines = ""
        for tune in tunes.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            lines += "\(sha256(tune.bytes))  \(tune.name)\n"
        }
        let collection = PublishedDataset.Collection(
            folder: "MIDI", suffix: ".mid", count: 3,
            byteCount: tunes.reduce(0) { $0 + $1.bytes.count }, sha256: sha256(Array(lines.utf8)))
        let members =
            tunes.map { (name: "set/MIDI/\($0.name)", bytes: $0.bytes) }
            + [("set/MIDI/chords/a.mid", [1]), ("set/MIDI/readme.txt", [2]), ("set/a.mid", [3])]
        let extra = members + [(name: "x/MIDI/../MIDI/../../evil.mid", bytes: [4])]
        let more = members + [(name: "MIDI/c.mid", bytes: [5])]
        let archives = [
            TestArchive.zip(Array(members.dropFirst())), TestArchive.zip(more.reversed()),
            TestArchive.zip(extra),
        ]
        let mirror = try LoopbackServer { request in
            .file(archives[Int(request.path.dropFirst()) ?? 0], for: request)
        }
        let set = dataset([
            .init(
                .collection(collection), archive: "tunes.zip",
                mirrors: (0..<archives.count).map { .archive("\(mirror.address)/\($0)") })
        ])
        let folder = try TemporaryFolder()
        try get(set, into: folder)
        #expect(
            folder.contents == [
                "trial", "trial/B.mid", "trial/a.mid", "trial/b1.mid", "trial/tunes.zip",
            ])
        #expect(DatasetCache(folder.path).holds(set))
        #expect(DatasetCache.isRight(collection, in: folder.file("trial")))
        try folder.write("another", to: "trial/a.mid")
        #expect(!DatasetCache.isRight(collection, in: folder.file("trial")))
    }

    @Test func whatBreaksOffEverywhereIsGoneOnWithNextTime() throws {
        let broken = try server { request, answer in
            if request.path.hasSuffix("b.bin") { answer.body = Array(answer.body.prefix(20_000)) }
        }
        let folder = try TemporaryFolder()
        let set = files([.folder(broken.address)])
        #expect(
            throws: FileError.unreadable(
                path: "trial/b.bin",
                reason: "no mirror gives it now; what came is kept, and --mirror names one of your own")
        ) { try get(set, into: folder) }
        #expect(folder.contents == ["trial.partial", "trial.partial/a.txt", "trial.partial/b.bin.part"])
        #expect(!DatasetCache(folder.path).holds(set))
        let good = try server()
        try get(files([.folder(good.address)]), into: folder)
        #expect(folder.contents == whole)
        #expect(good.requests.map { "\($0.path) \($0.rangeStart)" } == ["/b.bin 20000", "/deep/c.txt 0"])
    }

    @Test func wrongBytesEverywhereAreBadData() throws {
        let wrong = try server { _, answer in answer.body = answer.body.map { $0 ^ 1 } }
        let folder = try TemporaryFolder()
        #expect(
            throws: FileError.malformed(path: "trial/a.txt", reason: "no mirror gives the published file")
        ) { try get(files([.folder(wrong.address)]), into: folder) }
        #expect(folder.contents.filter { $0.hasSuffix("txt") || $0.hasSuffix("part") }.isEmpty)
    }

    @Test func onlyWhatIsBrokenInTheCacheIsGotAgain() throws {
        let good = try server()
        let set = files([.folder(good.address)])
        let folder = try TemporaryFolder()
        try get(set, into: folder)
        try folder.write("the f1rst file", to: "trial/a.txt")
        try folder.write("the reader's own", to: "trial/notes")
        // The lengths are right: a look at them does not tell.
        #expect(DatasetCache(folder.path).holds(set))
        let before = good.requests.count
        try get(set, into: folder)
        #expect(good.requests.dropFirst(before).map(\.path) == ["/a.txt"])
        #expect(folder.contents == (whole + ["trial/notes"]).sorted())
        // And nothing where all is right.
        try get(set, into: folder)
        #expect(good.requests.count == before + 1)
    }

    @Test func twoAtATimeAreOneTooMany() throws {
        let folder = try TemporaryFolder()
        let staging = folder.file("trial.partial")
        try makeFolder(staging)
        let lock = try FolderLock(staging, otherwise: "another Download is at it")
        #expect(throws: FileError.unwritable(path: staging, reason: "another Download is at it")) {
            try get(files([]), into: folder)
        }
        lock.release()
        _ = try FolderLock(staging, otherwise: "another Download is at it")
    }

    @Test func aCacheThatCannotBeWritten() throws {
        let good = try server()
        let folder = try TemporaryFolder()
        try folder.write("a file", to: "cache")
        let work = DatasetDownload(
            dataset: files([.folder(good.address)]), cache: DatasetCache(folder.file("cache")))
        #expect(throws: FileError.unwritable(path: folder.file("cache"), reason: "a file is in the way")) {
            try work.run()
        }
    }
}
