import Datasets
import Files
import Foundation
import TestSupport
import Testing

@testable import ChapterSupport

@Suite struct DataFolderTests {
    @Test func aPathComesBeforeANameAndANameBeforeNothing() throws {
        let folder = try TemporaryFolder()
        let cache = DatasetCache(folder.file("cache"))
        #expect(try dataFolder(folder.path, cache: cache) == folder.path)
        #expect(throws: FileError.missing(path: "irises")) { try dataFolder("irises", cache: cache) }
        let iris = try #require(PublishedDataset.named("iris"))
        do {
            _ = try dataFolder("iris", cache: cache)
            Issue.record("it is not there")
        } catch let error as DatasetNotFetched {
            #expect(
                "\(error)" == "iris is not on this machine yet; this gets it: swift run Download iris")
            #expect(ExitCode(error) == .missingInput)
        }
        // A part of it is not it.
        try makeFolder(cache.folder(of: iris))
        #expect(throws: DatasetNotFetched.self) { try dataFolder("iris", cache: cache) }
        let file = try #require(iris.files.first)
        try writeFileAtomically(Data(count: file.byteCount), to: "\(cache.folder(of: iris))/\(file.name)")
        #expect(try dataFolder("iris", cache: cache) == "\(cache.path)/iris")
    }
}
