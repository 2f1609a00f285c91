import Foundation
import TensorCore
import Testing
import Text

/// What sacreBLEU says, see `make_bleu_fixtures.py`.
private struct Fixtures: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        let tokenization: String
        let translations: [String]
        let references: [String]
        let score: Double
        let precisions: [Double]
        let brevity: Double

        var testDescription: String { "\(tokenization), \(score)" }
    }

    struct Cut: Decodable {
        let line: String
        let tokens: [String]
    }

    let cases: [Case]
    let tokens: [Cut]

    static func read() throws -> Fixtures {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/bleu.json"))
        return try JSONDecoder().decode(Fixtures.self, from: data)
    }
}

@Suite struct BLEUTests {
    @Test func scoresAreSacreBLEUs() throws {
        let fixtures = try Fixtures.read()
        #expect(fixtures.cases.count == 16)
        for given in fixtures.cases {
            let tokenization = try #require(BLEU.Tokenization(rawValue: given.tokenization))
            let bleu = BLEU(given.translations, references: given.references, tokenization: tokenization)
            #expect(abs(bleu.score - given.score) < 0.005, "\(given.testDescription): \(bleu.score)")
            #expect(abs(bleu.brevityPenalty - given.brevity) < 1e-9)
            #expect(largestDifference(bleu.precisions, given.precisions) < 1e-6)
        }
    }

    @Test func linesAreCutAs13aCutsThem() throws {
        for cut in try Fixtures.read().tokens {
            #expect(BLEU.Tokenization.standard.tokens(of: cut.line) == cut.tokens)
        }
    }

    @Test func asManyReferencesAsTranslations() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BLEU(["a", "b"], references: ["a"])
        }
        let words = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(words.contains("BLEU: 2 translations and 1 references") && words.contains("BLEUTests.swift"))
    }

    @Test func handWorked() {
        let same = BLEU(["the cat sat on the mat"], references: ["the cat sat on the mat"])
        #expect(abs(same.score - 100) < 1e-9 && same.precisions == [100, 100, 100, 100])
        #expect(BLEU([], references: []).score == 0)
        // Five of six words, then 3 of 5, 1 of 4, and no run of four: half a hit of three.
        let near = BLEU(["the cat lay on the mat"], references: ["the cat sat on the mat"])
        #expect(abs(near.precisions[0] - 500.0 / 6) < 1e-9 && near.precisions[1] == 60)
        #expect(near.precisions[2] == 25 && abs(near.precisions[3] - 50.0 / 3) < 1e-9)
        #expect(BLEU(["a b c d e f"], references: ["a b c d e f g h i j k l"]).brevityPenalty < 0.37)
    }

    @Test func severalReferencesAreSacreBLEUs() {
        // sacrebleu.corpus_bleu(translations, [first, second], tokenize="none"), sacreBLEU 2.5.
        let translations = [
            "the cat is on the mat today", "a man sleeps now", "two dogs run over the grass field",
        ].map(BLEU.Tokenization.none.tokens)
        let references = [
            ["the cat sat on the mat", "there is a cat on the mat today now"],
            ["a man is asleep here now", "the man sleeps"],
            ["two dogs run across the grass", "dogs are running over the grass field fast"],
        ].map { $0.map(BLEU.Tokenization.none.tokens) }
        let bleu = BLEU(tokens: translations, allReferences: references)
        #expect(abs(bleu.score - 51.046_905_226_813_11) < 1e-9)
        #expect(largestDifference(bleu.precisions, [100, 220.0 / 3, 125.0 / 3, 200.0 / 9]) < 1e-9)
        #expect(bleu.brevityPenalty == 1)
        // The nearest length counts, and of two the shorter: 6, not 9, for a translation of 7.
        let short = BLEU(
            tokens: [["a", "b", "c"]], allReferences: [[["a", "b", "c", "d"], ["a", "b"], ["a"]]])
        #expect(short.brevityPenalty == 1)
        let alone = BLEU(tokens: translations, allReferences: references.map { [$0[0]] })
        #expect(alone == BLEU(tokens: translations, references: references.map { $0[0] }))
    }
}
