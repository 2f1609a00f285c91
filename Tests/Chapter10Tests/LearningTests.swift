import Autograd
import Music
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter10

@Suite struct LearningTests {
    @Test func stepsAreThoseOfTheLayers() {
        for seed in 1...3 { #expect(CellsLesson(seed: UInt64(seed)).largestDifference < 1e-5) }
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
            for (mine, theirs) in zip(back, plain(tune)) {
                #expect(zip(mine, theirs).allSatisfy { abs($0 - $1) < 1.0 / 24 })
            }
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

    @Test func gramsByHand() {
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

    @Test func drawnPlacesKeepToTheLikeliest() {
        var generator = RandomGenerator(seed: 1)
        let logits: [Float] = [0, 2, 1, -3]
        for _ in 0..<50 {
            #expect(drawn(from: logits, temperature: 0.01, topP: 1, using: &generator) == 1)
            #expect(drawn(from: logits, temperature: 5, topP: 0.01, using: &generator) == 1)
            #expect([1, 2].contains(drawn(from: logits, temperature: 1, topP: 0.8, using: &generator)))
        }
        let many = (0..<4000).map { _ in drawn(from: logits, temperature: 1, topP: 1, using: &generator) }
        let share = Double(many.count { $0 == 1 }) / 4000
        #expect(abs(share - 0.662) < 0.03, "\(share)")
    }

    @Test(arguments: RecurrentKind.allCases) func eightLinesAreLearnedByHeart(_ kind: RecurrentKind) {
        var generator = RandomGenerator(seed: 3)
        let lines = (0..<8).map { line in
            [0] + (0..<12).map { _ in 1 + generator.integer(below: 9) } + [10 + line]
        }
        let reader = SymbolReader(kind, symbols: 20, width: 16, hidden: 64, using: &generator)
        let piece = pieces(of: lines, length: 20)[0]
        let optimizer = Adam(reader.parameters, learningRate: 1e-2)
        var (first, last) = (Float.nan, Float.nan)
        for _ in 0..<200 {
            optimizer.zeroGradients()
            let loss = eventLoss(reader(piece.read).logits, piece.next)
            if first.isNaN { first = loss.scalar }
            last = loss.scalar
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        // Twenty symbols that are equally likely: ln 20 = 3.0. Only the first event of a line is a matter of chance.
        #expect((2.6...3.4).contains(first) && last < 0.35, "\(first) \(last)")
    }

    @Test func piecesHoldEveryEventOnce() {
        let lines = [[0, 1, 2, 3, 4, 5, 0], [0, 6, 0]]
        let parts = pieces(of: lines, length: 4)
        #expect(parts.map(\.count).reduce(0, +) == 6 + 2)
        #expect(parts[0].read.scalars == [0, 1, 2, 3, 0, 6, 0, 0])
        #expect(parts[0].next.scalars == [1, 2, 3, 4, 6, 0, -1, -1])
        #expect(parts[1].next.scalars == [5, 0, -1, -1])
    }

    @Test func aSongHasNotesAndFollowsFromItsSeed() {
        var generator = RandomGenerator(seed: 3)
        let reader = SymbolReader(.gru, symbols: BeatEncoding.count, width: 8, hidden: 8, using: &generator)
        func song(_ seed: UInt64) -> Tune {
            var generator = RandomGenerator(seed: seed)
            return compose(with: reader, events: 300, temperature: 1, topP: 1, using: &generator)
        }
        #expect(!song(1).notes.isEmpty && song(1) == song(1) && song(1) != song(2))
    }

    @Test func aNetworkThatWouldEndAtOnceStillWrites() {
        var generator = RandomGenerator(seed: 3)
        let reader = SymbolReader(.gru, symbols: BeatEncoding.count, width: 8, hidden: 8, using: &generator)
        var bias = reader.out.bias?.value.scalars ?? []
        bias[BeatEncoding.end] = 100
        reader.out.bias?.value = NDArray(bias)
        let song = compose(with: reader, events: 300, temperature: 0.01, topP: 0.01, using: &generator)
        #expect(BeatEncoding.events(of: song).count < 200)
    }

    @Test func countingSequences() {
        #expect(CountingGame.sequence(2) == [2, 0, 0, 1, 1, 2])
        var generator = RandomGenerator(seed: 1)
        let reader = SymbolReader(.lstm, symbols: 3, width: 3, hidden: 2, using: &generator)
        let drawing = GateDrawing(reader, CountingGame.sequence(3))
        #expect(drawing.cell.count == 2 && drawing.cell[0].count == 8)
        #expect(drawing.forgetGate.joined().allSatisfy { (0...1).contains($0) })
    }
}
