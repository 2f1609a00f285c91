import Messages
import TestSupport
import Testing

@testable import Reporting

@Suite struct LanguageTests {
    @Test(
        arguments: [
            (["LANG": "zh_CN.UTF-8"], .chinese), (["LANG": "zh"], .chinese), (["LANG": "zh-Hans"], .chinese),
            (["LANG": "en_US.UTF-8"], .english), (["LANG": "de_DE"], .english),
            (["LANG": "zhuang"], .english),
            ([:], .english), (["LC_ALL": "C", "LANG": "zh_CN"], .english),
            (["LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"], .chinese),
            (["LC_ALL": "zh_CN", "LC_MESSAGES": "en_US", "LANG": "en_US"], .chinese),
        ] as [([String: String], Language)])
    func theLocaleChoosesTheLanguage(environment: [String: String], expected: Language) {
        #expect(Language(environment: environment) == expected)
    }

    @Test func theOptionIsFoundBeforeTheArgumentsAreChecked() {
        #expect(Language(arguments: ["--epochs", "x", "--language", "zh"]) == .chinese)
        #expect(Language(arguments: ["--language=zh", "--language=en"]) == .english)
        #expect(Language(arguments: ["--language", "fr"]) == nil)
        #expect(Language(arguments: ["--language"]) == nil)
        #expect(Language(arguments: ["zh"]) == nil)
    }

    @Test func wordsAreInTheLanguageOfTheMoment() {
        let count = 3
        let words = Words(en: "\(count) mistakes", zh: "\(count) 个错误")
        #expect(words.text == "3 mistakes" && "w".text == "w")
        #expect(Language.$current.withValue(.chinese) { words.text } == "3 个错误")
        #expect(Language.$current.withValue(.chinese) { "w".text } == "w")
    }

    @Test func aPageIsInOneLanguage() {
        func page() -> String {
            var report = Report(title: Words(en: "Bikes", zh: "单车"), subtitle: Words(en: "Rent", zh: "租用"))
            report.section(en: "Loss", zh: "损失")
            report.paragraph(en: "It *falls*.", zh: "它在*下降*。")
            report.note(en: "Note", zh: "注意")
            report.chart(
                LineChart(
                    title: Words(en: "Curve", zh: "曲线"), xLabel: Words(en: "epoch", zh: "轮"),
                    yLabel: Words(en: "loss", zh: "损失"),
                    series: [Series(Words(en: "book", zh: "书中的网络"), y: [2, 1])],
                    annotations: [.horizontal(y: 1, label: Words(en: "floor", zh: "下限"))]),
                caption: Words(en: "Caption", zh: "图注"))
            report.table(
                Table(
                    headers: [Words(en: "Method", zh: "方法")], rows: [["1"]], caption: Words(en: "T", zh: "表"))
            )
            return report.html()
        }
        let english = page()
        let chinese = Language.$current.withValue(.chinese) { page() }
        let texts = [
            ("Bikes", "单车"), ("Rent", "租用"), ("Loss", "损失"), ("<em>falls</em>", "<em>下降</em>"),
            ("Note", "注意"),
            ("Curve", "曲线"), ("epoch", "轮"), ("book", "书中的网络"), ("floor", "下限"), ("Caption", "图注"),
            ("Method", "方法"), ("Line chart of loss over epoch: book.", "折线图，横轴轮，纵轴损失：书中的网络。"),
            ("aria-label=\"Contents\"", "aria-label=\"目录\""), ("lang=\"en\"", "lang=\"zh-Hans\""),
        ]
        for (en, zh) in texts {
            #expect(english.contains(en) && !english.contains(zh), "\(en)")
            #expect(chinese.contains(zh) && !chinese.contains(en), "\(zh)")
        }
    }

    @Test func chineseWrapsBetweenCharactersAndKeepsItsPunctuation() {
        #expect(wrapped("one two three", toColumns: 8) == ["one two", "three"])
        #expect(wrapped("", toColumns: 8).isEmpty)
        #expect(wrapped("学习率越大，下降越快。", toColumns: 10) == ["学习率越", "大，下降越", "快。"])
        #expect(wrapped("用 swift run 运行（默认 3）", toColumns: 10) == ["用 swift", "run 运行", "（默认 3）"])
        let long = "验证集上的误差（RMSE）在第 12 轮最小，之后开始过拟合。"
        for width in 6...60 {
            let lines = wrapped(long, toColumns: width)
            #expect(lines.joined().filter { $0 != " " } == long.filter { $0 != " " })
            #expect(lines.allSatisfy { displayWidth($0) <= max(width, 8) }, "\(width): \(lines)")
            #expect(lines.allSatisfy { !"，。）".contains($0.first ?? "x") && $0.last != "（" })
        }
    }

    @Test func theBarSpeaksToo() {
        let terminal = Terminal(isTerminal: true, width: { 80 }, write: { _ in }, now: { 0 })
        let bar = ProgressBar(Words(en: "training", zh: "训练"), total: 10, terminal: terminal)
        bar.advance(by: 5)
        #expect(bar.rendered(columns: 79, seconds: 5).contains("5 s left"))
        let zh = Language.$current.withValue(.chinese) { bar.rendered(columns: 79, seconds: 5) }
        #expect(zh.contains("剩余 5 s"))
    }

    @Test func englishOnAChinesePageIsFound() {
        let page =
            "<p>这是 <code>let a = b in the code of it</code> 与 Adam 优化器</p><p>the mean of all squared errors</p>"
        #expect(englishSentences(in: readableText(ofPage: page)) == ["the mean of all squared errors"])
        #expect(englishSentences(in: "one two three four").isEmpty)
    }
}
