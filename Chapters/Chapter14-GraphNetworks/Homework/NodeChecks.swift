import Grading
import Messages
import TensorCore

// MARK: 14.9

/// A graph of nodes with noisy features, few of them labelled. Edges are mostly between nodes of one class.
private struct Papers {
    var neighbours: [[Int]]
    var features: [[Float]]
    var labels: [Int?]
    /// The labels of all nodes, which the submission never sees.
    var classes: [Int]

    /// The nodes without a label, and how many of them an answer classifies rightly.
    var hidden: [Int] { labels.indices.filter { labels[$0] == nil } }
    func right(_ answer: [Int]) -> Int { hidden.count { answer[$0] == classes[$0] } }

    /// How many must be right.
    var needed: Int { (hidden.count * 80 + 99) / 100 }

    /// The features with which a node is compared: mixed with those of its neighbours so many times.
    func mixed(_ times: Int) -> [[Float]] {
        (0..<times).reduce(features) { rows, _ in
            rows.indices.map { node in
                let near = [node] + neighbours[node]
                return rows[node].indices.map { column in
                    near.reduce(0) { $0 + rows[$1][column] } / Float(near.count)
                }
            }
        }
    }

    /// The class of the labelled nodes whose mean is nearest.
    func nearestMeans(_ rows: [[Float]]) -> [Int] {
        let means = Set(labels.compactMap { $0 }).sorted().map { label in
            let own = labels.indices.filter { labels[$0] == label }
            return (label, rows[0].indices.map { j in own.reduce(0) { $0 + rows[$1][j] } / Float(own.count) })
        }
        func distance(_ a: [Float], _ b: [Float]) -> Float {
            zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        return rows.map { row in means.min { distance(row, $0.1) < distance(row, $1.1) }?.0 ?? 0 }
    }

    /// The class that a softmax regression gives, trained by gradient descent on one labelled node after the other.
    func softmaxRegression(_ rows: [[Float]]) -> [Int] {
        let known = Set(labels.compactMap { $0 }).sorted()
        let width = rows[0].count
        var weights = [Float](repeating: 0, count: known.count * (width + 1))
        func logits(_ row: [Float]) -> [Float] {
            var logits = [Float](repeating: 0, count: known.count)
            for index in known.indices {
                let start = index * (width + 1)
                logits[index] = weights[start + width]
                for j in 0..<width { logits[index] += weights[start + j] * row[j] }
            }
            return logits
        }
        for _ in 0..<200 {
            for node in rows.indices where labels[node] != nil {
                let shares = NDArray(logits(rows[node])).softmax(axis: 0).scalars
                for index in known.indices {
                    let change = 0.05 * (shares[index] - (known[index] == labels[node] ? 1 : 0))
                    let start = index * (width + 1)
                    for j in 0..<width { weights[start + j] -= change * rows[node][j] }
                    weights[start + width] -= change
                }
            }
        }
        return rows.map { row in
            let logits = logits(row)
            return known[known.indices.max { logits[$0] < logits[$1] } ?? 0]
        }
    }

    /// The labels that spread along edges from the labelled nodes; 0 where none comes.
    var spread: [Int] {
        var known = labels
        for _ in known.indices {
            for node in known.indices where known[node] == nil {
                known[node] = neighbours[node].compactMap { known[$0] }.first
            }
        }
        return known.map { $0 ?? 0 }
    }
}

extension Papers {
    init(size: Int, generator: inout RandomGenerator) {
        let (classCount, width) = (2 + generator.integer(below: 2), 1 + generator.integer(below: 3))
        // Islands: papers that cite each other, some of them without any label.
        let islands = 3 + size
        let names = generator.permutation(classCount)
        let own = (0..<islands).map { names[$0 < classCount ? $0 : generator.integer(below: classCount)] }
        let count = islands * 16
        // The nodes of an island do not stand together: this is the island of each, and its place there.
        let places = generator.permutation(count).map { (island: $0 % islands, number: $0 / islands) }
        classes = places.map { own[$0.island] }
        labels = places.map { $0.island < classCount && $0.number < 8 ? own[$0.island] : nil }
        var edges = [Set<Int>](repeating: [], count: count)
        for node in 0..<count {
            let others = (0..<count).filter { places[$0].island == places[node].island }
            for _ in 0..<3 {
                let other =
                    generator.bernoulli(0.95)
                    ? generator.element(of: others) : generator.integer(below: count)
                guard other != node else { continue }
                edges[node].insert(other)
                edges[other].insert(node)
            }
        }
        neighbours = edges.map { $0.sorted() }
        features = []
        let (offset, noise) = (generator.half(), 2.5 * Float(width).squareRoot())
        // Drawn until a node tells little, and a node with its neighbours enough, whichever classifier is asked.
        repeat {
            features = classes.map { label in
                (0..<width).map { column in
                    // The classes stand in another order in each column.
                    offset + 2.5 * (Float((label + column) % classCount) - Float(classCount - 1) / 2)
                        + generator.uniform(in: -noise...noise)
                }
            }
        } while right(nearestMeans(mixed(2))) * 100 < hidden.count * 96
            || right(nearestMeans(features)) * 100 > hidden.count * 73
            || right(softmaxRegression(mixed(2))) * 100 < hidden.count * 88
    }

    private init(_ neighbours: [[Int]], _ features: [[Float]], _ labels: [Int?], _ classes: [Int]) {
        self.init(neighbours: neighbours, features: features, labels: labels, classes: classes)
    }

    static let examples = [
        Papers([[1], [0], [3], [2]], [[1], [1], [-1], [-1]], [0, nil, 1, nil], [0, 0, 1, 1])
    ]
    static let edges = [
        Papers([[]], [[0, 1]], [2], [2]),
        Papers([[1], [0], []], [[12], [10], [-10]], [nil, 1, 0], [1, 1, 0]),
        Papers([[1], [0], [3], [2]], [[10], [11], [-10], [-11]], [1, nil, nil, 2], [1, 1, 2, 2]),
    ]
}

let trainingNodes = Exercise<any GraphHomework>(
    "14.9", Words(en: "Train it: the classes of papers", zh: "训练它：论文的类别"), sizes: 1...4, draws: 2,
    hint: Words(
        en:
            "Print how many labelled nodes are classified rightly by their own features, and by features mixed with those of neighbours.",
        zh: "打印有标签的节点中分对了几个：一次只用自己的特征，一次用与邻居混合后的特征。"),
    input: Papers.init, examples: Papers.examples, edges: Papers.edges,
    judge: { homework, papers in
        let answer = try homework.trainedClasses(
            neighbours: papers.neighbours, features: papers.features, labels: papers.labels)
        let expected = Words(
            en: "\(papers.needed) of \(papers.hidden.count) nodes without a label right",
            zh: "\(papers.hidden.count) 个没有标签的节点中分对 \(papers.needed) 个"
        ).text
        guard answer.count == papers.labels.count else {
            return .wrong(
                expected: expected, came: answer.shown,
                hint: Words(
                    en: "There is one class for each node, labelled or not.", zh: "每个节点有一个类别，不论有没有标签。"
                ).text)
        }
        let right = papers.right(answer)
        guard right < papers.needed else { return .right }
        let remark = Words(en: "\(right) are right", zh: "分对了 \(right) 个").text
        var hint: String?
        if Set(answer).count == 1, Set(papers.classes).count > 1 {
            hint = Words(en: "All nodes get one class.", zh: "所有节点都得到同一个类别。").text
        } else if papers.hidden.allSatisfy({ answer[$0] == papers.spread[$0] }) {
            hint =
                Words(
                    en:
                        "Labels that spread along edges do not reach papers without a labelled one near: use the features too.",
                    zh: "附近没有标签的论文，沿边传播的标签到不了：还要用特征。"
                ).text
        } else if papers.right(papers.nearestMeans(papers.features)) >= right {
            hint =
                Words(
                    en:
                        "The features of a node alone do not tell its class: mix them with those of its neighbours, twice.",
                    zh: "单靠一个节点自己的特征看不出它的类别：要与邻居的特征混合，做两次。"
                ).text
        }
        return .wrong(expected: expected, came: answer.shown, remark: remark, hint: hint)
    },
    cases: [
        Case(en: "features that do not suffice alone", zh: "单靠特征不够") {
            $0.right($0.nearestMeans($0.features)) < $0.needed
        },
        Case(en: "labels that do not reach all nodes", zh: "标签到不了所有节点") { $0.right($0.spread) < $0.needed },
        Case(en: "a node without neighbours", zh: "没有邻居的节点") { $0.neighbours.contains { $0.isEmpty } },
        Case(en: "three classes", zh: "三个类别") { Set($0.classes).count == 3 },
    ],
    meant: [
        Meant(
            "neighbours[][]", "classes[]", "labels[]", lack: .negative,
            because: "nodes and classes are numbered from 0"),
        Meant("classes[]", "labels[]", lack: .large, because: "few classes"),
        .together(
            "neighbours.count", "features.count", "labels.count", "classes.count",
            because: "one of each for a node"),
    ])
