import TensorCore
import TestSupport
import Testing
import Text

@Suite struct TextTests {
    @Test func words() {
        #expect(
            Tokenizer.words.tokens(of: "Don't STOP, it's 3_4 o\u{2019}clock.") == [
                "don", "'", "t", "stop", ",", "it", "'", "s", "3_4", "o", "\u{2019}", "clock", ".",
            ])
        #expect(Tokenizer.words.tokens(of: "Straße\u{202F}!\u{3000}naïve") == ["straße", "!", "naïve"])
        #expect(Tokenizer.words.tokens(of: " \t ").isEmpty)
    }

    @Test func chineseByCharacter() {
        #expect(Tokenizer.characters.tokens(of: "你 好。é") == ["你", "好", "。", "é"])
        #expect(Tokenizer.mixed.tokens(of: "我有iPhone 12。") == ["我", "有", "iphone", "12", "。"])
        #expect(Tokenizer.mixed.line(of: ["我", "有", "two", "cats", "。"]) == "我有two cats 。")
        #expect(Tokenizer.characters.line(of: ["你", "好"]) == "你好")
        // Beyond the basic plane, and a flag made of two scalars.
        #expect(Tokenizer.mixed.tokens(of: "𠀀𠀁") == ["𠀀", "𠀁"])
        #expect(Tokenizer.characters.tokens(of: "🇨🇳!") == ["🇨🇳", "!"])
    }

    @Test func aWordWithoutEndIsCutInLittleTime() {
        let letters = (0x4E00..<0x5A00).compactMap(Unicode.Scalar.init).map(String.init)
        let merges = zip(letters, letters.dropFirst()).map { BytePairEncoding.Merge($0, $1) }
        let encoding = BytePairEncoding(merges: merges)
        let word = String(repeating: letters.joined(), count: 8)
        var pieces: [String] = []
        let seconds = processorSeconds { pieces = encoding.pieces(of: word) }
        #expect(seconds < 10)
        #expect(pieces.count < word.count && pieces.joined() == word + BytePairEncoding.endMark)
    }

    @Test func vocabulary() {
        let words = Vocabulary([["b", "a", "b"], ["c", "a", "b"]], atLeast: 2)
        #expect(words.tokens == ["<pad>", "<unk>", "<bos>", "<eos>", "b", "a"])
        #expect(words.ids(of: ["a", "c", "b"]) == [5, Vocabulary.unknown, 4])
        #expect(words.tokens(of: [2, 4, 0, 5, 1, 3, 4]) == ["b", "a", "<unk>"])
        #expect(words.tokens(of: [99, -1]) == [])
        #expect(Vocabulary(tokens: Array(words.tokens.dropFirst(4))) == words)
        #expect(Vocabulary([["<pad>", "x", "x"]], atLeast: 1, limit: 1).count == 5)
    }

    @Test func mergesByHand() {
        // "ab" comes 5 + 2 times, then "abc▁" 5, then "ab" and "d▁" 2.
        let code = BytePairEncoding(words: ["abc": 5, "abd": 2], mergeCount: 3)
        #expect(code.merges == [.init("a", "b"), .init("ab", "c▁"), .init("ab", "d▁")])
        #expect(code.pieces(of: "abc") == ["abc▁"])
        #expect(code.pieces(of: "abx") == ["ab", "x▁"])
        #expect(code.pieces(of: "") == [])
        #expect(code.words(of: ["ab", "x▁", "abc▁"]) == ["abx", "abc"])
        // A pair that overlaps itself is merged from the left.
        #expect(BytePairEncoding(merges: [.init("a", "a")]).pieces(of: "aaaab") == ["aa", "aa", "b▁"])
        #expect(BytePairEncoding(words: ["ab": 1], mergeCount: 5).merges.isEmpty)
    }

    @Test func mergesAreThoseOfCountingAnewEachTime() {
        var generator = RandomGenerator(seed: 3)
        var words: [String: Int] = [:]
        for _ in 0..<120 {
            let word = String((0..<1 + generator.integer(below: 8)).map { _ in "abcde".randomOf(&generator) })
            words[word, default: 0] += 1 + generator.integer(below: 9)
        }
        var cut = words.map { word, count in
            (word.map(String.init).enumerated().map { $0 + 1 == word.count ? $1 + "▁" : $1 }, count)
        }
        let code = BytePairEncoding(words: words, mergeCount: 60)
        for merge in code.merges {
            var counts: [BytePairEncoding.Merge: Int] = [:]
            for (pieces, count) in cut {
                for index in pieces.indices.dropLast() {
                    counts[.init(pieces[index], pieces[index + 1]), default: 0] += count
                }
            }
            #expect(counts[merge] == counts.values.max())
            cut = cut.map { pieces, count in
                var (result, index) = ([String](), 0)
                while index < pieces.count {
                    if index + 1 < pieces.count, pieces[index] == merge.left, pieces[index + 1] == merge.right
                    {
                        result.append(merge.left + merge.right)
                        index += 2
                    } else {
                        result.append(pieces[index])
                        index += 1
                    }
                }
                return (result, count)
            }
        }
        for (pieces, _) in cut {
            let word = pieces.joined().dropLast()
            #expect(code.pieces(of: String(word)) == pieces)
        }
    }

    @Test func paddedLines() {
        let lines = PaddedSequences([[5, 6, 7], [8], []])
        #expect(lines.ids.shape == [3, 3] && lines.ids.scalars == [5, 6, 7, 8, 0, 0, 0, 0, 0])
        #expect(lines.mask.scalars == [1, 1, 1, 1, 0, 0, 0, 0, 0])
        #expect(PaddedSequences([[]]).ids.shape == [1, 1])
    }

    @Test func batchesHoldEveryLineOnceAndLikeLengths() {
        var generator = RandomGenerator(seed: 5)
        let lengths = (0..<500).map { _ in 1 + generator.integer(below: 40) } + [300]
        let batches = tokenBatches(lengths: lengths, tokens: 200, using: &generator)
        #expect(batches.flatMap { $0 }.sorted() == Array(lengths.indices))
        for batch in batches {
            let longest = batch.map { lengths[$0] }.max() ?? 0
            #expect(longest * batch.count <= 200 || batch.count == 1)
        }
        let padded = batches.reduce(0) { $0 + $1.count * ($1.map { lengths[$0] }.max() ?? 0) }
        #expect(Double(padded) < 1.2 * Double(lengths.reduce(0, +)))
        #expect(perplexity(negativeLogLikelihood: 0) == 1)
    }
}

extension String {
    fileprivate func randomOf(_ generator: inout RandomGenerator) -> Character {
        Array(self)[generator.integer(below: count)]
    }
}

/// Texts as files have them: decomposed, with marks, joiners, and signs of the layout.
@Suite struct UnusualTextTests {
    @Test(
        arguments: [
            ("cafe\u{301} ole\u{301}!", ["caf\u{E9}", "ol\u{E9}", "!"]),
            ("हिन्दी है", ["हिन्दी", "है"]),
            ("か\u{3099}き", ["がき"]),
            ("soft\u{AD}ware zero\u{200B}width", ["software", "zerowidth"]),
            ("می\u{200C}خواهم", ["می\u{200C}خواهم"]),
            ("a \u{301}b", ["a", "\u{301}b"]), ("!\u{FE0F}x", ["!\u{FE0F}", "x"]), ("\u{301}", ["\u{301}"]),
        ])
    func marksStayWithTheirWord(line: String, expected: [String]) {
        let tokens = Tokenizer.words.tokens(of: line)
        // By scalars: to a String both forms are equal.
        #expect(tokens.map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
    }

    @Test func chineseWithMarksIsCutBetweenCharacters() {
        let tokens = Tokenizer.mixed.tokens(of: "走\u{200B}吧か\u{3099}")
        #expect(
            tokens.map { Array($0.unicodeScalars) }
                == ["走", "吧", "\u{304C}"].map { Array($0.unicodeScalars) })
    }

    @Test(arguments: [0, 20])
    func wordsComeBackFromTheirPieces(merges: Int) {
        let words = [
            "a", "\u{301}b", "a\u{301}", "\u{200D}x", "👍🏽", "\u{1F3FD}", "a▁b", "▁", "▁▁", "\u{E081}",
            "\u{E081}0▁", "हिन्दी",
        ]
        let encoding = BytePairEncoding(
            words: Dictionary(uniqueKeysWithValues: words.map { ($0, 3) }), mergeCount: merges)
        let again = encoding.words(of: words.flatMap(encoding.pieces))
        #expect(again.map { Array($0.unicodeScalars) } == words.map { Array($0.unicodeScalars) })
    }

    @Test func bleuComparesCodePoints() {
        #expect(BLEU(["caf\u{E9} a b c"], references: ["cafe\u{301} a b c"]).score < 100)
        #expect(BLEU(["le caf\u{E9} est bon"], references: ["le caf\u{E9} est bon"]).score > 99.99)
        let separated = BLEU(["a\u{1C}b c d e"], references: ["a b c d e"], tokenization: .none)
        #expect(separated.score > 99.99)
    }
}
