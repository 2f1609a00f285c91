import Autograd
import Messages
import Reporting
import TensorCore

/// A look into GPT along a line of the held-out text: what it expects at each place, and what its heads attend to.
struct TextLook {
    private let characters: [String]
    /// The likeliest next characters at each place, with their probabilities.
    private let expected: [[(character: String, probability: Double)]]
    /// The last layer's weights by head, `[H, T, T]`.
    private let attention: NDArray
    private let heads: Int

    init(_ result: TextResult, length: Int = 24) {
        let (model, text) = (result.model, result.text)
        let ids = Array(text.validation.prefix(min(length, model.shape.context)))
        func shown(_ id: Int) -> String {
            let character = text.tokens.text(of: [id])
            return character.replacing("\n", with: "⏎").replacing(" ", with: "␣")
        }
        model.evaluate()
        let last = model.blocks[model.blocks.count - 1].attention
        last.keepsWeights = true
        let logits = withoutGradient {
            model.logits(model.features(IntArray(ids, shape: [1, ids.count])))
        }.value[0]
        last.keepsWeights = false
        let (best, found) = logits.softmax(axis: 1).topK(min(5, text.tokens.count))
        let count = best.shape[1]
        characters = ids.map(shown)
        expected = ids.indices.map { place in
            (0..<count).map { rank in
                (shown(found[place * count + rank]), Double(best.scalars[place * count + rank]))
            }
        }
        attention = last.weights.map { $0[0] } ?? .zeros([0, ids.count, ids.count])
        heads = attention.shape[0]
    }

    /// A row for each place: the likeliest characters, the most probable first.
    var probabilityChart: BarChart {
        BarChart(
            title: Words(en: "Probability of the likeliest next character", zh: "最可能的下一个字符的概率"),
            xLabel: Words(en: "character, and the one expected after it", zh: "字符及预测的下一个字符"),
            yLabel: Words(en: "probability", zh: "概率"),
            categories: zip(characters, expected).map { character, next in
                "\(character)→\(next.first?.character ?? "")"
            },
            groups: [.init("", values: expected.map { $0.first?.probability ?? 0 })], showsValues: false,
            yRange: 0...1)
    }

    /// The likeliest five at each place.
    var table: Table {
        Table(
            headers: [Words(en: "after", zh: "之后"), Words(en: "expected", zh: "预测")],
            rows: zip(characters, expected).map { character, next in
                [
                    character,
                    next.map { "\($0.character) \(formatPercent($0.probability))" }.joined(separator: "  "),
                ]
            })
    }

    var attentionCharts: [any Chart] {
        (0..<heads).map { head in
            HeatMap(
                title: Words(en: "head \(head + 1)", zh: "第 \(head + 1) 头"), values: rows(attention[head]),
                rowLabels: characters, columnLabels: characters, range: 0...1)
        }
    }
}
