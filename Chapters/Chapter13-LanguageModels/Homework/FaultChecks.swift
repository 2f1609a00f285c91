import Grading
import TensorCore

// MARK: 13.8

/// A tweet: words, some of them mentions.
private struct Tweet {
    var tweet: String

    private var parts: [String] { tweet.split(separator: " ").map(String.init) }

    var mended: [String] { parts.filter { !$0.hasPrefix("@") } }
    var asItStands: [String] { parts.dropLast().filter { !$0.hasPrefix("@") } + parts.suffix(1) }
    var withoutLast: [String] { parts.dropLast().filter { !$0.hasPrefix("@") } }
    var anywhere: [String] { parts.filter { !$0.contains("@") } }
    var withoutSign: [String] { parts.map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 } }
    var untilMention: [String] { Array(parts.prefix { !$0.hasPrefix("@") }) }
    var onlyLast: [String] { parts.last?.hasPrefix("@") == true ? Array(parts.dropLast()) : parts }
    var mentions: [String] { parts.filter { $0.hasPrefix("@") } }
}

extension Tweet {
    init(size: Int, generator: inout RandomGenerator) {
        let words = ["late", "thanks", "my", "flight", "ann@home", "bags", "where", "#help", "x"]
        let mentions = ["@air", "@ann", "@"]
        tweet = (0..<1 + generator.integer(below: size + 1)).map { _ in
            generator.element(of: generator.bernoulli(0.4) ? mentions : words)
        }.joined(separator: " ")
    }

    static let examples = [Tweet(tweet: "@air my bags @ann")]
    static let edges = [
        Tweet(tweet: "@air"), Tweet(tweet: "thanks"), Tweet(tweet: "write me ann@home"),
        Tweet(tweet: "late @air again"), Tweet(tweet: "my @air @ann @"), Tweet(tweet: "@ann x ann@home"),
    ]
}

let mending = Exercise<any LanguageModelHomework>(
    findTheFault: "13.8", "mentions", line: 11, returning: "words",
    hint: "Run the program by hand on the example: which words are never looked at by line 5?",
    input: Tweet.init, examples: Tweet.examples, edges: Tweet.edges, mended: \.mended,
    asItStands: \.asItStands, because: "a mention at the end stays.",
    otherLines: [
        4: "line 4 finds the ends of all words but the last.",
        5: "line 5 asks rightly, but not of every word.",
        6: "line 6 begins the next word, as it should.",
    ],
    answer: { try $0.mendedWords($1.tweet) },
    mistakes: [
        WrongMending("Without line 11 the last word is lost, whether it is a mention or not.", \.withoutLast),
        WrongMending("A mention begins with @; ann@home is none.", \.anywhere),
        WrongMending("The whole mention goes, not only its @.", \.withoutSign),
        WrongMending("Words behind a mention stay.", \.untilMention),
        WrongMending("Mentions elsewhere go too, not only at the end.", \.onlyLast),
        WrongMending("Those are the mentions: the other words stay.", \.mentions),
    ],
    cases: [
        Case("a mention at the end") { ($0.tweet.split(separator: " ").last?.hasPrefix("@") ?? false) },
        Case("a word at the end") { !($0.tweet.split(separator: " ").last?.hasPrefix("@") ?? true) },
        Case("one word") { !$0.tweet.contains(" ") },
        Case("nothing but mentions") { $0.tweet.split(separator: " ").allSatisfy { $0.hasPrefix("@") } },
        Case("@ inside of a word") { $0.tweet.contains("ann@") },
    ],
    meant: [Meant("answer.line", lack: .variety, because: "one line is at fault")])
