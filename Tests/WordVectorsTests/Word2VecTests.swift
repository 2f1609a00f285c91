import Foundation
import TensorCore
import Testing
import WordVectors

@Suite struct Word2VecTests {
    /// Two kinds of sentences without a word in common but the last: a0 a1 a2 … and b0 b1 b2 ….
    private func corpus(_ count: Int = 300) -> WordCorpus {
        var generator = RandomGenerator(seed: 7)
        let sentences = (0..<count).map { index in
            let kind = index % 2 == 0 ? "a" : "b"
            return (0..<6).map { _ in "\(kind)\(generator.integer(below: 6))" } + ["."]
        }
        return WordCorpus(sentences, atLeast: 1)
    }

    private let classes = ["a", "b"].map { kind in (0..<6).map { "\(kind)\($0)" } }

    private func train(
        _ corpus: WordCorpus, _ settings: Word2VecSettings, seed: UInt64 = 1, epochs: Range<Int>? = nil,
        from start: Word2Vec? = nil
    ) -> (model: Word2Vec, losses: [Double]) {
        var generator = RandomGenerator(seed: seed)
        let model = start ?? Word2Vec(corpus, settings, using: &generator)
        let training = Word2VecTraining(corpus, settings, seed: seed)
        return (model, (epochs ?? 0..<settings.epochs).map { training.run($0, of: model) })
    }

    private static let kinds: [(WordWindows.Prediction, Int?)] = [
        (.skipGram, 5), (.skipGram, nil), (.meanOfInputs, 5), (.meanOfInputs, nil),
    ]

    /// Width 20 is no multiple of the kernel's block.
    private func settings(_ kind: (WordWindows.Prediction, Int?), epochs: Int = 12) -> Word2VecSettings {
        Word2VecSettings(
            kind.0, width: 20, window: 3, epochs: epochs, negatives: kind.1, subsampling: 0,
            learningRate: kind.0 == .skipGram ? 0.05 : 0.3)
    }

    @Test(arguments: 0..<4)
    func wordsOfASentenceComeTogether(kind: Int) {
        let settings = settings(Self.kinds[kind])
        let corpus = corpus()
        let (model, losses) = train(corpus, settings)
        #expect(losses[11] < losses[0])
        let vectors = model.vectors(of: corpus)
        #expect(ClassPurity(vectors, classes: classes, neighbours: 3).purity > 0.95)
        // Untrained vectors tell nothing apart.
        let untrained = train(corpus, settings, epochs: 0..<0).model.vectors(of: corpus)
        #expect(ClassPurity(untrained, classes: classes, neighbours: 3).purity < 0.8)
    }

    /// U is 0 at first: each of the K + 1 outputs costs ln 2, less where a word of noise hit the right one.
    @Test func theFirstLossIsThatOfGuessing() {
        let corpus = WordCorpus((0..<400).map { ["w\($0)", "v\($0)"] }, atLeast: 1)
        var settings = settings((.skipGram, 5), epochs: 1)
        settings.learningRate = 1e-9
        let loss = train(corpus, settings).losses[0]
        #expect(abs(loss - 6 * log(2)) < 0.02)
    }

    @Test(arguments: 0..<4)
    func theBitsFollowFromTheSeedAndNotFromTheThreads(kind: Int) {
        var settings = settings(Self.kinds[kind], epochs: 2)
        (settings.batch, settings.learningRate) = (256, 0.001)
        let corpus = corpus(2000)
        let one = Parallel.withThreads(1) { train(corpus, settings) }
        let (two, jobs) = Parallel.withExactly(2) { train(corpus, settings) }
        #expect(jobs > 10)
        #expect(one.losses == two.losses)
        #expect(one.model.input.value == two.model.input.value)
        #expect(one.model.output.value == two.model.output.value)
        #expect(train(corpus, settings, seed: 2).model.input.value != one.model.input.value)
    }

    @Test func anEpochFollowsFromTheTablesBefore() {
        let settings = settings((.skipGram, 5), epochs: 4)
        let corpus = corpus()
        let whole = train(corpus, settings)
        let half = train(corpus, settings, epochs: 0..<2)
        var generator = RandomGenerator(seed: 99)
        let restored = Word2Vec(corpus, settings, using: &generator)
        restored.input.value = half.model.input.value
        restored.output.value = half.model.output.value
        let rest = train(corpus, settings, epochs: 2..<4, from: restored)
        #expect(half.losses + rest.losses == whole.losses)
        #expect(rest.model.input.value == whole.model.input.value)
        // Another number of the epoch has other random numbers.
        restored.input.value = half.model.input.value
        restored.output.value = half.model.output.value
        #expect(train(corpus, settings, epochs: 1..<3, from: restored).losses != rest.losses)
    }

    @Test func theLowerRungsRunTheFormula() {
        for kind in Self.kinds {
            var settings = settings(kind, epochs: 1)
            settings.batch = 4
            let corpus = corpus(20)
            let fast = train(corpus, settings)
            let slow = KernelRung.with(.naive) { train(corpus, settings) }
            #expect(largestDifference(fast.losses, slow.losses) < 1e-4)
            #expect(largestDifference(fast.model.input.value, slow.model.input.value) < 1e-4)
            #expect(largestDifference(fast.model.output.value, slow.model.output.value) < 1e-4)
            let other = train(corpus, settings, seed: 3)
            #expect(largestDifference(other.model.input.value, slow.model.input.value) > 1e-3)
        }
    }

    /// Without subsampling, on few words and with a large rate, the batch must shrink for training to stay finite.
    @Test func smallVocabulariesDoNotDiverge() {
        for kind in Self.kinds {
            var settings = settings(kind, epochs: 6)
            settings.learningRate = kind.0 == .skipGram ? 0.1 : 0.5
            let losses = train(corpus(1000), settings).losses
            #expect(losses.allSatisfy { $0.isFinite })
            #expect(losses[5] < losses[0])
        }
    }

    @Test func theStateIsNamed() {
        var generator = RandomGenerator(seed: 1)
        let model = Word2Vec(corpus(), settings((.skipGram, nil)), using: &generator)
        #expect(model.namedParameters.map(\.name) == ["input", "output"])
        #expect(model.input.shape == [13, 20] && model.output.shape == [12, 20])
    }

    @Test func aStoppedEpochEndsEarly() {
        let corpus = corpus()
        var generator = RandomGenerator(seed: 1)
        let settings = settings((.skipGram, 5))
        let model = Word2Vec(corpus, settings, using: &generator)
        let before = model.input.value
        let loss = Word2VecTraining(corpus, settings, seed: 1).run(0, of: model) { true }
        #expect(loss.isNaN && model.input.value == before)
    }
}
