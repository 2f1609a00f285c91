import Foundation
import Grading
import Messages
import TensorCore

// How the exercises about using a model are checked: cache, adapter, folds.

// MARK: 13.4

private struct CachedStep {
    var query, key, value: [Float]
    var cachedKeys, cachedValues: [[Float]]

    var right: [Float] { mixed(cachedKeys + [key], cachedValues + [value]) }
    var withoutNew: [Float] { mixed(cachedKeys, cachedValues) }
    var withoutCache: [Float] { value }
    var swapped: [Float] { mixed(cachedValues + [value], cachedKeys + [key]) }
    var newSwapped: [Float] { mixed(cachedKeys + [value], cachedValues + [key]) }
    var newInFront: [Float] { mixed(cachedKeys + [key], [value] + cachedValues) }
    var unscaled: [Float] { mixed(cachedKeys + [key], cachedValues + [value]) { _ in 1 } }
    var byWidth: [Float] { mixed(cachedKeys + [key], cachedValues + [value]) { $0 } }
    var byKey: [Float] {
        var other = self
        other.query = key
        return other.right
    }

    private func mixed(
        _ keys: [[Float]], _ values: [[Float]], divisor: (Double) -> Double = { $0.squareRoot() }
    ) -> [Float] {
        let scores = keys.map { key in
            zip(query, key).reduce(0) { $0 + Double($1.0) * Double($1.1) } / divisor(Double(key.count))
        }
        let largest = scores.max() ?? 0
        let weights = scores.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        let width = values.map(\.count).min() ?? 0
        return (0..<width).map { column in
            Float(zip(weights, values).reduce(0) { $0 + $1.0 * Double($1.1[column]) } / total)
        }
    }
}

extension CachedStep {
    init(size: Int, generator: inout RandomGenerator) {
        func row(_ count: Int) -> [Float] {
            (0..<count).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
        }
        // Keys and values mostly of one length, so that they can be mixed up.
        let width = 1 + generator.integer(below: 4)
        let valueWidth = generator.bernoulli(0.6) ? width : 1 + generator.integer(below: 4)
        query = row(width)
        key = row(width)
        value = generator.numbers(valueWidth, size: size)
        cachedKeys = (0..<size).map { _ in row(width) }
        cachedValues = (0..<size).map { _ in generator.numbers(valueWidth, size: size) }
    }

    static let examples = [
        CachedStep(query: [1, 2], key: [2, -1], value: [3, 0], cachedKeys: [], cachedValues: [])
    ]
    static let edges = [
        CachedStep(query: [0], key: [1], value: [3, 2, -1], cachedKeys: [[2]], cachedValues: [[1, 0, 12]]),
        CachedStep(
            query: [10, 10], key: [10, 10], value: [1, -10], cachedKeys: [[10, 9.875], [-12, 0]],
            cachedValues: [[2, 0], [0, 1]]),
        CachedStep(
            query: [-10, 12], key: [10, -10], value: [1, 0], cachedKeys: [[10, -9.875]],
            cachedValues: [[2, 0]]),
        CachedStep(
            query: [1, 0, -1, 2], key: [1, 1, 0, 0], value: [1, 0],
            cachedKeys: [[0, 1, 1, 1], [2, 0, 1, 0]],
            cachedValues: [[2, 1], [0, -1]]),
    ]
}

let caching = Exercise<any LanguageModelHomework>(
    "13.4", Words(en: "A step with a KV cache", zh: "带键值缓存的一步"),
    hint: Words(
        en: "With one position cached there are two weights: work them out by hand.",
        zh: "缓存里有一个位置时，有两个权重：手算一遍。"),
    input: CachedStep.init, examples: CachedStep.examples, edges: CachedStep.edges, expected: \.right,
    answer: {
        try $0.cachedStep(
            query: $1.query, key: $1.key, value: $1.value, cachedKeys: $1.cachedKeys,
            cachedValues: $1.cachedValues)
    },
    mistakes: [
        Mistake(
            en: "The new position is missing: it attends to itself too.", zh: "缺了新的位置：它也要注意自己。", \.withoutNew),
        Mistake(
            en: "The cache is not used: only the new position is there.", zh: "没有用到缓存：只有新的位置。", \.withoutCache
        ),
        Mistake(
            en: "Keys and values are swapped: keys make the weights, values the output.",
            zh: "键和值弄反了：键用来求权重，值用来求输出。", \.swapped),
        Mistake(
            en: "The new key and the new value are appended to each other's cache.",
            zh: "新的键和新的值接错了缓存：键接到了值后面，值接到了键后面。", \.newSwapped),
        Mistake(
            en: "The new value stands in front, its key behind: both are the last.",
            zh: "新的值放在了最前，它的键放在最后：两者都应在最后。", \.newInFront),
        Mistake(en: "The scores are not divided by √d.", zh: "得分没有除以 √d。", \.unscaled),
        Mistake(en: "The scores are divided by d: divide by its root.", zh: "得分除以了 d：应除以它的平方根。", \.byWidth),
        Mistake(
            en: "The scores are made with the new key: the query asks.", zh: "得分是用新的键求的：提问的是查询。", \.byKey),
    ],
    cases: [
        Case(en: "nothing is cached", zh: "缓存是空的") { $0.cachedKeys.isEmpty },
        Case(en: "one position is cached", zh: "缓存里有一个位置") { $0.cachedKeys.count == 1 },
        Case(en: "values longer than keys", zh: "值比键长") { $0.value.count > $0.key.count },
        Case(en: "values shorter than keys", zh: "值比键短") { $0.value.count < $0.key.count },
        Case(en: "scores that overflow", zh: "会溢出的得分") {
            zip($0.query, $0.key).reduce(0) { $0 + $1.0 * $1.1 } > 150
        },
        Case(en: "scores that all vanish", zh: "指数全都成零的得分") { input in
            (input.cachedKeys + [input.key]).allSatisfy {
                zip(input.query, $0).reduce(0) { $0 + $1.0 * $1.1 } < -150
            }
        },
    ],
    meant: [
        .together("cachedKeys.count", "cachedValues.count", because: "each cached position has both"),
        .together("key.count", "query.count", because: "their product is a score"),
    ])

// MARK: 13.5

private struct Adapter {
    var weight, a, b: [[Float]]
    var alpha: Float

    var right: [[Float]] { merged(scale: alpha / Float(a.count)) }
    var byAlpha: [[Float]] { merged(scale: alpha) }
    var unscaled: [[Float]] { merged(scale: 1) }
    var byRank: [[Float]] { merged(scale: 1 / Float(a.count)) }
    var twice: [[Float]] { merged(scale: 2 * alpha / Float(a.count)) }
    var transposed: [[Float]] { merged(scale: alpha / Float(a.count), isTransposed: true) }
    var changeOnly: [[Float]] { merged(scale: alpha / Float(a.count), base: 0) }
    var subtracted: [[Float]] { merged(scale: -alpha / Float(a.count)) }

    private func merged(scale: Float, base: Float = 1, isTransposed: Bool = false) -> [[Float]] {
        func change(_ row: Int, _ column: Int) -> Double {
            a.indices.reduce(0) { $0 + Double(b[row][$1]) * Double(a[$1][column]) }
        }
        return weight.indices.map { i in
            weight[i].indices.map { j in
                Float(
                    Double(base * weight[i][j]) + Double(scale)
                        * (isTransposed && weight.count == weight[i].count ? change(j, i) : change(i, j)))
            }
        }
    }
}

extension Adapter {
    init(size: Int, generator: inout RandomGenerator) {
        // Often square, so that B and A can be taken in the wrong order.
        let inputs = 1 + generator.integer(below: size + 1)
        let outputs = generator.bernoulli(0.5) ? inputs : 1 + generator.integer(below: size + 1)
        let rank = 1 + generator.integer(below: 3)
        weight = generator.rows(outputs, inputs, size: size)
        a = generator.rows(rank, inputs, size: size)
        b = generator.rows(outputs, rank, size: size)
        alpha = generator.element(of: [0, 0.5, 1, 3, 16])
    }

    static let examples = [Adapter(weight: [[1, 2]], a: [[3, 4]], b: [[1]], alpha: 2)]
    static let edges = [
        Adapter(weight: [[1], [-10], [0]], a: [[2], [1]], b: [[1, 0], [-2, 10], [0.5, 1]], alpha: 4),
        Adapter(weight: [[1, 2], [3, 4]], a: [[1, -1], [0, 12]], b: [[2, 1], [0, -1]], alpha: 10),
        Adapter(weight: [[5]], a: [[1]], b: [[1]], alpha: 0),
        Adapter(
            weight: [[1, 0, 1], [0, 2, 0]], a: [[1, 0, 1], [2, 1, 0]], b: [[1, 2], [0, 1]], alpha: 1),
    ]
}

let merging = Exercise<any LanguageModelHomework>(
    "13.5", Words(en: "Merging LoRA", zh: "合并 LoRA"), tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: Words(
        en: "B A has the shape of W. For rank 1 it is a column times a row.",
        zh: "B A 与 W 形状相同。秩为 1 时，它是一列乘以一行。"),
    input: Adapter.init, examples: Adapter.examples, edges: Adapter.edges, expected: \.right,
    answer: { try $0.merged(weight: $1.weight, a: $1.a, b: $1.b, alpha: $1.alpha) },
    mistakes: [
        Mistake(en: "Scaled by α: it is α / r.", zh: "乘以了 α：应是 α / r。", \.byAlpha),
        Mistake(en: "Not scaled: multiply B A by α / r.", zh: "没有缩放：B A 要乘以 α / r。", \.unscaled),
        Mistake(en: "Divided by the rank, but not multiplied by α.", zh: "除以了秩，却没有乘以 α。", \.byRank),
        Mistake(
            en: "Added twice: the base is changed in place and then once more.", zh: "加了两次：原地改了基础权重，之后又加了一遍。",
            \.twice),
        Mistake(
            en: "The product is transposed: it is B A, not (B A)ᵀ.", zh: "乘积转置了：应是 B A，不是 (B A)ᵀ。",
            \.transposed),
        Mistake(en: "The change alone came back: add it to W.", zh: "只返回了改变量：要把它加到 W 上。", \.changeOnly),
        Mistake(en: "The change is taken away: add it.", zh: "改变量被减掉了：要加上。", \.subtracted),
    ],
    cases: [
        Case(en: "rank 1", zh: "秩为 1") { $0.a.count == 1 },
        Case(en: "α = 0", zh: "α = 0 时") { $0.alpha == 0 },
        Case(en: "more outputs than inputs", zh: "输出比输入多") { $0.b.count > $0.a[0].count },
        Case(en: "more inputs than outputs", zh: "输入比输出多") { $0.b.count < $0.a[0].count },
        Case(en: "rank 2 of a square matrix", zh: "方阵，秩为 2") {
            $0.a.count == 2 && $0.b.count == $0.a[0].count
        },
    ],
    meant: [
        Meant("alpha", lack: .negative, because: "an adapter is added"),
        .together("a.count", "b[].count", because: "both are the rank"),
        .together("a[].count", "weight[].count", because: "the inputs"),
        .together("b.count", "weight.count", because: "the outputs"),
    ])

// MARK: 13.6

private struct Folds {
    var isRight: [Bool]
    var folds: Int
    var batchSize: Int

    private func fold(_ index: Int) -> ArraySlice<Bool> {
        isRight[index * isRight.count / folds..<(index + 1) * isRight.count / folds]
    }
    private func accuracy(_ answers: some Collection<Bool>) -> Double {
        Double(answers.count { $0 }) / Double(answers.count)
    }
    private func meanOfBatches(_ answers: ArraySlice<Bool>) -> Double {
        let batches = stride(from: answers.startIndex, to: answers.endIndex, by: batchSize).map {
            answers[$0..<min($0 + batchSize, answers.endIndex)]
        }
        return mean(batches.map { accuracy($0) })
    }
    private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

    private var each: [Double] { (0..<folds).map { accuracy(fold($0)) } }
    private func floats(_ numbers: [Double]) -> [Float] { numbers.map(Float.init) }

    var right: [Float] { floats(each + [accuracy(isRight)]) }
    var meansOfBatches: [Float] {
        let all = (0..<folds).map { meanOfBatches(fold($0)) }
        return floats(all + [mean(all)])
    }
    var meanOfFolds: [Float] { floats(each + [mean(each)]) }
    var withoutAll: [Float] { floats(each) }
    var fullBatchesOnly: [Float] {
        let kept = (0..<folds).map { fold($0).prefix(fold($0).count / batchSize * batchSize) }
        return floats(kept.map { accuracy($0) } + [accuracy(Array(kept.joined()))])
    }
    var wrong: [Float] { right.map { 1 - $0 } }
    var percent: [Float] { right.map { 100 * $0 } }
    var interleaved: [Float] {
        let parts = (0..<folds).map { fold in
            stride(from: fold, to: isRight.count, by: folds).map { isRight[$0] }
        }
        return floats(parts.map { accuracy($0) } + [accuracy(isRight)])
    }
}

extension Folds {
    init(size: Int, generator: inout RandomGenerator) {
        guard size % 2 == 0 else {
            folds = 1 + generator.integer(below: size)
            batchSize = 1 + generator.integer(below: size + 1)
            isRight = (0..<folds + generator.integer(below: 4 * size)).map { _ in generator.bernoulli(0.5) }
            return
        }
        folds = 2 + generator.integer(below: 2)
        batchSize = 3 + generator.integer(below: 2)
        // Folds of unequal sizes, each with a last batch of one or two: there the mean of batches is another number.
        let count = folds * (2 * batchSize + 1) + 1 + (size / 2 % 2)
        var answers = (0..<count).map { _ in generator.bernoulli(0.5) }
        // Each fold begins wrong and ends right.
        for fold in 0..<folds {
            let (first, end) = (fold * count / folds, (fold + 1) * count / folds)
            answers[first] = false
            answers[first + 1] = fold == 0
            answers[end - 1] = true
        }
        isRight = answers
    }

    static let examples = [Folds(isRight: [true, false, true], folds: 2, batchSize: 2)]
    static let edges = [
        Folds(isRight: [true], folds: 1, batchSize: 1),
        Folds(isRight: [true, true, false, false], folds: 2, batchSize: 1),
        Folds(isRight: [true, false, false, true, true], folds: 1, batchSize: 2),
        Folds(isRight: (0..<25).map { $0 % 3 == 0 }, folds: 10, batchSize: 12),
    ]
}

let folding = Exercise<any LanguageModelHomework>(
    "13.6", Words(en: "Accuracy over folds", zh: "各折的准确率"),
    hint: Words(
        en: "Write down for the example which places each fold holds out, and how many of them are right.",
        zh: "对例子写下每一折留出哪些位置，其中几个是对的。"),
    input: Folds.init, examples: Folds.examples, edges: Folds.edges, expected: \.right,
    answer: { try $0.foldAccuracies(isRight: $1.isRight, folds: $1.folds, batchSize: $1.batchSize) },
    mistakes: [
        Mistake(
            en: "This is the mean of the batches, as in the book: a short batch counts for too much.",
            zh: "这是各批的平均，与书中一样：不满的一批分量太重。", \.meansOfBatches),
        Mistake(
            en: "The last number is the mean of the folds: the folds are not equally large.",
            zh: "最后一个数是各折的平均：各折不一样大。", \.meanOfFolds),
        Mistake(en: "The accuracy of all examples is missing at the end.", zh: "末尾缺了全部样本的准确率。", \.withoutAll),
        Mistake(
            en: "The last, short batch of each fold is left out.", zh: "漏了每一折最后不满的一批。", \.fullBatchesOnly),
        Mistake(en: "This counts the wrong answers.", zh: "这数的是答错的。", \.wrong),
        Mistake(en: "These are percent: a share is asked for.", zh: "这是百分数：要的是比例。", \.percent),
        Mistake(
            en: "The folds take every k-th place: each is a run of consecutive ones.",
            zh: "各折每隔 k 个位置取一个：一折应是一段连续的位置。", \.interleaved),
    ],
    cases: [
        Case(en: "one fold", zh: "只有一折") { $0.folds == 1 && $0.isRight.count > 1 },
        Case(en: "folds of equal size", zh: "各折一样大") { $0.folds > 1 && $0.isRight.count % $0.folds == 0 },
        Case(en: "folds of unequal size", zh: "各折不一样大") { $0.isRight.count % $0.folds != 0 },
        Case(en: "one place", zh: "只有一个位置") { $0.isRight.count == 1 },
    ],
    meant: [Meant("folds", "batchSize", lack: .negative, .zero, because: "there is at least one")])
