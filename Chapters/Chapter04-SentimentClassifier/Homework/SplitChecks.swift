import Foundation
import Grading
import Messages
import TensorCore

private struct Reviews {
    var texts: [String]
    var labels: [Int]
    var every: Int

    static let cases = [
        Reviews(texts: ["很好", "差", "很 好", "一般", "一般", "快"], labels: [1, 0, 1, 1, 0, 1], every: 2),
        Reviews(texts: [], labels: [], every: 2), Reviews(texts: ["好"], labels: [1], every: 2),
        Reviews(texts: ["好", "差", "快"], labels: [1, 0, 1], every: 12),
        Reviews(texts: ["好", "差", "快", "慢", "贵", "新"], labels: [1, 0, 1, 0, 0, 1], every: 3),
        Reviews(texts: ["好", "好", "快", "好"], labels: [1, 1, 1, 1], every: 2),
        // A third copy behind two that contradict each other.
        Reviews(texts: ["一般", "一般", "一般", "差", "快"], labels: [0, 1, 1, 0, 1], every: 2),
        // One copy contradicts several others, wherever it stands.
        Reviews(texts: ["贵", "好", "贵", "贵", "差", "快"], labels: [1, 1, 1, 0, 0, 1], every: 2),
        Reviews(texts: ["贵", "好", "贵", "差", "贵", "快"], labels: [1, 1, 0, 0, 1, 1], every: 2),
        Reviews(texts: ["真好", "好真", "5分", "５分", "好 真"], labels: [1, 0, 1, 1, 0], every: 2),
        Reviews(texts: ["很好", "很\t好", "很\u{3000}好", "快"], labels: [1, 1, 1, 1], every: 2),
        Reviews(texts: ["好！", "好!", "ＯＫ", "OK", "好"], labels: [1, 1, 0, 0, 1], every: 2),
        Reviews(texts: ["OK", "ok", "好!", "好"], labels: [1, 0, 1, 0], every: 2),
        Reviews(texts: ["", "快", " ", "慢", "\u{3000}\t", "好"], labels: [1, 1, 1, 0, 1, 1], every: 3),
        Reviews(texts: ["差", "贵", "差", "慢", "好", "差 "], labels: [0, 0, 0, 0, 1, 0], every: 2),
        Reviews(texts: ["好，快", "好,快", "慢", "贵", "新"], labels: [1, 0, 0, 0, 1], every: 3),
        Reviews(texts: ["快 ", "慢", "新", "快", "贵"], labels: [1, 0, 1, 0, 0], every: 2),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Reviews {
        let known = [
            ["好", " 好", "好\u{3000}"], ["差"], ["一般", "一\t般"], ["OK!", "ＯＫ!", "OK！"], ["ok!"],
            ["贵,慢", "贵，慢", "贵, 慢"], ["新"], ["快", "快 "], ["不好"], ["5分", "５分"],
        ].prefix(size + 4)
        var reviews = Reviews(texts: [], labels: [], every: 2 + generator.integer(below: 3))
        for _ in 0..<2 * size + generator.integer(below: 4) {
            let number = generator.integer(below: known.count)
            reviews.texts.append(known[number][generator.integer(below: known[number].count)])
            // A label that belongs to the text, but for one in ten.
            reviews.labels.append(generator.integer(below: 10) == 0 ? 1 - number % 2 : number % 2)
        }
        return reviews
    }

    /// How copies are recognized, and which of them are kept.
    fileprivate struct Way {
        var cleansBlanks = true
        var cleansWideBlanks = true
        var cleansTabs = true
        var foldsWidth = true
        var foldsCase = false
        var dropsSigns = false

        func key(_ text: String) -> String {
            var key = ""
            for scalar in text.unicodeScalars {
                switch scalar.value {
                case 0x20: if cleansBlanks { continue }
                case 0x09: if cleansTabs { continue }
                case 0x3000: if cleansWideBlanks { continue }
                case 0xFF01...0xFF5E where foldsWidth:
                    if let narrow = Unicode.Scalar(scalar.value - 0xFEE0) {
                        key.unicodeScalars.append(narrow)
                        continue
                    }
                default: break
                }
                key.unicodeScalars.append(scalar)
            }
            if dropsSigns { key = key.filter { $0.isLetter || $0.isNumber } }
            return foldsCase ? key.lowercased() : key
        }
    }

    /// The places of the reviews with each key, in the order of the first.
    fileprivate func groups(_ way: Way = Way(), of part: [Int]? = nil) -> [[Int]] {
        var places: [String: Int] = [:]
        var groups: [[Int]] = []
        for index in part ?? Array(texts.indices) {
            let key = way.key(texts[index])
            if let place = places[key] {
                groups[place].append(index)
            } else {
                places[key] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    fileprivate func agree(_ group: [Int]) -> Bool { group.allSatisfy { labels[$0] == labels[group[0]] } }

    /// What is left, one of each key that has one label.
    private func kept(_ way: Way = Way(), of part: [Int]? = nil) -> [Int] {
        groups(way, of: part).filter(agree).map { $0[0] }.sorted()
    }

    private func split(_ kept: [Int], testAt rest: Int? = nil) -> Fields {
        let rest = rest ?? every - 1
        return parts(
            kept.indices.filter { $0 % every != rest }.map { kept[$0] },
            kept.indices.filter { $0 % every == rest }.map { kept[$0] })
    }

    private func parts(_ training: [Int], _ test: [Int]) -> Fields { splitFields((training, test)) }

    var right: Fields { split(kept()) }
    var nothingRemoved: Fields { split(Array(texts.indices)) }
    var withBlanks: Fields {
        split(kept(Way(cleansBlanks: false, cleansWideBlanks: false, cleansTabs: false)))
    }
    var withWideBlanks: Fields { split(kept(Way(cleansWideBlanks: false))) }
    var withTabs: Fields { split(kept(Way(cleansTabs: false))) }
    var withWideBlanksAndTabs: Fields { split(kept(Way(cleansWideBlanks: false, cleansTabs: false))) }
    var withWidth: Fields { split(kept(Way(foldsWidth: false))) }
    var withoutCase: Fields { split(kept(Way(foldsCase: true))) }
    var withoutSigns: Fields { split(kept(Way(dropsSigns: true))) }
    var literal: Fields {
        split(
            kept(Way(cleansBlanks: false, cleansWideBlanks: false, cleansTabs: false, foldsWidth: false)))
    }
    var withoutEmptyTexts: Fields { split(kept().filter { !Way().key(texts[$0]).isEmpty }) }
    var firstOfAll: Fields { split(groups().map { $0[0] }.sorted()) }
    var firstOfEachLabel: Fields {
        split(
            groups().flatMap { group in
                [group[0]] + (group.first { labels[$0] != labels[group[0]] }.map { [$0] } ?? [])
            }.sorted())
    }
    var oneLabelOfConflict: Fields {
        split(
            groups().map { group in
                // The label that most of them have.
                let good = group.count { labels[$0] == 1 }
                return group.first { labels[$0] == (2 * good > group.count ? 1 : 0) } ?? group[0]
            }.sorted())
    }
    var conflictForgotten: Fields {
        var seen: [String: Int] = [:]
        for index in texts.indices {
            let key = Way().key(texts[index])
            if let other = seen[key] {
                if labels[other] != labels[index] { seen[key] = nil }
            } else {
                seen[key] = index
            }
        }
        return split(seen.values.sorted())
    }
    var firstTwoLabels: Fields {
        split(groups().filter { $0.count < 2 || labels[$0[0]] == labels[$0[1]] }.map { $0[0] }.sorted())
    }
    var firstAndLastLabel: Fields {
        split(groups().filter { labels[$0[0]] == labels[$0[$0.count - 1]] }.map { $0[0] }.sorted())
    }
    var evenLabelsOnly: Fields {
        split(
            groups().compactMap { group in
                let good = group.count { labels[$0] == 1 }
                return 2 * good == group.count
                    ? nil : group.first { labels[$0] == (2 * good > group.count ? 1 : 0) }
            }.sorted())
    }
    var neighboursOnly: Fields {
        var groups: [[Int]] = []
        for index in texts.indices {
            if let last = groups.last, Way().key(texts[last[0]]) == Way().key(texts[index]) {
                groups[groups.count - 1].append(index)
            } else {
                groups.append([index])
            }
        }
        return split(groups.filter(agree).map { $0[0] })
    }
    var allCopiesDropped: Fields { split(groups().filter { $0.count == 1 }.map { $0[0] }.sorted()) }
    var allCopiesKept: Fields { split(groups().filter(agree).flatMap { $0 }.sorted()) }
    var lastKept: Fields { split(groups().filter(agree).map { $0[$0.count - 1] }.sorted()) }
    var fromTheFirst: Fields { split(kept(), testAt: 0) }
    var swapped: Fields {
        let kept = kept()
        return parts(
            kept.indices.filter { $0 % every == every - 1 }.map { kept[$0] },
            kept.indices.filter { $0 % every != every - 1 }.map { kept[$0] })
    }
    var block: Fields {
        let kept = kept()
        return parts(Array(kept.dropLast(kept.count / every)), Array(kept.suffix(kept.count / every)))
    }
    var firstBlock: Fields {
        let kept = kept()
        return parts(Array(kept.dropFirst(kept.count / every)), Array(kept.prefix(kept.count / every)))
    }
    var placesAmongKept: Fields { split(Array(kept().indices)) }
    var countedFromOne: Fields { split(kept().map { $0 + 1 }) }

    /// Split by place first, then without copies inside of each part.
    var afterwards: Fields {
        let (training, test) = (
            texts.indices.filter { ($0 + 1) % every != 0 }, texts.indices.filter { ($0 + 1) % every == 0 }
        )
        return parts(kept(of: training), kept(of: test))
    }

    /// Numbered with the copies, which are left out only then.
    var numberedBefore: Fields {
        let kept = kept()
        return parts(kept.filter { ($0 + 1) % every != 0 }, kept.filter { ($0 + 1) % every == 0 })
    }

    /// The test part is without texts of the training part; both are otherwise as they were.
    var testWithoutTraining: Fields {
        let training = texts.indices.filter { ($0 + 1) % every != 0 }
        let keys = Set(training.map { Way().key(texts[$0]) })
        return parts(
            training, texts.indices.filter { ($0 + 1) % every == 0 && !keys.contains(Way().key(texts[$0])) })
    }
}

private func splitFields(_ parts: (training: [Int], test: [Int])) -> Fields {
    Fields(["training": parts.training, "test": parts.test])
}

private let blanks =
    Words(
        en: "Copies that differ in white space only are missed: blank, tab and U+3000 are not in the key.",
        zh: "漏了只差空白的重复：空格、制表符和 U+3000 不进键。")
private let afterSplit = Words(
    en: "Copies are removed after the split: remove them first, then number what is left.",
    zh: "划分之后才去重：要先去重，再给剩下的编号。")
private let bothLabels =
    Words(
        en: "A text with both labels is dropped altogether, whichever label comes first or more often.",
        zh: "两种标签都有的文本要全部去掉，不管哪个标签在先或更多。")

let splitting = Exercise<any SentimentHomework>(
    "4.5", Words(en: "A split without copies", zh: "没有重复的划分"), sizes: 1...Reviews.cases.count + 23, draws: 1,
    hint: Words(
        en: "Print the key of each text, then the indices that are left after step 2 and after step 3.",
        zh: "打印每条文本的键，再打印第 2 步和第 3 步之后剩下的索引。"),
    input: { casesFirst(Reviews.cases, number: $0, &$1, then: Reviews.drawn) }, examples: [Reviews.cases[0]],
    expected: \.right,
    answer: { splitFields(try $0.splitWithoutCopies($1.texts, labels: $1.labels, every: $1.every)) },
    mistakes: [
        Mistake(afterSplit, \.afterwards), Mistake(afterSplit, \.numberedBefore),
        Mistake(afterSplit, \.testWithoutTraining),
        Mistake(
            en: "Nothing is removed: texts with one key are copies.", zh: "什么也没去掉：键相同的文本就是重复。",
            \.nothingRemoved),
        Mistake(
            en:
                "The text itself is the key: take white space out and turn full-width forms into ASCII first.",
            zh: "拿文本本身当了键：要先去掉空白，把全角字符变成 ASCII。",
            \.literal),
        Mistake(blanks, \.withBlanks), Mistake(blanks, \.withWideBlanks), Mistake(blanks, \.withTabs),
        Mistake(blanks, \.withWideBlanksAndTabs),
        Mistake(
            en: "！ and ! are one key: turn full-width forms into ASCII.", zh: "！和 ! 的键相同：要把全角字符变成 ASCII。",
            \.withWidth),
        Mistake(
            en: "Capital and small letters are taken for the same: OK and ok are two texts.",
            zh: "大小写当成一样了：OK 和 ok 是两条文本。", \.withoutCase),
        Mistake(
            en: "Punctuation belongs to the key: 好! is no copy of 好.", zh: "标点属于键：“好!”与“好”不重复。",
            \.withoutSigns),
        Mistake(en: "An empty text is a text like any other.", zh: "空文本与别的文本一样对待。", \.withoutEmptyTexts),
        Mistake(bothLabels, \.firstOfAll), Mistake(bothLabels, \.firstOfEachLabel),
        Mistake(bothLabels, \.oneLabelOfConflict),
        Mistake(
            en: "A third copy comes back after two with different labels: look at all labels of a key first.",
            zh: "标签不同的两条去掉之后，第三条重复又回来了：要先看一个键的所有标签。",
            \.conflictForgotten),
        Mistake(
            en: "One other label among many copies is enough: look at the labels of all copies.",
            zh: "许多条重复中，有一条标签不同就够了：要看所有重复的标签。", \.firstTwoLabels
        ),
        Mistake(
            en: "One other label among many copies is enough: look at the labels of all copies.",
            zh: "许多条重复中，有一条标签不同就够了：要看所有重复的标签。",
            \.firstAndLastLabel),
        Mistake(bothLabels, \.evenLabelsOnly),
        Mistake(en: "Copies need not stand side by side.", zh: "重复的文本不一定挨着。", \.neighboursOnly),
        Mistake(
            en: "Copies with one label are all dropped: the first is kept.", zh: "标签相同的重复全去掉了：要留下第一条。",
            \.allCopiesDropped),
        Mistake(
            en: "Copies with one label are all kept: only the first is.", zh: "标签相同的重复全留下了：只留第一条。",
            \.allCopiesKept),
        Mistake(en: "The last of the copies is kept: keep the first.", zh: "留下的是最后一条：重复的要留第一条。", \.lastKept),
        Mistake(
            en: "The test part begins with number `every`, not with the first text.",
            zh: "测试部分从第 `every` 条开始，不是从第一条。", \.fromTheFirst),
        Mistake(
            en: "Training and test are swapped: each `every`-th is for the test.",
            zh: "训练和测试弄反了：每 `every` 条中的最后一条用于测试。", \.swapped),
        Mistake(
            en: "The test part is one block at the end: take each `every`-th.",
            zh: "测试部分成了末尾的一整块：要每 `every` 条取一条。", \.block),
        Mistake(
            en: "The test part is one block at the start: take each `every`-th.",
            zh: "测试部分成了开头的一整块：要每 `every` 条取一条。", \.firstBlock),
        Mistake(
            en: "These are places among the texts that are left: return the indices in `texts`.",
            zh: "这是在剩下的文本中的位置：要返回在 `texts` 中的索引。",
            \.placesAmongKept),
        Mistake(
            en: "The indices begin with 0; only the numbers of step 4 begin with 1.",
            zh: "索引从 0 开始；只有第 4 步的编号从 1 开始。", \.countedFromOne),
    ],
    cases: [
        Case(en: "no text", zh: "没有文本") { $0.texts.isEmpty },
        Case(en: "an empty text", zh: "空文本") { $0.texts.contains("") },
        Case(en: "fewer texts than `every`", zh: "文本少于 `every` 条") {
            !$0.texts.isEmpty && $0.texts.count < $0.every
        },
        Case(en: "a text with both labels", zh: "两种标签都有的文本") { input in
            !input.groups().allSatisfy(input.agree)
        },
        Case(en: "full-width forms", zh: "全角字符") { $0.texts.joined().contains("！") },
        Case(en: "a tab", zh: "制表符") { $0.texts.joined().contains("\t") },
    ],
    meant: [
        Meant("labels[]", lack: .variety, .negative, .large, because: "a label is 0 or 1"),
        Meant("every", lack: .negative, .zero, because: "it is at least 2"),
        .together("texts.count", "labels.count", because: "each text has its label"),
    ])
