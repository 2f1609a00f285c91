import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import TensorCore
import Testing
import Text
import WordVectors

@testable import Chapter9

@Suite struct LearningTests {
    @Test func theGradientsByHandAreThoseOfAutograd() {
        for seed in 1...3 {
            let lesson = HandLesson(seed: UInt64(seed))
            #expect(lesson.largestDifference < 1e-5 && lesson.largestDifference > 0)
        }
    }

    @Test func theLessonFailsWithoutGradients() {
        #expect(HandLesson(seed: 1) { _ in nil }.largestDifference == .infinity)
        #expect(HandLesson(seed: 1) { $0.map { $0 * .nan } }.largestDifference == .infinity)
        #expect(HandLesson(seed: 1) { $0.map { $0 + 0.01 } }.largestDifference > 0.009)
        // One wrong gradient of the four is enough.
        for wrong in 0..<4 {
            var place = -1
            let lesson = HandLesson(seed: 1) { gradient in
                place += 1
                return place == wrong ? gradient.map { $0 * 1.1 } : gradient
            }
            #expect(lesson.largestDifference > 0.01)
        }
    }

    /// What the chapter writes by hand, a word at a time, is what the kernel's formula does to a window.
    @Test func theGradientsByHandAreThoseOfTheKernelsFormula() {
        var generator = RandomGenerator(seed: 4)
        let tables = TwoTables(
            input: .normal([9, 5], using: &generator), output: .normal([9, 5], using: &generator))
        let hand = tables.skipGram(center: 3, context: 4, noise: [7, 1, 0])
        let window = skipGramGradients(
            inputs: tables.input.rows(at: [3]), outputs: tables.output.rows(at: [4, 7, 1, 0]),
            labels: NDArray([1, 0, 0, 0]))
        #expect(abs(Double(hand.loss) - window.loss) < 1e-5)
        #expect(largestDifference(hand.input.rows(at: [3]), window.inputs) < 1e-5)
        #expect(largestDifference(hand.output.rows(at: [4, 7, 1, 0]), window.outputs) < 1e-5)
        let bag = tables.bagOfWords(center: 3, context: [2, 4, 5], noise: [8, 0])
        let same = continuousBagOfWordsGradients(
            inputs: tables.input.rows(at: [2, 4, 5]), outputs: tables.output.rows(at: [3, 8, 0]),
            labels: NDArray([1, 0, 0]))
        #expect(largestDifference(bag.input.rows(at: [2, 4, 5]), same.inputs) < 1e-5)
        #expect(largestDifference(bag.output.rows(at: [3, 8, 0]), same.outputs) < 1e-5)
    }

    private let sentences = GeneratedSentences.sentences(count: 600, seed: 1)

    /// Scores of 0 make every prediction a coin: (1 + K) ln 2, and for a tree ln 2 at each of its nodes.
    @Test func theFirstLossesAreWhatTheorySays() throws {
        let corpus = WordCorpus(sentences, atLeast: 1)
        for (prediction, negatives) in [
            (WordWindows.Prediction.skipGram, 5), (.skipGram, 2), (.meanOfInputs, 5),
        ] {
            let settings = Word2VecSettings(
                prediction, width: 16, window: 3, epochs: 1, negatives: negatives, learningRate: 1e-9)
            var generator = RandomGenerator(seed: 1)
            let followed = FollowedVectors(
                Word2Vec(corpus, settings, using: &generator), rows: [], epochs: 1)
            let history = try trainWordVectors(followed, on: corpus, settings, Training(), using: &generator)
            // A word of noise that is the right word is left out, so that it is a little less.
            let even = Double(1 + negatives) * log(2)
            #expect((0.99 * even...even + 1e-6).contains(history.startLoss))
        }
        let text = LanguageText(sentences, atLeast: 1)
        var generator = RandomGenerator(seed: 1)
        let model = LanguageModel(
            words: text.words.count, context: 2, width: 16, hidden: 32, using: &generator)
        let windows = Windows(text.training, context: 2)
        let (contexts, targets) = windows.batch(Array(0..<500))
        let loss = Double(crossEntropy(model(contexts), targets).scalar)
        #expect(abs(loss - log(Double(text.words.count))) < 0.1)
    }

    @Test func eightPlacesAreMemorized() throws {
        var generator = RandomGenerator(seed: 2)
        let model = LanguageModel(words: 30, context: 3, width: 8, hidden: 32, using: &generator)
        let windows = Windows([[5, 9, 13, 7, 21, 8, 29, 2]], context: 3)
        let history = try trainLanguageModel(
            model, on: windows, validation: windows, epochs: 600, batch: 8, Training(), using: &generator)
        #expect(abs(history.startLoss - log(30)) < 0.4)
        #expect(history.losses.last ?? .nan < 0.05)
        #expect(perplexity(model.logProbabilities(windows)) < 1.05)
    }

    @Test func theLanguageModelBeatsTheTableOfCounts() throws {
        let text = LanguageText(GeneratedSentences.sentences(count: 1500, seed: 1))
        var generator = RandomGenerator(seed: 1)
        let model = LanguageModel(
            words: text.words.count, context: 3, width: 16, hidden: 32, using: &generator)
        let history = try trainLanguageModel(
            model, on: Windows(text.training, context: 3), validation: Windows(text.validation, context: 3),
            epochs: 6, Training(), using: &generator)
        let judged = JudgedLanguageModel(text, model, context: 3, history)
        #expect(judged.network < 0.75 * judged.unigram)
        #expect(judged.mixed < 1.01 * judged.trigram && judged.trigram < judged.unigram)
        #expect(history.validation.count == 6 && history.validation[5] < history.validation[0])
        #expect(judged.vectors.words.count == text.words.count - 3)
        #expect(judged.vectors.row(of: "<s>") == nil)
        #expect(history.isPossible(from: LanguageHistory()))
        var impossible = history
        impossible.validation = []
        #expect(!impossible.isPossible(from: LanguageHistory()))
    }

    /// Skip-gram and the counts find the hidden classes; vectors at random do not.
    @Test func neighboursAreOfTheSameClass() throws {
        let corpus = WordCorpus(GeneratedSentences.sentences(count: 5000, seed: 1), atLeast: 2)
        let classes = WordClass.generated.map(\.words)
        let settings = Word2VecSettings(width: 32, window: 4, epochs: 4, learningRate: 0.05)
        var generator = RandomGenerator(seed: 1)
        let model = Word2Vec(corpus, settings, using: &generator)
        let before = ClassPurity(model.vectors(of: corpus), classes: classes)
        #expect(before.purity < 0.3 && abs(before.chance - 19.0 / 119) < 1e-9)
        let followed = FollowedVectors(model, rows: [0, 3], epochs: 4)
        let start = model.input.value.rows(at: [0, 3])
        let history = try trainWordVectors(followed, on: corpus, settings, Training(), using: &generator)
        #expect(history.losses.count == 4 && history.losses[3] < history.losses[0])
        #expect(ClassPurity(model.vectors(of: corpus), classes: classes).purity > 0.9)
        // The words that are followed are noted down before, between and after.
        #expect(followed.epochs == [0, 1, 2, 3, 4])
        #expect(followed.places.value[0] == start)
        #expect(followed.places.value[4] == model.input.value.rows(at: [0, 3]))
        #expect(followed.places.value[2] != followed.places.value[3])
    }

    @Test func aMapHasElevenMomentsAtMost() {
        let corpus = WordCorpus([["a", "b"]], atLeast: 1)
        var generator = RandomGenerator(seed: 1)
        let model = Word2Vec(corpus, Word2VecSettings(width: 4), using: &generator)
        #expect(FollowedVectors(model, rows: [0], epochs: 1).epochs == [0, 1])
        #expect(FollowedVectors(model, rows: [0], epochs: 50).epochs == (0...10).map { 5 * $0 })
        #expect(FollowedVectors(model, rows: [0], epochs: 25).epochs.last == 25)
    }

    @Test func anInterruptedTrainingHasNoEpochs() throws {
        let corpus = WordCorpus(sentences, atLeast: 2)
        let settings = Word2VecSettings(width: 8, epochs: 2)
        var generator = RandomGenerator(seed: 1)
        let followed = FollowedVectors(
            Word2Vec(corpus, settings, using: &generator), rows: [], epochs: 2)
        let history = try trainWordVectors(
            followed, on: corpus, settings, Training { true }, using: &generator)
        #expect(history.losses.isEmpty)
    }

    @Test func theBooksTableIsShiftedByOne() {
        let sentences = [["b", "a", "b"], ["c", "a", "b"]]
        let corpus = WordCorpus(sentences, atLeast: 1)
        #expect(corpus.words == ["b", "a", "c"])
        // In the order of the text: b, a, c. Each has the name of the word after.
        #expect(AsInBook.shifted(corpus, sentences) == ["a", "c", "b"])
    }
}
