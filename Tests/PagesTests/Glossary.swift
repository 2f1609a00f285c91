import Foundation

/// The table of terms in Docs/Glossary.md.
struct Glossary {
    struct Row {
        let term: String
        let chinese: String
        let symbol: String
        let sentence: String
        /// What the link of the last column leads to; nil without one.
        let file: String?

        /// The term, and the shorter form in parentheses behind it.
        var names: [String] {
            guard let match = term.wholeMatch(of: /(.+?) \((.+)\)/) else { return [term] }
            return [String(match.1), String(match.2)]
        }
    }

    private(set) var rows: [Row] = []

    /// The rows of the tables in a page: those with five cells, without heads.
    init(_ text: String) {
        for line in text.split(separator: "\n") where line.hasPrefix("|") {
            let cells = Page.cells(String(line.dropFirst()))
            guard cells.count >= 5, cells[0] != "term", !cells[0].hasPrefix("---") else { continue }
            let link = cells[4].firstMatch(of: /\]\(([^)]+)\)/).map { String($0.1) }
            rows.append(
                Row(term: cells[0], chinese: cells[1], symbol: cells[2], sentence: cells[3], file: link))
        }
    }

    /// The one of this package.
    static let whole = Glossary(Book.whole.pages["Docs/Glossary.md"]?.text ?? "")
}

extension Book {
    /// The page of a chapter: the README of its folder.
    func chapterPage(_ number: Int) -> Page? {
        let folder = "Chapters/Chapter" + (number < 10 ? "0" : "") + "\(number)-"
        return pages.values.first {
            $0.path.hasPrefix(folder) && $0.path.hasSuffix("/README.md")
                && $0.path.split(separator: "/").count == 3
        }
    }
}
