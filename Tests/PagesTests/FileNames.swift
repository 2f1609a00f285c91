import Foundation

// Links, anchors, and files named in backticks

extension Book {
    /// The links of a page that lead nowhere.
    func brokenLinks(of page: Page) -> [Fault] {
        page.links.compactMap { link in
            guard !link.text.contains("://"), !link.text.hasPrefix("mailto:") else { return nil }
            let parts = link.text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let target = parts[0].isEmpty ? page.path : resolved(String(parts[0]), from: page.path)
            func fault(_ reason: String) -> Fault {
                Fault(page: page.path, line: link.line, reason: "the link \(link.text) \(reason)")
            }
            guard let target, files.contains(target) else { return fault("leads to no file") }
            guard parts.count == 2 else { return nil }
            guard let other = pages[target] else { return fault("has an anchor, but leads to no page") }
            return other.anchors.contains(String(parts[1])) ? nil : fault("leads to no heading")
        }
    }

    /// The pages that no chain of links from README.md leads to. A link to a folder leads to its README.md.
    var unreachablePages: Set<String> {
        var reached: Set<String> = []
        var open = ["README.md"]
        while let path = open.popLast() {
            guard let page = pages[path] ?? pages["\(path)/README.md"], reached.insert(page.path).inserted
            else { continue }
            for link in page.links {
                let target = link.text.prefix { $0 != "#" }
                if let next = resolved(String(target), from: page.path) { open.append(next) }
            }
        }
        // The catalog of the documentation has links of its own.
        return Set(pages.keys).subtracting(reached).filter { !$0.contains(".docc/") }
    }

    /// A path relative to a page as one below the package's folder; nil where it leaves the package.
    func resolved(_ target: String, from page: String) -> String? {
        var components = page.split(separator: "/").map(String.init).dropLast()
        for component in target.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component.removingPercentEncoding ?? String(component))
            } else if components.popLast() == nil {
                return nil
            }
        }
        return components.joined(separator: "/")
    }

    /// The files and folders that a page names in backticks and that do not exist.
    ///
    /// Checked are names of sources and pages (.swift, .md, .py, .sh), paths that begin with a folder of the package,
    /// and folders with a slash behind them and a capital letter. A page of a chapter means its own folder, unless it
    /// gives the path or names the module beside the file. What runs leave, such as metrics.json, is not looked for.
    func missingFiles(of page: Page) -> [Fault] {
        page.spans.compactMap { span in
            guard !span.isForeign, let name = fileName(span.text) else { return nil }
            let found = paths(endingWith: name)
            let block = page.blocks[span.block]
            let isThere = found.contains { path in
                if path == name || !page.path.hasPrefix("Chapters/") { return true }
                let folder = page.path.split(separator: "/").prefix(2).joined(separator: "/")
                return path.hasPrefix("\(folder)/") || isNamed(moduleOf: path, in: block)
            }
            if isThere { return nil }
            let elsewhere = found.isEmpty ? "" : "; there is \(found.sorted()[0])"
            return Fault(page: page.path, line: span.line, reason: "there is no \(span.text)\(elsewhere)")
        }
    }

    private func isNamed(moduleOf path: String, in block: String) -> Bool {
        let components = path.split(separator: "/")
        guard components.count > 2, components[0] != "Chapters" else { return components.count == 1 }
        return block.contains(components[1])
    }

    /// The name of a file or folder that a span in backticks is; nil where it is something else.
    func fileName(_ text: String) -> String? {
        guard text.wholeMatch(of: /[A-Za-z0-9_.*\/+-]+/) != nil, !text.contains("ChapterNN"),
            !text.hasPrefix("*.")
        else { return nil }
        if [".swift", ".md", ".py", ".sh"].contains(where: text.hasSuffix) { return text }
        let isBelow = ["Sources/", "Chapters/", "Tests/", "Docs/", ".ci/"].contains(where: text.hasPrefix)
        let isFolder = text.hasSuffix("/") && text.first?.isUppercase == true
        return isBelow || isFolder ? text : nil
    }
}
