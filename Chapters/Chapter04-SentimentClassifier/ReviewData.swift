import ChapterSupport
import Datasets
import Files
import Messages
import TensorCore
import Text

/// The published reviews.
enum Dataset: String, CaseIterable {
    case shop
    case hotel
    case chnsenticorp
    case polarity
}

/// Reviews that are known by their numbers: what is learned from, what decides when to stop, what is tested on.
struct Fold {
    let training: [Int]
    let validation: [Int]
    let test: [Int]

    /// Everything but the test set.
    var beforeTest: [Int] { training + validation }
}

/// The reviews of a run.
struct ReviewData {
    /// "generated", the data set, or "files".
    let name: String
    /// As they were read.
    let reviews: [Review]
    /// Normalized, see `ReviewText`.
    let texts: [String]
    /// The texts as units: Chinese by characters, other languages by words.
    let units: [[String]]
    /// 1 for good, by review.
    let labels: IntArray
    /// What repeats in them.
    let copies: ReviewCopies
    /// Test sets without a common review, and what is trained on for each.
    let folds: [Fold]
    /// Whether most letters are Chinese characters.
    let isChinese: Bool
    /// What is known of generated reviews.
    let known: [GeneratedReviews.Known]?
    /// Whether training and test set are the published ones, copies and all.
    let hasPublishedSplit: Bool

    /// The reviews that the options ask for, in parts.
    ///
    /// - Throws: `UsageError` for options that contradict each other, `FileError`.
    init(_ run: ChapterRun) throws {
        let folds = run.integer("folds")
        guard folds != 1 else {
            throw UsageError(en: "--folds 1: at least two parts are needed", zh: "--folds 1：至少要分成两份")
        }
        if run.text("model") != nil, run.text("learn") == nil {
            throw UsageError(
                en: "--model goes with --classify TEXT or --learn FILE",
                zh: "--model 要与 --classify TEXT 或 --learn FILE 一起使用")
        }
        let source = try ReviewSource(run)
        switch source {
        case .generated:
            let known = GeneratedReviews.reviews(run.isQuick ? 900 : 6000, seed: run.seed)
            try self.init(
                known.map(\.review), name: "generated", known: known, folds: folds > 0 ? folds : 3,
                seed: run.seed, path: "")
        case .split(let training, let validation, let test):
            let starts = [0, training.count, training.count + validation.count]
            let all = training + validation + test
            try self.init(
                all, name: "chnsenticorp",
                published: Fold(
                    training: Array(0..<starts[1]), validation: Array(starts[1]..<starts[2]),
                    test: Array(starts[2]..<all.count)), folds: 1, path: "")
        case .reviews(let reviews, let name):
            try self.init(
                reviews, name: name, folds: folds > 0 ? folds : run.isQuick ? 3 : 10, seed: run.seed,
                path: run.text("csv") ?? run.text("bad") ?? run.dataFolder ?? name)
        }
    }

    /// These reviews; a published split is kept as it is, else copies are removed before the reviews are shared out.
    init(
        _ reviews: [Review], name: String, known: [GeneratedReviews.Known]? = nil, published: Fold? = nil,
        folds: Int, seed: UInt64 = 1, path: String
    ) throws {
        (self.name, self.reviews, self.known) = (name, reviews, known)
        hasPublishedSplit = published != nil
        texts = reviews.map { ReviewText.normalized($0.text) }
        labels = IntArray(reviews.map(\.label))
        copies = ReviewCopies(reviews, normalized: texts)
        isChinese = Self.isMostlyChinese(texts)
        units = texts.map(isChinese ? ReviewText.characters : Tokenizer.words.tokens(of:))
        if let published {
            self.folds = [published]
            return
        }
        let kept = copies.retained
        let classes = [0, 1].map { label in kept.count { reviews[$0].label == label } }
        guard (classes.min() ?? 0) >= Self.fewest else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: """
                        \(classes[1]) good and \(classes[0]) bad reviews that are no copies; of each at least \
                        \(Self.fewest) are needed
                        """,
                    zh: "去掉重复后好评 \(classes[1]) 条，差评 \(classes[0]) 条；每类至少要有 \(Self.fewest) 条"
                ).text)
        }
        self.folds = Self.folds(folds, of: kept, seed: seed)
    }

    /// The fewest reviews of a class.
    private static let fewest = 20

    /// Each part is the test set once; of the rest a tenth decides when to stop.
    private static func folds(_ count: Int, of kept: [Int], seed: UInt64) -> [Fold] {
        var generator = RandomGenerator(seed: seed)
        return Split.folds(count, count: kept.count, using: &generator).map { split in
            let rest = generator.permutation(split.training.count).map { kept[split.training[$0]] }
            let held = rest.count / 10
            return Fold(
                training: Array(rest.dropFirst(held)), validation: Array(rest.prefix(held)),
                test: split.test.map { kept[$0] })
        }
    }

    private static func isMostlyChinese(_ texts: [String]) -> Bool {
        var (ideographs, letters) = (0, 0)
        for text in texts.prefix(500) {
            for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
                letters += 1
                if isIdeograph(scalar) { ideographs += 1 }
            }
        }
        return 2 * ideographs > letters
    }

    /// The labels of some reviews.
    func labels(_ rows: [Int]) -> [Int] { rows.map { reviews[$0].label } }

    /// For each review of a test set whether its text is also in the training set.
    func isSeen(_ fold: Fold) -> [Bool] { copies.isSeen(fold.test, among: fold.beforeTest) }

    /// The accuracy of a reader who understands everything, on the test sets: labels that are wrong remain.
    var bestPossible: Double? {
        known.map { known in
            let tested = folds.flatMap(\.test)
            let right = tested.count { known[$0].truth == known[$0].review.label }
            return Double(right) / Double(max(1, tested.count))
        }
    }
}

/// Where the reviews come from.
enum ReviewSource {
    case generated
    case reviews([Review], name: String)
    case split(training: [Review], validation: [Review], test: [Review])

    /// - Throws: `UsageError` for options that contradict each other, `FileError`.
    init(_ run: ChapterRun) throws {
        let given = ["good", "bad", "csv"].filter { run.text($0) != nil }
        if given == ["good", "bad"] || given == ["csv"] {
            if run.dataFolder != nil || run.wasGiven("dataset") {
                throw UsageError(
                    en: "--\(given[0]) is the data: --data and --dataset do not go with it",
                    zh: "--\(given[0]) 已给出数据，不能同时用 --data 或 --dataset")
            }
        } else if !given.isEmpty {
            throw UsageError(
                en: "--good and --bad go together, and not with --csv",
                zh: "--good 和 --bad 要一起给出，且不能与 --csv 同用")
        }
        if let good = run.text("good"), let bad = run.text("bad") {
            self = .reviews(try Reviews.files(good: good, bad: bad), name: "files")
        } else if let path = run.text("csv") {
            let (text, label) = (run.text("text-column") ?? "", run.text("label-column") ?? "")
            self = .reviews(try Reviews.table(path, text: text, label: label), name: "files")
        } else if let folder = run.dataFolder {
            let dataset = Dataset(rawValue: run.choice("dataset")) ?? .shop
            switch dataset {
            case .shop: self = .reviews(try Reviews.shop(in: folder), name: "shop")
            case .hotel: self = .reviews(try Reviews.hotels(in: folder), name: "hotel")
            case .polarity: self = .reviews(try Reviews.sentencePolarity(in: folder), name: "polarity")
            case .chnsenticorp:
                let (training, validation, test) = try Reviews.chnSentiCorp(in: folder)
                self = .split(training: training, validation: validation, test: test)
            }
        } else if run.wasGiven("dataset") {
            throw UsageError(
                en: "--dataset needs --data DIR, the folder with its files",
                zh: "--dataset 需要 --data DIR，即数据所在的文件夹")
        } else {
            self = .generated
        }
    }
}
