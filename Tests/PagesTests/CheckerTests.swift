import Testing

/// The checks find what is wrong, in small wrong packages, and nothing in a right one.
@Suite
struct CheckerTests {
    private let sources = [
        "Sources/Library/Layers/Dense.swift": """
        /// Has units; `Missing` stands only in this remark.
        public final class Dense: Module {
            public var weight: Tensor
            public enum Mode { case fast, exact(Int) }
            public init(_ inputs: Int, units: Int = "a \\("quoted")".count, using generator: inout Generator) {
                let innerValue = 1
            }
            public func forward(_ x: Tensor, isCausal: Bool) -> Tensor { x }
        }
        public class Module {
            public var parameters: [Tensor] { [] }
        }
        extension Dense {
            static func halved(by factor: Float, in place: Int) {}
        }
        """,
        "Chapters/Chapter05-Nets/main.swift": "func train() {}",
        "Chapters/Chapter05-Nets/Homework/Starter.swift": "",
        "Docs/models.py": "class TorchDense:\n    def forward_all(self): ...",
        "Docs/Other.md": "# Other page\n\n## What it holds: `code`, and more\n\n## Again\n\n## Again\n",
    ]

    /// The faults of a page among these sources.
    private func faults(_ text: String, at path: String = "Docs/Page.md") -> [String] {
        let book = Book(files: sources.merging([path: text]) { $1 })
        let page = book.pages[path] ?? Page(path: path, text: "")
        return (book.brokenLinks(of: page) + book.missingFiles(of: page) + book.unknownSymbols(of: page))
            .map { "\($0.line): \($0.reason)" }
    }

    @Test
    func aRightPageHasNoFaults() {
        let text = """
            # Page

            See [Other](Other.md), [its heading](Other.md#what-it-holds-code-and-more), [this](#page), [a
            folder](../Sources/Library), [again](Other.md#again-1) and [the world](https://example.org/x#y).
            `Dense.swift`, `Layers/Dense.swift`, `Sources/Library`, `Layers/`, `D*.swift`, `models.py`, `metrics.json`;
            `Dense`, `Dense(3, units: 4)`, `Dense(units:)`, `forward(_:isCausal:)`, `Dense.Mode`, `.exact`, `innerValue`,
            `Dense.parameters`, `loss`, `some_key`, `torch.nn.Thing`, `a + b`, `NAME`, `peak MiB`, `Library`,
            `TorchDense`, `--option`, `f(x)`.

            | Swift | PyTorch |
            |---|---|
            | `Dense(3, units: 4)` | `NoSuchThing(4)` |

            ```python
            from x import Unknown
            ```

            ```swift
            struct Local { var ownValue = 1 }
            Local().ownValue + Dense(3).parameters.count
            ```
            """
        #expect(faults(text) == [])
    }

    @Test(arguments: [
        ("[x](Nowhere.md)", "the link Nowhere.md leads to no file"),
        ("![x](images/none.png)", "the link images/none.png leads to no file"),
        ("[x](../../outside)", "the link ../../outside leads to no file"),
        ("[x](Other.md#gone)", "the link Other.md#gone leads to no heading"),
        ("[x](Other.md#again-2)", "the link Other.md#again-2 leads to no heading"),
        ("[x](#gone)", "the link #gone leads to no heading"),
        ("[`code`](Gone.md)", "the link Gone.md leads to no file"),
        (
            "[x](../Sources/Library/Layers/Dense.swift#l5)",
            "the link ../Sources/Library/Layers/Dense.swift#l5 has an anchor, but leads to no page"
        ),
    ])
    func aBrokenLinkIsFound(text: String, reason: String) {
        #expect(faults("# Page\n\nA \(text).") == ["3: \(reason)"])
        #expect(faults("# Page\n\n| a | \(text) |") == ["3: \(reason)"])
    }

    @Test
    func aPageThatNoLinkLeadsToIsFound() {
        let book = Book(
            files: [
                "README.md": "[a chapter](Chapters/One), [a page](Docs/A.md#x)", "Docs/A.md": "[b](B.md)",
                "Docs/B.md": "", "Docs/Orphan.md": "[a](A.md)", "Chapters/One/README.md": "",
                "Docs/Library.docc/Topic.md": "",
            ])
        #expect(book.unreachablePages == ["Docs/Orphan.md"])
    }

    @Test(arguments: [
        "Gone.swift", "Wrong/Dense.swift", "Sources/Gone", "Gone/", "X*.swift", "gone.py", "Docs/Gone.md",
        "x.sh",
    ])
    func aFileThatIsGoneIsFound(name: String) {
        #expect(faults("First\nline `\(name)`.") == ["2: there is no \(name)"])
    }

    @Test
    func aChapterMeansItsOwnFolder() {
        let path = "Chapters/Chapter05-Nets/README.md"
        #expect(faults("`main.swift`, `Homework/Starter.swift`, `Starter.swift`", at: path) == [])
        #expect(
            faults("`Dense.swift`", at: path)
                == ["1: there is no Dense.swift; there is Sources/Library/Layers/Dense.swift"])
        #expect(faults("`Dense.swift` of `Library`", at: path) == [])
        #expect(faults("`Sources/Library/Layers/Dense.swift`", at: path) == [])
    }

    @Test(arguments: [
        ("Convolution", "nothing declares Convolution"),
        ("Missing", "nothing declares Missing"),
        ("quotedValue", "nothing declares quotedValue"),
        ("gone()", "nothing declares gone"),
        ("x.gone", "nothing declares gone"),
        ("Dense.gone", "Dense has no gone"),
        ("Dense.isCausal", "Dense has no isCausal"),
        ("Dense(3, width: 4)", "Dense has no width:"),
        ("Dense(using:units:)", "Dense has no using:units:"),
        ("forward(x, causal: true)", "forward has no causal:"),
        ("forward(_:causal:)", "forward has no causal:"),
        ("halved(by:place:)", "halved has no by:place:"),
        ("[Unknown]", "nothing declares Unknown"),
    ])
    func aSymbolThatIsGoneIsFound(code: String, reason: String) {
        #expect(faults("# Page\n\nThe `\(code)`.") == ["3: in `\(code)` \(reason)"])
        let table = "| Swift | PyTorch |\n|---|---|\n| `\(code)` | `\(code)` |"
        #expect(faults(table) == ["3: in `\(code)` \(reason)"])
    }

    @Test
    func aPointerOutsideOfTheKernelsIsFound() {
        let code = """
            /// No UnsafePointer here.
            func first(_ bytes: UnsafeRawBufferPointer, of array: [Int]) {
                array.withUnsafeBufferPointer { _ in }
            }
            """
        func faults(at path: String) -> [String] {
            Book(files: [path: code]).strayPointers.map(\.description)
        }
        #expect(faults(at: "Sources/TensorCore/Kernels/Copy.swift") == [])
        #expect(faults(at: "Tests/FilesTests/Copy.swift") == [])
        for path in ["Sources/TensorCore/Copy.swift", "Chapters/Chapter05-Nets/main.swift"] {
            #expect(
                faults(at: path) == [
                    "\(path):2: UnsafeRawBufferPointer belongs to a kernel",
                    "\(path):3: withUnsafeBufferPointer belongs to a kernel",
                ])
        }
    }

    @Test
    func linksOfTheCatalogAreSymbols() {
        let path = "Docs/Reference.docc/Layers.md"
        #expect(faults("- ``Library/Dense``\n- ``Library/Dense/forward(_:isCausal:)``", at: path) == [])
        #expect(
            faults("- ``Library/Gone``\n- ``Library/Dense/gone``", at: path) == [
                "1: in `Library/Gone` nothing declares Gone", "2: in `Library/Dense/gone` Dense has no gone",
            ])
    }

    @Test
    func anExampleIsReadToo() {
        #expect(faults("```swift\nlet x = Gone()\n```") == ["2: nothing declares Gone"])
    }

    @Test
    func commandsAreFoundWhereverTheyStand() {
        let text = """
            Type `swift run Chapter5 --epochs 3`, or `… --quick`, or `--network strong|wide`.

            ```
            TARGET_CPU=haswell swift run -c release Benchmarks --list > file   # a remark
            for n in 1 2; do swift run Chapter$n --quick; done
            swift run Chapter12 --translate "two words" --model 'x y'
            swift test
            ```

                $ swift run Download [NAME ...] [--cache DIR]

            `swift run` alone, `Benchmarks --memory`, `git --version`, and

            ```swift
            swift run Chapter3
            ```
            """
        let page = Page(path: "Chapters/Chapter05-Nets/README.md", text: text)
        let commands = page.commands.map {
            ([$0.command.program] + $0.command.arguments).joined(separator: "|")
        }
        #expect(
            commands == [
                "Chapter5|--epochs|3", "Chapter5|--quick", "Chapter5|--network|strong|wide",
                "Benchmarks|--list",
                "ChapterN|--quick", "Chapter12|--translate|two words|--model|x y",
                "Download|NAME|--cache|DIR",
                "Benchmarks|--memory",
            ])
        #expect(page.commands.map(\.line).prefix(5) == [1, 1, 1, 4, 5])
    }

    @Test(arguments: Self.answers)
    func programsAreAskedForTheirOptions(program: String, arguments: [String], refusal: String?) throws {
        let found = try OptionCheck().refusal(of: CommandLine(program: program, arguments: arguments))
        if let refusal {
            #expect(found?.contains(refusal) == true, "\(found ?? "accepted")")
        } else {
            #expect(found == nil)
        }
    }

    /// A program, arguments, and a part of what it says where it refuses them.
    static let answers: [(String, [String], String?)] = [
        ("Chapter3", ["--no-such-option"], "unknown option"),
        ("Chapter3", ["--epochs", "many"], "needs a whole number"),
        ("Chapter3", ["--epochs"], nil),
        ("Chapter3", ["--epochs", "N", "--out", "DIR", "--quick"], nil),
        ("Chapter3", ["--epochs", "0"], "is out of range"),
        ("Chapter5", ["--network", "book|strong"], nil),
        ("Chapter5", ["--network", "NAME"], nil),
        ("Chapter5", ["--network", "book|huge"], "is not one of"),
        ("Chapter12", ["--dropout", "P"], nil),
        ("ChapterN", ["--data", "DIR|NAME", "--seed", "N"], nil),
        ("ChapterN", ["--network", "book"], "unknown option"),
        ("Download", ["NAME", "--about"], nil),
        ("Download", ["nothing-of-the-kind"], "no data set is called"),
        ("Benchmarks", ["--case", "matmul_64"], nil),
        ("Benchmarks", ["--cases"], "unknown option"),
        ("Compare", ["runs/A", "runs/B"], nil),
        ("Compare", ["runs/A"], "two to 8"),
        ("Homework", ["3", "--seed", "1"], nil),
        ("Homework", ["16"], "no such chapter"),
        ("Homework", ["3", "--answer"], "unknown option"),
    ]

    @Test
    func figuresWithoutACommandOrAPlaceAreFound() {
        func faults(
            _ lines: String..., above: String = "It is 97.1 %, 2,000 of them, in 5.1 s and 1.6e-7; 114 bikes."
        ) -> [String] {
            let text = ([above, "", "<!-- figures"] + lines + ["-->"]).joined(separator: "\n")
            return Page(path: "p", text: text).figures.faults.map(\.reason)
        }
        #expect(
            faults(
                "swift run Chapter3 | a 97.1 %, b 2,000, c 1.6e-7",
                "swift run Chapter5 --data path/to/mnist | 12 min | error 114") == [])
        for wrong in ["97.2", "7.1", "97", "2", "000", "1.6", "11", "14"] {
            #expect(faults("swift run Chapter3 | a \(wrong)") == ["\(wrong), a, is nowhere above"])
        }
        for wrong in [
            "Chapter3 | a 97.1", "swift run Chapter3", "swift run Chapter3 | soon | a 97.1", "",
            "swift run | a 114",
        ] {
            #expect(faults(wrong) == ["a command, perhaps its minutes, and figures are expected"], "\(wrong)")
        }
        for wrong in ["97.1", "a", "a b 97.1", "a 97.1%"] {
            #expect(faults("swift run Chapter3 | \(wrong)") == ["'\(wrong)' is no key with a figure"])
        }
        let open = Page(path: "p", text: "114\n<!-- figures\nswift run Chapter3 | a 114").figures
        #expect(open.faults.map(\.reason) == ["a comment of figures is not closed"])
        #expect(
            open.figures == [
                Figure(
                    command: CommandLine(program: "Chapter3", arguments: []), key: "a", text: "114", line: 3)
            ])
    }
}
