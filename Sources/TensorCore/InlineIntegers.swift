import Messages

/// Up to eight integers without an allocation: the extents or the strides of an array.
struct InlineIntegers: Sequence, Hashable, Sendable, CustomStringConvertible {
    private var (e0, e1, e2, e3, e4, e5, e6, e7) = (0, 0, 0, 0, 0, 0, 0, 0)
    private(set) var count = 0

    init() {}

    init(_ values: some Sequence<Int>) {
        for value in values { append(value) }
    }

    init(repeating value: Int, count: Int) {
        for _ in 0..<count { append(value) }
    }

    var underestimatedCount: Int { count }

    subscript(index: Int) -> Int {
        get {
            switch index {
            case 0: e0
            case 1: e1
            case 2: e2
            case 3: e3
            case 4: e4
            case 5: e5
            case 6: e6
            default: e7
            }
        }
        set {
            switch index {
            case 0: e0 = newValue
            case 1: e1 = newValue
            case 2: e2 = newValue
            case 3: e3 = newValue
            case 4: e4 = newValue
            case 5: e5 = newValue
            case 6: e6 = newValue
            default: e7 = newValue
            }
        }
    }

    mutating func append(_ value: Int) {
        if count == Shape.maximumRank {
            explainFailure("Shape", "an array has at most \(Shape.maximumRank) axes")
        }
        self[count] = value
        count += 1
    }

    mutating func insert(_ value: Int, at index: Int) {
        append(0)
        for position in stride(from: count - 1, to: index, by: -1) { self[position] = self[position - 1] }
        self[index] = value
    }

    mutating func remove(at index: Int) {
        for position in index..<(count - 1) { self[position] = self[position + 1] }
        self[count - 1] = 0  // unused places stay zero, so that equality and hashing can compare them all
        count -= 1
    }

    func makeIterator() -> Iterator { Iterator(integers: self) }

    struct Iterator: IteratorProtocol {
        fileprivate let integers: InlineIntegers
        private var index = 0

        fileprivate init(integers: InlineIntegers) { self.integers = integers }

        mutating func next() -> Int? {
            guard index < integers.count else { return nil }
            defer { index += 1 }
            return integers[index]
        }
    }

    var description: String { "[\(map(String.init).joined(separator: ", "))]" }
}
