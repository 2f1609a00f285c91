/// Reads a plan: lines of words, ended by semicolons.
///
/// A line names a value and says how it comes to be, from values before it and from the layers of the file, whose
/// parameters have PyTorch's names (`conv1.weight`, `conv1.bias`):
///
///     x = input 1 28 28;
///     map = convolution x conv1 padding 2;
///     active = relu map;
///     pooled = maxPool active 2;
///     logits = linear pooled fc;
///     probabilities = softmax logits
///
/// | Line | Shapes |
/// |---|---|
/// | `x = input E…` | what the page sets, with the extents E… |
/// | `y = linear x LAYER` | any with `in` numbers → [out]; rows [n, in] → [n, out]; weight [out, in] |
/// | `y = convolution x LAYER stride S padding P` | [C, H, W] → [out, H', W']; weight [out, C, kH, kW]; along a row `columnStride S columnPadding P` |
/// | `y = maxPool x SIZE` | [C, H, W] → [C, H / SIZE, W / SIZE], rounded down |
/// | `y = transposedConvolution x LAYER stride S padding P` | [C, H, W] → [out, H', W']; weight [C, out, kH, kW] |
/// | `y = batchNorm x LAYER` | [C, H, W], the same shape; weight, bias, running_mean, running_var [C] |
/// | `y = layerNorm x LAYER` | the same shape, over all numbers, or of each row; weight and bias of as many |
/// | `y = reshape x E…` | as many numbers, with the extents E… |
/// | `y = unit x` | the same shape; x divided by its length |
/// | `y = add x z`, `multiply` | the same shape as x, number by number; z has as many numbers, or as many as a row |
/// | `y = relu x`, `sigmoid`, `tanh`, `gelu` | the same shape |
/// | `y = softmax x`, `softmax x n` | the same shape; over all numbers, or over the first n [1], the others 0 |
/// | `y = rowSoftmax x` | the same shape; along the last axis |
/// | `y = product x z` | [n, k], [k, m] → [n, m] |
/// | `y = transpose x` | [n, m] → [m, n] |
/// | `y = mean x` | [C, …] → [C] |
/// | `y = join x z` | all numbers of x, then all of z |
/// | `y = embedding x LAYER` | n ids → [n, width]; weight [rows, width] |
/// | `y = embeddingBag x a LAYER` | n ids, n weights → [width], the weighted sum of the rows; weight [rows, width] |
/// | `y = attention x k v w p` | q, k, v of a position, [3 E] → [E]; states k and v [T, E], w [H, T]; the position p [1] |
/// | `y = attend q s w n` | queries [T, E] to the first n [1] of keys and values [S, 2 E]; state w [H, T, S] |
/// | `y = perceptron x t m` | rows [n, d], targets [n] → [d + 4], trained until m mistakes [1], see `PerceptronStep` |
/// | `h = state E…` | as `input`, but it is what the last run kept: zeros at first |
/// | `y = rnn x h LAYER layer K`, `gru` | any, [H] → [H], a step in time; `weight_ih_lK` and so on, without `layer K` those of a cell |
/// | `y = lstm x h c LAYER layer K` | the same; the cell state c is renewed |
/// | `h = keep y` | the state h is y from the next run on |
/// | `m = put y p C` | the state m [n, width] has y in its row p [1], from column C on |
/// | `s = when` | a switch [1]; what is below it, up to the next, runs only where it is not 0 |
struct PlanReader {
    /// A line: the words, the sign of equality left out.
    struct Line {
        let words: [[UInt8]]

        /// The value that it names.
        var name: [UInt8] { words[0] }

        /// What is done.
        var operation: [UInt8] { words[1] }

        /// The word at a place behind the operation.
        func argument(_ index: Int) throws(PageNetworkError) -> [UInt8] {
            guard index + 2 < words.count else { throw .malformedPlan }
            return words[index + 2]
        }

        /// The whole number that a word behind the operation is.
        func count(_ index: Int) throws(PageNetworkError) -> Int {
            var scanner = HeaderScanner(try argument(index)[...])
            guard let count = try? scanner.count(), scanner.isAtEnd(), count <= 1 << 20 else {
                throw .malformedPlan
            }
            return count
        }

        /// The number behind a word such as `padding`, or its usual value.
        func option(_ name: StaticString, usually value: Int) throws(PageNetworkError) -> Int {
            for index in words.indices.dropFirst(2) where words[index].isWord(name) {
                return try count(index - 1)
            }
            return value
        }

        /// How many words there are behind the operation.
        var argumentCount: Int { words.count - 2 }
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next line that has words; nil at the end.
    mutating func nextLine() throws(PageNetworkError) -> Line? {
        while place < bytes.count {
            var words: [[UInt8]] = []
            var word: [UInt8] = []
            while place < bytes.count, bytes[place] != Self.semicolon {
                if bytes[place] > 0x20 {
                    word.append(bytes[place])
                } else if !word.isEmpty {
                    words.append(word)
                    word = []
                }
                place += 1
            }
            place += 1
            if !word.isEmpty { words.append(word) }
            if words.isEmpty { continue }
            guard words.count >= 3, words[1] == [Self.equals] else { throw .malformedPlan }
            words.remove(at: 1)
            return Line(words: words)
        }
        return nil
    }

    private static let semicolon: UInt8 = 0x3B
    private static let equals: UInt8 = 0x3D
}

extension [UInt8] {
    /// Whether these are the letters of a word.
    func isWord(_ word: StaticString) -> Bool { word.withUTF8Buffer { elementsEqual($0) } }
}
