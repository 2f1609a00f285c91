import Autograd
import ChapterSupport
import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// A result with what is said of it by numbers.
struct JudgedResult {
    let result: Result
    let scores: Scores
}

/// Everything a run of the chapter found out.
struct Results {
    let data: PictureData
    let judged: [JudgedResult]
    /// The scores of the painting mirrored: the least that can be had of `layout`.
    let layoutFloor: Double
    let network: RandomNetwork
    let grams: GramFigures?
    let optimizers: OptimizerComparison?
    let texture: TextureSynthesis?
    /// Only with `--as-in-book`.
    let asInBook: AsInBook?
    /// What the page mixes.
    let mixtures: Mixtures?
    let gallery: Gallery?
    /// Whether a few steps were all.
    let isQuick: Bool

    static let tooShort = Words(
        en: "A few steps only, to see that everything works: too short to paint.",
        zh: "只有几步，用来检查一切是否正常：太短，画不出结果。")

    /// The result that is shown large: that of patches, else of the last method.
    var best: JudgedResult? { judged.last { !$0.result.method.isBaseline } ?? judged.last }

    var scoreTable: Table {
        Table(
            headers: [
                "", Words(en: "texture distance", zh: "纹理距离"), Words(en: "structure", zh: "结构"),
                Words(en: "Gram, held out", zh: "Gram（未优化的网络）"), Words(en: "layout copied", zh: "布局抄袭"),
                Words(en: "steps", zh: "步数"), Words(en: "seconds", zh: "秒"),
            ],
            rows: judged.map { one in
                [
                    one.result.title.text, number(one.scores.texture), number(one.scores.structure),
                    number(one.scores.heldOut), number(one.scores.layout),
                    one.result.steps == 0 ? "–" : "\(one.result.steps)",
                    formatNumber(one.result.seconds, significantDigits: 2),
                ]
            },
            caption: Words(
                en:
                    "Texture distance and Gram: 1 is the content, 0 the style. Structure: 1 is the content. Layout copied: the painting mirrored has \(number(layoutFloor)).",
                zh: "纹理距离和 Gram：1 为内容图，0 为风格图。结构：1 为内容图。布局抄袭：风格图左右翻转后为 \(number(layoutFloor))。"),
            highlightedRow: judged.indices.last { !judged[$0].result.method.isBaseline })
    }

    func number(_ value: Double) -> String {
        value.isFinite ? formatNumber(value, significantDigits: 3) : "–"
    }

    func print() {
        if isQuick { Swift.print(Self.tooShort.text + "\n") }
        if !judged.isEmpty {
            Swift.print(textHeading(Words(en: "Methods", zh: "各种方法")))
            Swift.print(scoreTable.text())
        }
        if let texture {
            Swift.print(textHeading(Words(en: "Texture from noise", zh: "由噪声合成纹理")))
            Swift.print(texture.summary.text + "\n")
        }
        if let asInBook { Swift.print(asInBook.summary.text + "\n") }
        if let gallery {
            Swift.print(textHeading(Words(en: "Two judges", zh: "两位评委")))
            Swift.print(gallery.table.text())
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("width", data.content.size.width)
        metrics.set("height", data.content.size.height)
        metrics.set("parameters", data.content.elementCount)
        metrics.set("train_seconds", judged.reduce(texture?.seconds ?? 0) { $0 + $1.result.seconds })
        if let best {
            metrics.set("texture_distance_ratio", best.scores.texture)
            metrics.set("structure", best.scores.structure)
            metrics.set("held_out_ratio", best.scores.heldOut)
            metrics.set("layout_copied", best.scores.layout)
        }
        metrics.set("layout_floor", layoutFloor)
        for one in judged {
            let name = one.result.method.rawValue
            metrics.set("\(name)_texture_distance_ratio", one.scores.texture)
            metrics.set("\(name)_structure", one.scores.structure)
            metrics.set("\(name)_held_out_ratio", one.scores.heldOut)
            metrics.set("\(name)_layout_copied", one.scores.layout)
            metrics.set("\(name)_seconds", one.result.seconds)
            if let history = one.result.history {
                metrics.set("\(name)_style_loss", history.style.last ?? .nan)
                metrics.set("\(name)_content_loss", history.content.last ?? .nan)
            }
        }
        func ratio(of method: Method) -> Double? {
            judged.first { $0.result.method == method }?.scores.texture
        }
        if let fast = ratio(of: .fast), let slow = ratio(of: .patches) {
            metrics.set("fast_to_patches_texture", fast / max(1e-9, slow))
        }
        JPEGLesson(data.content.picture).fill(&metrics)
        for run in optimizers?.runs ?? [] {
            metrics.set("\(run.name)_loss", run.endLoss)
            metrics.set("\(run.name)_evaluations", run.history.evaluations)
        }
        texture?.fill(&metrics)
        asInBook?.fill(&metrics)
        if let gallery {
            metrics.set("scene_recognized", gallery.answers.sceneFraction)
            metrics.set("pattern_recognized", gallery.answers.patternFraction)
            metrics.set("colors_pattern_recognized", gallery.colorsOnly.patternFraction)
        }
    }

    /// Writes the pictures, and the network of random weights with its answer to a piece of the content.
    func save(_ run: ChapterRun) throws {
        for one in judged where !one.result.method.isBaseline {
            try one.result.picture.picture.writePNG(to: run.outputPath("\(one.result.method.rawValue).png"))
        }
        if let best { try best.result.picture.picture.writePNG(to: run.outputPath("result.png")) }
        try texture?.result.picture.writePNG(to: run.outputPath("texture.png"))
        try network.save(run, content: data.content, style: data.styles[0])
    }
}

extension TextureSynthesis {
    var summary: Words {
        func rows(_ period: Int?) -> (en: String, zh: String) {
            period.map { ("every \($0) rows", "每 \($0) 行") } ?? ("without a period", "没有周期")
        }
        let (own, other) = (rows(period), rows(exemplarPeriod))
        let ratio = formatNumber(distanceRatio, significantDigits: 2)
        return Words(
            en:
                "The texture distance to the exemplar is \(ratio) of the noise's. The exemplar repeats itself \(other.en), the result \(own.en).",
            zh: "与样本的纹理距离是噪声的 \(ratio) 倍。样本的周期：\(other.zh)；结果：\(own.zh)。")
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("texture_noise_ratio", distanceRatio)
        metrics.set("texture_seconds", seconds)
        if let exemplarPeriod { metrics.set("texture_exemplar_period", exemplarPeriod) }
        if let period { metrics.set("texture_period", period) }
    }
}
