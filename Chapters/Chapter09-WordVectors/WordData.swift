import ChapterSupport
import Files
import Foundation
import Messages
import Reporting
import Text
import WordVectors

/// The sentences of a run as words, and what is known of the words to judge vectors by.
struct WordData {
    /// What `--data` holds.
    enum Dataset: String, CaseIterable {
        case english, shakespeare, poems
    }

    let sentences: [[String]]
    /// What the metrics call it.
    let name: String
    /// Words of which it is known what they are.
    let classes: [WordClass]
    /// Pairs of words in the same relation; empty where none is known.
    let relations: [GeneratedSentences.Relation]
    /// The folder of `wordsim353.tsv` and `questions-words.txt`, where there is one.
    let questionFolder: String?
    /// The settings that suit the data.
    let suggested: (width: Int, window: Int, minimum: Int, subsampling: Double, nplmEpochs: Int)

    /// The text of `--text`, else the files of `--data`, else generated sentences.
    ///
    /// - Throws: `FileError` for files that are missing, broken or without words; `UsageError` for `--dataset` without
    ///   `--data`.
    init(_ run: ChapterRun) throws {
        let isEnglish: Bool
        var sentences: [[String]]
        if run.wasGiven("dataset"), run.dataFolder == nil {
            throw UsageError(
                en: "--dataset says what --data holds: it needs --data DIR",
                zh: "--dataset 说明 --data 中是什么数据：还需要 --data 文件夹")
        }
        if let path = run.text("text") {
            sentences = try TextReading.ownText(path)
            name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            isEnglish = !TextReading.isMostlyIdeographs(sentences)
        } else if let folder = run.dataFolder {
            let dataset = Dataset(rawValue: run.choice("dataset")) ?? .english
            name = dataset.rawValue
            switch dataset {
            case .english: sentences = try TextReading.englishSentences(in: folder)
            case .shakespeare: sentences = try TextReading.shakespeare(in: folder)
            case .poems: sentences = try TextReading.poems(in: folder)
            }
            isEnglish = dataset != .poems
        } else {
            name = "generated"
            sentences = GeneratedSentences.sentences(count: run.isQuick ? 2500 : 20_000, seed: run.seed)
            isEnglish = true
        }
        if run.isQuick { sentences = Array(sentences.prefix(2500)) }
        self.sentences = sentences
        let isGenerated = name == "generated" && run.text("text") == nil
        classes = isGenerated ? WordClass.generated : isEnglish ? WordClass.english : WordClass.chinese
        relations = isGenerated ? GeneratedSentences.relations : []
        questionFolder = isEnglish && !isGenerated ? questions(beside: run.dataFolder) : nil
        suggested = isGenerated ? (50, 4, 2, 1e-3, 4) : (64, 5, 5, 1e-4, 2)
    }

    /// The words that occur often enough to get a vector, and the sentences of them.
    ///
    /// - Throws: `UsageError` where `--min-count` leaves hardly any.
    func corpus(_ run: ChapterRun) throws -> WordCorpus {
        let given = run.integer("min-count")
        let corpus = WordCorpus(sentences, atLeast: given > 0 ? given : suggested.minimum)
        guard corpus.words.count > 5 else {
            throw UsageError(
                en: "--min-count leaves \(corpus.words.count) words; try a smaller one",
                zh: "--min-count 只留下 \(corpus.words.count) 个词，请改小一些")
        }
        return corpus
    }

    /// The data in a line.
    var introduction: Words {
        let (lines, words) = (
            formatNumber(Double(sentences.count)),
            formatNumber(Double(sentences.reduce(0) { $0 + $1.count }))
        )
        return Words(
            en: "\(lines) sentences (\(name)), \(words) words.",
            zh: "\(lines) 个句子（\(name == "generated" ? "程序生成" : name)），\(words) 个词。")
    }
}

/// The folder with published questions about words: the one given, one in it, or one beside it.
func questions(beside folder: String?) -> String? {
    guard let folder else { return nil }
    let parent = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    return [folder, "\(folder)/words", "\(parent)/words"].first { place in
        ["wordsim353.tsv", "questions-words.txt"].contains {
            FileManager.default.fileExists(atPath: "\(place)/\($0)")
        }
    }
}
