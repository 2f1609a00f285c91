/// A safetensors file as a page carries it: tensors of 32-bit and 16-bit floats, and the plan in its metadata.
///
/// Everything that the header says is checked before it is used.
struct WeightFile {
    /// Where a tensor's numbers are.
    struct Entry {
        let name: [UInt8]
        let shape: [Int]
        /// Whether they have 16 bits.
        let isHalf: Bool
        /// The first byte, counted from the start of the file.
        let start: Int

        /// How many numbers there are.
        var count: Int { shape.reduce(1) { $0 &* $1 } }
    }

    /// The tensors, in the header's order.
    private(set) var entries: [Entry] = []

    /// What the metadata say under `plan`.
    private(set) var plan: [UInt8] = []

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(PageNetworkError) {
        self.bytes = bytes
        guard bytes.count >= 8 else { throw .malformedFile }
        var length: UInt64 = 0
        for index in 0..<8 { length |= UInt64(bytes[index]) << UInt64(8 * index) }
        guard length <= UInt64(bytes.count - 8) else { throw .malformedFile }
        let end = 8 + Int(length)
        var scanner = HeaderScanner(bytes[8..<end])
        var entries: [Entry] = []
        var plan: [UInt8] = []
        let size = bytes.count
        try scanner.forEach(from: HeaderScanner.brace.0, to: HeaderScanner.brace.1) {
            (scanner: inout HeaderScanner) throws(PageNetworkError) in
            let name = try scanner.text()
            try scanner.expect(HeaderScanner.colon)
            if name.isWord("__metadata__") {
                plan = try Self.plan(&scanner)
            } else {
                entries.append(try Self.entry(name, &scanner, from: end, size: size))
            }
        }
        guard scanner.isAtEnd() else { throw .malformedFile }
        self.entries = entries
        self.plan = plan
    }

    /// The numbers of a tensor, in order.
    func forEachNumber(of entry: Entry, _ use: (Int, Float) -> Void) {
        for index in 0..<entry.count {
            if entry.isHalf {
                let place = entry.start + 2 * index
                use(index, number(fromHalf: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8))
            } else {
                let place = entry.start + 4 * index
                let low = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
                let high = UInt32(bytes[place + 2]) | UInt32(bytes[place + 3]) << 8
                use(index, Float(bitPattern: low | high << 16))
            }
        }
    }

    /// Reads the metadata and keeps the plan.
    private static func plan(_ scanner: inout HeaderScanner) throws(PageNetworkError) -> [UInt8] {
        var plan: [UInt8] = []
        try scanner.forEach(from: HeaderScanner.brace.0, to: HeaderScanner.brace.1) {
            (scanner: inout HeaderScanner) throws(PageNetworkError) in
            let key = try scanner.text()
            try scanner.expect(HeaderScanner.colon)
            let value = try scanner.text()
            if key.isWord("plan") { plan = value }
        }
        return plan
    }

    /// Reads `{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`.
    private static func entry(
        _ name: [UInt8], _ scanner: inout HeaderScanner, from base: Int, size: Int
    ) throws(PageNetworkError) -> Entry {
        var type: [UInt8] = []
        var shape: [Int]?
        var offsets: [Int] = []
        try scanner.forEach(from: HeaderScanner.brace.0, to: HeaderScanner.brace.1) {
            (scanner: inout HeaderScanner) throws(PageNetworkError) in
            let key = try scanner.text()
            try scanner.expect(HeaderScanner.colon)
            if key.isWord("dtype") {
                type = try scanner.text()
                return
            }
            var numbers: [Int] = []
            try scanner.forEach(from: HeaderScanner.bracket.0, to: HeaderScanner.bracket.1) {
                (scanner: inout HeaderScanner) throws(PageNetworkError) in
                numbers.append(try scanner.count())
            }
            if key.isWord("shape") { shape = numbers } else { offsets = numbers }
        }
        guard type.isWord("F32") || type.isWord("F16") else { throw .unknownNumbers }
        guard let shape, offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= size - base else {
            throw .malformedFile
        }
        let width = type.isWord("F16") ? 2 : 4
        var count = 1
        for extent in shape {
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: extent)
            guard !isTooLarge, product <= size else { throw .malformedFile }
            count = product
        }
        guard count * width == offsets[1] - offsets[0] else { throw .malformedFile }
        return Entry(name: name, shape: shape, isHalf: width == 2, start: base + offsets[0])
    }
}
