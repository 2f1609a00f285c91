import Grading
import Messages
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
    findTheFault: "13.8", Words(en: "mentions", zh: "提及"), line: 11, returning: "words",
    hint: Words(
        en: "Run the program by hand on the example: which words are never looked at by line 5?",
        zh: "在例子上手动运行程序：哪些词第 5 行从没看过？"),
    input: Tweet.init, examples: Tweet.examples, edges: Tweet.edges, mended: \.mended,
    asItStands: \.asItStands, because: Words(en: "a mention at the end stays.", zh: "末尾的提及留了下来。"),
    otherLines: [
        4: Words(en: "line 4 finds the ends of all words but the last.", zh: "第 4 行找得到每个词的结尾，只差最后一个词。"),
        5: Words(en: "line 5 asks rightly, but not of every word.", zh: "第 5 行判断得对，只是没有判断每个词。"),
        6: Words(en: "line 6 begins the next word, as it should.", zh: "第 6 行开始下一个词，本该如此。"),
    ],
    answer: { try $0.mendedWords($1.tweet) },
    mistakes: [
        WrongMending(
            Words(
                en: "Without line 11 the last word is lost, whether it is a mention or not.",
                zh: "没有第 11 行，最后一个词就丢了，不管它是不是提及。"), \.withoutLast),
        WrongMending(
            Words(en: "A mention begins with @; ann@home is none.", zh: "提及以 @ 开头；ann@home 不是提及。"), \.anywhere
        ),
        WrongMending(
            Words(en: "The whole mention goes, not only its @.", zh: "去掉的是整个提及，不只是 @。"), \.withoutSign),
        WrongMending(Words(en: "Words behind a mention stay.", zh: "提及后面的词要留下。"), \.untilMention),
        WrongMending(
            Words(en: "Mentions elsewhere go too, not only at the end.", zh: "别处的提及也要去掉，不只是末尾的。"), \.onlyLast),
        WrongMending(
            Words(en: "Those are the mentions: the other words stay.", zh: "这些是提及：要留下的是其他的词。"), \.mentions),
    ],
    cases: [
        Case(en: "a mention at the end", zh: "末尾是提及") {
            ($0.tweet.split(separator: " ").last?.hasPrefix("@") ?? false)
        },
        Case(en: "a word at the end", zh: "末尾是普通的词") {
            !($0.tweet.split(separator: " ").last?.hasPrefix("@") ?? true)
        },
        Case(en: "one word", zh: "只有一个词") { !$0.tweet.contains(" ") },
        Case(en: "nothing but mentions", zh: "全是提及") {
            $0.tweet.split(separator: " ").allSatisfy { $0.hasPrefix("@") }
        },
        Case(en: "@ inside of a word", zh: "词中间有 @") { $0.tweet.contains("ann@") },
    ],
    meant: [Meant("answer.line", lack: .variety, because: "one line is at fault")])
