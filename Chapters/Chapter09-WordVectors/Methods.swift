import ChapterSupport
import Messages
import NeuralNetworks
import TensorCore
import WordVectors

/// The ways to word vectors.
enum Method: String, CaseIterable {
    case skipgram, cbow, hierarchical, ppmi, nplm

    var title: Words {
        switch self {
        case .skipgram: Words(en: "skip-gram, negative sampling", zh: "Skip-gram＋负采样")
        case .cbow: Words(en: "CBOW, negative sampling", zh: "CBOW＋负采样")
        case .hierarchical: Words(en: "skip-gram, hierarchical softmax", zh: "Skip-gram＋层次 softmax")
        case .ppmi: Words(en: "PPMI + truncated SVD (counts)", zh: "PPMI＋截断 SVD（只计数）")
        case .nplm: Words(en: "NPLM's table", zh: "NPLM 的词向量表")
        }
    }

    /// The methods that `--method` names.
    static func wanted(_ run: ChapterRun) -> [Method] {
        Method(rawValue: run.choice("method")).map { [$0] } ?? allCases
    }

    /// The settings of word2vec for this method, with what the command line says; nil for a method that is none of its.
    func settings(_ data: WordData, _ run: ChapterRun) -> Word2VecSettings? {
        func chosen(_ name: String, _ suggested: Int) -> Int {
            run.integer(name) > 0 ? run.integer(name) : suggested
        }
        guard self != .ppmi, self != .nplm else { return nil }
        let subsampling = run.number("subsampling")
        return Word2VecSettings(
            self == .cbow ? .meanOfInputs : .skipGram, width: chosen("width", data.suggested.width),
            window: chosen("window", data.suggested.window), epochs: run.epochs,
            negatives: self == .hierarchical ? nil : run.integer("negatives"),
            subsampling: subsampling < 0 ? data.suggested.subsampling : subsampling,
            learningRate: self == .cbow ? 0.1 : 0.05)
    }
}

/// Vectors that a method has learned, and how they are judged.
struct LearnedVectors {
    let method: Method
    let vectors: WordVectors
    let scores: VectorScores
    let seconds: Double
    /// The mean loss of each epoch; empty where nothing is trained.
    var losses: [Double] = []
    /// Running words read in a second of training; nil where nothing is trained.
    var wordsPerSecond: Double?
    /// Where the words of the map were in the course of the training.
    var followed: FollowedVectors?
    var mapWords: MapWords?
}

/// Word2vec's tables, and the vectors of a few words as they were in the course of the training: so that a training that
/// was stopped still knows them.
final class FollowedVectors: Module {
    let model: Word2Vec
    /// The vectors at each moment, `[moments, words, width]`.
    let places: Buffer
    /// The rows of the words that are followed.
    let rows: [Int]
    /// The epochs after which they are noted down, from 0, before the first.
    let epochs: [Int]

    init(_ model: Word2Vec, rows: [Int], epochs count: Int, moments: Int = 11) {
        self.model = model
        self.rows = rows
        let last = min(count, moments - 1)
        epochs = (0...last).map { $0 * count / max(1, last) }
        places = Buffer(.zeros([epochs.count, rows.count, model.input.shape[1]]))
    }

    /// Notes the vectors down, if this is one of the moments.
    func note(after epoch: Int) {
        guard let moment = epochs.firstIndex(of: epoch), !rows.isEmpty else { return }
        let now = model.input.value.rows(at: rows)
        places.value.replace(axis: 0, moment..<moment + 1, with: now.expandedDimensions(axis: 0))
    }
}
