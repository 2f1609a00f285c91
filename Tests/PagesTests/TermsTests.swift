import Foundation
import TestSupport
import Testing

/// The pages speak the field's language.
@Suite
struct TermsTests {
    /// Terms that every book on the subject has, each in the chapter where it is taught.
    static let terms: [(term: String, chapter: Int)] = [
        ("forward pass", 2), ("backward pass", 2), ("learning rate", 2),
        ("overfitting", 3), ("hyperparameter", 3), ("mini-batch", 3), ("one-hot", 3), ("baseline", 3),
        ("feature map", 5), ("confusion matrix", 5), ("data augmentation", 5), ("regulariz", 5),
        ("fine-tun", 6),
        ("generator", 8), ("discriminator", 8), ("latent", 8),
        ("vanishing", 10),
        ("self-attention", 12), ("cross-attention", 12), ("positional encoding", 12),
        ("residual connection", 12),
        ("teacher forcing", 12), ("KV cache", 12), ("perplexity", 12),
        ("embedding", 14),
        ("ε-greedy", 15), ("exploration", 15), ("replay", 15), ("target network", 15), ("discount", 15),
    ]

    @Test(arguments: terms)
    func aTermStandsOnThePageOfItsChapter(term: String, chapter: Int) throws {
        let page = try #require(Book.whole.chapterPage(chapter), "Chapter \(chapter) has no README.md")
        let isThere = page.text.localizedCaseInsensitiveContains(term)
        #expect(isThere, "\(page.path) does not say \(term)")
    }

    @Test
    func everyChapterHasOnePage() {
        for number in chapterNumbers {
            let page = Book.whole.chapterPage(number)
            #expect(page != nil, "Chapter \(number) has no README.md")
            // A term where it first occurs, in bold, with its Chinese: **overfitting** (过拟合).
            let isBilingual = page?.text.contains(/\*\*[^*\n]+\*\*\s+\(\p{Script=Han}[^)]*\)/) == true
            #expect(isBilingual, "the page of Chapter \(number) has no term with its Chinese")
        }
        for page in Book.whole.pages.keys where page.hasPrefix("Docs/Chapter") {
            Issue.record("\(page): a chapter has one page, its README.md")
        }
    }

    /// The words of the field's language that stand for what older pages called otherwise.
    @Test(arguments: ["painter", "rule of thumb", "thousand million", "no number any more", "the way back"])
    func pagesSayItInTheFieldsWords(word: String) {
        for page in Book.whole.pages.values where page.path != "CHANGELOG.md" {
            let isThere = page.text.localizedCaseInsensitiveContains(word)
            #expect(!isThere, "\(page.path) says \"\(word)\"")
        }
    }
}

/// The glossary is complete and true.
@Suite
struct GlossaryTests {
    @Test
    func theGlossaryHasAtLeast150TermsWithAllColumns() {
        let rows = Glossary.whole.rows
        #expect(rows.count >= 150)
        for row in rows {
            #expect(!row.term.isEmpty && !row.sentence.isEmpty && !row.symbol.isEmpty, "\(row.term)")
            #expect(row.chinese.contains(/\p{Script=Han}|^[A-Z]/), "\(row.term) has no Chinese")
            #expect(row.sentence.hasSuffix("."), "\(row.term): a sentence ends with a full stop")
            #expect(row.file != nil, "\(row.term) has no file")
        }
    }

    @Test
    func theGlossaryIsSortedAndHasNoTermTwice() {
        let terms = Glossary.whole.rows.map { $0.term.lowercased() }
        #expect(Set(terms).count == terms.count)
        #expect(terms == terms.sorted())
    }

    @Test
    func everyFileOfTheGlossaryExists() {
        for row in Glossary.whole.rows {
            let path = row.file.map { $0.hasPrefix("../") ? String($0.dropFirst(3)) : "Docs/\($0)" } ?? ""
            let isThere = Book.whole.files.contains(path)
            #expect(isThere, "\(row.term): there is no \(path)")
        }
    }

    @Test
    func everyTermOfTheGlossaryOccursOnThePageOfAChapter() {
        let texts = chapterNumbers.compactMap { Book.whole.chapterPage($0)?.text }.map(inWords)
        for row in Glossary.whole.rows {
            // "gated recurrent unit (GRU)" occurs where either does; "gates" begins with "gate", "aggregate" does not.
            let names = row.names.map(inWords).map { $0.trimmingCharacters(in: .whitespaces) }
            let isThere = texts.contains { text in names.contains { text.contains(" \($0)") } }
            #expect(isThere, "no chapter says \(row.term)")
        }
    }

    /// A text in small letters, one space for all that is neither letter nor number.
    private func inWords(_ text: String) -> String {
        " " + text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    @Test
    func aWrongGlossaryIsSeenToBeWrong() {
        let glossary = Glossary(
            """
            # Glossary

            | term | 中文 | symbol | meaning | file |
            |---|---|---|---|---|
            | momentum | 动量 | μ | The part of the last step that is kept. | [SGD.swift](../Sources/SGD.swift) |
            | gated recurrent unit (GRU) | 门控循环单元 | – | No full stop | |
            """)
        #expect(glossary.rows.map(\.term) == ["momentum", "gated recurrent unit (GRU)"])
        #expect(glossary.rows.map(\.file) == ["../Sources/SGD.swift", nil])
        #expect(glossary.rows.map(\.names) == [["momentum"], ["gated recurrent unit", "GRU"]])
        #expect(glossary.rows[0].chinese == "动量")
    }
}
