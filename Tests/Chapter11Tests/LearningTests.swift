import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import TensorCore
import Testing
import Text

@testable import Chapter11

@Suite struct LearningTests {
    @Test(arguments: AttentionKind.allCases) func eightSentencesAreMemorized(_ kind: AttentionKind) {
        let corpus = corpus(training: 8, validation: 1)
        let network = network(kind, corpus)
        let batch = encoded(corpus).batch(Array(0..<8))
        let optimizer = Adam(network.parameters, learningRate: 5e-3)
        var losses: [Float] = []
        while losses.count < 800 {
            optimizer.zeroGradients()
            let loss = translationLoss(network, batch)
            losses.append(loss.scalar)
            // A step more could undo it.
            if loss.scalar < 0.004 { break }
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        // All words are about equally likely at first: the logarithm of their number.
        let words = Double(corpus.language.targetVocabulary.count)
        #expect(abs(Double(losses[0]) - log(words)) < 0.5, "\(losses[0])")
        #expect(losses.count < 800, "\(losses.last ?? .nan)")
        let found = translations(of: corpus.training.map(\.source), by: network, beam: 1)
        #expect(
            found.map { corpus.language.targetWords($0).joined(separator: " ") }
                == corpus.training.map(\.target))
    }

    @Test func attentionBeatsTheBaselinesOnHeldOutSentences() throws {
        let corpus = corpus(training: 4000, validation: 100, width: 64)
        var generator = RandomGenerator(seed: 1)
        let network = network(.additive, corpus)
        let plan = TrainingPlan(
            epochs: 3, wordsPerBatch: 400, rate: 5e-3, secondsLimit: .infinity, scheduled: 0,
            labelSmoothing: 0)
        let history = try train(network, on: corpus, plan, Training(), using: &generator)
        let evaluation = Evaluation(network, corpus)
        let baselines = Baselines(corpus)
        #expect(evaluation.bleu > max(baselines.nearestBLEU, baselines.wordByWordBLEU) + 8)
        #expect(evaluation.bleu == history.validationBLEU.last)
        #expect(try #require(evaluation.alignmentAccuracy) > 0.6)
        #expect(baselines.nearestBLEU > 1)
        // With its own words before it a network is right less often than with the true ones.
        #expect(evaluation.freeAccuracy <= evaluation.forcedAccuracy)
    }

    @Test func theUnitByHandIsTheLibrarys() {
        for seed in 1...3 {
            let lesson = GatedUnitLesson(seed: UInt64(seed))
            #expect(lesson.outputDifference < 1e-5 && lesson.gradientDifference < 1e-5)
            // Different orders of summation: not every bit is the same, so something was compared.
            #expect(lesson.gradientDifference > 0)
        }
    }

    @Test func theLessonFailsWithoutTheLibrarysNumbers() {
        for output: (NDArray) -> NDArray? in [{ _ in nil }, { $0 * .nan }, { $0[0..<2] }] {
            #expect(GatedUnitLesson(seed: 1, libraryOutput: output).outputDifference == .infinity)
        }
        #expect(GatedUnitLesson(seed: 1, libraryOutput: { $0 + 0.01 }).outputDifference > 0.009)
        for gradient: (NDArray?) -> NDArray? in [{ _ in nil }, { $0.map { $0 * .nan } }] {
            #expect(GatedUnitLesson(seed: 1, libraryGradient: gradient).gradientDifference == .infinity)
        }
        #expect(
            GatedUnitLesson(seed: 1, libraryGradient: { $0.map { $0 * 1.01 } }).gradientDifference > 0.009)
    }

    @Test func scheduledSamplingMixesInTheDecodersOwnWords() {
        let corpus = corpus(training: 30, validation: 1)
        let network = network(.dot, corpus)
        let forced = encoded(corpus).batch(Array(0..<6))
        var generator = RandomGenerator(seed: 4)
        var same = forced
        same.mixInputs(network, share: 0, using: &generator)
        #expect(same.decoderInput == forced.decoderInput)
        var own = forced
        own.mixInputs(network, share: 1, using: &generator)
        #expect(own.targets == forced.targets && own.decoderInput != forced.decoderInput)
        // All its own: what it writes when it is left alone, and padding where there was padding.
        let written = translations(of: corpus.training.prefix(6).map(\.source), by: network, beam: 1)
        let steps = own.decoderInput.shape[1]
        for row in 0..<6 {
            let ids = (0..<steps).map { own.decoderInput[row * steps + $0] }
            #expect(ids[0] == Vocabulary.start)
            for (place, id) in written[row].prefix(steps - 1).enumerated()
            where forced.decoderInput[row * steps + place + 1] != Vocabulary.padding {
                #expect(ids[place + 1] == id)
            }
        }
        var half = forced
        half.mixInputs(network, share: 0.5, using: &generator)
        #expect(half.decoderInput != forced.decoderInput && half.decoderInput != own.decoderInput)
    }

    @Test func theBlindTableIsRightWhereverATranslationHasEnded() throws {
        let corpus = corpus(training: 200, validation: 10)
        let pairs = BookPairs(corpus, limit: 100, seed: 1)
        #expect(pairs.test.count == 10 && pairs.training.count == 90 && pairs.seenFraction == 0)
        let batch = pairs.batch(pairs.test)
        let targets = batch.targets.scalars
        #expect(batch.targets.shape == [10, BookTranslator.length])
        var generator = RandomGenerator(seed: 1)
        let network = BookTranslator(corpus.language, using: &generator)
        let scores = AsInBook(network, LossHistory(), pairs)
        // The last place is an end in every row, so the table knows a tenth at least.
        #expect(scores.blindAccuracy >= 0.1 && targets.last == Vocabulary.end)
        #expect(scores.wordAccuracy < scores.blindAccuracy && scores.bleu < 5)
        let history = try train(network, on: pairs, epochs: 2, Training(), using: &generator)
        let words = Double(corpus.language.targetVocabulary.count)
        #expect(abs(history.startLoss - log(words)) < 0.5)
        #expect(try #require(history.losses.last) < history.startLoss)
    }
}
