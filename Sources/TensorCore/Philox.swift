/// Philox 4x32-10, a random function of a counter: the same counter and key always give the same four words.
///
/// There is no state to carry from number to number, so any part of the sequence can be computed by itself.
/// Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
enum Philox {
    typealias Block = (UInt32, UInt32, UInt32, UInt32)

    static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
    static let keySteps: (UInt32, UInt32) = (0x9E37_79B9, 0xBB67_AE85)

    /// Four random words from a counter of four words and a key of two.
    static func block(counter: Block, key: (UInt32, UInt32)) -> Block {
        var (a, b, c, d) = counter
        var (key0, key1) = key
        for _ in 0..<10 {
            let first = multipliers.0.multipliedFullWidth(by: a)
            let second = multipliers.1.multipliedFullWidth(by: c)
            (a, b, c, d) = (second.high ^ b ^ key0, second.low, first.high ^ d ^ key1, first.low)
            key0 &+= keySteps.0
            key1 &+= keySteps.1
        }
        return (a, b, c, d)
    }

    /// The block numbered `index` of a stream.
    static func block(index: UInt64, stream: UInt64, seed: UInt64) -> Block {
        block(
            counter: (index.lowWord, index.highWord, stream.lowWord, stream.highWord),
            key: (seed.lowWord, seed.highWord))
    }
}

extension UInt64 {
    fileprivate var lowWord: UInt32 { UInt32(truncatingIfNeeded: self) }
    fileprivate var highWord: UInt32 { UInt32(truncatingIfNeeded: self >> 32) }
}
