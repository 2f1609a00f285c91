/// Draws the windows of chunks of a text, see `WindowSampler`.
enum WindowSampling {
    static func windows(_ sampler: WindowSampler, _ chunks: [Int], epoch: Int) -> [WordWindows] {
        var result = [WordWindows](repeating: WordWindows(), count: chunks.count)
        result.withUnsafeMutableBufferPointer { result in
            nonisolated(unsafe) let result = result
            Parallel.forEachShare(of: chunks.count, rangesPerThread: 4) { share in
                for index in share { result[index] = draw(sampler, chunks[index], epoch) }
            }
        }
        return result
    }

    private static func draw(_ sampler: WindowSampler, _ chunk: Int, _ epoch: Int) -> WordWindows {
        let block = Philox.block(
            index: UInt64(chunk), stream: UInt64(truncatingIfNeeded: epoch), seed: sampler.seed)
        var random = SplitMix(state: UInt64(block.1) << 32 | UInt64(block.0))
        var (inputs, inputStarts): ([Int32], [Int]) = ([], [0])
        var (outputs, labels, outputStarts): ([Int32], [Float], [Int]) = ([], [], [0])
        var kept: [Int32] = []
        let window = UInt64(sampler.window)
        for piece in sampler.chunkStarts[chunk]..<sampler.chunkStarts[chunk + 1] {
            kept.removeAll(keepingCapacity: true)
            for place in sampler.pieceStarts[piece]..<sampler.pieceStarts[piece + 1] {
                let word = sampler.text[place]
                let limit = sampler.keepLimits[Int(word)]
                if limit >> 32 != 0 || random.next() >> 32 < limit { kept.append(word) }
            }
            for place in 0..<kept.count {
                let reach = 1 + Int(((random.next() >> 32) &* window) >> 32)
                let (low, high) = (max(0, place - reach), min(kept.count - 1, place + reach))
                if low == high { continue }
                for other in low...high where other != place { inputs.append(kept[other]) }
                appendTargets(sampler, kept[place], &random, &outputs, &labels)
                inputStarts.append(inputs.count)
                outputStarts.append(outputs.count)
            }
        }
        return WordWindows(
            inputs: inputs, inputStarts: inputStarts, outputs: outputs, labels: labels,
            outputStarts: outputStarts)
    }

    @inline(__always)
    private static func appendTargets(
        _ sampler: WindowSampler, _ word: Int32, _ random: inout SplitMix, _ outputs: inout [Int32],
        _ labels: inout [Float]
    ) {
        switch sampler.targets {
        case .negatives(let count, _):
            outputs.append(word)
            labels.append(1)
            guard let alias = sampler.alias else { return }
            let columns = UInt64(alias.limits.count)
            for _ in 0..<count {
                let bits = random.next()
                let column = Int(((bits >> 32) &* columns) >> 32)
                let noise = bits & 0xFFFF_FFFF < alias.limits[column] ? Int32(column) : alias.others[column]
                if noise != word {
                    outputs.append(noise)
                    labels.append(0)
                }
            }
        case .paths(let starts, let nodes, let pathLabels):
            let path = starts[Int(word)]..<starts[Int(word) + 1]
            outputs += nodes[path]
            labels += pathLabels[path]
        }
    }
}

/// 64 random bits a call, in a nanosecond: good enough to draw words, and far quicker than Philox, which seeds it.
/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (OOPSLA 2014).
private struct SplitMix {
    var state: UInt64

    @inline(__always)
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
