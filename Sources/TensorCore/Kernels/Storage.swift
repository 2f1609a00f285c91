import Foundation
import Messages
import Synchronization

/// The memory behind arrays: a 64-byte aligned block of floats, shared by all views of it.
///
/// Blocks come from a pool and return to it, so that a training step, which needs the same sizes each time, does
/// not ask the system for memory.
final class Storage: @unchecked Sendable {
    /// The first element. The content is arbitrary until it is written.
    let pointer: UnsafeMutablePointer<Float>

    private let sizeClass: Int

    /// Room for at least `count` floats.
    ///
    /// Traps when that is more than any memory holds.
    init(count: Int) {
        if count > SizeClass.largestCapacity {
            explainFailure("NDArray", "\(count) elements are more than any memory holds")
        }
        (pointer, sizeClass) = StoragePool.take(SizeClass.index(for: count))
    }

    deinit { StoragePool.give(pointer, sizeClass) }

    /// Copies bytes, which must fit, to the start.
    func fill(from bytes: Data) {
        bytes.withUnsafeBytes { source in
            if let first = source.baseAddress {
                UnsafeMutableRawPointer(pointer).copyMemory(from: first, byteCount: source.count)
            }
        }
    }

    /// The first byte, for content that is packed.
    var bytes: UnsafeRawPointer { UnsafeRawPointer(pointer) }

    /// Copies the first `count` bytes of another block to `offset`; they must fit.
    func copyBytes(of other: Storage, count: Int, to offset: Int) {
        UnsafeMutableRawPointer(pointer).advanced(by: offset).copyMemory(from: other.bytes, byteCount: count)
    }

    /// One element, by its index.
    subscript(index: Int) -> Float {
        get { pointer[index] }
        set { pointer[index] = newValue }
    }
}

extension NDArray {
    /// Calls `body` with the address of the first element, which stays valid until `body` returns.
    func withPointer<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
        withExtendedLifetime(storage) { body(storage.pointer + offset) }
    }
}

/// Block sizes: four to each power of two, so that at most a fifth of a block is unused.
private enum SizeClass {
    static let count = 4 * 48

    /// How many floats the largest class holds.
    static let largestCapacity = 1 << (count / 4)

    /// The smallest class that holds `count` floats.
    static func index(for count: Int) -> Int {
        let needed = max(count, 16)
        // 2^exponent < needed ≤ 2^(exponent + 1)
        let exponent = Int.bitWidth - 1 - (needed - 1).leadingZeroBitCount
        let quarter = 1 << (exponent - 2)
        return 4 * exponent + (needed - 1 - (1 << exponent)) / quarter
    }

    /// How many bytes a block of the class has.
    static func bytes(of index: Int) -> Int {
        let exponent = index / 4
        return ((1 << exponent) + (index % 4 + 1) * (1 << (exponent - 2))) * MemoryLayout<Float>.stride
    }
}

/// Blocks that no array uses at the moment, by size class.
private enum StoragePool {
    /// How many bytes of unused blocks are kept at most: what one training step gives back, the next will need again, and
    /// pages fresh from the system must be cleared first.
    private static let limit = min(4 << 30, Int(clamping: ProcessInfo.processInfo.physicalMemory / 4))
    /// The size of the large pages that the system may use for a block.
    private static let hugePage = 1 << 21
    private static let state = Mutex(State())

    /// A block that no array uses: its address is nowhere else, so it may go from thread to thread.
    private struct Block: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<Float>
    }

    private struct State {
        var free = [[Block]](repeating: [], count: SizeClass.count)
        var freeBytes = 0
        /// When a block of each class was last requested, counted in requests.
        var lastRequest = [Int](repeating: 0, count: SizeClass.count)
        var requests = 0
    }

    /// A block of this class, or a large one of up to three classes above, which is less than twice as large: batches of
    /// unlike lengths would else ask the system for new blocks all the time.
    static func take(_ wanted: Int) -> (block: UnsafeMutablePointer<Float>, sizeClass: Int) {
        let bytes = SizeClass.bytes(of: wanted)
        let last = bytes >= hugePage ? min(wanted + 3, SizeClass.count - 1) : wanted
        let found: (block: Block, sizeClass: Int)? = state.withLock { state in
            state.requests += 1
            state.lastRequest[wanted] = state.requests
            for sizeClass in wanted...last {
                if let block = state.free[sizeClass].popLast() {
                    state.freeBytes -= SizeClass.bytes(of: sizeClass)
                    return (block, sizeClass)
                }
            }
            return nil
        }
        if let found { return (found.block.pointer, found.sizeClass) }
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: bytes, alignment: bytes >= hugePage ? hugePage : 64)
        #if canImport(Glibc)
            // Walking through pages of 4 KiB, a large matrix product would spend a tenth of its time on addresses.
            if bytes >= hugePage { madvise(block, bytes, MADV_HUGEPAGE) }
        #endif
        return (block.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride), wanted)
    }

    /// Takes a block back. If there are too many then, the blocks of the least recently requested class are freed.
    static func give(_ pointer: UnsafeMutablePointer<Float>, _ sizeClass: Int) {
        let block = Block(pointer: pointer)
        state.withLock { state in
            state.free[sizeClass].append(block)
            state.freeBytes += SizeClass.bytes(of: sizeClass)
            while state.freeBytes > limit {
                var oldest = sizeClass
                for other in 0..<SizeClass.count where !state.free[other].isEmpty {
                    if state.lastRequest[other] < state.lastRequest[oldest] { oldest = other }
                }
                guard let block = state.free[oldest].popLast() else { break }
                state.freeBytes -= SizeClass.bytes(of: oldest)
                UnsafeMutableRawPointer(block.pointer).deallocate()
            }
        }
    }
}
