import TensorCore

/// Papers that cite each other, each with its words and its subject.
///
/// ```swift
/// let graph = CitationGraph.generated(seed: 1)
/// let split = graph.publicSplit ?? graph.randomSplit(perSubject: 20, seed: 1)
/// print(graph.paperCount, graph.words.shape, graph.citations.count, split.training.count)
/// ```
public struct CitationGraph: Sendable {
    /// The papers for training, validation and test; no paper is in two of them.
    public struct Split: Equatable, Sendable {
        /// The labelled papers.
        public let training: [Int]
        /// The papers by which the best epoch is chosen.
        public let validation: [Int]
        /// The papers that decide.
        public let test: [Int]

        /// A split into these papers.
        public init(training: [Int], validation: [Int], test: [Int]) {
            (self.training, self.validation, self.test) = (training, validation, test)
        }
    }

    /// Two papers one of which cites the other.
    public struct Citation: Hashable, Sendable {
        /// The two, the smaller first.
        public let first, second: Int

        /// Of two different papers in any order.
        public init(_ a: Int, _ b: Int) { (first, second) = (min(a, b), max(a, b)) }
    }

    /// What the metrics call it.
    public let name: String
    /// The words of the papers, 1 for those they have, or another weight: `[papers, words]`.
    public let words: NDArray
    /// The subject of each paper.
    public let labels: [Int]
    /// What the subjects are called.
    public let subjects: [String]
    /// Each citation once, whichever paper cites the other, in order; no paper cites itself.
    public let citations: [Citation]
    /// The split that was published with the graph.
    public let publicSplit: Split?
    /// How many citations were left out because a file does not have the paper.
    public let missingCitationCount: Int

    /// A graph of these parts; citations that repeat or loop are left out.
    public init(
        name: String, words: NDArray, labels: [Int], subjects: [String], citations: some Sequence<(Int, Int)>,
        publicSplit: Split? = nil, missingCitationCount: Int = 0
    ) {
        self.missingCitationCount = missingCitationCount
        (self.name, self.words, self.labels, self.subjects) = (name, words, labels, subjects)
        self.publicSplit = publicSplit
        self.citations = Set(citations.filter { $0.0 != $0.1 }.map(Citation.init))
            .sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    /// How many papers there are.
    public var paperCount: Int { labels.count }

    /// The words of each paper divided by their number, so that long papers do not count for more.
    public var normalizedWords: NDArray {
        words / NDArray.maximum(words.sum(axes: [1], keepingDimensions: true), NDArray(1))
    }

    /// `perSubject` papers of each subject for training, 500 for validation and 1,000 for the test, drawn by the seed;
    /// of a small graph a quarter and a half of the rest.
    public func randomSplit(perSubject: Int = 20, seed: UInt64) -> Split {
        var generator = RandomGenerator(seed: seed)
        let order = generator.permutation(paperCount)
        var taken = [Int](repeating: 0, count: subjects.count)
        var (training, rest) = ([Int](), [Int]())
        for paper in order {
            if taken[labels[paper]] < perSubject {
                taken[labels[paper]] += 1
                training.append(paper)
            } else {
                rest.append(paper)
            }
        }
        let validation = min(500, rest.count / 4)
        let test = min(1000, rest.count / 2)
        return Split(
            training: training, validation: Array(rest[..<validation]),
            test: Array(rest[validation..<validation + test]))
    }
}
