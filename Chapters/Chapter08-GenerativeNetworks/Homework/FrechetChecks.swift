import Grading
import Messages
import TensorCore

// MARK: 8.8

/// Two normal distributions with independent coordinates.
private struct Normals {
    var means, variances, otherMeans, otherVariances: [Float]

    /// A sum over the dimensions of the differences of means, and of what is made of both variances.
    private func sum(
        means share: Double = 1, _ term: (_ v: Double, _ w: Double) -> Double
    ) -> Float {
        let total = means.indices.reduce(0) { sum, index in
            let apart = Double(means[index]) - Double(otherMeans[index])
            return sum + share * apart * apart
                + term(Double(variances[index]), Double(otherVariances[index]))
        }
        return Float(total)
    }

    var right: Float { sum { $0 + $1 - 2 * ($0 * $1).squareRoot() } }
    var meansAlone: Float { sum { _, _ in 0 } }
    var variancesAlone: Float { sum(means: 0) { $0 + $1 - 2 * ($0 * $1).squareRoot() } }
    var withoutRoot: Float { sum { $0 + $1 - 2 * $0 * $1 } }
    var withoutTwo: Float { sum { $0 + $1 - ($0 * $1).squareRoot() } }
    var withoutProduct: Float { sum { $0 + $1 } }
    var asDeviations: Float { sum { ($0 - $1) * ($0 - $1) } }
    var root: Float { right.squareRoot() }
    var mean: Float { right / Float(means.count) }
    var absolute: Float {
        let others = sum(means: 0) { $0 + $1 - 2 * ($0 * $1).squareRoot() }
        return others + zip(means, otherMeans).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
}

extension Normals {
    init(size: Int, generator: inout RandomGenerator) {
        let dimensions = 1 + generator.integer(below: size)
        means = generator.numbers(dimensions, size: size)
        otherMeans = generator.numbers(dimensions, size: size)
        // Squares, whose roots are exact.
        func variance() -> Float { generator.element(of: [0, 0.25, 1, 2.25, 4, 9, 16]) }
        variances = (0..<dimensions).map { _ in variance() }
        otherVariances = (0..<dimensions).map { _ in variance() }
    }

    static let examples = [
        Normals(means: [0, 1], variances: [1, 4], otherMeans: [3, 1], otherVariances: [1, 9])
    ]
    static let edges = [
        Normals(means: [-12], variances: [0], otherMeans: [10], otherVariances: [16]),
        Normals(
            means: [1, 0, 12], variances: [4, 1, 0.25], otherMeans: [1, 0, 12], otherVariances: [4, 1, 0.25]),
        Normals(means: [0, 2], variances: [25, 0], otherMeans: [0, -10], otherVariances: [0, 4]),
    ]
}

let comparingAxes = Exercise<any GenerativeHomework>(
    "8.8", Words(en: "The Fréchet distance, dimension by dimension", zh: "弗雷歇距离，逐维计算"),
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: Words(
        en: "In one dimension it must be what 8.5 says: work one out by hand.", zh: "只有一维时，结果必须与 8.5 相同：手算一个。"
    ),
    input: Normals.init, examples: Normals.examples, edges: Normals.edges, expected: \.right,
    answer: { try $0.diagonalFrechet($1.means, $1.variances, to: $1.otherMeans, $1.otherVariances) },
    mistakes: [
        Mistake(
            en: "Only the means are compared: how far the points scatter counts too.",
            zh: "只比较了平均值：点散得多开也要算。", \.meansAlone),
        Mistake(
            en: "Only the variances are compared: the means count too.", zh: "只比较了方差：平均值也要算。",
            \.variancesAlone),
        Mistake(en: "The root of the product of the variances is missing.", zh: "方差之积没有开方。", \.withoutRoot),
        Mistake(en: "The root of the product is taken away twice.", zh: "方差之积的平方根要减两次。", \.withoutTwo),
        Mistake(
            en: "The term −2 √(v v') is missing: equal distributions have distance 0.",
            zh: "缺了 −2 √(v v') 这一项：两个分布相同时，距离应为 0。", \.withoutProduct),
        Mistake(
            en: "Variances are given: their difference is not that of the deviations.",
            zh: "给出的是方差：方差之差不是标准差之差。", \.asDeviations),
        Mistake(
            en: "That is the root: the exercise is the squared distance.", zh: "这是开方之后的：题目要的是距离的平方。", \.root),
        Mistake(en: "The dimensions are added up: no mean is taken.", zh: "各维相加，不取平均。", \.mean),
        Mistake(en: "The differences of the means are squared.", zh: "平均值之差要平方。", \.absolute),
    ],
    cases: [
        Case(en: "one dimension", zh: "只有一维") { $0.means.count == 1 },
        Case(en: "two alike", zh: "两个一样") { $0.right == 0 },
        Case(en: "a variance of 0", zh: "方差为 0") {
            $0.variances.contains(0) || $0.otherVariances.contains(0)
        },
    ],
    meant: [
        Meant("variances[]", "otherVariances[]", lack: .negative, because: "a variance"),
        .together(
            "means.count", "variances.count", "otherMeans.count", "otherVariances.count",
            because: "both have the same dimensions"),
    ])

// MARK: 8.9

/// Two clouds of points.
private struct ManyClouds {
    var first, second: [[Float]]

    private struct Normal {
        var mean: [Double]
        var covariance: [[Double]]

        init(_ points: [[Float]], less: Double, centred: Bool = true) {
            let rows = points.map { $0.map(Double.init) }
            let (count, axes) = (Double(rows.count), rows[0].indices)
            let mean: [Double] = axes.map { axis in rows.map { $0[axis] }.reduce(0, +) / count }
            let apart = rows.map { row in axes.map { row[$0] - (centred ? mean[$0] : 0) } }
            covariance = axes.map { i in
                axes.map { j in apart.map { $0[i] * $0[j] }.reduce(0, +) / (count - less) }
            }
            self.mean = mean
        }
    }

    private func trace(_ matrix: [[Double]]) -> Double { matrix.indices.reduce(0) { $0 + matrix[$1][$1] } }

    private func distance(
        less: Double = 1, centred: Bool = true,
        _ between: (_ a: [[Double]], _ b: [[Double]]) -> Double
    ) -> Float {
        let (a, b) = (
            Normal(first, less: less, centred: centred), Normal(second, less: less, centred: centred)
        )
        let apart = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return Float(apart + between(a.covariance, b.covariance))
    }

    /// tr A + tr B − 2 tr (A^½ B A^½)^½.
    private func spread(_ a: [[Double]], _ b: [[Double]]) -> Double {
        let root = squareRoot(of: a)
        return trace(a) + trace(b) - 2 * trace(squareRoot(of: product(root, product(b, root))))
    }
    private func diagonal(_ matrix: [[Double]]) -> [[Double]] {
        matrix.indices.map { i in matrix.indices.map { $0 == i ? matrix[i][i] : 0 } }
    }
    private func squares(_ a: [[Double]], _ b: [[Double]]) -> Double {
        zip(a.joined(), b.joined()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }

    var right: Float { distance(spread) }
    var meansAlone: Float { distance { _, _ in 0 } }
    var byCount: Float { distance(less: 0, spread) }
    var notCentred: Float { distance(centred: false, spread) }
    var diagonalsAlone: Float { distance { spread(diagonal($0), diagonal($1)) } }
    var withoutRoot: Float { distance { trace($0) + trace($1) } }
    var ofProduct: Float { distance { trace($0) + trace($1) - 2 * trace(product($0, $1)) } }
    var ofRoots: Float { distance { squares(squareRoot(of: $0), squareRoot(of: $1)) } }
    var ofCovariances: Float { distance(squares) }
    var entryByEntry: Float {
        distance { a, b in
            let both = product(a, b)
            let roots = both.indices.map { both[$0][$0] }.map { max(0, $0).squareRoot() }
            return trace(a) + trace(b) - 2 * roots.reduce(0, +)
        }
    }
    var root: Float { max(0, right).squareRoot() }
    var withoutTwo: Float { distance { (spread($0, $1) + trace($0) + trace($1)) / 2 } }

    /// Whether no direction of a cloud is nearly flat, where rounding would decide.
    private func isRound(_ points: [[Float]]) -> Bool {
        let roots = squareRoot(of: Normal(points, less: 1).covariance)
        let inner = product(roots, roots)
        // The determinant by elimination, against the trace.
        var rows = inner
        var determinant = 1.0
        for i in rows.indices {
            guard rows[i][i] > 1e-9 else { return false }
            determinant *= rows[i][i]
            for k in rows.indices where k > i {
                let factor = rows[k][i] / rows[i][i]
                for j in rows.indices { rows[k][j] -= factor * rows[i][j] }
            }
        }
        return determinant > 0.1
    }
    var isRound: Bool { isRound(first) && isRound(second) }
}

extension ManyClouds {
    init(size: Int, generator: inout RandomGenerator) {
        let dimensions = 1 + generator.integer(below: min(3, size + 1))
        repeat {
            first = generator.rows(dimensions + 2 + generator.integer(below: size), dimensions, size: size)
            second = generator.rows(dimensions + 2 + generator.integer(below: size), dimensions, size: size)
        } while !isRound
    }

    static let examples = [ManyClouds(first: [[0, 0], [2, 2]], second: [[0, 2], [2, 0]])]
    static let edges = [
        ManyClouds(first: [[0], [2]], second: [[3], [7]]),
        ManyClouds(
            first: [[1, 0], [-1, 0], [0, 1], [0, -1]], second: [[1, 0], [-1, 0], [0, 1], [0, -1]]),
        ManyClouds(
            first: [[12, 0], [10, 0], [12, 2], [10, 2]],
            second: [[-12, 1], [-12, 1], [-12, -3], [-12, -3]]),
    ]
}

let comparingClouds = Exercise<any GenerativeHomework>(
    "8.9", Words(en: "The Fréchet distance in many dimensions", zh: "多维的弗雷歇距离"),
    tolerance: Tolerance(absolute: 5e-3, relative: 1e-3),
    hint: Words(
        en: "Print both covariances of the example, then the root of their product: all of it is 0.",
        zh: "打印例子中的两个协方差，再打印它们之积的平方根：全是 0。"),
    input: ManyClouds.init, examples: ManyClouds.examples, edges: ManyClouds.edges, expected: \.right,
    answer: { try $0.frechet(points: $1.first, $1.second) },
    mistakes: [
        Mistake(
            en: "Only the means are compared: how the points scatter counts too.", zh: "只比较了平均值：点怎样散开也要算。",
            \.meansAlone),
        Mistake(
            en: "The squares are divided by the count: divide by n − 1.", zh: "平方和除以了点数：要除以 n − 1。", \.byCount
        ),
        Mistake(
            en: "The covariance is that about the mean, not about 0.", zh: "协方差是相对平均值的，不是相对 0 的。",
            \.notCentred),
        Mistake(
            en: "Only the variances are compared: what coordinates have to do with each other counts too.",
            zh: "只比较了方差：各坐标之间的关系也要算。",
            \.diagonalsAlone),
        Mistake(
            en: "The term −2 tr (Σ^½ Σ' Σ^½)^½ is missing: equal clouds have distance 0.",
            zh: "缺了 −2 tr (Σ^½ Σ' Σ^½)^½ 这一项：两团点相同时，距离应为 0。", \.withoutRoot),
        Mistake(en: "The root of Σ^½ Σ' Σ^½ is missing.", zh: "Σ^½ Σ' Σ^½ 没有开方。", \.ofProduct),
        Mistake(
            en: "The difference of the roots is something else: Σ^½ Σ' Σ^½ has a root of its own.",
            zh: "两个平方根之差是另一回事：要求的是 Σ^½ Σ' Σ^½ 自己的平方根。", \.ofRoots),
        Mistake(
            en: "The difference of the covariances is something else.", zh: "协方差之差是另一回事。", \.ofCovariances),
        Mistake(
            en: "The root of a matrix is not the roots of its entries.", zh: "矩阵的平方根不是各个元素的平方根。",
            \.entryByEntry),
        Mistake(
            en: "That is the root: the exercise is the squared distance.", zh: "这是开方之后的：题目要的是距离的平方。", \.root),
        Mistake(en: "The root is taken away twice.", zh: "平方根要减两次。", \.withoutTwo),
    ],
    cases: [
        Case(en: "one dimension", zh: "只有一维") { $0.first[0].count == 1 },
        Case(en: "equal clouds", zh: "两团点相同") { $0.right == 0 || abs($0.right) < 1e-6 },
        Case(en: "equal variances, other covariances", zh: "方差相等，协方差不等") {
            abs($0.diagonalsAlone - $0.meansAlone) < 1e-6 && $0.right > 1
        },
        Case(en: "other numbers of points", zh: "两边的点数不同") { $0.first.count != $0.second.count },
    ],
    meant: [
        Meant("first.count", "second.count", lack: .one, because: "one point has no covariance"),
        .together("first[].count", "second[].count", because: "the same dimensions"),
    ])
