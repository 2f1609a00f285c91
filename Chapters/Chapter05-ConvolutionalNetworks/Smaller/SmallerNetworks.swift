import ChapterSupport
import DigitRecognition
import Files
import ImageNetworks
import Images
import Messages
import NeuralNetworks
import TensorCore

/// A way to a smaller network, measured draw by draw.
struct SmallerNetwork {
    /// What the metrics call it.
    let key: String
    let title: Words
    var costs: [NetworkCost] = []

    var bytes: Int { costs.first?.bytes ?? 0 }
    var operations: Int { costs.first?.operations ?? 0 }
    var accuracies: [Double] { costs.map(\.accuracy) }
    /// The least of all draws.
    var milliseconds: Double { costs.map(\.milliseconds).min() ?? .nan }
}

/// The networks of a run, each with what it costs, and the students by number of labels.
struct SmallerNetworks {
    let data: PictureData
    var distillation: Distillation
    private(set) var networks: [SmallerNetwork] = []
    private(set) var parameters = 0
    var seconds = 0.0

    /// How often a time is measured.
    private let passes: Int

    init(_ data: PictureData, _ run: ChapterRun) {
        self.data = data
        distillation = Distillation(data, run)
        passes = run.isQuick ? 2 : 20
    }

    /// The network of this name, if it was measured.
    subscript(key: String) -> SmallerNetwork? { networks.first { $0.key == key } }

    /// Adds a network of a draw, whose file is at a path.
    mutating func add(_ key: String, _ title: Words, _ network: Sequential, file: String) throws {
        let picture = data.test.first(1).images()
        // Timed as it would be used: what only answers has normalization and rectifier within the convolution.
        network.evaluate()
        let folded = foldedForInference(network)
        if parameters == 0 { parameters = network.parameterCount.total }
        add(
            key, title,
            NetworkCost(
                bytes: try fileSize(file), operations: operationCount(of: network, picture),
                milliseconds: milliseconds { logits(of: folded, $0) },
                accuracy: accuracy(of: network, on: data.test)))
    }

    /// Adds what a network of a draw costs.
    mutating func add(_ key: String, _ title: Words, _ cost: NetworkCost) {
        if let index = networks.firstIndex(where: { $0.key == key }) {
            networks[index].costs.append(cost)
        } else {
            networks.append(SmallerNetwork(key: key, title: title, costs: [cost]))
        }
    }

    /// The milliseconds that answers for a picture take.
    func milliseconds(_ answers: (NDArray) -> NDArray) -> Double {
        millisecondsPerPicture(data.test, passes, answers: answers)
    }
}

/// Makes the strong network smaller in every way, three times with other initial weights; what lies in the run's folder in the end is
/// of the last draw.
func makeSmaller(_ data: PictureData, _ run: ChapterRun) throws -> SmallerNetworks {
    let data = run.flag("held-out") ? data.heldOut : data
    var results = SmallerNetworks(data, run)
    let watch = Stopwatch()
    for draw in 0..<(run.isQuick ? 2 : 3) where !run.shouldStop {
        guard let strong = try teacher(draw, for: data, run) else { break }
        func save(_ network: Sequential, _ name: String, notes: [String: String] = [:]) throws -> String {
            let path = run.outputPath("\(name).safetensors")
            try Checkpoint(model: network, epoch: 0, notes: notes).save(to: path)
            return path
        }
        let strongFile = try save(
            strong, "strong",
            notes: SavedNetwork.notes(of: .strong, data.training, data.subject, data: data.name))
        try results.add("strong", NetworkKind.strong.title, strong, file: strongFile)

        guard let students = try results.distillation.train(draw, taughtBy: strong, on: data, run) else {
            break
        }
        try results.add(
            "student_alone", Words(en: "student, alone", zh: "学生，没有教师"), students.alone,
            file: try save(students.alone, "student-alone"))
        try results.add(
            "student_taught", Words(en: "student, taught", zh: "学生，有教师"), students.taught,
            file: try save(students.taught, "student"))

        guard try results.prune(strong, draw, run) else { break }
        guard try results.quantize(strong, draw, run) else { break }
    }
    results.seconds = watch.seconds
    return results
}

extension PictureData {
    /// The same without its test set: a sixth of the training set is held out and takes its place, for the choice of settings.
    var heldOut: PictureData {
        let kept = training.count - training.count / 6
        return PictureData(
            training: training.rows(0..<kept), test: training.rows(kept..<training.count), name: name,
            trainsOnDrawnDigits: trainsOnDrawnDigits, subject: subject)
    }
}
