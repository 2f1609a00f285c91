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

    @Test
    func commandsAreAcceptedByTheirPrograms() throws {
        var places: [CommandLine: String] = [:]
        for page in Book.whole.pages.values {
            for (command, line) in page.commands { places[command] = "\(page.path):\(line)" }
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
