import ChapterSupport
import Datasets
import Files
import Foundation
import TensorCore
import Text

/// The book's airline tweets: complaints and others, 1,700 each, and more without a label.
struct Tweets {
    /// The words of each labelled tweet, and its class: 1 for a complaint.
    let labelled: [(words: [String], label: Int)]
    /// The words of the tweets that nobody labelled.
    let unlabelled: [[String]]
    /// How many labelled lines were left out because they stand in the files already.
    let repeated: Int

    /// - Parameter asInBook: whether mentions at the end of a tweet and repeated tweets stay, as in the book.
    /// - Throws: `FileError` if a file is missing or broken.
    init(in folder: String, asInBook: Bool = false) throws {
        func tweets(_ name: String) throws -> [String] {
            let path = try publishedFile(in: folder, named: name)
            let schema = CSVSchema([.text("tweet")], allowsOtherColumns: true)
            return try CSVTable(contentsOf: path, schema: schema).texts("tweet")
        }
        func words(_ text: String) -> [String] { Self.words(text, keepsLastMention: asInBook) }
        let both =
            try tweets("complaint1700.csv").map { (words($0), 1) }
            + tweets("noncomplaint1700.csv").map { (words($0), 0) }
        var seen: Set<[String]> = []
        labelled = both.filter { asInBook || seen.insert($0.0).inserted }
        repeated = both.count - labelled.count
        // A tweet that was labelled must not be read in pretraining either.
        let known = Set(both.map(\.0))
        unlabelled = try tweets("test_data.csv").map(words).filter { !$0.isEmpty && !known.contains($0) }
    }

    /// Whether the folder holds the labelled tweets.
    static func are(in folder: String?) -> Bool {
        folder.map { (try? publishedFile(in: $0, named: "complaint1700.csv")) != nil } ?? false
    }

    /// The words of a tweet in lower case, without addresses and mentions.
    ///
    /// - Parameter keepsLastMention: the book's pattern wants a space behind a mention, and so misses one at the end.
    static func words(_ tweet: String, keepsLastMention: Bool) -> [String] {
        var text = decodingHTMLEntities(tweet.replacing(/https?:\S*/, with: " "))
        text = keepsLastMention ? text.replacing(/@\S*\s/, with: " ") : text.replacing(/@\S*/, with: " ")
        return Tokenizer.words.tokens(of: text)
    }
}
