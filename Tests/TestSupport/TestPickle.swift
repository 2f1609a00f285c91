/// What Python 2 pickled with protocol 2, opcode by opcode: the form of the published citation graphs.
public enum TestPickle {
    /// A whole pickle of a value.
    public static func whole(_ value: [UInt8]) -> [UInt8] { [0x80, 2] + value + text(".") }

    /// An array of NumPy; `type` is `i4`, `i8`, `f4` or `f8`.
    public static func array(_ type: String, shape: [Int], _ content: [UInt8]) -> [UInt8] {
        let element = text("cnumpy\ndtype\n(") + string(type) + text("K\0K\u{1}tR(K\u{3}") + string("<")
        let unknown = text("J") + [255, 255, 255, 255]
        return text("cnumpy.core.multiarray\n_reconstruct\nq\u{1}(cnumpy\nndarray\nK\0") + [0x85]
            + string("b")
            + text("tR(K\u{1}") + tuple(shape) + element + text("NNN") + unknown + unknown + text("K\0tb")
            + [0x89] + bytes(content) + text("tb")
    }

    /// The numbers of an array of type `i4`, `[N]`.
    public static func integers(_ numbers: [Int]) -> [UInt8] {
        array("i4", shape: [numbers.count], numbers.flatMap { littleEndian($0, 4) })
    }

    /// A sparse matrix of SciPy in compressed rows, with a 1 in these columns of each row.
    public static func matrix(columns: Int, rows: [[Int]]) -> [UInt8] {
        let starts = rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        let places = rows.flatMap { $0 }
        let ones = places.flatMap { _ in littleEndian(Int(Float(1).bitPattern), 4) }
        return text("cscipy.sparse.csr\ncsr_matrix\n)") + [0x81] + text("}(") + string("_shape")
            + tuple([rows.count, columns]) + string("indptr") + integers(starts)
            + string("indices") + integers(places) + string("data")
            + array("f4", shape: [places.count], ones) + text("ub")
    }

    /// `defaultdict(list, {key: values})`.
    public static func lists(_ lists: [(key: Int, values: [Int])]) -> [UInt8] {
        let items = lists.flatMap { list in
            integer(list.key) + text("](") + list.values.flatMap(integer) + text("e")
        }
        return text("ccollections\ndefaultdict\nc__builtin__\nlist\n") + [0x85] + text("R(") + items
            + text("u")
    }

    private static func integer(_ number: Int) -> [UInt8] {
        number < 256 ? text("K") + littleEndian(number, 1) : text("M") + littleEndian(number, 2)
    }

    private static func tuple(_ numbers: [Int]) -> [UInt8] {
        let elements = numbers.flatMap(integer)
        return (1...3).contains(numbers.count)
            ? elements + [0x84 + UInt8(numbers.count)] : text("(") + elements + text("t")
    }

    private static func string(_ words: String) -> [UInt8] { bytes(text(words)) }

    private static func bytes(_ content: [UInt8]) -> [UInt8] {
        content.count < 256
            ? text("U") + littleEndian(content.count, 1) + content
            : text("T") + littleEndian(content.count, 4) + content
    }

    private static func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// The files of a citation graph: 502 papers, of which the last two are tested, 6 words, 2 subjects and 4 citations.
    public static let citationGraph: [String: [UInt8]] = {
        let words = (0..<500).map { [$0 % 6] }
        func subjects(_ count: Int) -> [UInt8] {
            let rows = (0..<count).flatMap { $0 % 2 == 0 ? [1, 0] : [0, 1] }
            return whole(array("i4", shape: [count, 2], rows.flatMap { [UInt8($0), 0, 0, 0] }))
        }
        return [
            "ind.cora.allx": whole(matrix(columns: 6, rows: words)),
            "ind.cora.tx": whole(matrix(columns: 6, rows: [[0, 5], [1]])), "ind.cora.y": subjects(0),
            "ind.cora.ally": subjects(500), "ind.cora.ty": subjects(2),
            "ind.cora.graph": whole(lists([(0, [1, 300]), (501, [0, 500])])),
            "ind.cora.test.index": text("501\n500\n"),
        ]
    }()

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
