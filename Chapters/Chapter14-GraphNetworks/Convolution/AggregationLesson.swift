import Graphs
import Messages
import Reporting
import TensorCore

/// Why the adjacency matrix is normalized: the features of a graph after repeated message passing (section 14.2).
struct AggregationLesson {
    /// The steps of message passing.
    static let steps = 12

    /// The largest difference between `passMessages` and the sparse product.
    let difference: Float

    /// By normalization, the norm of the features after 0, 1, … steps, relative to that before.
    private(set) var norms: [Normalization: [Double]] = [:]

    /// Powers of the karate club's Â, `[34, 34]`.
    let powers: [(power: Int, values: [[Double]])]

    /// With random features on a graph of these edges.
    init(edges: [(Int, Int)], count: Int, seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        let features = NDArray.normal([count, 8], using: &generator)
        let normalized = adjacency(edges, count: count)
        let rows = (0..<count).map { features[$0].scalars }
        let byLoops = NDArray(rows: passMessages(rows, over: normalized))
        difference = largestDifference(byLoops, normalized.matmul(features))

        for normalization in Normalization.allCases {
            let matrix = adjacency(edges, count: count, normalization: normalization)
            var current = features
            let first = AggregationLesson.norm(current)
            var relative = [1.0]
            for _ in 0..<AggregationLesson.steps {
                current = matrix.matmul(current)
                relative.append(AggregationLesson.norm(current) / first)
            }
            norms[normalization] = relative
        }

        let club = adjacency(KarateClub.friendships, count: KarateClub.memberCount).dense()
        var product = club
        var powers: [(power: Int, values: [[Double]])] = []
        for power in 1...16 {
            if [1, 2, 4, 16].contains(power) {
                powers.append((power, (0..<club.shape[0]).map { product[$0].scalars.map(Double.init) }))
            }
            product = product.matmul(club)
        }
        self.powers = powers
    }

    private static func norm(_ features: NDArray) -> Double {
        features.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("message_passing_difference", Double(difference))
        for (normalization, values) in norms.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            metrics.set(
                "feature_norm_after_\(AggregationLesson.steps)_\(normalization.rawValue)", values.last ?? .nan
            )
        }
    }

    func fill(_ report: inout Report) {
        report.section(
            en: "Message passing and the normalized adjacency matrix", zh: "消息传递与归一化的邻接矩阵")
        let difference = formatNumber(Double(difference), significantDigits: 2)
        report.paragraph(
            en: """
                A graph convolution aggregates the features of each node's neighbours. Written as loops and as a sparse \
                matrix product the results differ by \(difference). The normalization matters: with A + I the features grow \
                at each step by a factor of about the largest degrees; divided by the degrees they do not.
                """,
            zh: """
                图卷积（graph convolution）聚合每个节点的邻居的特征。写成循环，与写成稀疏矩阵的乘法，结果相差 \
                \(difference)。归一化很要紧：用 A + I，特征每步大约增长最大的度那么多倍；除以度之后就不增长。
                """)
        report.chart(
            LineChart(
                title: Words(
                    en: "Random features under repeated message passing", zh: "反复传递消息时的随机特征"),
                xLabel: Words(en: "step", zh: "步"),
                yLabel: Words(en: "norm, relative to the first", zh: "范数，相对于最初"),
                series: zip(
                    Normalization.allCases, ["A + I", "D⁻¹ (A + I)", "D^−½ (A + I) D^−½"]
                ).map { normalization, name in
                    let values = norms[normalization] ?? []
                    return Series(
                        name, x: values.indices.map(Double.init), y: values, style: .lineAndPoints)
                }, yScale: .logarithmic))
        report.charts(
            powers.map { power, values in
                HeatMap(
                    title: Words(
                        en: "Â to the power \(power), the karate club", zh: "空手道俱乐部，Â 的 \(power) 次幂"),
                    xLabel: Words(en: "member", zh: "成员"), yLabel: Words(en: "member", zh: "成员"),
                    values: values, hasSquareCells: true)
            },
            caption: Words(
                en: """
                    How much each member (row) receives from each other (column) after the convolutions: from friends, from \
                    their friends, and in the end from everybody alike. This is over-smoothing, the reason why graph \
                    networks have few layers.
                    """,
                zh: """
                    卷积之后，每个成员（行）从其他各成员（列）得到多少：先是从朋友，再从朋友的朋友，最后从所有人得到的都差不多。\
                    这就是过平滑（over-smoothing），图网络因此只有很少几层。
                    """))
    }
}
