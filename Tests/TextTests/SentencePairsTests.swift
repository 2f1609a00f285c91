import Files
import Foundation
import TestSupport
import Testing

@testable import Text

@Suite struct SentencePairsTests {
    @Test func tabsSeparateColumns() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data("Hi.\t嗨。\nRun!\t跑 。\tCC-BY\r\n\nGo.\t走。".utf8), to: "cmn.txt")
        #expect(
            throws: FileError.malformed(
                path: folder.file("cmn.txt"), line: 3, reason: "the line is empty")
        ) { try SentencePairs.tatoeba("cmn", in: folder.path) }
        try folder.write(Data("Hi.\t嗨。\nRun!\t跑 。\tCC-BY\r\n".utf8), to: "cmn.txt")
        #expect(
            try SentencePairs.tatoeba("cmn", in: folder.path).pairs == [
                .init("Hi.", "嗨。"), .init("Run!", "跑 。"),
            ])
    }

    @Test func brokenFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        func reason(_ bytes: [UInt8]) throws -> String {
            try folder.write(Data(bytes), to: "cmn.txt")
            do {
                _ = try SentencePairs.tatoeba("cmn", in: folder.path)
                return ""
            } catch let error as FileError { return error.description }
        }
        #expect(try reason([]).contains("the file is empty"))
        #expect(try reason(Array("Hi.\t".utf8)).contains("cmn.txt:1: two columns"))
        #expect(try reason(Array("alone".utf8)).contains("two columns"))
        #expect(try reason(Array("Hi.\tA\n".utf8) + [0xFF, 9, 0x41]).contains("cmn.txt:2: not UTF-8"))
        #expect(try reason(Array("PK\u{3}\u{4}".utf8)).contains("zip archive"))
        #expect(throws: FileError.self) { try SentencePairs.tatoeba("fra", in: folder.path) }
    }

    @Test func aFileOfEmptyLinesIsRefusedAtTheFirst() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data(repeating: 10, count: 1 << 26), to: "cmn.txt")
        let seconds = processorSeconds {
            #expect(
                throws: FileError.malformed(
                    path: folder.file("cmn.txt"), line: 1, reason: "the line is empty")
            ) { try SentencePairs.tatoeba("cmn", in: folder.path) }
        }
        #expect(seconds < 2)
    }

    @Test func theNamesInAnArchiveWriteNothing() throws {
        // Made by hand: one stored file, whose name leads out of the folder. Files are asked for by their own names.
        let folder = try TemporaryFolder()
        let (name, content) = (Array("../out.txt".utf8), Array("Hi.\tA\n".utf8))
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let common =
            number(20, 2) + number(0, 8) + number(Int(crc32(content[...])), 4) + number(content.count, 4)
            + number(content.count, 4) + number(name.count, 2) + number(0, 2)
        let local = Array("PK\u{3}\u{4}".utf8) + common + name + content
        let entry = Array("PK\u{1}\u{2}".utf8) + number(20, 2) + common + number(0, 14) + name
        let end =
            Array("PK\u{5}\u{6}".utf8) + number(0, 4) + number(1, 2) + number(1, 2) + number(entry.count, 4)
            + number(local.count, 4) + number(0, 2)
        try folder.write(Data(local + entry + end), to: "cmn-eng.zip")
        #expect(
            throws: FileError.malformed(
                path: folder.file("cmn-eng.zip"), reason: "the archive has no file cmn.txt")
        ) { try SentencePairs.tatoeba("cmn", in: folder.path) }
        #expect(try unzipped(local + entry + end, file: "../out.txt", limit: 100) == content)
        #expect(folder.contents == ["cmn-eng.zip"])
    }

    @Test func captionsMustHaveAsManyLines() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data("A dog . \nA cat .\n".utf8), to: "val.en")
        try folder.write(Data("Ein Hund .\nEine\tKatze .\n".utf8), to: "val.de")
        #expect(try SentencePairs.multi30k("val", in: folder.path).pairs[0] == .init("A dog .", "Ein Hund ."))
        try folder.write(Data("Ein Hund .\n".utf8), to: "val.de")
        #expect(throws: FileError.self) { try SentencePairs.multi30k("val", in: folder.path) }
        try folder.write(Data("Ein Hund .\n \nx\n".utf8), to: "val.de")
        #expect(throws: FileError.self) { try SentencePairs.multi30k("val", in: folder.path) }
    }

    @Test func noSourceIsInTwoParts() {
        let pairs = SentencePairs((0..<300).map { .init("s\($0 % 100)", "t\($0)") })
        let parts = pairs.split([0.8, 0.1, 0.1], seed: 1)
        #expect(parts.reduce(0) { $0 + $1.pairs.count } == 300)
        let sources = parts.map { Set($0.pairs.map(\.source)) }
        #expect(sources[0].isDisjoint(with: sources[1]) && sources[0].isDisjoint(with: sources[2]))
        #expect(sources[1].isDisjoint(with: sources[2]) && sources.allSatisfy { !$0.isEmpty })
        #expect((225...255).contains(parts[0].pairs.count))
        #expect(pairs.split([0.8, 0.1, 0.1], seed: 1) == parts)
    }

    @Test func pairsWithAKnownSourceAreLeftOut() {
        let pairs = SentencePairs([
            .init("A dog", "1"), .init("a cat", "2"), .init("a dog", "3"), .init("b", "4"),
        ])
        let others = SentencePairs([.init("a DOG", "5"), .init("c", "6")])
        #expect(pairs.without(sourcesOf: others).pairs.map(\.target) == ["2", "4"])
    }

    @Test func theMadeUpLanguageAgreesWithItself() {
        let pairs = GeneratedLanguage.pairs(count: 2000, seed: 4).pairs
        #expect(Set(pairs.map(\.source)).count == 2000)
        #expect(GeneratedLanguage.pairs(count: 3, seed: 4).pairs == Array(pairs.prefix(3)))
        let english = Set(pairs.flatMap { $0.source.split(separator: " ") })
        let other = Set(pairs.flatMap { $0.target.split(separator: " ") })
        #expect(english.count > 400 && other.count > 600)
        for pair in pairs {
            #expect(pair.source.hasSuffix(" .") && pair.target.hasSuffix(" ."))
            #expect(pair.source.contains(" not ") == pair.target.contains(" nu "))
        }
        #expect(!pairs.contains { $0.source.contains("a apple") || $0.source.contains("childs") })
    }

    @Test func theAlignmentNamesTheWordThatIsMeant() {
        let pairs = GeneratedLanguage.alignedPairs(count: 500, seed: 4)
        #expect(pairs.map(\.pair) == GeneratedLanguage.pairs(count: 500, seed: 4).pairs)
        // In the made-up language a word and its meaning go together, whatever the sentence.
        var meanings: [Substring: Set<Substring>] = [:]
        for pair in pairs {
            let english = pair.pair.source.split(separator: " ")
            let other = pair.pair.target.split(separator: " ")
            #expect(pair.alignment.count == other.count && Set(pair.alignment).count == other.count)
            for (word, place) in zip(other, pair.alignment) {
                meanings[word, default: []].insert(english[place])
            }
        }
        #expect(meanings["nu"] == ["not"] && meanings["."] == ["."])
        #expect(meanings["un"] == ["a", "an"] && meanings["duo"] == ["two"] && meanings["els"] == ["the"])
        // A noun or an adjective has one meaning, a verb one in each of its English forms.
        #expect(meanings.values.allSatisfy { $0.count <= 3 })
    }

    @Test func ownFilesAreReadLikePublishedOnes() throws {
        let folder = try TemporaryFolder()
        try folder.write("a dog\na cat\n", to: "en.txt")
        try folder.write("ein Hund\neine Katze", to: "de.txt")
        try folder.write("a dog\tein Hund\na cat\teine Katze\tTatoeba", to: "both.tsv")
        let two = try SentencePairs(contentsOf: folder.file("en.txt"), folder.file("de.txt"))
        #expect(two.pairs == [.init("a dog", "ein Hund"), .init("a cat", "eine Katze")])
        #expect(try SentencePairs(tabSeparated: folder.file("both.tsv")) == two)
        #expect(two.reversed.pairs[1] == .init("eine Katze", "a cat") && two.reversed.reversed == two)
    }

    @Test(.enabled(if: publishedData("tatoeba") != nil, "needs ../shared/data"))
    func publishedFilesAreRead() throws {
        #expect(
            try SentencePairs.tatoeba("cmn", in: try #require(publishedData("tatoeba"))).pairs.count == 20_133
        )
        #expect(
            try SentencePairs.multi30k("val", in: try #require(publishedData("multi30k"))).pairs.count == 1014
        )
        let french = try SentencePairs.tatoeba("fra", in: try #require(publishedData("tatoeba"))).pairs
        #expect(french.count > 142_000 && french[0].source == "Go.")
    }
}
