import Messages
import Pictures
import Reporting

/// How a photograph is stored: the parts of JPEG, at work on the content of the run.
///
/// It is the oldest answer to a question of this chapter: which differences between pictures do people see? A block of 8 × 8
/// samples becomes a sum of 64 waves; fine ones are rounded more coarsely than coarse ones.
struct JPEGLesson {
    /// The content in grey, cut to whole blocks.
    let original: Picture
    /// The block that is shown: the one of the strongest contrast. Its samples less 128, row by row.
    let samples: [Float]
    /// Where that block is, in blocks.
    let place: (row: Int, column: Int)
    /// The picture and the block at several qualities.
    let versions: [Version]

    struct Version {
        let quality: Int
        let picture: Picture
        /// The block's coefficients in steps, and the samples that they give.
        let levels: [Int]
        let restored: [Float]
        /// How many coefficients of a block are not zero, as a mean over all blocks.
        let meanCount: Double
        /// The mean absolute difference from the original, in levels of 255.
        let error: Double
    }

    /// The lesson on a picture of at least 8 × 8 pixels.
    init(_ picture: Picture) {
        let (across, down) = (picture.width / 8, picture.height / 8)
        let gray = Picture(width: picture.width, height: picture.height, bytes: picture.luminance)
        let original = gray.cropped(left: 0, top: 0, width: 8 * across, height: 8 * down)
        func block(_ number: Int) -> [Float] {
            let cut = original.cropped(
                left: number % across * 8, top: number / across * 8, width: 8, height: 8)
            return cut.bytes.map { Float($0) - 128 }
        }
        // The strongest contrast: the most that is left when the mean, which is the first coefficient, is taken away.
        func contrast(_ samples: [Float]) -> Float {
            samples.reduce(0) { $0 + $1 * $1 } - samples.reduce(0, +) * samples.reduce(0, +) / 64
        }
        let strongest = (0..<across * down).max { contrast(block($0)) < contrast(block($1)) } ?? 0
        let samples = block(strongest)
        (self.original, self.samples) = (original, samples)
        place = (strongest / across, strongest % across)
        versions = [90, 50, 10].map { quality in
            let steps = JPEG.luminanceSteps(quality: quality)
            let levels = JPEG.quantized(JPEG.forwardDCT(samples), steps: steps)
            let (again, counts) = JPEG.compressed(original, quality: quality)
            let far = zip(again.bytes, original.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
            return Version(
                quality: quality, picture: again, levels: levels,
                restored: JPEG.inverseDCT(JPEG.restored(levels, steps: steps)),
                meanCount: Double(counts.reduce(0, +)) / Double(counts.count),
                error: Double(far) / Double(original.bytes.count))
        }
    }

    /// Writes the section of the page.
    func fill(_ report: inout Report) {
        report.section(en: "How a photograph is stored", zh: "照片是怎样存储的")
        report.paragraph(
            en: """
                JPEG cuts a picture into blocks of 8 × 8 samples and writes each as a sum of 64 waves (discrete cosine transform). \
                Each coefficient is divided by a step and rounded; the finer the wave, the larger the step. That rounding is all \
                that is lost, and most coefficients become 0.
                """,
            zh: """
                JPEG 把图片切成 8 × 8 的小块，把每块写成 64 个波的和（离散余弦变换）。每个系数除以一个步长再取整；波越细，步长越大。\
                损失只发生在这一步取整，而大多数系数变成了 0。
                """)
        report.pictures(
            PictureGrid(
                rows: (0..<8).map { u in
                    (0..<8).map { v in Picture(JPEG.wave(u, v), width: 8, height: 8, range: -0.25...0.25) }
                }), scale: 4,
            description: Words(en: "the 64 waves of a block", zh: "一个块的 64 个波"),
            caption: Words(
                en: "The 64 waves: coarse at the upper left, fine at the lower right.",
                zh: "64 个波：左上粗，右下细。"))
        fillBlock(&report)
        report.pictures(
            PictureGrid(
                rows: [[original] + versions.map(\.picture)],
                columnLabels: [Words(en: "original", zh: "原图")]
                    + versions.map { Words(en: "quality \($0.quality)", zh: "质量 \($0.quality)") }),
            scale: max(1, 200 / original.width),
            description: Words(en: "the picture at three qualities", zh: "三种质量下的图片"))
        report.table(table)
    }

    private func fillBlock(_ report: inout Report) {
        let coefficients = JPEG.forwardDCT(samples)
        let widest = coefficients.map(abs).max() ?? 1
        func gray(_ samples: [Float]) -> Picture { Picture(samples, width: 8, height: 8, range: -128...127) }
        func waves(_ coefficients: [Float]) -> Picture {
            // Square roots with their signs, so that small ones are seen too.
            Picture(
                coefficients.map { $0 < 0 ? -(-$0).squareRoot() : $0.squareRoot() }, width: 8, height: 8,
                range: -widest.squareRoot()...widest.squareRoot(), colors: .diverging)
        }
        let steps = versions.map { JPEG.luminanceSteps(quality: $0.quality) }
        report.pictures(
            PictureGrid(
                rows: [
                    [gray(samples)] + versions.map { gray($0.restored) },
                    [waves(coefficients)]
                        + zip(versions, steps).map { waves(JPEG.restored($0.levels, steps: $1)) },
                ],
                rowLabels: [Words(en: "samples", zh: "样本"), Words(en: "coefficients", zh: "系数")],
                columnLabels: [Words(en: "original", zh: "原图")]
                    + versions.map { version in
                        let count = version.levels.count { $0 != 0 }
                        return Words(
                            en: "quality \(version.quality): \(count) of 64",
                            zh: "质量 \(version.quality)：64 个中留 \(count) 个")
                    }), scale: 12,
            description: Words(en: "a block and its coefficients", zh: "一个块及其系数"),
            caption: Words(
                en:
                    "The block of the strongest contrast (row \(place.row + 1), column \(place.column + 1)), its coefficients (blue positive, brown negative), and what is left of both.",
                zh: "对比最强的块（第 \(place.row + 1) 行、第 \(place.column + 1) 列）及其系数（蓝为正，棕为负），以及取整后剩下的部分。"))
    }

    private var table: Table {
        Table(
            headers: [
                Words(en: "quality", zh: "质量"), Words(en: "coefficients left, of 64", zh: "每块留下的系数（共 64 个）"),
                Words(en: "mean error, of 255", zh: "平均误差（最大 255）"),
            ],
            rows: versions.map { version in
                [
                    "\(version.quality)", formatNumber(version.meanCount, significantDigits: 3),
                    formatNumber(version.error, significantDigits: 2),
                ]
            })
    }

    /// The numbers of the table: `jpeg_50_coefficients`, `jpeg_50_error`, and so on.
    func fill(_ metrics: inout Metrics) {
        for version in versions {
            metrics.set("jpeg_\(version.quality)_coefficients", version.meanCount)
            metrics.set("jpeg_\(version.quality)_error", version.error)
        }
    }
}
