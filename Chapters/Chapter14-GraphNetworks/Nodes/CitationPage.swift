import Autograd
import ChapterSupport
import Graphs
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

// The graph convolutional network in the page: some papers as dots, to which other words are given, and what spreads from them
// layer by layer.

/// A few papers around the first citation, cut out of the graph.
struct CitationPart {
    /// The papers by their numbers in the graph.
    let papers: [Int]
    /// Their citations, numbered by their position here.
    let edges: [(Int, Int)]
    /// The network's input.
    let input: GraphInput
    /// Their words, divided by their number, `[papers, words]`.
    let words: NDArray

    /// So many papers, each reached from one before; of each at most three are taken, so that no single paper fills the picture.
    init(_ graph: CitationGraph, count: Int = 24) {
        var neighbours = [[Int]](repeating: [], count: graph.paperCount)
        for citation in graph.citations {
            neighbours[citation.first].append(citation.second)
            neighbours[citation.second].append(citation.first)
        }
        var papers: [Int] = []
        // Where no more can be reached, from the next paper on.
        for first in neighbours.indices where papers.count < count && !papers.contains(first) {
            papers.append(first)
            var next = papers.count - 1
            while next < papers.count && papers.count < count {
                let fresh = neighbours[papers[next]].filter { !papers.contains($0) }.prefix(3)
                papers += fresh.prefix(count - papers.count)
                next += 1
            }
        }
        self.papers = papers
        let places = Dictionary(uniqueKeysWithValues: papers.enumerated().map { ($1, $0) })
        edges = graph.citations.compactMap { citation in
            guard let a = places[citation.first], let b = places[citation.second] else { return nil }
            return (a, b)
        }
        words = graph.normalizedWords.rows(at: papers)
        input = GraphInput(
            adjacency: adjacency(edges, count: papers.count), features: SparseMatrix(words))
    }

    /// Where each paper is drawn, x and y in 0...1.
    var places: [(x: Double, y: Double)] {
        var graph = SmallGraph(nodes: papers.count)
        for (a, b) in edges { graph.connect(a, b) }
        return GraphDrawing.layout(graph)
    }
}

/// What the page computes: both graph convolutions of `GraphConvolutionalNetwork`, product by product.
func citationPlan(papers: Int, words: Int) -> String {
    """
    x = input \(papers) \(words); xw = product x layer1.weight; axw = product adjacency xw;
    b1 = add axw layer1.bias; h = relu b1; hw = product h layer2.weight; ahw = product adjacency hw;
    z = add ahw layer2.bias; probabilities = rowSoftmax z
    """
}

/// The network as a page plays it, tried on these papers as they are.
///
/// - Parameter subjects: the mean words of the papers of each subject, `[subjects, words]`, which the page gives to a paper.
/// - Throws: `PlayedNetwork.Refusal`.
func playedPapers(
    _ network: GraphConvolutionalNetwork, _ part: CitationPart, subjects: NDArray, mayRound: Bool = true
) throws -> PlayedNetwork {
    network.evaluate()
    let logits = withoutGradient { network(part.input) }.value
    let (papers, words) = (part.papers.count, part.words.shape[1])
    return try PlayedNetwork(
        weights: Dictionary(uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.value) }),
        plan: citationPlan(papers: papers, words: words),
        arrays: [
            "adjacency": part.input.adjacency.dense(), "words": part.words, "subjects": subjects,
            "places": NDArray(part.places.flatMap { [Float($0.x), Float($0.y)] }, shape: [papers, 2]),
            "edges": NDArray(
                part.edges.flatMap { [Float($0.0), Float($0.1)] }, shape: [part.edges.count, 2]),
        ],
        inputs: ["x": part.words.reshaped([1, papers, words])], output: "z",
        answers: logits.reshaped([1, logits.elementCount]), mayRound: mayRound)
}

/// The part of the page with the papers.
func citationBox(_ file: PlayedNetwork, labels: [Int], subjects: [String]) -> Play {
    let layers = (0...2).map {
        "<button type=\"button\" data-layer=\"\($0)\" data-word=\"layer\($0)\"></button>"
    }
    let controls = """
        <div class="two"><div class="buttons">\(layers.joined())</div>
        <canvas class="sharp" style="max-width:560px" data-name="graph" tabindex="0" role="application" data-label="graph"></canvas>
        <p data-word="keys"></p><p data-name="unitBox"><label><span data-word="unit"></span>: \
        <output data-name="unitText"></output><br/><input type="range" data-name="unit" min="0" max="15" step="1" value="0"/>\
        </label></p></div>
        <div><h3 data-word="give"></h3><div class="buttons" data-name="gifts"></div>
        <h3 data-name="paper" aria-live="polite"></h3><p class="sum" data-name="formula"></p>
        <div class="bars" style="margin-top:10px" data-name="classes"></div><p data-name="spread" aria-live="polite"></p></div>
        <span class="dl-chart" data-name="colors" hidden="hidden"></span>
        """
    return Play(
        file: file.file, controls: controls, script: citationScript, words: citationWords,
        texts: [
            "labels": labels.map(String.init).joined(separator: " "),
            "subjectNames": subjects.joined(separator: "\n"),
        ],
        otherwise: Words(
            en: "With scripting switched on, one can give papers other words here and see what spreads.",
            zh: "浏览器启用脚本后，可以在这里给论文换词，看影响怎样传开。"))
}

private let citationWords = [
    "graph": Words(en: "Papers and their citations", zh: "论文和它们的引用"),
    "layer0": Words(en: "words X", zh: "词 X"),
    "layer1": Words(en: "after layer 1", zh: "第 1 层之后"),
    "layer2": Words(en: "after layer 2", zh: "第 2 层之后"),
    "keys": Words(
        en: """
            Press a paper to choose it; drag one onto another to give it its words. Keys: arrows choose, digits give the words of a \
            subject, Delete takes all words away. Ring: how much the paper has changed in this layer.
            """,
        zh: """
            点按一篇论文来选它；把一篇拖到另一篇上，就把词给它。键盘：方向键选择，数字键给它某个主题的词，删除键拿走所有的词。\
            圆环：这篇论文在这一层变了多少。
            """),
    "unit": Words(en: "hidden unit", zh: "隐藏单元"),
    "give": Words(en: "Give the chosen paper the words of", zh: "给选中的论文换上这些词"),
    "nothing": Words(en: "no words", zh: "没有词"), "reset": Words(en: "as they were", zh: "恢复原状"),
    "paper": Words(en: "Paper", zh: "论文"), "label": Words(en: "its subject:", zh: "它的主题："),
    "has": Words(en: "different words in the vocabulary", zh: "个不同的词"),
    "untouched": Words(en: "Nothing has been changed yet.", zh: "还没有改动。"),
    "reached": Words(en: "papers have changed in this layer, of", zh: "篇论文在这一层变了，共"),
]

extension NodeResults {
    /// Whoever opens the page changes papers and sees what the first network makes of it.
    func fillBox(_ report: inout Report) throws {
        guard let network else { return }
        report.section(en: "Give a paper other words", zh: "给一篇论文换词")
        let part = CitationPart(graph)
        let means = graph.subjects.indices.map { subject in
            let papers = graph.labels.indices.filter { graph.labels[$0] == subject }
            return graph.normalizedWords.rows(at: papers).mean(axes: [0])
        }
        do {
            let played = try playedPapers(network, part, subjects: .stacked(means))
            report.play(
                citationBox(played, labels: part.papers.map { graph.labels[$0] }, subjects: graph.subjects),
                caption: Words(
                    en: """
                        The first network of this run, inside this page, on \(part.papers.count) papers cut out of the graph. Layer by \
                        layer, H = relu(Â X W₁ + b₁) and Z = Â H W₂ + b₂ (14.2): what is changed in one paper reaches its neighbours \
                        after the first layer, and theirs after the second. A subject's words are the mean of its papers.
                        """,
                    zh: """
                        本次运行的第一个网络就在这个网页里，看的是从图中取出的 \(part.papers.count) 篇论文。逐层计算 \
                        H = relu(Â X W₁ + b₁) 和 Z = Â H W₂ + b₂（14.2）：改动一篇论文，第一层之后传到它的邻居，第二层之后传到邻居的邻居。\
                        一个主题的词是它所有论文的平均。
                        """))
        } catch PlayedNetwork.Refusal.tooLarge(let bytes) {
            report.paragraph(
                en: "The network is \(formatNumber(Double(bytes))) bytes too large for a page.",
                zh: "网络太大，网页放不下：超出 \(formatNumber(Double(bytes))) 字节。")
        }
    }
}
