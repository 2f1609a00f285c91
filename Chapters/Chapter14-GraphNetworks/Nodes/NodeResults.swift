import ChapterSupport
import Graphs
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The results of node classification.
struct NodeResults {
    /// The test accuracies of one way to split the papers, one a seed.
    struct Scores {
        let name: Words
        static let publicSplit = Words(en: "public split", zh: "公开的划分")
        static let randomSplits = Words(en: "random splits", zh: "随机划分")
        /// The graph convolutional network: words and citations.
        var gcn: [Double] = []
        /// The same network without neighbours: words only.
        var mlp: [Double] = []
        /// Citations only.
        var labelPropagation: [Double] = []
    }

    let graph: CitationGraph
    var scores: [Scores] = []
    /// The training time of all graph networks together.
    var seconds = 0.0
    /// The first graph network, after its last epoch, and its history.
    private(set) var network: GraphConvolutionalNetwork?
    private(set) var history = NodeHistory()

    init(graph: CitationGraph) { self.graph = graph }

    /// The history of a training, nil where it was interrupted. The first network is kept for `save`; of all others only
    /// the history is needed, so that is cached.
    mutating func history(
        of network: GraphConvolutionalNetwork, _ training: Training,
        _ train: (Training) throws -> NodeHistory
    ) throws -> NodeHistory? {
        guard self.network == nil else {
            return try training.cached { training in
                let history = try train(training)
                return training.shouldStop ? nil : history
            }
        }
        self.network = network
        history = try train(training)
        return training.shouldStop ? nil : history
    }

    var parameters: Int { network?.parameterCount.total ?? 0 }

    /// The seconds of 200 epochs of the graph network, evaluation included.
    var secondsOf200Epochs: Double {
        let runs = scores.reduce(0) { $0 + $1.gcn.count }
        return runs == 0 ? .nan : seconds / Double(runs * history.losses.count) * 200
    }

    var table: Table {
        func percent(_ values: [Double]) -> String {
            "\(formatPercent(mean(values))) ± \(formatPercent(standardDeviation(values)))"
        }
        // A row is marked where it is the best on every set.
        let best = scores.map {
            bestRow([mean($0.gcn), mean($0.mlp), mean($0.labelPropagation)])
        }
        return Table(
            headers: [Words(en: "test accuracy", zh: "测试准确率")] + scores.map(\.name),
            rows: [
                [
                    Words(en: "words and citations: graph convolutional network", zh: "词和引用：图卷积网络").text
                ] + scores.map { percent($0.gcn) },
                [
                    Words(en: "words only: the same network without neighbours", zh: "只用词：不看邻居的同样网络").text
                ] + scores.map { percent($0.mlp) },
                [Words(en: "citations only: label propagation", zh: "只用引用：标签传播").text]
                    + scores.map { percent($0.labelPropagation) },
            ],
            caption: Words(
                en: """
                    Mean and standard deviation over \(scores.first?.gcn.count ?? 0) seeds, each tested at the epoch with \
                    the best validation accuracy.
                    """,
                zh: """
                    \(scores.first?.gcn.count ?? 0) 个种子的平均值和标准差，各用验证准确率最高的那一轮来测试。
                    """), highlightedRow: Set(best).count == 1 ? best[0] : nil)
    }

    func print() {
        Swift.print(textHeading(Words(en: "Node classification", zh: "节点分类")) + "\n" + table.text())
    }

    func fill(_ metrics: inout Metrics) {
        for result in scores {
            let isPublic = result.name == Scores.publicSplit
            let infix = isPublic ? "" : "random_split_"
            let gcn = "gcn_\(isPublic ? "test_" : infix)accuracy"
            metrics.set("\(gcn)_mean", mean(result.gcn))
            metrics.set("\(gcn)_sd", standardDeviation(result.gcn))
            metrics.set("mlp_\(infix)accuracy_mean", mean(result.mlp))
            metrics.set("label_propagation_\(infix)accuracy_mean", mean(result.labelPropagation))
        }
        metrics.set("gcn_seeds", scores.first?.gcn.count ?? 0)
        metrics.set("gcn_start_loss", history.startLoss)
        metrics.set("gcn_parameters", parameters)
        metrics.set("gcn_seconds_200_epochs", secondsOf200Epochs)
    }

    func fill(_ report: inout Report) {
        report.section(en: "Node classification: the subjects of papers", zh: "节点分类：论文的主题")
        let labelled = (graph.publicSplit ?? graph.randomSplit(seed: 0)).training.count
        let counts = [graph.paperCount, graph.words.shape[1], graph.citations.count]
            .map { formatNumber(Double($0)) }
        report.paragraph(
            en: """
                \(counts[0]) papers (\(graph.name)) with \(counts[1]) words, \(counts[2]) citations and \
                \(graph.subjects.count) subjects. The subjects of \(labelled) papers are known, the others are to be \
                predicted. With two graph convolutions a prediction depends on the words of all papers within two citations.
                """,
            zh: """
                \(counts[0]) 篇论文（\(graph.name)），\(counts[1]) 个词，\(counts[2]) 条引用，\(graph.subjects.count) 个主题。\
                其中 \(labelled) 篇的主题已知，其余的要预测。经过两次图卷积，预测依据的是两次引用以内所有论文的词。
                """)
        report.table(table)
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: Words(en: "Loss of the first run", zh: "第一次训练的损失"), xLabel: Training.epochUnit,
                yLabel: Words(en: "cross-entropy", zh: "交叉熵"),
                series: [Series(Words(en: "training papers", zh: "训练论文"), x: epochs, y: history.losses)]),
            LineChart(
                title: Words(en: "Accuracy of the first run", zh: "第一次训练的准确率"), xLabel: Training.epochUnit,
                yLabel: Words(en: "accuracy", zh: "准确率"),
                series: [
                    Series(Words(en: "validation papers", zh: "验证论文"), x: epochs, y: history.validation),
                    Series(Words(en: "test papers", zh: "测试论文"), x: epochs, y: history.test),
                ]),
        ])
    }
}
