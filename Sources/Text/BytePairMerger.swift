/// A word on its way from bytes to pieces: a linked list, and a heap of the pairs in it that can be merged, so that the
/// work for a word of n bytes grows as n log n.
struct BytePairMerger {
    /// What a pair becomes, and how early it was learned.
    struct Merge: Equatable, Sendable {
        let rank: Int
        let id: Int
    }

    /// A pair that was found: it is merged unless one of its pieces has changed since.
    private struct Candidate {
        let merge: Merge
        let place: Int
        let left: Int
        let right: Int

        func isBefore(_ other: Candidate) -> Bool {
            (merge.rank, place) < (other.merge.rank, other.place)
        }
    }

    /// The ids, those of places that were merged into the one before them -1.
    private var ids: [Int]
    private var next: [Int]
    private var previous: [Int]
    private var heap: [Candidate] = []

    init(_ ids: [Int]) {
        self.ids = ids
        next = ids.indices.map { $0 + 1 }
        previous = ids.indices.map { $0 - 1 }
    }

    /// A pair as one number.
    static func key(_ left: Int, _ right: Int) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

    /// The ids after all merges: of all pairs the earliest learned first, of equal ones the leftmost.
    consuming func merged(_ pairs: [UInt64: Merge]) -> [Int] {
        for place in ids.indices.dropLast() { find(place, pairs) }
        while let best = pop() {
            let right = next[best.place]
            guard ids[best.place] == best.left, right < ids.count, ids[right] == best.right else { continue }
            ids[best.place] = best.merge.id
            ids[right] = -1
            next[best.place] = next[right]
            if next[right] < ids.count { previous[next[right]] = best.place }
            find(best.place, pairs)
            if previous[best.place] >= 0 { find(previous[best.place], pairs) }
        }
        return ids.filter { $0 >= 0 }
    }

    /// Notes the pair that begins here, if it can be merged.
    private mutating func find(_ place: Int, _ pairs: [UInt64: Merge]) {
        let right = next[place]
        guard right < ids.count, let merge = pairs[BytePairMerger.key(ids[place], ids[right])] else { return }
        heap.append(Candidate(merge: merge, place: place, left: ids[place], right: ids[right]))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() -> Candidate? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return first }
        heap[0] = last
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].isBefore(heap[best]) { best = child }
            }
            if best == parent { return first }
            heap.swapAt(best, parent)
            parent = best
        }
    }
}
