import TestSupport
import Testing

/// Each page says the same in both languages.
@Suite
struct TranslationTests {
    /// Those of homework stand beside a protocol, see `HomeworkPagesTests`.
    static let chinesePages = Book.whole.pages.values.filter(\.isChinese).map(\.path).filter {
        !Book.whole.homeworkPages.contains($0)
    }.sorted()

    @Test(arguments: chinesePages)
    func aChinesePageSaysWhatItsEnglishPageSays(path: String) throws {
        let page = try #require(Book.whole.pages[path])
        for fault in Book.whole.translationFaults(of: page) { Issue.record("\(fault)") }
    }

    @Test
    func everyPageOfAReaderIsInBothLanguages() {
        #expect(Book.whole.untranslatedPages == [])
        #expect(Self.chinesePages.count >= chapterNumbers.count + 9)
    }

    /// A refused word stands for one that the glossary has.
    @Test
    func refusedWordsStandForTermsOfTheGlossary() {
        let terms = Glossary.whole.rows.map(\.chinese)
        for (wrong, right) in Book.refusedWords where right != "你" {
            #expect(terms.contains { $0.contains(right) }, "the glossary has no \(right)")
            #expect(!terms.contains { $0.contains(wrong) }, "the glossary says \(wrong)")
        }
    }
}

/// The checks find what is wrong with a small Chinese page, and nothing in the right one.
@Suite
struct TranslationCheckTests {
    private static let english = """
        # A page

        English · [中文](A.zh.md)

        The **gradient** (梯度) of 1.5 million weights, in May 2011: 44,710 steps, see [B](B.md#second), and
        `loss`. Type `swift run Chapter3 --quick`.

        <!-- a remark
        of 3 numbers | 1 -->

        ## Numbers

        - One thing, η².
        - Another one.

        So

            w ← w − η g        the step

        ```
        swift run Chapter3 --epochs 2   # two of them
        ```

        | a | b |
        |---|---|
        | the **kernels** (卷积核) | 7 |
        """

    private static let chinese = """
        # 一页

        [English](A.md) · 中文

        150 万个权重的**梯度**（gradient），2011 年 5 月：44710 步，见 [B](B.zh.md#第二)，以及 `loss`，和
        “This is a quotation of many words”。输入 `swift run Chapter3 --quick`。

        ## 数字

        - 一件事，η²。
        - 另一件。

        所以

            w ← w − η g        这一步

        ```
        swift run Chapter3 --epochs 2   # two of them
        ```

        | 甲 | 乙 |
        |---|---|
        | **卷积核**（kernel） | 7 |
        """

    private func faults(_ english: String, _ chinese: String) -> [String] {
        let book = Book(files: [
            "Docs/A.md": english, "Docs/A.zh.md": chinese,
            "Docs/B.md": "# B\n\n## First\n\n## Second\n", "Docs/B.zh.md": "# 乙\n\n## 第一\n\n## 第二\n",
            "Docs/Glossary.md":
                "| gradient | 梯度 | g | Slope. | [x](x) |\n| kernel | 卷积核 | w | Weights. | [x](x) |",
        ])
        return book.pages["Docs/A.zh.md"].map(book.translationFaults(of:)) ?? ["no page"]
    }

    @Test
    func aRightPageHasNoFaults() {
        #expect(faults(Self.english, Self.chinese) == [])
    }

    @Test(arguments: [
        ("## 数字", "### 数字", "levels of headings: [1, 2], in Chinese [1, 3]"),
        ("## 数字", "数字", "levels of headings"),
        ("- 另一件。\n", "", "outline"),
        ("| **卷积核**（kernel） | 7 |", "", "outline"),
        ("所以\n", "", "outline"),
        ("--epochs 2 ", "--epochs 3 ", "code: only in English swift run Chapter3 --epochs 2"),
        ("--epochs 2 ", "--epochs 3 ", "commands: only in English Chapter3 --epochs 2"),
        ("```\nswift", "```\nswift run Chapter3\nswift", "code: only in Chinese swift run Chapter3 (1)"),
        ("w − η g", "w + η g", "code"),
        ("w − η g", "w − g", "code"),
        ("Chapter3 --quick", "Chapter4 --quick", "commands: only in English Chapter3 --quick"),
        ("`loss`", "`los`", "backticks: only in English loss (1); only in Chinese los (1)"),
        ("`loss`", "损失", "backticks: only in English loss"),
        ("150 万", "15 万", "figures: only in English 1500000 (1); only in Chinese 150000 (1)"),
        ("150 万", "150 亿", "figures"),
        ("44710 步", "44170 步", "figures"),
        ("44710 步", "44710 步，4 次", "figures: only in Chinese 4 (1)"),
        ("5 月", "6 月", "figures"),
        ("η²", "η³", "figures: only in English ² (1); only in Chinese ³ (1)"),
        ("| 7 |", "| 8 |", "figures"),
        (
            "B.zh.md#第二", "B.zh.md#第一",
            "links: only in English Docs/B.zh.md#2 (1); only in Chinese Docs/B.zh.md#1"
        ),
        (
            "B.zh.md#第二", "B.md#second",
            "links: only in English Docs/B.zh.md#2 (1); only in Chinese Docs/B.md#2"
        ),
        ("[B](B.zh.md#第二)", "乙", "links"),
        (
            "[English](A.md) · 中文", "[English](A.md)",
            "the second line of Docs/A.zh.md is not [English](A.md) · 中文"
        ),
        ("**梯度**（gradient）", "**斜率**（gradient）", "gradient is 斜率, not 梯度"),
        ("**梯度**（gradient）", "梯度", "terms: only in English gradient (1)"),
        (
            "**梯度**（gradient）", "**梯度**（slope）",
            "terms: only in English gradient (1); only in Chinese slope (1)"
        ),
        (
            "另一件。", "Another one that nobody has translated.",
            "English: Another one that nobody has translated"
        ),
        ("| 甲 |", "| A head that nobody translated |", "English: A head that nobody translated"),
        ("一件事，", "一件事,", "a half-width sign in Chinese: 事,"),
        ("**卷积核**（kernel）", "**卷积核**: **卷积核**（kernel）", "a half-width sign in Chinese: 核**:"),
    ])
    func aWrongPageIsFound(right: String, wrong: String, fault: String) {
        #expect(Self.chinese.contains(right))
        let found = faults(Self.english, Self.chinese.replacing(right, with: wrong))
        #expect(found.contains { $0.hasPrefix("Docs/A.zh.md: \(fault)") }, "\(found)")
    }

    @Test(arguments: Book.refusedWords.map(\.wrong))
    func aRefusedWordIsFound(word: String) {
        let found = faults(Self.english, Self.chinese.replacing("另一件", with: "另一件\(word)"))
        #expect(found.contains { $0.contains("says \(word), not") }, "\(found)")
    }

    @Test
    func aPageWithoutItsOtherLanguageIsFound() {
        #expect(
            faults(Self.english.replacing("English · ", with: ""), Self.chinese)
                == ["Docs/A.zh.md: the second line of Docs/A.md is not English · [中文](A.zh.md)"])
        let alone = Book(files: ["Docs/A.zh.md": Self.chinese])
        #expect(
            alone.pages["Docs/A.zh.md"].map(alone.translationFaults(of:)) == [
                "Docs/A.zh.md: there is no Docs/A.md"
            ])
        let book = Book(files: [
            "README.md": "", "README.zh.md": "", "Docs/Guide.md": "", "Docs/Other.md": "",
            "Docs/Glossary.md": "",
            "Chapters/Chapter01-One/README.md": "", "Chapters/Chapter02-Two/README.md": "",
            "Chapters/Chapter02-Two/README.zh.md": "",
        ])
        #expect(
            book.untranslatedPages == ["Chapters/Chapter01-One/README.md", "Docs/Guide.md", "Docs/Other.md"])
    }
}
