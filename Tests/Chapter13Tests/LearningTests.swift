import Autograd
import ChapterSupport
import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter13

@Suite struct LearningTests {
    private let shape = ModelShape(vocabulary: 12, context: 16, width: 32, heads: 4, layers: 2)

    private func model(_ shape: ModelShape, seed: UInt64 = 1) -> LanguageModel {
        var generator = RandomGenerator(seed: seed)
        return LanguageModel(shape, using: &generator)
    }

    /// The same with weights that are not small, so that a difference shows.
    private func learnedModel(_ shape: ModelShape, seed: UInt64 = 1) -> LanguageModel {
        let model = model(shape, seed: seed)
        for parameter in model.parameters where parameter.rank > 1 { parameter.value *= 8 }
        return model
    }

    private func lines(_ count: Int, length: Int, below vocabulary: Int, seed: UInt64 = 3) -> [[Int]] {
        var generator = RandomGenerator(seed: seed)
        return (0..<count).map { _ in (0..<length).map { _ in generator.integer(below: vocabulary) } }
    }

    @Test func theBlockIsTheLibrarys() {
        for seed in 1...3 {
            let lesson = BlockLesson(seed: UInt64(seed))
            #expect(lesson.outputDifference < 1e-5 && lesson.gradientDifference < 1e-5)
        }
        for gradient: (NDArray?) -> NDArray? in [{ _ in nil }, { $0.map { $0 * .nan } }] {
            #expect(BlockLesson(seed: 1, libraryGradient: gradient).gradientDifference == .infinity)
        }
        #expect(BlockLesson(seed: 1, libraryGradient: { $0.map { $0 * 1.01 } }).gradientDifference > 0.005)
        var index = 0
        let withOneMissing = BlockLesson(seed: 1) { gradient in
            index += 1
            return index == 7 ? nil : gradient
        }
        #expect(withOneMissing.gradientDifference == .infinity)
    }

    @Test func theFirstLossIsTheLogarithmOfTheVocabulary() {
        var shape = shape
        shape.vocabulary = 65
        let sequences = lines(16, length: 17, below: 65)
        let loss = model(shape).loss(TokenBatch(windows: sequences.map { $0[...] })).scalar
        #expect(abs(Double(loss) - log(65)) < 0.05, "\(loss)")
    }

    @Test func eightLinesAreOverfitted() {
        let model = model(shape)
        let batch = TokenBatch(lines: lines(8, length: 12, below: 11).map { $0.map { $0 + 1 } }, boundary: 0)
        let optimizer = Recipe(learningRate: 5e-3, stepsPerEpoch: 200, weightDecay: 0).optimizer(model)
        for _ in 0..<150 {
            let loss = model.loss(batch)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        // The first token of a line cannot be known: ln 8 for one of thirteen.
        #expect(model.meanLoss([batch]) < log(8) / 13 + 0.05, "\(model.meanLoss([batch]))")
    }

    @Test func aLaterTokenNeverChangesEarlierLogits() {
        let ids = lines(1, length: 10, below: 12)[0]
        for isCausal in [true, false] {
            var shape = shape
            shape.isCausal = isCausal
            let model = learnedModel(shape)
            func logits(_ ids: [Int]) -> [Float] {
                withoutGradient { model.logits(model.features(IntArray(ids, shape: [1, ids.count]))) }
                    .value.scalars
            }
            var changed = ids
            changed[6] = (ids[6] + 1) % 12
            let (before, after) = (logits(ids), logits(changed))
            #expect((before[..<(6 * 12)] == after[..<(6 * 12)]) == isCausal)
            #expect(before[(6 * 12)...] != after[(6 * 12)...])
        }
    }

    @Test func paddingIsNotLookedAt() {
        var shape = shape
        shape.isCausal = false
        let model = learnedModel(shape)
        let texts = PaddedTexts([[3, 4, 5], [6, 7, 8, 9, 10]])
        let together = withoutGradient { model.features(texts.ids, mask: texts.mask) }.value[0][0..<3]
        let alone = withoutGradient { model.features(IntArray([3, 4, 5], shape: [1, 3])) }.value[0]
        #expect(largestDifference(together, alone) < 1e-5)
    }

    @Test func theKVCacheWritesTheSame() {
        let model = learnedModel(shape)
        for (prompt, temperature) in [([1], 0.0), ([1, 2, 3], 1.0), (Array(repeating: 4, count: 40), 0.8)] {
            // Longer than the context, so that the window moves on.
            let sampling = Sampling(temperature: temperature, topK: 6)
            var (one, two) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
            let cached = write(50, after: prompt, with: model, sampling, using: &one)
            let uncached = write(50, after: prompt, with: model, sampling, usesCache: false, using: &two)
            #expect(cached == uncached && cached.count == 50)
            #expect(Set(cached).count > 1)
        }
        var cache = CachedModel(model)
        _ = cache.logits(after: [1, 2, 3])
        let step = cache.logits(after: [4])
        let whole = withoutGradient { model.logits(model.features(IntArray([1, 2, 3, 4], shape: [1, 4]))) }
        #expect(largestDifference(step, whole.value[0][3]) < 1e-4)
    }

    @Test func samplingKeepsToItsLimits() {
        let logits = NDArray([1, 3, 2, -1])
        var generator = RandomGenerator(seed: 1)
        func drawn(_ sampling: Sampling) -> Set<Int> {
            Set((0..<200).map { _ in sampling.token(from: logits, using: &generator) })
        }
        #expect(drawn(Sampling(temperature: 0)) == [1])
        #expect(drawn(Sampling(temperature: 1, topK: 2)) == [1, 2])
        #expect(drawn(Sampling(temperature: 1, topP: 0.5)) == [1])
        #expect(drawn(Sampling(temperature: 5)) == [0, 1, 2, 3])
    }

    @Test func theTableOfCountsByHand() {
        // "aab" with V = 2 and one token of context.
        let table = NGramTable([[0, 0, 1]], vocabulary: 2, context: 1)
        // Without context N = 3, T = 2: P(a) = (2 + 2 · ½) / 5 and P(b) = (1 + 1) / 5; after a N = 2, T = 2.
        let (a, b) = (3.0 / 5, 2.0 / 5)
        let afterA = [(1 + 2 * a) / 4, (1 + 2 * b) / 4]
        #expect(abs(table.meanLoss([[0]]) + log(a)) < 1e-12)
        #expect(abs(table.meanLoss([[0, 0]]) + (log(a) + log(afterA[0])) / 2) < 1e-12)
        #expect(abs(table.meanLoss([[0], [0, 1]]) + (2 * log(a) + log(afterA[1])) / 3) < 1e-12)
        // After b nothing is known: the shorter context decides.
        #expect(abs(table.meanLoss([[1, 1]]) + 2 * log(b) / 2) < 1e-12)
        // A large alphabet shortens the context instead of overflowing.
        #expect(NGramTable([[0, 1]], vocabulary: 1 << 20).context == 2)
    }

    @Test func theLongestCopiedRun() {
        #expect(longestCopiedRun([9, 1, 2, 3, 8], from: [0, 1, 2, 3, 4]) == 1..<4)
        #expect(longestCopiedRun([7, 7], from: [1, 2]).isEmpty)
        #expect(longestCopiedRun([1, 2, 5, 1, 2], from: [1, 2]) == 0..<2)
    }

    @Test func wordsAreHiddenAsBERTHidesThem() {
        let vocabulary = 1000
        let texts = lines(400, length: 50, below: vocabulary - 10).map {
            [WordTable.start] + $0.map { $0 + 10 }
        }
        var generator = RandomGenerator(seed: 2)
        let masking = Masking(vocabulary: vocabulary)
        let batch = masking.batch(texts + [[WordTable.start, WordTable.unknown]], using: &generator)
        let places = batch.places?.scalars ?? []
        let inputs = batch.inputs.scalars
        let count = Double(places.count)
        func share(_ isIt: (Int) -> Bool) -> Double { Double(places.indices.count(where: isIt)) / count }
        #expect(abs(count / 20_000 - 0.15) < 0.01)
        #expect(abs(share { inputs[places[$0]] == WordTable.mask } - 0.8) < 0.02)
        #expect(abs(share { inputs[places[$0]] == batch.labels[$0] } - 0.1) < 0.02)
        #expect(batch.labels.scalars.allSatisfy { $0 >= WordTable.signs.count })
        // Nothing else is changed: the signs at the front, the padding, the words that were not chosen.
        let chosen = Set(places)
        let padded = PaddedTexts(texts + [[WordTable.start, WordTable.unknown]]).ids.scalars
        #expect(inputs.indices.allSatisfy { chosen.contains($0) || inputs[$0] == padded[$0] })
        #expect(batch.mask?.sum().scalar == Float(400 * 51 + 2))
        // Other words the next time.
        #expect(masking.batch(texts, using: &generator).places?.scalars != places)
    }

    @Test func adaptersMergeIntoTheWeightsAndLeaveTheBaseAlone() throws {
        var shape = shape
        shape.isCausal = false
        let base = learnedModel(shape)
        let before = base.parameters.map(\.value)
        let texts = LabelledTexts(
            texts: lines(24, length: 5, below: 12), classes: (0..<24).map { $0 % 3 })
        for way in FineTuningWay.allCases {
            let tuned = try fineTune(
                base, way, on: texts, classifying: texts, classes: 3, epochs: 4, learningRate: 1e-3,
                LowRank(rank: 2, alpha: 8), seed: 1, Training())
            #expect(tuned.trainableFraction == 1 || tuned.trainableFraction < 0.1)
            #expect(zip(base.parameters, before).allSatisfy { $0.value == $1 })
            let isChanged = zip(tuned.classifier.model.namedParameters, base.namedParameters).contains {
                $0.parameter.value != $1.parameter.value
            }
            #expect(isChanged == (way == .all) || way == .lora)
            let check = AdapterCheck([tuned], base: base, on: texts)
            #expect((check.mergedDifference < 1e-5) == (way == .lora))
            #expect(check.isBaseUnchanged == (way == .lora))
            if way == .lora {
                let adapter = try #require(
                    tuned.classifier.model.blocks[0].attention.queryKeyValue.adapter)
                #expect(adapter.b.value.magnitude().max().scalar > 0)
                #expect(adapter.scale == 4)
            }
        }
    }

    @Test func sumsAreWrittenAsTheyAreSaid() {
        let (reversed, plain) = (
            Addition(isReversed: true, testCount: 5, seed: 1),
            Addition(isReversed: false, testCount: 5, seed: 1)
        )
        #expect(reversed.text(457_386) == "457+386=3480." && plain.text(457_386) == "457+386=0843.")
        #expect(plain.text(999_001) == "999+001=1000.")
    }

    @Test func decayIsForMatricesOnly() {
        let model = model(shape)
        let groups = Recipe(learningRate: 1e-3, stepsPerEpoch: 1).optimizer(model).parameterGroups
        #expect(groups.map(\.weightDecay) == [0.1, 0])
        #expect(
            groups[0].parameters.allSatisfy { $0.rank == 2 }
                && groups[1].parameters.allSatisfy { $0.rank == 1 })
        #expect(groups.map(\.parameters.count).reduce(0, +) == model.parameters.count)
    }

    @Test func aModelOnDiskIsTheSame() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model.safetensors")
        let alphabet = Alphabet("e\u{301}\u{e9}\n 中")
        var shape = shape
        shape.vocabulary = alphabet.count
        let saved = SavedModel(model: model(shape), tokens: .characters(alphabet, hasBoundary: false))
        try saved.save(to: path, epoch: 2)
        let read = try SavedModel(contentsOf: path)
        #expect(read.tokens == saved.tokens && read.model.shape == shape)
        #expect(zip(read.model.parameters, saved.model.parameters).allSatisfy { $0.value == $1.value })

        let honest = try Checkpoint(contentsOf: path)
        for (claims, words) in [
            (["width": "8192"], "token_embedding.weight"), (["layers": "96"], "blocks.2"),
            (["heads": "3"], "multiple of the heads"), (["context": "65536"], "position_embedding.weight"),
            (["characters": "110000"], "no character"), (["characters": ""], "multiple of the heads"),
            (["isCausal": "perhaps"], "neither true nor false"),
            (["chapter": "12", "layers": "x"], "'layers'"),
        ] {
            var tampered = honest
            tampered.notes.merge(claims) { $1 }
            try tampered.save(to: path)
            let error = #expect(throws: FileError.self) { try SavedModel(contentsOf: path) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}
