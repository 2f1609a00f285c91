import Dispatch
import Synchronization
import Testing

/// What the pages of this package say is so.
@Suite
struct PagesTests {
    @Test
    func theWholePackageIsRead() {
        #expect(Book.whole.pages.count > 15)
        #expect(Book.whole.pages["README.md"] != nil)
        #expect(Book.whole.declarations.types.contains("NDArray"))
    }

    @Test
    func linksLeadToFilesAndHeadings() {
        for page in Book.whole.pages.values {
            for fault in Book.whole.brokenLinks(of: page) { Issue.record("\(fault)") }
        }
    }

    @Test
    func everyPageIsLinked() {
        #expect(Book.whole.unreachablePages == [])
    }

    @Test
    func filesThatAreNamedExist() {
        for page in Book.whole.pages.values {
            for fault in Book.whole.missingFiles(of: page) { Issue.record("\(fault)") }
        }
    }

    @Test
    func symbolsThatAreNamedAreDeclared() {
        for page in Book.whole.pages.values {
            for fault in Book.whole.unknownSymbols(of: page) { Issue.record("\(fault)") }
        }
    }

    /// A module that is new, or gone, is so on the pages that list modules.
    @Test(arguments: ["README.md", "README.zh.md", "CONTRIBUTING.md", "Docs/Guide.md", "Docs/Guide.zh.md"])
    func everyModuleIsNamed(path: String) throws {
        let page = try #require(Book.whole.pages[path])
        let modules = Set(
            Book.whole.files.compactMap { $0.wholeMatch(of: /Sources\/(\w+)/).map { String($0.1) } })
        let named = Set(page.text.matches(of: /Sources\/(\w+)|`(\w+)`/).map { String($0.1 ?? $0.2 ?? "") })
        #expect(modules.subtracting(named) == [])
    }

    /// Unsafe pointers are where CONTRIBUTING.md says.
    @Test
    func pointersStayInTheKernels() {
        for fault in Book.whole.strayPointers { Issue.record("\(fault)") }
    }

    /// What `Docs/api.sh` renders has a place among its topics.
    @Test(arguments: ["Layers", "Losses", "Optimizers", "Schedules", "Recurrent", "Attention"])
    func everyTypeIsInTheCatalog(folder: String) throws {
        let catalog = Book.whole.pages.values.filter { $0.path.hasPrefix("Docs/Reference.docc/") }
        let linked = Set(catalog.flatMap(\.spans).map(\.text))
        let types = Book.whole.publicNames(in: "Sources/NeuralNetworks/\(folder)/")
        #expect(!types.isEmpty)
        // Protocols, settings and states stand with what has them.
        let parts: Set = [
            "BatchNorm", "RecurrentNetwork", "SingleRecurrentCell", "RecurrentNonlinearity", "OptimizerState",
            "OptimizerStateError", "ParameterState", "TransformerActivation",
        ]
        for type in types.subtracting(parts) {
            let name = "NeuralNetworks/\(type)"
            let isLinked = linked.contains { $0 == name || $0.hasPrefix("\(name)(") }
            #expect(isLinked, "no page of Docs/Reference.docc links to \(type)")
        }
    }

    /// What `Docs/figures.sh` compares is what the page says.
    @Test
    func figuresStandAboveTheirCommands() {
        var count = 0
        for page in Book.whole.pages.values {
            let (figures, faults) = page.figures
            count += figures.count
            for fault in faults { Issue.record("\(page.path):\(fault.line): \(fault.reason)") }
        }
        #expect(count > 50)
    }

    @Test
    func commandsAreAcceptedByTheirPrograms() throws {
        var places: [CommandLine: String] = [:]
        for page in Book.whole.pages.values {
            for (command, line) in page.commands { places[command] = "\(page.path):\(line)" }
            for figure in page.figures.figures { places[figure.command] = "\(page.path):\(figure.line)" }
        }
        #expect(places.count > 50)
        let commands = places.sorted { $0.value < $1.value }
        let refusals = Mutex([String]())
        DispatchQueue.concurrentPerform(iterations: commands.count) { index in
            let (command, place) = commands[index]
            let refusal: String?
            do { refusal = try OptionCheck().refusal(of: command) } catch { refusal = "\(error)" }
            guard let refusal else { return }
            let typed = ([command.program] + command.arguments).joined(separator: " ")
            refusals.withLock { $0.append("\(place): `\(typed)`: \(refusal)") }
        }
        for refusal in refusals.withLock({ $0 }) { Issue.record("\(refusal)") }
    }
}
