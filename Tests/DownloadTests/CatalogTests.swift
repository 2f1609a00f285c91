import ChapterSupport
import Files
import Foundation
import Messages
import TestSupport
import Testing

@testable import Datasets
@testable import Images
@testable import Text
@testable import Download

/// Where the published files of each data set lie beside the repository.
private let folders = [
    "bike-sharing": "bike-sharing", "boston-housing": "housing", "iris": "classic", "sonar": "classic",
    "banknote": "classic", "mnist": "mnist", "mobilenet_v2": "pretrained/mobilenet", "tatoeba-fra": "tatoeba",
    "tatoeba-cmn": "tatoeba",
    "multi30k": "multi30k", "tiny-shakespeare": "text", "names": "text", "sentiment-zh": "sentiment-zh",
    "sentence-polarity": "text", "words": "words", "poems": "poems",
    "nottingham": "nottingham", "cora": "cora", "minilm": "../../pretrained/minilm",
]

/// What is too large for a test, or not there to be served.
private let notServed: Set = [
    "fashion-mnist", "smollm2", "gpt2", "resnet18", "squeezenet1_1", "vgg16", "vgg19",
]

/// A mirror of the published files; nil where they are not there.
private func mirrorOfPublishedData() -> LoopbackServer? {
    guard publishedData("") != nil else { return nil }
    return try? LoopbackServer { request in
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.count > 1, let name = folders[parts[0]], let folder = publishedData(name) else {
            return .notFound
        }
        if parts[1] == "nottingham-dataset.zip" { return .file(tunes(in: folder), for: request) }
        let path = ([folder] + parts.dropFirst()).joined(separator: "/")
        return (try? readFile(path)).map { .file([UInt8]($0), for: request) } ?? .notFound
    }
}

/// The tunes as their repository is packed.
private func tunes(in folder: String) -> [UInt8] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return TestArchive.zip(
        names.filter { $0.hasSuffix(".mid") }.map { name in
            ("nottingham/MIDI/\(name)", (try? readFile("\(folder)/\(name)")).map { [UInt8]($0) } ?? [])
        })
}

/// The exit code and the lines of a run.
private func outcome(_ arguments: [String]) -> (code: Int32, output: [String], errors: [String]) {
    var (output, errors): ([String], [String]) = ([], [])
    let code = downloadCommand.run(
        arguments: arguments,
        console: Console(output: { output.append($0) }, error: { errors.append($0) }), download)
    return (code.rawValue, output, errors)
}

@Suite struct CatalogTests {
    @Test(.enabled(if: publishedData("mnist") != nil, "no published data beside the repository"))
    func everyDataSetComesFromAMirrorOfThePublishedFiles() throws {
        let mirror = try #require(mirrorOfPublishedData())
        let folder = try TemporaryFolder()
        let listed = PublishedDataset.all.map(\.name).filter { !notServed.contains($0) }
        #expect(Set(listed) == Set(folders.keys))
        // Published models are unpacked in a place of their own, or not at all.
        let names = listed.filter { $0 != "minilm" || publishedData("../../pretrained/minilm") != nil }
        let (code, output, errors) = outcome(
            names + ["--cache", folder.path, "--mirror", mirror.address, "--timeout", "60"])
        #expect(code == 0 && errors.isEmpty, "\(output) \(errors)")
        let cache = DatasetCache(folder.path)
        for name in names {
            let dataset = try #require(PublishedDataset.named(name))
            #expect(cache.holds(dataset), "\(name)")
            #expect(
                output.contains { $0.hasPrefix("\(name): complete, \(filesInWords(dataset))") }, "\(name)")
        }
        #expect(folder.contents.allSatisfy { !$0.hasSuffix("part") && !$0.hasSuffix("partial") })
        // What came can be read as the chapters read it.
        #expect(try MNIST.test(in: folder.file("mnist")).labels.count == 10_000)
        #expect(try SentencePairs.tatoeba("cmn", in: folder.file("tatoeba-cmn")).pairs.count == 20_133)
        #expect(try Classic.iris(in: folder.file("iris")).labels.count == 150)
        // A copy of the cache is a mirror too.
        let second = try TemporaryFolder()
        let small = ["iris", "multi30k"]
        #expect(outcome(small + ["--cache", second.path, "--mirror", folder.path]).code == 0)
        #expect(small.allSatisfy { FileManager.default.fileExists(atPath: second.file($0)) })
    }

    @Test func theCatalogIsWhole() {
        let names = PublishedDataset.all.map(\.name)
        #expect(Set(names).count == names.count)
        for dataset in PublishedDataset.all {
            #expect(Archive.plainName(of: dataset.name) == dataset.name)
            for text in [dataset.title, dataset.licence, dataset.citation] as [any Readable] {
                #expect(!text.text.isEmpty)
            }
            for part in dataset.parts {
                #expect(!part.mirrors.isEmpty, "\(dataset.name)")
                for mirror in part.mirrors {
                    switch mirror {
                    case .folder(let address, _), .archive(let address):
                        let url = URL(string: address)
                        #expect(
                            ["http", "https"].contains(url?.scheme ?? "") && url?.host != nil, "\(address)")
                        #expect(!address.hasSuffix("/"))
                    }
                }
            }
            for file in dataset.files {
                #expect(file.sha256.count == 64 && file.byteCount > 0)
                #expect(
                    file.name.split(separator: "/").allSatisfy {
                        Archive.plainName(of: String($0)) == String($0)
                    })
            }
            // Each data set is one that a person can read up on.
            #expect(outcome([dataset.name, "--about"]).output.count >= 5)
        }
    }

    @Test func withoutANameThereIsAList() throws {
        let folder = try TemporaryFolder()
        let (code, output, errors) = outcome(["--cache", folder.path])
        #expect(code == 0 && errors.isEmpty)
        for dataset in PublishedDataset.all { #expect(output.contains { $0.hasPrefix(dataset.name + " ") }) }
        #expect(output.contains("cache: \(folder.path)"))
        #expect(!output.contains { $0.contains(" here ") })
        #expect(output.allSatisfy { $0.count <= 120 })
    }

    @Test func whatCannotBeIsOneLine() throws {
        let folder = try TemporaryFolder()
        try Program("Download").expectRefusals(
            [
                (["mnits"], 64, ["Download: no data set is called 'mnits'"]),
                (["iris", "--mirror", "ftp://a"], 64, ["--mirror", "ftp://a"]),
                (["iris", "--timeout", "0"], 64, ["--timeout", "0"]),
                (["iris", "--cache", "/dev/null/x"], 74, ["/dev/null/x"]),
            ], in: folder, environment: ["DEEP_LEARNING_DATA": folder.path])
    }

    @Test func theCacheIsWhereTheEnvironmentSays() {
        #expect(DatasetCache(environment: ["DEEP_LEARNING_DATA": "/a", "HOME": "/h"]).path == "/a")
        #expect(DatasetCache(environment: ["DEEP_LEARNING_DATA": "b", "HOME": "/h"]).path == "b")
        #if os(Linux)
            #expect(
                DatasetCache(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]).path
                    == "/c/deep-learning-swift")
            #expect(
                DatasetCache(environment: ["DEEP_LEARNING_DATA": "", "XDG_CACHE_HOME": "c", "HOME": "/h"])
                    .path
                    == "/h/.cache/deep-learning-swift")
        #endif
    }
}

@Suite struct DownloadProgramTests {
    private static let isPossible = publishedData("text") != nil && publishedData("housing") != nil

    @Test(.enabled(if: isPossible, "no published data beside the repository"))
    func aKilledDownloadIsGoneOnWith() throws {
        let published = try [UInt8](readFile(try #require(publishedData("text")) + "/names.txt"))
        let server = try LoopbackServer { request in
            var answer = LoopbackServer.Answer.file(published, for: request)
            if request.rangeStart == 0 { answer.pace = (8192, 0.05) }
            return answer
        }
        let folder = try TemporaryFolder()
        let arguments = ["names", "--mirror", server.address, "--cache", folder.path]
        let killed = try Program("Download").run(arguments, interruption: (SIGKILL, 0.8))
        #expect(killed.crashed)
        let part = folder.file("names.partial/names.txt.part")
        let count = try readFile(part).count
        #expect(count > 0 && count < published.count)
        let second = try Program("Download").run(arguments)
        #expect(second.code == 0, "\(second.errors)")
        #expect(server.requests.map(\.rangeStart) == [0, count])
        #expect(folder.contents == ["names", "names/names.txt"])
        #expect(try readFile(folder.file("names/names.txt")) == Data(published))
    }

    @Test(.enabled(if: isPossible, "no published data beside the repository"))
    func aChapterFindsTheDataByItsName() throws {
        let mirror = try #require(mirrorOfPublishedData())
        let folder = try TemporaryFolder()
        let environment = ["DEEP_LEARNING_DATA": folder.path]
        let chapter = ["--data", "boston-housing", "--quick", "--out", folder.file("out")]
        try Program("Chapter2").expectRefusals(
            [([], 66, ["boston-housing", "swift run Download boston-housing\n"])], common: chapter,
            in: folder,
            environment: environment)
        let download = try Program("Download").run(
            ["boston-housing", "--mirror", mirror.address], environment: environment)
        #expect(download.code == 0, "\(download.errors)")
        #expect(download.output.contains("use it: swift run Chapter2 --data boston-housing\n"))
        let found = try Program("Chapter2").run(chapter, environment: environment)
        #expect(found.code == 0, "\(found.errors)")
    }
}
