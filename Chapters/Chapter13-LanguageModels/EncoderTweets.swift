import Datasets
import Files
import Text

/// The book's 3,400 labelled tweets as a published encoder reads them: their texts with nothing taken out, complaints first.
struct EncoderTweets {
    let texts: [String]
    /// 1 for a complaint.
    let labels: [Int]

    /// - Throws: `FileError` if a file is missing or broken, or holds too few tweets to hold some out.
    init(in folder: String) throws {
        func tweets(_ name: String) throws -> [String] {
            let path = try publishedFile(in: folder, named: name)
            let schema = CSVSchema([.text("tweet")], allowsOtherColumns: true)
            let texts = try CSVTable(contentsOf: path, schema: schema).texts("tweet")
            guard texts.count >= Self.fewest else {
                throw FileError.malformed(path: path, reason: "\(texts.count) tweets are too few")
            }
            return texts.map { decodingHTMLEntities($0) }
        }
        let (complaints, others) = (
            try tweets("complaint1700.csv"), try tweets("noncomplaint1700.csv")
        )
        texts = complaints + others
        labels = complaints.map { _ in 1 } + others.map { _ in 0 }
    }

    /// The fewest tweets of a class of which some can be held out.
    private static let fewest = 10
}
