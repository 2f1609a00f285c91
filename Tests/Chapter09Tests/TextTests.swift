import Foundation
import TestSupport
import Testing

@testable import Chapter9

/// Texts, windows, and models that count.
@Suite struct TextTests {
    @Test func aTextIsSplitAndRareWordsShareAnId() {
        let sentences = (0..<100).map { ["the", "cat", $0 < 2 ? "purrs" : "sleeps", "w\($0)"] }
        let text = LanguageText(sentences, heldOut: 5)
        #expect(text.test.count == 5 && text.validation.count == 5 && text.training.count == 90)
        #expect(Array(text.words.prefix(3)) == ["<unk>", "<s>", "</s>"])
        #expect(Set(text.words.dropFirst(3)) == ["the", "cat", "sleeps"])
        #expect((text.training + text.test + text.validation).allSatisfy { $0.count == 5 && $0.last == 2 })
        #expect(text.training.allSatisfy { $0[3] == LanguageText.unknown })
        // At most a tenth of the sentences for each part.
        #expect(LanguageText(sentences).test.count == 10)
    }

    @Test func aWindowForEveryWord() {
        let windows = Windows([[7, 8, 2], [9, 2]], context: 2)
        #expect(windows.count == 5)
        let (contexts, targets) = windows.batch([0, 2, 3])
        #expect(contexts.scalars == [1, 1, 7, 8, 1, 1] && contexts.shape == [3, 2])
        #expect(targets.scalars == [7, 2, 9])
        #expect(Array(windows[4]) == [1, 9, 2])
    }

    @Test func aTableOfCountsByHand() {
        let table = UnigramTable([[3, 3, 2], [4, 2]], words: 5)
        // Five words and half a one for each id: 7.5.
        #expect(abs(table.probability(of: 3) - 2.5 / 7.5) < 1e-12)
        #expect(abs(table.probability(of: 0) - 0.5 / 7.5) < 1e-12)
        #expect(abs((0..<5).reduce(0) { $0 + table.probability(of: $1) } - 1) < 1e-12)
        #expect(abs(perplexity([log(0.5), log(0.125)]) - 4) < 1e-12)
    }

    @Test func kneserNeyByHand() {
        // "a b" twice and "c b" once, then the end; ids: a 3, b 4, c 5.
        let model = KneserNey([[3, 4, 2], [3, 4, 2], [5, 4, 2]], words: 6)
        for (u, v) in [(1, 1), (1, 3), (3, 4), (5, 4), (5, 5), (0, 4)] {
            let total = (0..<6).reduce(0) { $0 + model.probability(of: $1, after: u, v) }
            #expect(abs(total - 1) < 1e-12, "after \(u) \(v)")
        }
        // Continuations: <s>→a, <s>→c, a→b, c→b, b→</s>: five pairs; b follows two words, the others one.
        let even = 0.75 * 4 / 6
        let alone = (2 - 0.75 + even) / 5
        #expect(abs(model.probability(of: 4, after: 0, 0) - alone) < 1e-12)
        // After "a" comes only b, one kind: (1 − 0.75 + 0.75 · alone) / 1.
        let afterA = 0.25 + 0.75 * alone
        #expect(abs(model.probability(of: 4, after: 0, 3) - afterA) < 1e-12)
        // After "<s> a" comes b twice: (2 − 0.75 + 0.75 · afterA) / 2.
        #expect(abs(model.probability(of: 4, after: 1, 3) - (1.25 + 0.75 * afterA) / 2) < 1e-12)
    }

    @Test func theBestMixtureIsFound() {
        let (sure, unsure) = ([log(0.9), log(0.1)], [log(0.1), log(0.9)])
        #expect(bestWeight(sure, unsure) == 0.5)
        #expect(bestWeight(sure, [log(0.95), log(0.2)]) == 0)
        #expect(bestWeight([log(0.95), log(0.2)], sure) == 1)
        let mixture = mixed(sure, unsure, weight: 0.25)
        #expect(abs(mixture[0] - log(0.3)) < 1e-12 && abs(mixture[1] - log(0.7)) < 1e-12)
    }

    @Test func englishWords() {
        #expect(
            TextReading.englishWords("Don't STOP, 3 'quoted' o’clock-x!") == [
                "don't", "stop", "quoted", "o'clock", "x",
            ])
        #expect(TextReading.englishWords("") == [])
        #expect(TextReading.characters("气和玉烛，睿化□。a") == ["气", "和", "玉", "烛", "睿", "化"])
    }

    @Test func aTextOfOnesOwn() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            String(repeating: "The cat sleeps. 我爱北京！\nOne\n", count: 12), to: "own.txt")
        let sentences = try TextReading.ownText(path)
        #expect(Array(sentences.prefix(2)) == [["the", "cat", "sleeps"], ["我", "爱", "北", "京"]])
        #expect(sentences.count == 24)
        #expect(!TextReading.isMostlyIdeographs([["the", "cat"], ["我"]]))
        #expect(TextReading.isMostlyIdeographs([["cat"], ["我", "爱"]]))
    }

    @Test func gbkIsRecognized() {
        // "中文" in GBK, in UTF-8, and bytes that are neither.
        #expect(TextReading.looksLikeGBK([0xD6, 0xD0, 0xCE, 0xC4, 0x0A]))
        #expect(!TextReading.looksLikeGBK([0xD6, 0x20]))
        #expect(!TextReading.looksLikeGBK([0xFF, 0xFE, 0x41]))
        #expect(!TextReading.looksLikeGBK(Array("ascii".utf8)))
    }
}
