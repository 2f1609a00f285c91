import ChapterSupport
import Messages
import PretrainedModels

/// The parts of the chapter, as `--task` names them.
enum Part: String, CaseIterable {
    case gpt, names, addition, copy, bert
    /// BERT on the airline tweets: where they are in the data, it goes with `bert`.
    case tweets
    /// A published encoder on the tweets: where `--encoder` is given, it takes their place.
    case encoder

    /// A published language model on the reader's own sentences: only where it is asked for.
    case adapt

    /// What can be asked for.
    static let choices = allCases.filter { $0 != .encoder }.map(\.rawValue)

    /// The parts that a run does; under `all`, names and tweets only where the data holds them. Data that is missing or
    /// broken is found here, before anything is trained.
    ///
    /// - Throws: `UsageError`, `FileError`.
    static func chosen(_ run: ChapterRun) throws -> Set<Part> {
        let parts = named(run)
        if !parts.isDisjoint(with: [.tweets, .encoder]), run.dataFolder == nil {
            throw UsageError(
                en: "the airline tweets are needed: --data with complaint1700.csv",
                zh: "需要航空推文：--data 中要有 complaint1700.csv")
        }
        if parts.contains(.encoder), let folder = run.text("encoder") {
            _ = try MiniLM(folder: try dataFolder(folder))
        }
        if parts.contains(.adapt) { _ = try modelAndSentences(run) }
        if let folder = run.dataFolder {
            if parts.contains(.names) { _ = try Names.lines(in: folder) }
            if parts.contains(.tweets) { _ = try Tweets(in: folder) }
            if parts.contains(.encoder) { _ = try EncoderTweets(in: folder) }
        }
        return parts
    }

    private static func named(_ run: ChapterRun) -> Set<Part> {
        if let part = Part(rawValue: run.choice("task")) {
            // BERT's data are the tweets.
            let tweets = run.text("encoder") == nil ? Part.tweets : .encoder
            return part == .bert && run.dataFolder != nil
                ? [.bert, .tweets] : [part == .tweets ? tweets : part]
        }
        var parts = Set(allCases.filter { $0 != .adapt })
        if run.text("encoder") == nil { parts.remove(.encoder) }
        if !Names.are(in: run.dataFolder) { parts.remove(.names) }
        if !Tweets.are(in: run.dataFolder) { parts.remove(.tweets) }
        return parts
    }
}

/// Sizes and rates of GPT on a text.
struct TextSizes {
    var width: Int
    var heads: Int
    var layers: Int
    var context: Int
    var batch: Int
    var dropout: Float
    var recipe: Recipe

    /// Small enough for seconds on generated text; on a real one as `--size` says: `small` is the size that nanoGPT proposes
    /// for a processor.
    init(_ source: TextSource, _ run: ChapterRun) {
        let isMedium = run.choice("size") == "medium"
        switch (source.isGenerated && !run.wasGiven("size"), isMedium) {
        case (true, _):
            (width, heads, layers, context, batch, dropout) = (64, 4, 2, 64, 16, 0)
            recipe = Recipe(learningRate: 8e-3, stepsPerEpoch: 200, warmUp: 50)
        case (_, false):
            (width, heads, layers, context, batch, dropout) = (128, 4, 4, 64, 12, 0)
            recipe = Recipe(learningRate: 2e-3, stepsPerEpoch: 200)
        case (_, true):
            (width, heads, layers, context, batch, dropout) = (192, 6, 4, 256, 16, 0.1)
            recipe = Recipe(learningRate: 2e-3, stepsPerEpoch: 150)
        }
        if run.isQuick {
            (width, heads, layers, batch) = (32, 2, 2, 8)
            recipe.stepsPerEpoch = 10
        }
    }
}

extension ChapterRun {
    /// How many batches an epoch has: a few in a quick run.
    func steps(_ count: Int) -> Int { isQuick ? max(2, count / 20) : count }
}
