import Foundation
import TestSupport

/// All pages of the package and what they may speak of: its files and its declarations.
struct Book {
    /// The pages, by their path below the package's folder.
    let pages: [String: Page]

    /// The paths of all files and folders below the package's folder.
    let files: Set<String>

    let declarations: Declarations

    /// The text of the sources and pages.
    private let texts: [String: String]

    /// The Swift files, by their path.
    var sources: [String: String] { texts.filter { $0.key.hasSuffix(".swift") } }

    /// The modules, programs and products of the manifest.
    let targets: Set<String>

    /// The paths by their last component.
    private let pathsByName: [String: [String]]

    /// A book of these files; tests of the checks make small ones.
    init(files: [String: String], folders: [String] = []) {
        pages = Dictionary(
            uniqueKeysWithValues: files.filter { $0.key.hasSuffix(".md") }.map {
                ($0.key, Page(path: $0.key, text: $0.value))
            })
        texts = files
        var all = Set(files.keys).union(folders)
        for path in all {
            var components = path.split(separator: "/")
            while components.popLast() != nil, !components.isEmpty {
                all.insert(components.joined(separator: "/"))
            }
        }
        self.files = all
        pathsByName = Dictionary(grouping: all) { String($0.split(separator: "/").last ?? "") }
        declarations = Declarations(files.filter { $0.key.hasSuffix(".swift") || $0.key.hasSuffix(".py") })
        let products = (files["Package.swift"] ?? "").matches(of: /name: "(\w+)"/).map { String($0.1) }
        targets = Self.targets(files.keys).union(products)
    }

    /// Modules are folders of Sources and Tests; a chapter is called by its number.
    private static func targets(_ paths: some Sequence<String>) -> Set<String> {
        var names: Set<String> = []
        for path in paths {
            let components = path.split(separator: "/").map(String.init)
            guard components.count > 2 else { continue }
            if components[0] == "Sources" || components[0] == "Tests" { names.insert(components[1]) }
            if components[0] == "Chapters", let match = components[1].prefixMatch(of: /Chapter(0?)(\d+)-/) {
                names.formUnion(["Chapter\(match.2)", "Chapter\(match.1)\(match.2)Homework"])
            }
        }
        return names
    }

    /// The book of this package.
    static let whole: Book = {
        var texts: [String: String] = [:]
        var others: [String] = []
        let root = packageRoot.path
        for top in ["Sources", "Chapters", "Tests", "Docs", ".ci"] {
            for path in FileManager.default.enumerator(atPath: "\(root)/\(top)") ?? .init() {
                guard let path = path as? String else { continue }
                let isText = [".swift", ".md", ".py"].contains { path.hasSuffix($0) }
                if isText, let text = try? String(contentsOfFile: "\(root)/\(top)/\(path)", encoding: .utf8) {
                    texts["\(top)/\(path)"] = text
                } else {
                    others.append("\(top)/\(path)")
                }
            }
        }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            if name.hasSuffix(".md") || name == "Package.swift" {
                texts[name] = try? String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
            } else {
                others.append(name)
            }
        }
        return Book(files: texts, folders: others)
    }()

    /// What the sources below a folder declare public outside of any type.
    func publicNames(in folder: String) -> Set<String> {
        let sources = texts.filter { $0.key.hasPrefix(folder) && $0.key.hasSuffix(".swift") }.values
        let declaration = /\npublic (?:final )?(?:open )?(?:class|struct|enum|protocol|func) (\w+)/
        return Set(sources.flatMap { $0.matches(of: declaration) }.map { String($0.1) })
    }

    /// Where the library or a chapter speaks of an unsafe pointer outside the folders of kernels.
    var strayPointers: [Fault] {
        let kernels = [
            "Sources/TensorCore/Kernels/", "Sources/Vectors/", "Sources/Pictures/Kernels/",
            "Sources/PageNetworks/WebAssembly/",
        ]
        // Tokens only where there is something to find: they take time.
        let sources = texts.filter { path, text in
            path.hasSuffix(".swift") && (path.hasPrefix("Sources/") || path.hasPrefix("Chapters/"))
                && !kernels.contains(where: path.hasPrefix) && text.contains("Unsafe")
        }
        return sources.sorted { $0.key < $1.key }.flatMap { path, text in
            SwiftTokens(text).tokens.filter {
                $0.text.hasPrefix("withUnsafe")
                    || $0.text.wholeMatch(of: /Unsafe(Mutable)?(Raw)?(Buffer)?Pointer/) != nil
            }.map { Fault(page: path, line: $0.line, reason: "\($0.text) belongs to a kernel") }
        }
    }

    /// The files and folders whose path ends with these components; "*" in the last stands for any letters.
    func paths(endingWith name: String) -> [String] {
        let components = name.split(separator: "/").map(String.init)
        guard let last = components.last else { return [] }
        let candidates =
            last.contains("*")
            ? pathsByName.filter { matches($0.key, pattern: last) }.flatMap(\.value) : pathsByName[last] ?? []
        return candidates.filter { path in
            Array(path.split(separator: "/").map(String.init).dropLast().suffix(components.count - 1))
                == components.dropLast()
        }
    }

    private func matches(_ name: String, pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, name.hasPrefix(first), name.hasSuffix(last)
        else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

/// What is wrong with a page, in one line.
struct Fault: Equatable, CustomStringConvertible {
    let page: String
    let line: Int
    let reason: String
    var description: String { "\(page):\(line): \(reason)" }
}
