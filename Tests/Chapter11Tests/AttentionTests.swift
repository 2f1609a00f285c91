import Autograd
import NeuralNetworks
import TensorCore
import Testing
import Text

@testable import Chapter11

@Suite struct AttentionTests {
    private let corpus = Chapter11Tests.corpus(training: 60, validation: 2)

    @Test func scoresByHand() {
        let query = Tensor(NDArray([1, 0, 0, 2], shape: [1, 2, 2]))
        let keys = Tensor(NDArray([3, 1, 0, -1], shape: [1, 2, 2]))
        #expect(dotScores(query, keys).value.scalars == [3, 0, 2, -2])
        var generator = RandomGenerator(seed: 1)
        let v = Linear(2, 1, bias: false, using: &generator)
        v.weight.value = NDArray([2, -1], shape: [1, 2])
        let scores = additiveScores(query, keys, v).value.scalars
        // 2 tanh(1 + 3) − tanh(0 + 1), 2 tanh(1 + 0) − tanh(0 − 1), ...
        let expected: [Float] = [1.237_064, 2.284_782, -0.004_936 + 1, -0.761_594]
        #expect(abs(scores[0] - expected[0]) < 1e-5 && abs(scores[1] - expected[1]) < 1e-5)
        #expect(abs(scores[3] - expected[3]) < 1e-5)
        #expect(abs(scores[2] - (2 * 0.995_055 - 0.995_055)) < 1e-5)
    }

    @Test func theMaskComesBeforeTheSoftmax() {
        let scores = Tensor(NDArray([1, 1, 50, 7, 0, 0], shape: [2, 1, 3]))
        let mask = NDArray([1, 1, 0, 1, 0, 0], shape: [2, 3])
        #expect(maskedSoftmax(scores, mask).value.scalars == [0.5, 0.5, 0, 1, 0, 0])
    }

    @Test(arguments: [AttentionKind.dot, .additive, .position])
    func theWeightsOfTheWordsAddUpToOne(_ kind: AttentionKind) throws {
        let network = network(kind, corpus)
        let batch = encoded(corpus).batch(Array(0..<12))
        let memory = network.encode(batch.source)
        let weights = try #require(network.decode(batch.decoderInput, memory, from: memory.start).weights)
            .value
        let (steps, length) = (weights.shape[1], weights.shape[2])
        #expect(Set(batch.source.lengths).count > 1)
        for row in 0..<12 {
            for step in 0..<steps {
                let all = (0..<length).map { weights.scalars[(row * steps + step) * length + $0] }
                let words = all.prefix(batch.source.lengths[row])
                #expect(abs(words.reduce(0, +) - 1) < 1e-5)
                #expect(all.dropFirst(words.count).allSatisfy { $0 == 0 })
            }
        }
    }

    @Test(arguments: AttentionKind.allCases)
    func aSentenceDoesNotChangeWithThePaddingOfItsBatch(_ kind: AttentionKind) throws {
        let network = network(kind, corpus)
        let pairs = encoded(corpus)
        let order = pairs.sources.indices.sorted { pairs.sources[$0].count < pairs.sources[$1].count }
        let (short, long) = (order[0], order[order.count - 1])
        #expect(pairs.sources[short].count + 3 < pairs.sources[long].count)
        func logits(_ indices: [Int]) -> [Float] {
            let batch = pairs.batch(indices)
            let all = withoutGradient { network(batch.source, batch.decoderInput) }.value
            return Array(all[0].scalars.prefix((pairs.targets[short].count - 1) * all.shape[2]))
        }
        let (alone, padded) = (logits([short]), logits([short, long]))
        #expect(zip(alone, padded).allSatisfy { abs($0 - $1) < 1e-5 } && alone.count == padded.count)
        let loss = translationLoss(network, pairs.batch([short])).scalar
        let both = translationLoss(network, pairs.batch([short, long])).scalar
        let other = translationLoss(network, pairs.batch([long])).scalar
        let counts = [short, long].map { Float(pairs.targets[$0].count - 1) }
        #expect(abs(both - (loss * counts[0] + other * counts[1]) / (counts[0] + counts[1])) < 1e-5)

        let sentences = [short, long].map { corpus.training[$0].source }
        for width in [1, 3] {
            let together = translations(of: sentences, by: network, beam: width)
            let apart = sentences.map { translations(of: [$0], by: network, beam: width)[0] }
            // Untrained networks write until they are stopped, and the limit is that of the batch.
            #expect(zip(together, apart).allSatisfy { $0.starts(with: $1.prefix(8)) })
        }
    }

    @Test func positionsAloneDoNotLookAtTheSentence() throws {
        let pairs = encoded(corpus)
        let order = pairs.sources.indices.sorted { pairs.sources[$0].count < pairs.sources[$1].count }
        let same = order.filter { pairs.sources[$0].count == pairs.sources[order[20]].count }.prefix(2)
        func weights(_ kind: AttentionKind) throws -> (NDArray, NDArray) {
            let network = network(kind, corpus)
            let input = PaddedSequences([pairs.targets[same[0]]]).ids
            func weights(_ index: Int, from start: Tensor) throws -> NDArray {
                let memory = network.encode(PaddedSequences([pairs.sources[index]]))
                return try #require(network.decode(input, memory, from: start).weights).value
            }
            let start = network.encode(PaddedSequences([pairs.sources[same[0]]])).start
            return (try weights(same[0], from: start), try weights(same[1], from: start))
        }
        let position = try weights(.position)
        #expect(position.0 == position.1)
        let additive = try weights(.additive)
        #expect(additive.0 != additive.1)
    }

    @Test func gradientsPassEveryKindOfScore() {
        var generator = RandomGenerator(seed: 2)
        let memory = NDArray.normal([2, 3, 8], using: &generator)
        let words = NDArray.normal([2, 2, 5], using: &generator)
        let hidden = NDArray.normal([2, 2, 4], using: &generator)
        for kind in [AttentionKind.dot, .additive, .position] {
            let layer = AttentionLayer(kind, width: 5, hidden: 4, longest: 6, using: &generator)
            let upstream = Tensor(NDArray.normal([2, 2, 8], using: &generator))
            let states = Tensor(memory)
            let all = Memory(
                states: states, keys: layer.keys(states), mask: .paddingMask(lengths: [3, 2]),
                summary: states, start: states)
            let context = layer(Tensor(hidden), words: Tensor(words), all).context
            (context * upstream).sum().backward()
            #expect(layer.parameters.allSatisfy { ($0.grad?.scalars.contains { $0 != 0 }) == true })
        }
    }
}
