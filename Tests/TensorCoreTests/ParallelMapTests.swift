import Messages
import Synchronization
import TensorCore
import Testing

/// Independent pieces of work on several threads: everything comes, in order, and an error is the first one's.
struct ParallelMapTests {
    private struct Odd: Error, Equatable { let number: Int }

    @Test(arguments: [0, 1, 2, 7, 100]) func resultsStandInOrder(_ count: Int) {
        let numbers = Array(0..<count)
        let calls = Mutex(0)
        let shared = Parallel.withExactly(3) {
            Parallel.map(numbers) { number in
                calls.withLock { $0 += 1 }
                return "\(number)"
            }
        }
        #expect(shared.result == numbers.map { "\($0)" } && calls.withLock { $0 } == count)
        #expect((shared.sharedJobs > 0) == (count > 1))
    }

    @Test func theFirstErrorIsThrown() {
        for threads in [1, 3] {
            _ = Parallel.withThreads(threads) {
                #expect(throws: Odd(number: 5)) {
                    try Parallel.map(Array(0..<40)) { number in
                        if number == 5 || number == 31 { throw Odd(number: number) }
                        return number
                    }
                }
            }
        }
    }

    @Test func messagesKeepTheirLanguage() {
        let languages = Language.$current.withValue(.chinese) {
            Parallel.withExactly(3) { Parallel.map(Array(0..<9)) { _ in Language.current } }.result
        }
        #expect(languages == Array(repeating: .chinese, count: 9))
    }

    /// A kernel within a piece of work stays on its thread and gives the same bits.
    @Test func kernelsInsideGiveTheSameBits() {
        var generator = RandomGenerator(seed: 1)
        let matrices = (0..<9).map { _ in NDArray.normal([70, 70], using: &generator) }
        let one = matrices.map { $0.matmul($0) }
        let several = Parallel.withExactly(3) { Parallel.map(matrices) { $0.matmul($0) } }.result
        #expect(one == several && one.count == 9)
    }
}
