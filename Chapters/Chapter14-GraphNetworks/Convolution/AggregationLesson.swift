import Datasets
import Reporting
import TensorCore

/// Why the adjacency is normalised: what becomes of features that are gathered again and again (section 14.2).
struct AggregationLesson {
    /// How often features are gathered.
    static let steps = 12

    /// The largest difference between the sum written as loops and the sparse product.
    let difference: Float

    /// By normalisation, the length of the features after 0, 1, … times of gathering; at first 1.
    private(set) var lengths: [Normalization: [Double]] = [:]

    /// Powers of Â of the karate club, `[34, 34]`.
    let powers: [(power: Int, values: [[Double]])]

    /// On a graph of these edges; random features.
    init(edges: [(Int, Int)], count: Int, seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        let features = NDArray.normal([count, 8], using: &generator)
        let normalized = adjacency(edges, count: count)
        let rows = (0..<count).map { features[$0].scalars }
        let byLoops = NDArray(rows: indexSelected(rows, from: normalized))
        difference = (byLoops - normalized.matmul(features)).magnitude().max().scalar

        for normalization in Normalization.allCases {
            let matrix = adjacency(edges, count: count, normalization: normalization)
            var current = features
            let first = AggregationLesson.length(current)
            var course = [1.0]
            for _ in 0..<AggregationLesson.steps {
                current = matrix.matmul(current)
                course.append(AggregationLesson.length(current) / first)
            }
            lengths[normalization] = course
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

    private static func length(_ features: NDArray) -> Double {
        features.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("gathering_difference", Double(difference))
        for (normalization, course) in lengths.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            metrics.set(
                "length_after_\(AggregationLesson.steps)_\(normalization.rawValue)", course.last ?? .nan)
        }
    }

    func fill(_ report: inout Report) {
        report.section("Gathering from neighbours")
        report.paragraph(
            """
            A graph convolution adds up what a node's neighbours know. Written as loops over the neighbours and as a sparse \
            product it is the same, to \(formatNumber(Double(difference), significantDigits: 2)). How a neighbour is weighed \
            matters: with 1 for each, features grow by a factor of about the largest degrees at each step; divided by the \
            degrees, they do not.
            """)
        report.chart(
            LineChart(
                title: "Random features, gathered again and again", xLabel: "times gathered",
                yLabel: "length, at first 1",
                series: zip(
                    Normalization.allCases, ["A + I", "D⁻¹ (A + I)", "D^−½ (A + I) D^−½"]
                ).map { normalization, name in
                    let course = lengths[normalization] ?? []
                    return Series(
                        name, x: course.indices.map(Double.init), y: course, style: .lineAndPoints)
                }, yScale: .logarithmic))
        report.charts(
            powers.map { power, values in
                HeatMap(
                    title: "Â to the power \(power), the karate club", xLabel: "member", yLabel: "member",
                    values: values, hasSquareCells: true)
            },
            caption: """
                How much each member (row) hears of each other after so many convolutions: of friends, of their friends, and \
                in the end of everybody the same. That is why graph networks are not deep.
                """)
    }
}
