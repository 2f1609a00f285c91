import Autograd
import ChapterSupport
import Music
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter10

@Suite struct LearningTests {
    @Test func stepsByHandAreThoseOfTheLayers() {
        for seed in 1...3 {
            let lesson = CellsLesson(seed: UInt64(seed))
            #expect(lesson.largestDifference < 1e-5)
            // Different orders of summation: not every bit is the same, so something was compared.
            #expect(lesson.largestDifference > 0)
        }
    }

    @Test func theLessonFailsWithoutTheLayersOutputs() {
        #expect(CellsLesson(seed: 1) { _ in nil }.largestDifference == .infinity)
        #expect(CellsLesson(seed: 1) { $0 * .nan }.largestDifference == .infinity)
        #expect(CellsLesson(seed: 1) { $0[0..<5] }.largestDifference == .infinity)
        #expect(CellsLesson(seed: 1) { $0 + 0.01 }.largestDifference > 0.009)
        // One wrong layer of the three is enough.
        for wrong in 0..<3 {
            var layer = -1
            let lesson = CellsLesson(seed: 1) { output in
                layer += 1
                return layer == wrong ? nil : output
            }
            #expect(lesson.largestDifference == .infinity)
        }
    }

    @Test func eventsComeBackAsTheTune() {
        for tune in GeneratedTunes.tunes(count: 20, seed: 2) {
            let events = BeatEncoding.events(of: tune)
            #expect(events.first == BeatEncoding.end && events.last == BeatEncoding.end)
            #expect(events.allSatisfy { (0..<BeatEncoding.count).contains($0) })
            func plain(_ tune: Tune) -> [[Double]] {
                tune.notes.map { [$0.start, Double($0.pitch), $0.duration] }.sorted {
                    $0.lexicographicallyPrecedes($1)
                }
            }
            let back = plain(BeatEncoding.tune(events))
            #expect(back.count == tune.notes.count)
            #expect(largestDifference(back.flatMap { $0 }, plain(tune).flatMap { $0 }) < 1.0 / 24)
        }
        // What is out of order makes no notes.
        #expect(BeatEncoding.tune([200, 3, 60, 2, 60]).notes.isEmpty)
        #expect(BeatEncoding.tune([-1, 9999]).notes.isEmpty)
        let late = Tune([Note(start: 100, duration: 50, pitch: 60)])
        #expect(BeatEncoding.tune(BeatEncoding.events(of: late)).notes[0].start == 100)
    }

    @Test func messagesOfOneNote() {
        let messages = Message.messages(
            of: Tune([
                Note(start: 0, duration: 1, pitch: 60, velocity: 80),
                Note(start: 1, duration: 4, pitch: 62, velocity: 70),
            ]))
        #expect(messages.map(\.pitch) == [60, 60, 62, 62] && messages.map(\.velocity) == [80, 0, 70, 0])
        #expect(messages.map(\.time) == [0, 7, 0, 11])
    }

    @Test func nGramsByHand() {
        // After 1 comes 2 twice and 3 once; two kinds of three symbols.
        let lines = [[0, 1, 2, 1, 2, 1, 3]]
        let bigram = NGrams(lines, order: 2, symbols: 4)
        let unigram = NGrams(lines, order: 1, symbols: 4)
        // Three kinds in six events: (2 + 3 / 4) / 9 for each of 2, and (3 + 3 / 4) / 9 for 1.
        #expect(abs(unigram.probability(of: 2, after: []) - 2.75 / 9) < 1e-12)
        #expect(abs(bigram.probability(of: 2, after: [1]) - (2 + 2 * 2.75 / 9) / 5) < 1e-12)
        for grams in [unigram, bigram, NGrams(lines, order: 3, symbols: 4)] {
            for history in [[], [1], [2, 1], [9, 9]] {
                let total = (0..<4).reduce(0) { $0 + grams.probability(of: $1, after: history[...]) }
                #expect(abs(total - 1) < 1e-12)
            }
        }
        #expect(bigram.score(lines).accuracy > unigram.score(lines).accuracy)
    }

    @Test(arguments: RecurrentKind.allCases) func eightSequencesAreMemorized(_ kind: RecurrentKind) {
        var generator = RandomGenerator(seed: 3)
        let lines = (0..<8).map { line in
            [0] + (0..<12).map { _ in 1 + generator.integer(below: 9) } + [10 + line]
        }
        let model = RecurrentLanguageModel(kind, symbols: 20, width: 16, hidden: 64, using: &generator)
        let batch = SequenceBatch(lines)
        let optimizer = Adam(model.parameters, learningRate: 1e-2)
        var (first, last) = (Float.nan, Float.nan)
        for _ in 0..<200 {
            optimizer.zeroGradients()
            let loss = nextSymbolLoss(model(batch.inputs).logits, batch)
            if first.isNaN { first = loss.scalar }
            last = loss.scalar
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        // Twenty symbols, all equally likely: ln 20 = 3.0. Only the first symbol of a sequence cannot be known.
        #expect((2.6...3.4).contains(first) && last < 0.35, "\(first) \(last)")
    }

    @Test func segmentsHoldEveryTargetOnce() {
        let sequences = [[0, 1, 2, 3, 4, 5, 0], [0, 6, 0]]
        let segments = SequenceBatch.segments(of: sequences, length: 4)
        #expect(segments.map(\.count) == [6, 2])
        #expect(segments[0].inputs.scalars == [0, 1, 2, 3, 0, 6, 0, 0])
        #expect(segments[0].targets.scalars == [1, 2, 3, 4, 6, 0, -1, -1])
        #expect(segments[1].inputs.scalars == [4, 5, 0, 0])
        #expect(segments[1].targets.scalars == [5, 0, -1, -1])
        let whole = SequenceBatch(sequences)
        #expect(whole.inputs.shape == [2, 6] && whole.lengths == [6, 2] && whole.count == 8)
        #expect(SequenceBatch.segments(of: [], length: 4).isEmpty)
    }

    @Test func aSongHasNotesAndFollowsFromItsSeed() {
        var generator = RandomGenerator(seed: 3)
        let model = RecurrentLanguageModel(
            .gru, symbols: BeatEncoding.count, width: 8, hidden: 8, using: &generator)
        func song(_ seed: UInt64) -> Tune {
            var generator = RandomGenerator(seed: seed)
            return compose(with: model, events: 300, temperature: 1, topP: 1, using: &generator)
        }
        #expect(!song(1).notes.isEmpty && song(1) == song(1) && song(1) != song(2))
    }

    @Test func aNetworkThatWouldEndAtOnceStillWrites() {
        var generator = RandomGenerator(seed: 3)
        let model = RecurrentLanguageModel(
            .gru, symbols: BeatEncoding.count, width: 8, hidden: 8, using: &generator)
        var bias = model.out.bias?.value.scalars ?? []
        bias[BeatEncoding.end] = 100
        model.out.bias?.value = NDArray(bias)
        let song = compose(with: model, events: 300, temperature: 0.01, topP: 0.01, using: &generator)
        #expect(BeatEncoding.events(of: song).count < 200)
    }

    @Test func countingSequences() {
        #expect(CountingTask.sequence(2) == [2, 0, 0, 1, 1, 2])
        let batch = CountingTask.batch
        #expect(batch.inputs.shape == [10, 21] && batch.lengths == (1...10).map { 2 * $0 + 1 })
        var generator = RandomGenerator(seed: 1)
        let model = RecurrentLanguageModel(.lstm, symbols: 3, width: 3, hidden: 2, using: &generator)
        let gates = GateActivations(model, CountingTask.sequence(3))
        #expect(gates.cell.count == 2 && gates.cell[0].count == 8)
        #expect(gates.forgetGate.joined().allSatisfy { (0...1).contains($0) })
    }

    @Test func aCounterLearnsAndItsTrainingIsAFunction() throws {
        var generator = RandomGenerator(seed: 1)
        let model = RecurrentLanguageModel(.lstm, symbols: 3, width: 3, hidden: 8, using: &generator)
        let history = try trainCounter(model, updates: 750, Training(), using: &generator)
        // Two epochs: 500 updates and 250.
        #expect(history.losses.count == 2 && history.losses[1] < history.losses[0])
        #expect((0.8...1.6).contains(history.startLoss) && history.lastLoss < 0.6)
        #expect(CountingTask.isCorrect(model, 1))
    }

    @Test func anInterruptedTrainingOfAComposerHasNoEpochs() throws {
        var generator = RandomGenerator(seed: 1)
        let model = RecurrentLanguageModel(
            .gru, symbols: BeatEncoding.count, width: 8, hidden: 8, using: &generator)
        let data = TuneData(GeneratedTunes.tunes(count: 6, seed: 1), name: "generated")
        let history = try trainComposer(
            model, on: data, epochs: 2, minutes: 0, Training { true }, using: &generator)
        #expect(history.losses.isEmpty && history.events == 0)
        let whole = try trainComposer(
            model, on: data, epochs: 2, minutes: 0, Training(), using: &generator)
        let events = data.trainingEvents.reduce(0) { $0 + $1.count - 1 }
        #expect(whole.losses.count == 2 && whole.validation.count == 2 && whole.events == 2 * events)
        #expect(whole.isPossible(from: ComposerHistory()))
        var impossible = whole
        impossible.validation = []
        #expect(!impossible.isPossible(from: ComposerHistory()))
    }

    @Test func windowsAreOneHotAndAskForTheNextMessage() {
        let notes = (0..<20).map { Note(start: Double($0), duration: 1, pitch: 60 + $0 % 5, velocity: 80) }
        let windows = MessageWindows(Message.messages(of: Tune(notes)))
        #expect(windows.messages.count == 40 && windows.starts == Array(0..<10))
        let inputs = windows.inputs(at: [3, 7])
        #expect(inputs.shape == [2, 30, Message.width] && inputs.sum().scalar == 2 * 30 * 3)
        #expect(
            inputs[0][0].scalars.indices.filter { inputs[0][0].scalars[$0] == 1 } == [
                windows.messages[3].pitch,
                128 + windows.messages[3].velocity, 256 + windows.messages[3].time,
            ])
        #expect(
            windows.targets(at: [3, 7]).map(\.scalars) == [
                [windows.messages[33].pitch, windows.messages[37].pitch],
                [windows.messages[33].velocity, windows.messages[37].velocity],
                [windows.messages[33].time, windows.messages[37].time],
            ])
        #expect(MessageWindows([]).starts.isEmpty)
    }
}
