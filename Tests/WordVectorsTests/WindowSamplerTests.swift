import TensorCore
import TestSupport
import Testing

@Suite struct WindowSamplerTests {
    private func sampler(
        _ sentences: [[Int32]], words: Int = 8, keep: Double = 1, window: Int = 3, negatives: Int = 5,
        weights: [Double]? = nil, seed: UInt64 = 1
    ) -> WindowSampler {
        var starts = [0]
        for sentence in sentences { starts.append(starts[starts.count - 1] + sentence.count) }
        return WindowSampler(
            text: sentences.flatMap { $0 }, sentenceStarts: starts,
            keep: Array(repeating: keep, count: words), window: window,
            targets: .negatives(count: negatives, weights: weights ?? Array(repeating: 1, count: words)),
            seed: seed)
    }

    private func all(_ sampler: WindowSampler, epoch: Int = 0) -> [WordWindows] {
        sampler.windows(ofChunks: Array(0..<sampler.chunkCount), epoch: epoch)
    }

    /// Each place is once the middle, and its inputs are its neighbours at one of the distances, in the sentence only.
    @Test func windowsAreOfTheText() {
        let sentences: [[Int32]] = [[0, 1, 2, 3, 4], [5], [6, 7], []]
        var reaches: Set<Int> = []
        for epoch in 0..<40 {
            let windows = all(sampler(sentences), epoch: epoch)[0]
            #expect(windows.count == 7)
            var place = 0
            for sentence in [sentences[0], sentences[2]] {
                for middle in sentence.indices {
                    let outputs = windows.outputStarts[place]..<windows.outputStarts[place + 1]
                    #expect(windows.outputs[outputs.lowerBound] == sentence[middle])
                    #expect(windows.labels[outputs].reduce(0, +) == 1)
                    let inputs = Array(
                        windows.inputs[windows.inputStarts[place]..<windows.inputStarts[place + 1]])
                    let reach = (1...3).first { reach in
                        let near = max(0, middle - reach)...min(sentence.count - 1, middle + reach)
                        return near.filter { $0 != middle }.map { sentence[$0] } == inputs
                    }
                    #expect(reach != nil)
                    if place == 3 { reaches.insert(reach ?? 0) }
                    place += 1
                }
            }
        }
        #expect(reaches == [1, 2, 3])
    }

    /// Noise follows the weights, and never hits the word itself.
    @Test func noise() {
        let text = (0..<30_000).map { Int32($0 % 2) }
        let windows = all(sampler([text], words: 4, window: 1, weights: [4, 0, 1, 3]))
        var counts = [0, 0, 0, 0]
        for part in windows {
            for window in 0..<part.count {
                let outputs = part.outputs[part.outputStarts[window]..<part.outputStarts[window + 1]]
                guard outputs.first == 1 else { continue }
                #expect(outputs.count == 6)
                for noise in outputs.dropFirst() { counts[Int(noise)] += 1 }
            }
        }
        let total = Double(counts.reduce(0, +))
        #expect(counts[1] == 0)
        for (word, share) in [(0, 0.5), (2, 0.125), (3, 0.375)] {
            #expect(abs(Double(counts[word]) / total - share) < 0.01)
        }
        // Of the word that is half of the noise, half of the noise is left out.
        var ofFirst = 0
        for part in windows {
            for window in 0..<part.count where part.outputs[part.outputStarts[window]] == 0 {
                ofFirst += part.outputStarts[window + 1] - part.outputStarts[window] - 1
            }
        }
        #expect(abs(Double(ofFirst) / 15_000 - 2.5) < 0.05)
    }

    @Test func subsamplingLeavesWordsOut() {
        let text = (0..<20_000).map { Int32($0 % 8) }
        let kept = all(sampler([text], keep: 0.25)).reduce(0) { $0 + $1.count }
        #expect(abs(Double(kept) / 20_000 - 0.25) < 0.02)
        #expect(all(sampler([text], keep: 0)).allSatisfy { $0.count == 0 })
    }

    @Test func randomNumbersFollowFromSeedEpochAndChunk() {
        let text = (0..<9000).map { Int32($0 % 7) }
        let one = all(sampler([text, text, text]))
        #expect(one.count > 3)
        let three = Parallel.withExactly(3) { all(sampler([text, text, text])) }.result
        #expect(one == three)
        #expect(one[2] == sampler([text, text, text]).windows(ofChunks: [2], epoch: 0)[0])
        #expect(one != all(sampler([text, text, text]), epoch: 1))
        #expect(one != all(sampler([text, text, text], seed: 2)))
    }

    /// A long sentence is cut, and no word is lost.
    @Test func chunksCoverTheText() {
        let text = (0..<10_001).map { Int32($0 % 8) }
        let sampler = sampler([text, [1], [], [2, 3]])
        #expect((0..<sampler.chunkCount).reduce(0) { $0 + sampler.wordCount(ofChunk: $1) } == 10_004)
        #expect(all(sampler).reduce(0) { $0 + $1.count } == 10_003)
    }

    @Test func anEmptyText() {
        #expect(all(sampler([])).isEmpty && all(sampler([[]])).isEmpty)
    }

    @Test func aWordWithoutProbabilityTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = WindowSampler(
                text: [0, 8], sentenceStarts: [0, 2], keep: [1], window: 1,
                targets: .negatives(count: 1, weights: [1]), seed: 1)
        }
    }
}
