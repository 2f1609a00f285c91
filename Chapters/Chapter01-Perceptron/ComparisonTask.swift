import ChapterSupport
import Datasets
import Files
import Messages
import TensorCore

/// The data on which the methods are compared.
struct ComparisonTask {
    /// The name for the metrics: that of the data set, or "generated".
    let name: String

    /// The name at the beginning of a sentence, and what the data is.
    let title: Words
    let summary: Words

    /// The rows.
    let data: ClassificationData

    /// Whether each column is standardized; sonar's columns are shares of one energy, all between 0 and 1.
    let isStandardized: Bool

    /// The reader's own table, whose rows may lack values and hold categories; nil for the others.
    var own: TableTask?

    /// Whether the rows come from no file.
    var isGenerated: Bool { name == "generated" }

    /// What makes the rows inputs of the methods, fitted on training rows.
    func encoder(fitting training: ClassificationData) -> TableEncoder {
        TableEncoder(
            fitting: training.features,
            columns: own?.columns ?? training.featureNames.map { FeatureColumn(name: $0) },
            standardizes: isStandardized)
    }
}

extension ComparisonTask {
    /// The reader's own table, the data set asked for, or four clouds of points in the corners of a square, labelled as XOR.
    ///
    /// - Throws: `UsageError` for a data set without a folder, `FileError` for a file that is missing or broken.
    init(_ run: ChapterRun) throws {
        if let file = run.dataFile {
            let table = try Self.table(file, run)
            name = String(file.split(separator: "/").last ?? "table")
            title = Words(en: oneLine(name), zh: oneLine(name))
            let (target, count) = (excerpt(table.targetName), table.columns.count)
            summary = Words(en: "\(target) from \(count) columns", zh: "由 \(count) 列得出 \(target)")
            data = table.classification
            isStandardized = true
            own = table
            return
        }
        guard !run.wasGiven("target") else {
            throw UsageError(
                en: "--target needs --data FILE, a table of your own", zh: "--target 需要 --data FILE，即你自己的表格")
        }
        guard let folder = run.dataFolder else {
            guard !run.wasGiven("dataset") else {
                throw UsageError(
                    en: "--dataset needs --data with the folder of its file",
                    zh: "--dataset 需要 --data，即它的文件所在的文件夹")
            }
            var generator = RandomGenerator(seed: run.seed)
            name = "generated"
            title = Words(en: "Clouds", zh: "点团")
            summary = Words(
                en: "XOR with noise, four clouds in the corners of a square",
                zh: "带噪声的 XOR，正方形的四个角上各一团点")
            data = GeneratedPoints.xor(count: 260, noise: 0.45, using: &generator)
            isStandardized = false
            return
        }
        name = run.choice("dataset")
        switch name {
        case "iris":
            title = Words(en: "Iris", zh: "鸢尾花")
            summary = Words(en: "three species of flower from four lengths", zh: "由四个长度得出三个花种之一")
            data = try Classic.iris(in: folder)
        case "banknote":
            title = Words(en: "Banknotes", zh: "钞票")
            summary = Words(
                en: "genuine or forged, from four measures of a picture", zh: "由图像的四个量判断真伪")
            data = try Classic.banknote(in: folder)
        default:
            title = Words(en: "Sonar", zh: "声呐")
            summary = Words(
                en: "rock or mine, from the echo in 60 frequency bands", zh: "由 60 个频带的回声判断是岩石还是水雷")
            data = try Classic.sonar(in: folder)
        }
        isStandardized = name != "sonar"
        guard data.count >= Comparison.folds else {
            let reason = Words(
                en:
                    "cross-validation needs at least \(Comparison.folds) rows, but there are only \(data.count)",
                zh: "交叉验证至少需要 \(Comparison.folds) 行，这里只有 \(data.count) 行")
            throw FileError.malformed(path: "\(folder) (\(name))", reason: reason.text)
        }
    }
}

extension ComparisonTask {
    /// The reader's own table.
    private static func table(_ file: String, _ run: ChapterRun) throws -> TableTask {
        guard !run.wasGiven("dataset") else {
            throw UsageError(
                en: "--dataset is for the folder of a published table; --data is a file",
                zh: "--dataset 用于公开的表所在的文件夹；--data 却是一个文件")
        }
        return try TableTask(
            OwnTable(contentsOf: file), target: run.text("target"), kind: .classification,
            minimumRowCount: Comparison.folds)
    }

    /// Prints what was understood of the reader's own table, before anything is trained on it.
    func introduce(_ plan: Comparison.Plan) {
        guard let own else { return }
        print(own.summary.text)
        print(
            Words(
                en: """
                    \(plan.repetitions) \(plan.repetitions == 1 ? "repetition" : "repetitions") of at most \(plan.epochs) \
                    epochs (--repetitions, --epochs)

                    """,
                zh: """
                    重复 \(plan.repetitions) 次，每次最多 \(plan.epochs) 个训练轮次（--repetitions、--epochs）

                    """))
    }
}

extension Comparison.Plan {
    /// What the options ask for. For the reader's own table, where they say nothing, fewer repetitions and epochs the larger
    /// it is, so that a run takes about a minute.
    init(for task: ComparisonTask, _ run: ChapterRun) {
        var (repetitions, epochs) = (run.integer("repetitions"), run.epochs)
        if task.own != nil {
            let inputs = task.encoder(fitting: task.data).featureNames.count
            // Multiplications of an epoch over all folds; 2e10 take about a minute.
            let cost = Double(task.data.count * (inputs + 1) * run.integer("hidden") * Comparison.folds)
            let affordable = 2e10 / cost
            if !run.wasGiven("repetitions") {
                repetitions = min(repetitions, max(1, Int(affordable / Double(epochs))))
            }
            if !run.wasGiven("epochs") { epochs = min(epochs, max(5, Int(affordable / Double(repetitions)))) }
        }
        self.init(repetitions: repetitions, epochs: epochs, hiddenCount: run.integer("hidden"))
    }
}

extension ClassificationData {
    /// How many outputs a network for these classes has: one for two of them, else one a class.
    var outputCount: Int { classNames.count == 2 ? 1 : classNames.count }

    /// The targets, `[N][outputCount]`: the label itself for two classes, else one-hot.
    var targets: [[Float]] {
        labels.map { label in
            outputCount == 1
                ? [Float(label)] : classNames.indices.map { $0 == label ? 1 : 0 }
        }
    }
}
