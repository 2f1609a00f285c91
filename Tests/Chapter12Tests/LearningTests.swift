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
    private let shape = TranslatorShape(width: 32, heads: 4, layers: 1, innerWidth: 64)

    private func translator(_ pairs: [SentencePairs.Pair], merges: Int = 0, seed: UInt64 = 1) -> Translator {
        var generator = RandomGenerator(seed: seed)
        let language = LanguagePair(pairs, source: .words, target: .words, atLeast: 1, mergeCount: merges)
        return Translator(language, shape, dropout: 0, using: &generator)
    }

    @Test func thePartsAreTheLibrarys() {
        for seed in 1...3 {
            let lesson = PartsLesson(seed: UInt64(seed))
            #expect(lesson.outputDifference < 1e-4 && lesson.gradientDifference < 1e-4)
        }
        #expect(positionEncoding(length: 9, width: 6) == sinusoidalPositions(9, 6))
    }

    @Test func attentionByHand() {
        // The first query sees the first key alone; the second sees both, with scores 0 and ln 3 · √1 / √1.
        let query = Tensor(NDArray([0, 1], shape: [2, 1]))
        let key = Tensor(NDArray([0, 1.098_612_3], shape: [2, 1]))
        let value = Tensor(NDArray([4, 8], shape: [2, 1]))
        let found = scaledDotProduct(query, key, value, mask: .causalMask(2)).value.scalars
        #expect(abs(found[0] - 4) < 1e-6 && abs(found[1] - 7) < 1e-5)
    }

    @Test func eightSentencesAreLearnedByHeart() {
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
        // All words are about equally likely at first: the logarithm of their number.
        let words = Double(translator.language.targetVocabulary.count)
        #expect(abs(Double(first) - logarithm(words)) < 1.5, "\(first)")
        for width in [1, 3] {
            let written = BeamSearch(translator, width: width).translations(of: eight.map(\.source))
            #expect(
                written.map {
                    translator.language.targetTokenizer.line(of: translator.language.targetWords($0))
                }
                    == eight.map(\.target))
        }
        #expect(greedyBLEU(translator, eight) > 99.9)
    }

    private func logarithm(_ number: Double) -> Double { Double(NDArray([Float(number)]).log().scalars[0]) }

    @Test(arguments: [1, 4]) func keptKeysAndValuesChangeNothing(_ width: Int) {
        let translator = translator(pairs, seed: 5)
        var search = BeamSearch(translator, width: width)
        let sentences = pairs.prefix(20).map(\.source) + ["", "never seen words"]
        let kept = search.translations(of: Array(sentences))
        search.usesCache = false
        #expect(search.translations(of: Array(sentences)) == kept)
    }

    @Test func whatIsAskedForIsGivenOnePlaceLater() {
        let translator = translator(pairs)
        let batch = EncodedPairs(pairs, translator.language).batch([0, 1, 2])
        let (rows, columns) = (batch.written.shape[0], batch.written.shape[1])
        for row in 0..<rows {
            #expect(batch.written[row * columns] == Vocabulary.start)
            for column in 0..<columns - 1 where batch.next[row * columns + column] != Vocabulary.end {
                #expect(batch.next[row * columns + column] == batch.written[row * columns + column + 1])
            }
        }
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
            BeamSearch(read, width: 2).translations(of: sentences)
                == BeamSearch(translator, width: 2).translations(of: sentences))
        var generator = RandomGenerator(seed: 1)
        try Checkpoint(model: Linear(2, 2, using: &generator)).save(to: path)
        #expect(throws: FileError.self) { try Translator.read(from: path) }
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
