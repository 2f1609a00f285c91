import ChapterSupport
import Messages
import Reporting
import Text

/// A way to make tokens of a review, what it costs in columns, and how well logistic regression does with it.
struct TokenScheme {
    let title: Words
    let key: String
    var columns = 0
    var scores = FoldScores()
}

/// Logistic regression on TF-IDF of different tokens, on at most three folds, under `--quick` on one.
func compareTokens(_ data: ReviewData, _ run: ChapterRun) -> [TokenScheme] {
    var schemes: [TokenScheme] = []
    let bar = ProgressBar(Words(en: "tokens", zh: "分词方法"), total: tokenSchemes(data).count)
    for (title, key, orders, weighting, stopWords, isCut) in tokenSchemes(data) where !run.shouldStop {
        var scheme = TokenScheme(title: title, key: key)
        for fold in data.folds.prefix(run.isQuick ? 1 : 3) {
            let list = isCut ? WordList(fold.beforeTest.map { data.texts[$0] }) : nil
            func units(_ row: Int) -> [String] { list?.cut(data.texts[row]) ?? data.units[row] }
            let texts = fold.beforeTest.map(units)
            let grams = NGrams(
                texts, orders: orders, minimumTexts: data.isChinese ? 2 : 1, stopWords: stopWords)
            let weights = TextWeights(grams, weighting)
            let classifier = LinearClassifier(
                texts.map(weights.row), data.labels(fold.beforeTest), columns: grams.count, loss: .logistic,
                cost: 10, seed: run.seed)
            scheme.columns = grams.count
            scheme.scores.add(
                fold.test.map { classifier.score(weights.row(units($0))) > 0 ? 1 : 0 }, fold, data)
        }
        schemes.append(scheme)
        bar.advance()
    }
    bar.finish()
    return schemes
}

private typealias Plan = (Words, String, ClosedRange<Int>, TextWeighting, Set<String>, Bool)

private func tokenSchemes(_ data: ReviewData) -> [Plan] {
    if !data.isChinese {
        return [
            (Words(en: "words", zh: "单词"), "words", 1...1, .tfidf, [], false),
            (Words(en: "words, 1 if there", zh: "单词，出现为 1"), "words_presence", 1...1, .presence, [], false),
            (
                Words(en: "words without stop words", zh: "单词，去掉停用词"), "words_without_stop_words", 1...1,
                .tfidf, StopWords.english, false
            ),
            (Words(en: "words and pairs", zh: "单词和词对"), "pairs", 1...2, .tfidf, [], false),
            (Words(en: "words, pairs, triples", zh: "单词、词对和三连词"), "triples", 1...3, .tfidf, [], false),
        ]
    }
    return [
        (Words(en: "characters", zh: "单字"), "characters", 1...1, .tfidf, [], false),
        (
            Words(en: "characters, 1 if there", zh: "单字，出现为 1"), "characters_presence", 1...1, .presence, [],
            false
        ),
        (
            Words(en: "characters without stop words", zh: "单字，去掉停用字"), "characters_without_stop_words",
            1...1, .tfidf, StopWords.chinese, false
        ),
        (Words(en: "characters and pairs", zh: "单字和字对"), "pairs", 1...2, .tfidf, [], false),
        (Words(en: "characters, pairs, triples", zh: "单字、字对和三连字"), "triples", 1...3, .tfidf, [], false),
        (Words(en: "words by longest match", zh: "最长匹配分词"), "words", 1...1, .tfidf, [], true),
        (
            Words(en: "words by longest match, and pairs of them", zh: "最长匹配分词和词对"), "word_pairs", 1...2,
            .tfidf, [], true
        ),
    ]
}
