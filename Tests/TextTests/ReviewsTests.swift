import Files
import Foundation
import TensorCore
import TestSupport
import Testing
import Text

/// Reviews read from files, normalized, cut and counted.
@Suite struct ReviewsTests {
    @Test func entitiesAndForms() {
        #expect(decodingHTMLEntities("&quot;好&hellip;&#39;&#x4e0d;&amp;lt;") == "\"好…'不&lt;")
        for text in ["AT&T; a & b", "&unknown;", "&#0;", "&#x110000;", "&#-5;", "&;", "&", "&quot"] {
            #expect(decodingHTMLEntities(text) == text)
        }
        #expect(htmlEntityCount(in: "&quot;a&quot; & b;") == 2)
        #expect(ReviewText.normalized(" ＡＢＣ１２３！\t&nbsp;Ok\u{3000}好 ") == "abc123! ok 好")
        #expect(ReviewText.key("不错, 很 好!!") == "不错很好" && ReviewText.key("!!! ") == "")
        // Characters beyond 16 bits, and one letter with two marks on it.
        #expect(ReviewText.key(ReviewText.normalized("𠮷!")) == "𠮷")
        #expect(ReviewText.characters("e\u{323} 好") == ["e", "\u{323}", "好"])
    }

    @Test func runsOfUnitsAreColumns() {
        let texts = ["好看", "不好看", "看看"].map { $0.map(String.init) }
        let grams = NGrams(texts, orders: 1...3)
        #expect(Set(grams.names) == ["好", "看", "不", "好看", "不好", "看看", "不好看"])
        let column = grams.names.firstIndex(of: "看") ?? -1
        #expect(grams.documentFrequencies[column] == 3 && grams.token(column) == ["看"])
        #expect(grams.counts(of: texts[2]).first { $0.column == column }?.count == 2)
        // What was not in the texts changes nothing, and no run reaches across it.
        #expect(grams.counts(of: ["好", "新", "看"]).count == 2)
        // The example of its docstring.
        #expect(NGrams(Array(texts.prefix(2)), orders: 1...2, minimumTexts: 2).names == ["好", "看", "好看"])
        let without = NGrams(texts, orders: 1...2, stopWords: ["好"])
        #expect(!without.names.contains { $0.contains("好") })
        let words = NGrams([["not", "bad"], ["notbad"]], orders: 1...2, separator: " ")
        #expect(Set(words.names) == ["not", "bad", "not bad", "notbad"])
        let again = NGrams(tokens: (0..<words.count).map(words.token), orders: 1...2, separator: " ")
        #expect(again.names == words.names)
        #expect(
            again.counts(of: ["not", "bad"]).map(\.column) == words.counts(of: ["not", "bad"]).map(\.column))
        #expect(NGrams([[String]](), orders: 1...1).count == 0)
    }

    @Test func weightsWorkedOutByHand() {
        let texts = [["a", "b"], ["a", "a", "c"]]
        let grams = NGrams(texts, orders: 1...1)
        #expect(inverseDocumentFrequency(texts: 2, holding: 2) == 1)
        let idf = log(3.0 / 2) + 1
        #expect((inverseDocumentFrequency(texts: 2, holding: 1) - idf).magnitude < 1e-12)
        let row = TextWeights(grams, .tfidf).row(texts[1])
        let length = ((1 + log(2)) * (1 + log(2)) + idf * idf).squareRoot()
        let a = row.first { grams.name($0.column) == "a" }?.value ?? 0
        let c = row.first { grams.name($0.column) == "c" }?.value ?? 0
        #expect((Double(a) - (1 + log(2)) / length).magnitude < 1e-6)
        #expect((Double(c) - idf / length).magnitude < 1e-6)
        #expect(TextWeights(grams, .frequencies).row(["a", "a", "b", "new"]).map(\.value).reduce(0, +) == 1)
        #expect(TextWeights(grams, .presence).row(["a", "a"]).map(\.value) == [1])
        for weighting in TextWeighting.allCases { #expect(TextWeights(grams, weighting).row([]).isEmpty) }
    }

    @Test func wordsAreFoundAndTextsCut() {
        let texts = (0..<20).flatMap { ["质量很好\($0)", "质量不行", "物流慢，质量", "很慢", "不好"] }
        let list = WordList(texts, minimumCount: 20, cohesion: 5)
        #expect(list.words.contains("质量") && list.words.contains("物流"))
        #expect(list.cut("质量慢 ok2!") == ["质量", "慢", "ok2", "!"])
        let few = WordList(["质量很好", "质量不行", "质量还可以", "量大"], minimumCount: 3, cohesion: 2)
        #expect(few.cut("质量好") == ["质量", "好"])
        #expect(WordList(words: ["质量", "质量好"]).cut("质量好质") == ["质量好", "质"])
        #expect(WordList([String]()).cut("不好") == ["不", "好"] && list.cut(" ").isEmpty)
    }

    @Test func copiesAndContradictions() {
        let reviews = [
            Review("很好！", 1), Review("很 好", 1), Review("不行", 0), Review("不行。", 1), Review("!!", 0),
            Review("一般&quot;", 0),
        ]
        let copies = ReviewCopies(reviews, normalized: reviews.map { ReviewText.normalized($0.text) })
        #expect(copies.retained == [0, 5] && copies.distinctCount == 3 && copies.emptyCount == 1)
        #expect(copies.contradictions == ["不行"] && copies.entityCount == 1)
        #expect(copies.mostFrequent.map(\.count) == [2, 2])
        #expect(copies.fractionSeen([1, 5], among: [0, 2]) == 0.5)
    }

    @Test func generatedReviewsAreWhatTheySay() {
        let known = GeneratedReviews.reviews(2000, seed: 4)
        #expect(known.map(\.review) == GeneratedReviews.reviews(2000, seed: 4).map(\.review))
        let copies = ReviewCopies(known.map(\.review), normalized: known.map(\.review.text))
        #expect(copies.distinctCount == 2000 && known.count == 2000 + 240 + 20)
        #expect((10...20).contains(copies.contradictions.count))
        let wrong = copies.retained.count { known[$0].truth != known[$0].review.label }
        #expect((30...95).contains(wrong))
        // In a far negation neither the negation nor the adjective alone tells the class.
        let far = known.filter { $0.kind == .far }
        for word in ["没觉得", "真觉得", "很好", "很差"] {
            let with = far.filter { $0.review.text.contains(word) }
            let good = Double(with.count { $0.truth == 1 }) / Double(with.count)
            #expect((0.35...0.65).contains(good), "\(word) \(good)")
        }
    }

    @Test func filesAndFolders() throws {
        let folder = try TemporaryFolder()
        let good = try folder.write(Data([0xEF, 0xBB, 0xBF]) + Data("很好\r\n\n 不错 ".utf8), to: "good.txt")
        let bad = try folder.write("差\n", to: "bad.txt")
        let reviews = try Reviews.files(good: good, bad: bad)
        #expect(reviews == [Review("很好", 1), Review(" 不错 ", 1), Review("差", 0)])
        try FileManager.default.createDirectory(
            atPath: folder.file("many"), withIntermediateDirectories: true)
        _ = try folder.write("第一\n第二行", to: "many/1.txt")
        _ = try folder.write("另一条", to: "many/2.txt")
        _ = try folder.write("no review", to: "many/readme.md")
        #expect(
            try Reviews.files(good: folder.file("many"), bad: bad).map(\.text) == ["第一\n第二行", "另一条", "差"])
        let table = try folder.write("id,评论,label\n1,\"好,\n很好\",1\n2,差,差评\n3,  ,0\n", to: "table.csv")
        #expect(
            try Reviews.table(table, text: "评论", label: "label") == [Review("好,\n很好", 1), Review("差", 0)])
        let polarity = TestArchive.zip([
            ("sentence_polarity/rt-polarity.pos", Array("good ".utf8) + [0xE9, 10]),
            ("sentence_polarity/rt-polarity.neg", Array("bad\n".utf8)),
        ])
        _ = try folder.write(Data(polarity), to: "sentence_polarity.zip")
        #expect(try Reviews.sentencePolarity(in: folder.path) == [Review("good é", 1), Review("bad", 0)])
    }

    @Test func badFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        let good = try folder.write("好\n", to: "good.txt")
        func message(_ bad: Data) throws -> String {
            let path = try folder.write(bad, to: "bad.txt")
            return fileErrorMessage { _ = try Reviews.files(good: good, bad: path) }
        }
        // "不好" in GBK.
        #expect(
            try message(Data([0x41, 10, 0xB2, 0xBB, 0xBA, 0xC3])).contains(
                "bad.txt:2: not UTF-8 text but, it seems, GBK"))
        #expect(try message(Data([0xC3, 0x28])).contains("not UTF-8 text"))
        #expect(try message(Data("a\0".utf8)).contains("NUL"))
        #expect(try message(Data(" \n\t\n\u{3000}".utf8)).contains("no review"))
        #expect(try message(Data()).contains("no review"))
        #expect(
            try message(Data(repeating: 65, count: 1 << 20)).contains("bad.txt:1: a review of 1048576 bytes"))
        func table(_ text: String, _ column: String = "text") throws -> String {
            let path = try folder.write(text, to: "table.csv")
            return fileErrorMessage { _ = try Reviews.table(path, text: column, label: "label") }
        }
        #expect(try table("text,label\n好,1\n差,2\n").contains("table.csv:3"))
        #expect(try table("text,label\n好,1\n").contains("1 good and 0 bad"))
        #expect(try table("review,label\n好,1\n差,0\n").contains("text"))
        #expect(try table("text,label\n好,1\n", "label").contains("one column"))
    }

    @Test(.enabled(if: publishedData("sentiment-zh") != nil, "needs the published reviews"))
    func thePublishedReviewsAreRead() throws {
        let folder = try #require(publishedData("sentiment-zh"))
        #expect(try Reviews.hotels(in: folder).count == 7765)
        let split = try Reviews.chnSentiCorp(in: folder)
        #expect([split.training, split.validation, split.test].map(\.count) == [9600, 1200, 1200])
        let shop = try Reviews.shop(in: folder)
        #expect(shop.count == 13_083 && shop.count { $0.label == 1 } == 8_073)
    }
}
