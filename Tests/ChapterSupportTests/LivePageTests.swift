import Files
import Foundation
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import ChapterSupport

private let command = ChapterCommand(
    number: 7, title: "Trial", summary: "A trial.", defaultEpochs: 5, quickEpochs: 2)

/// The page of a run while it trains.
@Suite(.serialized) struct LivePageTests {
    /// A run that trains until its page is there; what that was.
    private func run(
        in folder: TemporaryFolder, ending error: (any Error)? = nil
    ) throws -> (code: ExitCode, middle: String, before: String?) {
        var middle = ""
        var before: String?
        let log = Log()
        let code = command.run(arguments: ["--out", folder.path], console: log.console) { run in
            let bar = ProgressBar("small networks", total: 4, terminal: Self.nowhere)
            bar.advance(message: "loss 0.5")
            let training = run.training("small", title: "a small network", on: Self.nowhere)
            training.store?.keep(losses: [3, 2, 1], title: "a small network")
            let watch = Stopwatch()
            while !middle.contains("still training"), watch.seconds < 60, !run.shouldStop {
                usleep(10_000)
                middle = (try? readTextFile(folder.file("report.html"))) ?? ""
            }
            before = try? readTextFile(folder.file("report.before.html"))
            if let error { throw error }
            bar.finish()
            run.setRequiredMetrics()
        }
        return (code, middle, before)
    }

    private static let nowhere = Terminal(isTerminal: false, width: { 80 }, write: { _ in }, now: { 0 })

    @Test func thePageSaysHowFarTheRunIsAndBecomesTheReport() throws {
        let folder = try TemporaryFolder()
        let (code, middle, before) = try run(in: folder)
        #expect(code == .success && before == nil)
        for word in [
            "still training", "small networks", "1 of 4", "loss 0.5", "a small network", "<svg",
            "location.reload",
        ] {
            #expect(middle.contains(word), "\(word)")
        }
        let page = try readTextFile(folder.file("report.html"))
        for word in ["location.reload", "http-equiv=\"refresh\"", "still training"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(folder.files == ["curves.json", "metrics.json", "report.html"])
    }

    @Test func theReportOfTheRunBeforeIsKeptUntilThisOneIsComplete() throws {
        let folder = try TemporaryFolder()
        try folder.write("<html>old</html>", to: "report.html")
        let (code, middle, before) = try run(in: folder)
        #expect(code == .success && before == "<html>old</html>" && middle.contains("report.before.html"))
        #expect(!folder.files.contains("report.before.html"))
        // A run that fails puts it back.
        try folder.write("<html>old</html>", to: "report.html")
        let failed = try run(in: folder, ending: UsageError("no"))
        #expect(failed.code == .usage && failed.middle.contains("still training"))
        #expect(try readTextFile(folder.file("report.html")) == "<html>old</html>")
        #expect(!folder.files.contains("report.before.html"))
    }

    @Test func aPageWithoutARunBeforeSaysWhatEndedIt() throws {
        let folder = try TemporaryFolder()
        let (code, _, _) = try run(in: folder, ending: FileError.missing(path: "x.csv"))
        #expect(code == .missingInput)
        let page = try readTextFile(folder.file("report.html"))
        #expect(page.contains("ended with an error: x.csv: no such file") && page.contains("a small network"))
        #expect(!page.contains("location.reload"))
    }

    @Test func aKilledRunLeavesAPageThatSaysSo() throws {
        let folder = try TemporaryFolder()
        let arguments = ["--network", "book", "--out", folder.file("run")]
        let killed = try Program("Chapter5").run(arguments + ["--epochs", "500"], interruption: (SIGKILL, 0))
        {
            let watch = Stopwatch()
            while !FileManager.default.fileExists(atPath: folder.file("run/report.html")), watch.seconds < 60
            {
                usleep(10_000)
            }
        }
        #expect(killed.crashed)
        let page = try readTextFile(folder.file("run/report.html"))
        #expect(page.contains("location.reload") && page.contains("Nothing new for {}"))
        // It is no report that would be kept, and the next run takes its place.
        let next = try Program("Chapter5").run(arguments + ["--quick"])
        #expect(next.code == 0, "\(next.errors)")
        #expect(try !readTextFile(folder.file("run/report.html")).contains("location.reload"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("run/report.before.html")))
    }

    @Test func askingCostsHardlyAnything() throws {
        let folder = try TemporaryFolder()
        let page = LivePage(
            in: folder.path, .init(en: "Trial", zh: "试验"), summary: .init(en: "", zh: ""),
            Provenance(chapter: 7, arguments: []), threads: 1)
        let losses = (0..<20_000).map { 1 / Double($0 + 1) }
        for training in 0..<20 { page.keep(losses, of: "\(training)", title: "training \(training)") }
        let watch = Stopwatch()
        var (asked, writings, last) = (0, 0, "")
        while watch.seconds < 4 {
            page.renewIfDue()
            asked += 1
            if asked % 1000 == 0,
                let now = try? FileManager.default.attributesOfItem(
                    atPath: folder.file("report.html"))[.modificationDate] as? Date,
                "\(now.timeIntervalSince1970)" != last
            {
                (writings, last) = (writings + 1, "\(now.timeIntervalSince1970)")
            }
        }
        // Half a second after the beginning, and then at most every second.
        #expect((1...4).contains(writings), "\(writings)")
        #expect(asked > 200_000, "\(asked)")
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func theBrowserLoadsThePageAgainUntilTheReportIsThere() throws {
        let browser = try #require(Browser.installed)
        var live = Report(title: "Trial")
        live.renewItself(
            every: 2, note: .init(en: "still training", zh: "还在训练"),
            whenOld: .init(en: "Nothing new for {}", zh: "{}"))
        var report = Report(title: "Trial")
        report.paragraph("complete")
        let pages = [live.html(), live.html(), report.html()]
        let count = Counter()
        let server = try LoopbackServer { request in
            guard request.path == "/report.html" else { return .notFound }
            return .whole(Array(pages[min(count.next(), 2)].utf8))
        }
        let text = try browser.text(of: "\(server.address)/report.html", after: 60)
        #expect(text.contains("complete") && !text.contains("still training"))
        // Within the minute that the browser waited, the report was loaded once.
        #expect(server.requests.filter { $0.path == "/report.html" }.count == 3)
        // A page that was written long ago says so.
        let folder = try TemporaryFolder()
        let old = live.html().replacingOccurrences(
            of: #"Date\.now\(\) - \d+"#, with: "300000", options: .regularExpression)
        #expect(old != live.html())
        try folder.write(old, to: "report.html")
        #expect(
            try browser.text(of: "file://\(folder.file("report.html"))", after: 3).contains(
                "Nothing new for 5 min"))
        withExtendedLifetime(folder) {}
    }

    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var count = -1
        func next() -> Int {
            lock.withLock {
                count += 1
                return count
            }
        }
    }
}
