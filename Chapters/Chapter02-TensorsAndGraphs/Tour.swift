import ChapterSupport
import Messages
import Reporting
import TensorCore

/// The tour of section 2.2: arrays, the graph of a small expression, and graphs that depend on data.
struct Tour {
    let lessons = arrayLessons()
    let transpose = TransposeTiming()
    let expression = SmallExpression()

    /// Roots found coarsely, so that their graphs are small enough to draw.
    let drawnRoots = [Float(1.2), 2, 5].map { RootExample($0, tolerance: 0.02) }

    /// Roots found to the precision of `Float`.
    let roots = [Float(0.01), 0.5, 1, 1.2, 2, 3, 5, 10, 100, 1234.5].map { RootExample($0) }

    /// The largest relative error of a derivative of a root: of all but that of 1, to which no graph leads back.
    var largestRootError: Double {
        let errors = roots.filter { $0.a != 1 }.map { $0.relativeError ?? .infinity }
        return largestDifference(errors, errors.map { _ in 0 })
    }
}

/// That a transpose costs nothing, measured.
struct TransposeTiming {
    let size = 2000

    /// The seconds of a transpose.
    let transposing: Double

    /// The seconds of a copy that makes the transposed elements contiguous.
    let copying: Double

    /// Measures both, on a matrix `[size, size]`.
    init() {
        let matrix = NDArray.zeros([size, size])
        var turned = matrix.transposed()
        var watch = Stopwatch()
        let repetitions = 1000
        for _ in 0..<repetitions { turned = turned.transposed() }
        transposing = watch.seconds / Double(repetitions)
        turned = matrix.transposed()
        watch = Stopwatch()
        let copy = turned.contiguous()
        copying = watch.seconds
        if copy.sharesStorage(with: matrix) {
            explainFailure("TransposeTiming", "the transposed elements were not copied")
        }
    }

    /// Both in a sentence.
    var text: Words {
        let nanoseconds = formatNumber(transposing * 1e9, significantDigits: 2)
        let copy = formatDuration(copying)
        return Words(
            en:
                "A transpose of a \(size) × \(size) matrix took \(nanoseconds) ns, a copy of its elements \(copy).",
            zh: "转置一个 \(size) × \(size) 的矩阵用了 \(nanoseconds) ns，复制它的元素用了 \(copy)。")
    }
}
