import Autograd
import Datasets
import Files
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter12

@Suite struct LearningTests {
    private let pairs = GeneratedLanguage.pairs(count: 60, seed: 2).pairs
    private let shape = TranslatorShape(width: 32, heads: 4, layers: 1, feedForwardWidth: 64)

    private func translator(_ pairs: [SentencePairs.Pair], merges: Int = 0, seed: UInt64 = 1) -> Translator {
        var generator = RandomGenerator(seed: seed)
        let language = LanguagePair(pairs, source: .words, target: .words, atLeast: 1, mergeCount: merges)
        return Translator(language, shape, dropout: 0, using: &generator)
    }

    @Test func thePartsAreTheLibrarys() {
        for seed in 1...3 {
            let lesson = PartsLesson(seed: UInt64(seed))
            #expect(lesson.outputDifference < 1e-4 && lesson.gradientDifference < 1e-4)
            // Different orders of summation: not every bit is the same, so something was compared.
            #expect(lesson.gradientDifference > 0)
        }
        #expect(positionalEncoding(length: 9, width: 6) == sinusoidalPositions(9, 6))
    }

    @Test func theLessonFailsWithoutTheLibrarysOutputs() {
        for output: (NDArray) -> NDArray? in [{ _ in nil }, { $0 * .nan }, { $0[0..<2] }] {
            #expect(PartsLesson(seed: 1, libraryOutput: output).outputDifference == .infinity)
        }
        #expect(PartsLesson(seed: 1, libraryOutput: { $0 + 0.01 }).outputDifference > 0.009)
    }

    @Test func theLessonFailsWithoutTheLibrarysGradients() {
        for gradient: (NDArray?) -> NDArray? in [
            { _ in nil }, { $0.map { $0 * .nan } }, { $0.map { $0 / 0 } },
        ] {
            #expect(PartsLesson(seed: 1, libraryGradient: gradient).gradientDifference == .infinity)
        }
        #expect(PartsLesson(seed: 1, libraryGradient: { $0.map { $0 * 1.01 } }).gradientDifference > 0.009)
        // One missing gradient of many is enough.
        var index = 0
        let lesson = PartsLesson(
            seed: 1,
            libraryGradient: { gradient in
                index += 1
                return index == 7 ? nil : gradient
            })
        #expect(lesson.gradientDifference == .infinity)
    }

    @Test func attentionByHand() {
        // The first query sees the first key alone; the second sees both, with scores 0 and ln 3 · √1 / √1.
        let query = Tensor(NDArray([0, 1], shape: [2, 1]))
        let key = Tensor(NDArray([0, 1.098_612_3], shape: [2, 1]))
        let value = Tensor(NDArray([4, 8], shape: [2, 1]))
        let found = scaledDotProduct(query, key, value, mask: .causalMask(2)).value.scalars
        #expect(abs(found[0] - 4) < 1e-6 && abs(found[1] - 7) < 1e-5)
    }

    @Test func eightSentencesAreMemorized() {
        let eight = Array(pairs.prefix(8))
        let translator = translator(eight)
        let encoded = EncodedPairs(eight, translator.language)
        let batch = encoded.batch(Array(0..<8))
        let optimizer = Adam(translator.parameters, learningRate: 5e-3)
        var first = Float.nan
        for _ in 0..<150 {
            optimizer.zeroGradients()
            let loss = translationLoss(translator, batch)
            if first.isNaN { first = loss.scalar }
            loss.backward()
            optimizer.step()
        }
        // All tokens are about equally likely at first: the logarithm of their number.
        let words = Double(translator.language.targetVocabulary.count)
        #expect(abs(Double(first) - logarithm(words)) < 1.5, "\(first)")
        for width in [1, 3] {
            let translations = TranslationSearch(translator, width: width).translations(
                of: eight.map(\.source))
            #expect(
                translations.map {
                    translator.language.targetTokenizer.line(of: translator.language.targetWords($0))
                }
                    == eight.map(\.target))
        }
        #expect(greedyBLEU(translator, eight) > 99.9)
    }

    private func logarithm(_ number: Double) -> Double { Double(NDArray([Float(number)]).log().scalars[0]) }

    @Test(arguments: [1, 4]) func theKVCacheChangesNothing(_ width: Int) {
        let translator = translator(pairs, seed: 5)
        var search = TranslationSearch(translator, width: width)
        let sentences = pairs.prefix(20).map(\.source) + ["", "never seen words"]
        let cached = search.translations(of: Array(sentences))
        search.usesCache = false
        #expect(search.translations(of: Array(sentences)) == cached)
        #expect(cached.contains { !$0.isEmpty })
    }

    @Test func underTeacherForcingATargetIsTheNextInput() {
        let translator = translator(pairs)
        let encoded = EncodedPairs(pairs, translator.language)
        let batch = encoded.batch([0, 1, 2])
        let (input, targets) = (batch.decoderInput, batch.targets)
        let (rows, columns) = (input.shape[0], input.shape[1])
        #expect(targets.shape == input.shape)
        var count = 0
        for row in 0..<rows {
            #expect(input[row * columns] == Vocabulary.start)
            let ids = (0..<columns).map { targets[row * columns + $0] }.filter { $0 != Vocabulary.padding }
            #expect([Vocabulary.start] + ids == encoded.targets[row] && ids.last == Vocabulary.end)
            count += ids.count
            for column in 0..<ids.count - 1 {
                #expect(targets[row * columns + column] == input[row * columns + column + 1])
            }
        }
        #expect(batch.tokenCount == count)
    }

    @Test func theFutureIsNotSeen() {
        let translator = translator(pairs)
        let source = PaddedSequences([[5, 6, 7, Vocabulary.end]])
        func logits(_ ids: [Int]) -> [Float] {
            translator(source, IntArray(ids, shape: [1, ids.count])).value[0][0..<2].scalars
        }
        #expect(logits([2, 8, 9]) == logits([2, 8, 30]))
        #expect(logits([2, 8, 9]) != logits([2, 10, 9]))
    }

    @Test(arguments: [0, 40]) func aModelComesBackFromItsFile(_ merges: Int) throws {
        let folder = try TemporaryFolder()
        let translator = translator(pairs, merges: merges)
        let path = folder.file("model.safetensors")
        try translator.save(to: path, epoch: 3)
        let read = try Translator.read(from: path)
        #expect(read.language == translator.language && read.shape == translator.shape)
        let sentences = pairs.prefix(3).map(\.source)
        #expect(
            TranslationSearch(read, width: 2).translations(of: sentences)
                == TranslationSearch(translator, width: 2).translations(of: sentences))
        var generator = RandomGenerator(seed: 1)
        try Checkpoint(model: Linear(2, 2, using: &generator)).save(to: path)
        #expect(throws: FileError.self) { try Translator.read(from: path) }
    }

    @Test func aFileWithTheFormerNamesIsRead() throws {
        let folder = try TemporaryFolder()
        let translator = translator(pairs)
        let path = folder.file("model.safetensors")
        try translator.save(to: path, epoch: 3)
        var file = try Checkpoint(contentsOf: path)
        let former = ["source_embedding": "es", "target_embedding": "et", "transformer": "t"]
        file.model = file.model.map { name, value in
            let part = String(name.prefix { $0 != "." })
            return ((former[part] ?? part) + name.dropFirst(part.count), value)
        }
        file.notes["innerWidth"] = file.notes.removeValue(forKey: "feedForwardWidth")
        #expect(file.model.contains { $0.name == "es.weight" } && file.notes["innerWidth"] == "64")
        try file.save(to: path)
        let read = try Translator.read(from: path)
        let sentences = pairs.prefix(3).map(\.source)
        #expect(
            TranslationSearch(read, width: 2).translations(of: sentences)
                == TranslationSearch(translator, width: 2).translations(of: sentences))
    }

    @Test func subwordsLeaveNothingUnknown() {
        let language = LanguagePair(pairs, source: .words, target: .words, atLeast: 2, mergeCount: 60)
        for pair in pairs {
            #expect(!language.sourceIDs(pair.source).contains(Vocabulary.unknown))
            #expect(
                language.targetWords(language.targetIDs(pair.target)) == language.referenceWords(pair.target))
        }
        #expect(language.sourceIDs("a b c d e f g", longest: 4).count == 4)
    }
}
