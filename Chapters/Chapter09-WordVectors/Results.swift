import Autograd
import ChapterSupport
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import WordVectors

/// Everything a run of the chapter found out.
struct Results {
    let data: WordData
    let questions: Questions
    let lesson: HandLesson
    let language: JudgedLanguageModel?
    let learned: [LearnedVectors]
    let asInBook: AsInBook?

    /// The vectors that are shown and saved: those of skip-gram, else of the first method there is.
    var best: LearnedVectors? { learned.first { $0.method == .skipgram } ?? learned.first }

    /// The methods side by side, by the questions that the data allows.
    var scoreTable: Table {
        let relations = (learned.first?.scores.analogies ?? []).filter { $0.covered > 0 }.map(\.name)
        let showsPairs = learned.contains { $0.scores.similarity != nil }
        let perSection = relations.count <= 3
        let pairs = learned.first?.scores.similarity
        var headers: [any Readable] = [
            "", Words(en: "same class among 5", zh: "5 近邻同类"), Words(en: "mean cosine", zh: "平均余弦"),
        ]
        if perSection {
            headers += relations.map { Self.relationNames[$0] ?? Words(en: $0, zh: $0) }
        } else if !relations.isEmpty {
            headers.append(Words(en: "analogies", zh: "类比"))
        }
        if showsPairs { headers.append(Words(en: "WordSim ρ", zh: "WordSim ρ")) }
        headers.append(Words(en: "seconds", zh: "秒"))
        return Table(
            headers: headers,
            rows: learned.map { one in
                var row = [
                    one.method.title.text, number(one.scores.purity.purity), number(one.scores.meanCosine),
                ]
                if perSection {
                    row += relations.map { name in
                        number(one.scores.analogies.first { $0.name == name }?.accuracy ?? .nan)
                    }
                } else if !relations.isEmpty {
                    row.append(number(one.scores.analogies.together.accuracy))
                }
                if showsPairs { row.append(number(one.scores.similarity?.rho ?? .nan)) }
                return row + [formatNumber(one.seconds, significantDigits: 2)]
            }, caption: caption(pairs))
    }

    private func caption(_ pairs: WordSimilarity.Agreement?) -> Words {
        let purity = learned.first?.scores.purity
        let (chance, count) = (number(purity?.chance ?? .nan), purity?.wordCount ?? 0)
        let covered = learned.first?.scores.analogies.together
        var (en, zh) = (
            "The class purity is over \(count) words; at random it is \(chance).",
            "类别纯度在 \(count) 个词上计算，随机时为 \(chance)。"
        )
        if let covered, covered.total > 0 {
            en += " \(covered.covered) of \(covered.total) analogies have all their words here."
            zh += "\(covered.total) 道类比题中有 \(covered.covered) 道的词都在词表里。"
        }
        if let pairs {
            en += " WordSim-353: \(pairs.covered) of \(pairs.total) pairs."
            zh += "WordSim-353：\(pairs.total) 对中有 \(pairs.covered) 对。"
        }
        return Words(en: en, zh: zh)
    }

    private static let relationNames = [
        "capital": Words(en: "capital", zh: "首都"), "gender": Words(en: "gender", zh: "性别"),
        "past": Words(en: "past", zh: "过去式"),
    ]

    /// The language models side by side.
    func languageTable(_ language: JudgedLanguageModel) -> Table {
        let share = formatPercent(language.weight, decimals: 0)
        let rows: [(Words, Double)] = [
            (Words(en: "unigram table", zh: "一元计数表"), language.unigram),
            (Words(en: "trigram, Kneser–Ney", zh: "三元模型（Kneser–Ney）"), language.trigram),
            (
                Words(en: "NPLM, \(language.context) words", zh: "NPLM，前 \(language.context) 个词"),
                language.network
            ),
            (
                Words(en: "mixture, \(share) of it NPLM", zh: "混合，NPLM 占 \(share)"), language.mixed
            ),
        ]
        return Table(
            headers: ["", Words(en: "perplexity", zh: "困惑度")],
            rows: rows.map { [$0.text, number($1)] },
            caption: Words(
                en: "On \(language.text.test.count) sentences that no model has seen.",
                zh: "在所有模型都没见过的 \(language.text.test.count) 个句子上。"),
            highlightedRow: rows.indices.min { rows[$0].1 < rows[$1].1 })
    }

    func number(_ value: Double) -> String { value.isNaN ? "–" : formatNumber(value, significantDigits: 3) }

    /// Prints what was found out.
    func print() {
        let difference = formatNumber(Double(lesson.largestDifference), significantDigits: 2)
        Swift.print(
            Words(
                en:
                    "Negative sampling by hand: every gradient differs from the library's by \(difference) at most.",
                zh: "手写的负采样：每个梯度与库的结果最多相差 \(difference)。"
            ).text)
        if let language {
            Swift.print(textHeading(Words(en: "The next word", zh: "下一个词")))
            Swift.print(languageTable(language).text())
        }
        if !learned.isEmpty {
            Swift.print(textHeading(Words(en: "Word vectors", zh: "词向量")))
            Swift.print(scoreTable.text())
        }
        for line in neighbourLines.prefix(6) { Swift.print(line) }
        if let asInBook { Swift.print(asInBook.summary.text) }
    }

    /// A word of each class, with its nearest neighbours.
    var neighbourLines: [String] {
        guard let vectors = best?.vectors else { return [] }
        let colon = Words(en: ": ", zh: "：").text
        let known = questions.classes.compactMap { $0.words.first { vectors.row(of: $0) != nil } }
        let asked = known.isEmpty ? Array(vectors.words.prefix(6)) : known
        return asked.prefix(8).compactMap { word in
            vectors.nearest(to: word, count: 5).map { near in
                word + colon + near.map(\.word).joined(separator: Words(en: ", ", zh: "、").text)
            }
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("epochs", best?.losses.count ?? 0)
        metrics.set(
            "train_seconds",
            learned.filter { $0.method != .nplm }.reduce(language?.history.seconds ?? 0) { $0 + $1.seconds })
        metrics.set(
            "parameters",
            (language?.model.parameterCount.total ?? 0)
                + learned.reduce(0) { $0 + ($1.followed?.model.parameterCount.total ?? 0) })
        metrics.set("hand_largest_difference", Double(lesson.largestDifference))
        if let language {
            metrics.set("nplm_start_loss", language.history.startLoss)
            metrics.set("nplm_perplexity", language.network)
            metrics.set("unigram_perplexity", language.unigram)
            metrics.set("trigram_perplexity", language.trigram)
            metrics.set("mixed_perplexity", language.mixed)
            metrics.set("mixed_weight", language.weight)
            metrics.set("vocabulary", language.text.words.count)
        }
        if let best { fill(best.scores, "", &metrics) }
        for one in learned {
            fill(one.scores, "\(one.method.rawValue)_", &metrics)
            metrics.set("\(one.method.rawValue)_seconds", one.seconds)
            if let speed = one.wordsPerSecond {
                metrics.set("\(one.method.rawValue)_words_per_second", speed.rounded())
            }
            if let loss = one.losses.last { metrics.set("\(one.method.rawValue)_loss", loss) }
        }
        let rhos = learned.compactMap { $0.scores.similarity?.rho }.filter { !$0.isNaN }
        if let most = rhos.max() { metrics.set("wordsim_rho", most) }
        asInBook?.fill(&metrics)
    }

    private func fill(_ scores: VectorScores, _ prefix: String, _ metrics: inout Metrics) {
        metrics.set("\(prefix)class_purity_5", scores.purity.purity)
        metrics.set("\(prefix)class_purity_chance", scores.purity.chance)
        metrics.set("\(prefix)mean_cosine", scores.meanCosine)
        for score in scores.analogies where ["capital", "gender", "past"].contains(score.name) {
            metrics.set("\(prefix)analogy_\(score.name)", score.accuracy)
        }
        if scores.analogies.count > 3 {
            metrics.set("\(prefix)analogies", scores.analogies.together.accuracy)
            metrics.set("\(prefix)analogies_covered", scores.analogies.together.covered)
        }
        if let pairs = scores.similarity {
            metrics.set("\(prefix)wordsim_rho", pairs.rho)
            metrics.set("\(prefix)wordsim_pairs", pairs.covered)
        }
    }

    /// Writes the vectors in word2vec's text format, and the network with its answers to eight places of the test: the
    /// language model, or without it word2vec's two tables.
    func save(_ run: ChapterRun) throws {
        if let best { try best.vectors.write(.word2vecText, to: run.outputPath("vectors.txt")) }
        if let language {
            try save(language, run)
        } else if let followed = best?.followed, let best {
            try save(followed.model, best, run)
        }
    }

    private func save(_ language: JudgedLanguageModel, _ run: ChapterRun) throws {
        let model = language.model
        try Checkpoint(
            model: model, epoch: language.history.losses.count,
            notes: [
                "chapter": "9", "context": String(language.context),
                "words": language.text.words.joined(separator: "\n"),
            ]
        ).save(to: run.outputPath("model.safetensors"))
        let windows = Windows(Array(language.text.test.prefix(4)), context: language.context)
        let (contexts, targets) = windows.batch(Array(0..<min(8, windows.count)))
        try ModelExample(
            of: model, inputs: ["": .integers(contexts)], targets: .integers(targets),
            answer: { model(contexts) }, loss: { crossEntropy($0, targets) }
        ).save(to: run.outputPath("example.safetensors"))
    }

    private func save(_ model: Word2Vec, _ learned: LearnedVectors, _ run: ChapterRun) throws {
        try Checkpoint(
            model: model, epoch: learned.losses.count,
            notes: [
                "chapter": "9", "method": learned.method.rawValue,
                "words": learned.vectors.words.joined(separator: "\n"),
            ]
        ).save(to: run.outputPath("model.safetensors"))
        let count = min(4, model.output.shape[0])
        let (inputs, outputs) = (IntArray(Array(0..<count)), IntArray(Array((0..<count).reversed())))
        try ModelExample(
            of: model, inputs: ["center": .integers(inputs), "context": .integers(outputs)],
            answer: { pairScores(model, inputs, outputs) }
        ).save(to: run.outputPath("example.safetensors"))
    }
}

/// The score u · v of each pair of an input and an output, `[N]`.
func pairScores(_ model: Word2Vec, _ inputs: IntArray, _ outputs: IntArray) -> Tensor {
    (model.input.indexSelected(inputs) * model.output.indexSelected(outputs)).sum(axes: [1])
}

extension AsInBook {
    var summary: Words {
        func three(_ value: Double) -> String { formatNumber(value, significantDigits: 4) }
        let compared = networkLoss < unigramLoss
        return Words(
            en: """
                As in the book: after one pass the NPLM's loss is \(three(networkLoss)) nats a word, \
                \(compared ? "below" : "above") the table of counts (\(three(unigramLoss))). CBOW: mean cosine \
                \(three(scores.meanCosine)), \(formatPercent(purity)) of the neighbours of the same class; with the words \
                shifted by one, \(formatPercent(shiftedPurity)) (at random \(formatPercent(chance))). \
                \(formatPercent(rareFraction)) of the vocabulary occurs once, \(formatPercent(rareNeighbours)) of the neighbours.
                """,
            zh: """
                按书中的做法：一轮之后 NPLM 的损失是每词 \(three(networkLoss)) nat，\(compared ? "低于" : "高于")计数表\
                （\(three(unigramLoss))）。CBOW：平均余弦 \(three(scores.meanCosine))，近邻中同类的占 \
                \(formatPercent(purity))；词表错位一格时只有 \(formatPercent(shiftedPurity))（随机为 \
                \(formatPercent(chance))）。词表中只出现一次的词占 \(formatPercent(rareFraction))，近邻中占 \
                \(formatPercent(rareNeighbours))。
                """)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("as_in_book_nplm_loss", networkLoss)
        metrics.set("as_in_book_unigram_loss", unigramLoss)
        metrics.set("as_in_book_mean_cosine", scores.meanCosine)
        metrics.set("as_in_book_class_purity_5", purity)
        metrics.set("as_in_book_shifted_purity_5", shiftedPurity)
        metrics.set("as_in_book_once_in_vocabulary", rareFraction)
        metrics.set("as_in_book_once_in_neighbours", rareNeighbours)
        for score in scores.analogies where ["capital", "gender", "past"].contains(score.name) {
            metrics.set("as_in_book_analogy_\(score.name)", score.accuracy)
        }
    }
}
