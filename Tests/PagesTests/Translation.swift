import Foundation
import TestSupport

// A page in two languages: `Page.md` is English, `Page.zh.md` beside it says the same in Chinese.

extension Page {
    var isChinese: Bool { path.hasSuffix(".zh.md") }

    /// The path of this page in the other language.
    var twin: String { isChinese ? "\(path.dropLast(6)).md" : "\(path.dropLast(3)).zh.md" }

    /// The page without its remarks, which its readers do not see.
    fileprivate var withoutRemarks: Page {
        Page(path: path, text: text.replacing(/(?s)<!--.*?-->\n?/, with: ""))
    }

    /// The line below the title that leads to the other language.
    var languageLine: String {
        let name = twin.split(separator: "/").last ?? ""
        return isChinese ? "[English](\(name)) · 中文" : "English · [中文](\(name))"
    }

    /// What a person reads: text without code, the targets of links and the line of the languages.
    fileprivate var readableText: [String] {
        prose.filter { $0 != languageLine }.map { text in
            text.replacing(/\]\([^)\s]+(?: "[^"]*")?\)/, with: "] · ")
                .replacing(/<?https?:\/\/[^\s>]*>?/, with: " · ")
        }
    }

    /// How many paragraphs, list items and rows of tables there are outside code.
    var outline: [String: Int] {
        var counts: [String: Int] = [:]
        var isCode = false
        var isAfterBlank = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("```") {
                isCode.toggle()
                isAfterBlank = true
            } else if !isCode {
                if trimmed.hasPrefix("|") {
                    counts["rows", default: 0] += 1
                } else if trimmed.contains(/^(?:[-*]|\d+\.)\s/) {
                    counts["items", default: 0] += 1
                } else if isAfterBlank, !trimmed.isEmpty, !trimmed.hasPrefix("#"), !line.hasPrefix("    ") {
                    counts["paragraphs", default: 0] += 1
                }
                isAfterBlank = trimmed.isEmpty || trimmed.hasPrefix("#")
            }
        }
        return counts
    }

    /// The numbers in texts, in digits: "1.2 million" and "120 万" are both 1200000, ² is one too, "May 2011" two.
    static func figures(in texts: [String]) -> [String] {
        let number =
            /([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?:[ \n]?(thousand|million|billion|trillion|[百千]万|千(?=美元)|万亿|万|亿))?|[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉½¼¾]+/
            .matchingSemantics(.unicodeScalar)
        let factors: [Substring: Decimal] = [
            "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
            "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
            "万亿": 1_000_000_000_000,
        ]
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return texts.flatMap { text in
            let dated = text.replacing(/([JFMASOND][a-z]+) (?=[12][0-9]{3})/) { match in
                months.firstIndex(of: String(match.1)).map { "\($0 + 1) " } ?? String(match.0)
            }
            return dated.matches(of: number).map { match -> String in
                guard let digits = match.1 else { return String(match.0) }
                let bare = digits.replacing(",", with: "")
                guard let unit = match.2, let factor = factors[unit],
                    let value = Decimal(string: String(bare))
                else { return String(bare) }
                return "\(value * factor)"
            }
        }
    }

    /// The fenced blocks as they are, and the signs of the formulas in indented ones, whose words may be translated.
    fileprivate var comparableCode: [String] {
        var lines: [String] = []
        var signs: [Character] = []
        var isFenced = false
        var isAfterBlank = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isFence = line.trimmingCharacters(in: .whitespaces).hasPrefix("```")
            if isFence { isFenced.toggle() }
            if isFence || isFenced {
                lines.append(String(line))
            } else if line.hasPrefix("    "), isAfterBlank {
                signs += line.filter { sign in
                    !sign.isWhitespace && !"，。：；（）、.,:;()'-".contains(sign)
                        && !(sign.isLetter && (sign.isASCII || ("\u{4E00}"..."\u{9FFF}").contains(sign)))
                }
                continue
            }
            isAfterBlank = line.isEmpty
        }
        return lines + [String(signs.sorted())]
    }

    /// The Chinese of the terms in bold that the page explains: **gradient** (梯度), and **梯度**（gradient）.
    fileprivate var terms: [String: String] {
        var terms: [String: String] = [:]
        for block in blocks.map({ $0.replacing(/\s+/, with: " ") }) {
            if isChinese {
                let pattern =
                    /\*\*([^*]+)\*\*(?:（([A-Za-zε][^；，）]*)[；，）]|，([A-Za-zε][^；，。）（]*)[；）])/
                for match in block.matches(of: pattern) {
                    terms[Self.singular(match.2 ?? match.3 ?? "")] = String(match.1)
                }
                for match in block.matches(of: /\*\*([A-Za-z][^*]*)\*\*（(\p{Script=Han}[^；，）]*)/)
                where Glossary.whole.rows.contains(where: { $0.names.contains(String(match.1)) }) {
                    terms[Self.singular(match.1)] = String(match.2)
                }
            } else {
                let pattern =
                    /\*\*([^*]+)\*\*(?: \w+)?(?: \(|, )(?:[A-Z]+, )?([^;,)*]*\p{Script=Han}[^;,)*]*)/
                for match in block.matches(of: pattern) {
                    terms[Self.singular(match.1)] = String(match.2)
                }
            }
        }
        return terms
    }

    /// "Test sets", "the test set" and "test set, TS" are one term.
    fileprivate static func singular(_ term: Substring) -> String {
        let term = term.lowercased().replacing(/^(?:an?|the) |,.*$/, with: "")
        return term.hasSuffix("ies")
            ? "\(term.dropLast(3))y" : term.hasSuffix("s") ? "\(term.dropLast())" : term
    }
}

extension Book {
    /// What a Chinese page does not say as the English one does.
    func translationFaults(of page: Page) -> [String] {
        guard let english = pages[page.twin]?.withoutRemarks else {
            return ["\(page.path): there is no \(page.twin)"]
        }
        let page = page.withoutRemarks
        var faults: [String] = []
        func compare(_ what: String, _ english: [String], _ chinese: [String]) {
            let difference = Self.difference(english, chinese)
            if !difference.isEmpty { faults.append("\(what): \(difference)") }
        }
        for one in [english, page]
        where !one.text.split(separator: "\n").prefix(2).contains(one.languageLine[...]) {
            faults.append("the second line of \(one.path) is not \(one.languageLine)")
        }
        let levels = [english, page].map { $0.headings.map(\.level) }
        if levels[0] != levels[1] {
            faults.append("levels of headings: \(levels[0]), in Chinese \(levels[1])")
        }
        if english.outline != page.outline {
            faults.append("outline: \(english.outline), in Chinese \(page.outline)")
        }
        compare("code", english.comparableCode, page.comparableCode)
        func commands(_ page: Page) -> [String] {
            page.commands.map { ([$0.command.program] + $0.command.arguments).joined(separator: " ") }
        }
        compare("commands", Set(commands(english)).sorted(), Set(commands(page)).sorted())
        compare("backticks", Set(english.spans.map(\.text)).sorted(), Set(page.spans.map(\.text)).sorted())
        let texts = [english.readableText, page.readableText]
        compare("figures", Page.figures(in: texts[0]), Page.figures(in: texts[1]))
        compare("links", targets(of: english), targets(of: page))
        let chinese = chineseOfGlossary
        compare("terms", english.terms.keys.sorted(), page.terms.keys.sorted())
        for (term, own) in page.terms.sorted(by: { $0.key < $1.key }) {
            let right = chinese[term] ?? [english.terms[term] ?? own]
            if !right.contains(own) {
                faults.append("\(term) is \(own), not \(right.joined(separator: " or "))")
            }
        }
        return (faults + Self.languageFaults(in: texts[1])).map { "\(page.path): \($0)" }
    }

    /// The Chinese of each term of the glossary, by its names; "步幅（卷积：步长）" is either.
    private var chineseOfGlossary: [String: [String]] {
        let rows = Glossary(pages["Docs/Glossary.md"]?.text ?? "").rows
        return Dictionary(
            rows.flatMap { row in
                let words = row.chinese.split { "（：）".contains($0) }.map(String.init)
                return row.names.map { (Page.singular($0[...]), words) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// English sentences, refused words, and half-width signs behind Chinese letters.
    static func languageFaults(in texts: [String]) -> [String] {
        var faults: [String] = []
        for text in texts {
            let own = text.replacing(/“[^”]*”|"[^"]*"|\*[^*]+\*/, with: " · ")
            faults += englishSentences(in: own).map { "English: \($0)" }
            for match in text.matches(of: /\p{Script=Han}\*{0,2}[,;:!?]/) {
                faults.append("a half-width sign in Chinese: \(match.0)")
            }
        }
        let whole = texts.joined(separator: "\n") as NSString
        for (wrong, right) in refusedWords
        where whole.range(of: wrong, options: .literal).location != NSNotFound {
            faults.append("says \(wrong), not \(right)")
        }
        return faults
    }

    /// Where the links of a page lead, the headings by their number; a page with a Chinese edition by that one's path.
    /// The link to the page's own other language is left out.
    private func targets(of page: Page) -> [String] {
        page.links.compactMap { link in
            guard !link.text.contains("://"), !link.text.hasPrefix("mailto:") else { return link.text }
            let parts = link.text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let path = parts[0].isEmpty ? page.path : resolved(String(parts[0]), from: page.path) ?? ""
            if path == page.twin { return nil }
            let target = pages[path] ?? pages["\(path)/README.md"]
            var name = target?.path ?? path
            if let target, !page.isChinese, pages[target.twin] != nil { name = target.twin }
            guard parts.count == 2, let target else { return name }
            let heading =
                target.headings.firstIndex { $0.anchor == parts[1] }.map { "\($0)" } ?? String(parts[1])
            return "\(name)#\(heading)"
        }
    }

    /// What stands more often in one list than in the other.
    static func difference(_ english: [String], _ chinese: [String]) -> String {
        var counts: [String: Int] = [:]
        for item in english { counts[item, default: 0] += 1 }
        for item in chinese { counts[item, default: 0] -= 1 }
        let parts = [("only in English", 1), ("only in Chinese", -1)].compactMap { name, sign -> String? in
            let items = counts.filter { $0.value * sign > 0 }.sorted { $0.key < $1.key }
            return items.isEmpty
                ? nil : "\(name) " + items.map { "\($0.key) (\(abs($0.value)))" }.joined(separator: " | ")
        }
        return parts.joined(separator: "; ")
    }

    /// Words that other books use, and what the glossary says.
    static let refusedWords: [(wrong: String, right: String)] = [
        ("过度拟合", "过拟合"), ("过渡拟合", "过拟合"), ("拟合不足", "欠拟合"), ("感知器", "感知机"),
        ("激励函数", "激活函数"), ("学习速率", "学习率"), ("批量归一化", "批归一化"), ("批标准化", "批归一化"),
        ("层标准化", "层归一化"), ("层规范化", "层归一化"), ("批规范化", "批归一化"), ("暂退", "随机失活"), ("丢弃法", "随机失活"),
        ("正向传播", "前向传播"), ("后向传播", "反向传播"), ("自动求导", "自动微分"), ("隐含层", "隐藏层"),
        ("隐层", "隐藏层"), ("隐含状态", "隐藏状态"), ("鉴别器", "判别器"), ("集束搜索", "束搜索"),
        ("掩膜", "掩码"), ("掩蔽", "掩码"), ("词汇表", "词表"), ("迷惑度", "困惑度"), ("精调", "微调"),
        ("正规化", "正则化"), ("规则化", "正则化"), ("独热码", "独热编码"), ("迷你批", "小批量"),
        ("小批次", "小批量"), ("均方差", "均方误差"), ("梯度弥散", "梯度消失"), ("梯度消散", "梯度消失"),
        ("增强学习", "强化学习"), ("折现因子", "折扣因子"), ("贴现", "折扣因子"), ("奖赏", "奖励"),
        ("经验重放", "经验回放"), ("单词向量", "词向量"), ("数据增广", "数据增强"), ("数据泄漏", "数据泄露"),
        ("混淆阵", "混淆矩阵"), ("交叉检验", "交叉验证"), ("特征映射图", "特征图"), ("感受域", "感受野"),
        ("残差链接", "残差连接"), ("模式坍塌", "模式崩溃"), ("早停法", "早停"), ("权重衰退", "权重衰减"),
        ("自编码机", "自编码器"), ("风格转换", "风格迁移"), ("多层感知器", "多层感知机"), ("负抽样", "负采样"),
        ("计算图谱", "计算图"), ("代价函数", "损失函数"), ("您", "你"),
    ]
}

extension Book {
    /// The pages of a reader that have no Chinese edition: the first one, the chapters', and those of Docs but the glossary, which
    /// is in both languages itself.
    var untranslatedPages: [String] {
        let read = /(?:README|CONTRIBUTING)\.md|Docs\/(?!Glossary)\w+\.md|Chapters\/[^\/]+\/README\.md/
        return pages.values.filter { $0.path.wholeMatch(of: read) != nil && pages[$0.twin] == nil }
            .map(\.path).sorted()
    }
}
