import Foundation

/// A browser without a window, Chromium or Chrome: it opens a page from a file, with the network switched off, and tells
/// what a script found there.
public struct Browser: Sendable {
    /// What a page said.
    public struct Visit {
        /// What the script returned, a JSON object.
        public let answers: [String: Any]

        /// The lines of the console: errors of the page and what it could not load.
        public let console: [String]

        /// A number of the answers.
        public func number(_ name: String) -> Double? { (answers[name] as? NSNumber)?.doubleValue }

        /// Numbers of the answers.
        public func numbers(_ name: String) -> [Float] {
            (answers[name] as? [NSNumber] ?? []).map(\.floatValue)
        }
    }

    /// A visit that ended without an answer.
    public struct NoAnswer: Error, CustomStringConvertible {
        /// What the browser and the page said.
        public let description: String
    }

    private let program: Program

    /// The browser of this machine; nil where none is installed, and the tests that need one are skipped.
    public static let installed: Browser? = {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(
            String.init)
        let applications = ["Google Chrome", "Chromium"].map {
            "/Applications/\($0).app/Contents/MacOS/\($0)"
        }
        let paths = names.flatMap { name in folders.map { "\($0)/\(name)" } } + applications
        return paths.first { FileManager.default.isExecutableFile(atPath: $0) }
            .map { Browser(program: Program(path: $0)) }
    }()

    /// Why the tests of pages that play are skipped.
    public static let missing = "no Chromium or Chrome is installed: what plays in pages is not tried"

    /// Opens a copy of a page and runs a script in it, once all of its parts play.
    ///
    /// - Parameters:
    ///   - script: the body of an asynchronous function that returns an object. `figures` are the parts that play, and
    ///     `send(element, kind, more)` makes an event.
    ///   - size: of the window, in pixels.
    /// - Throws: `NoAnswer` with what the browser said, and what the script threw.
    public func open(_ page: String, script: String, size: (Int, Int) = (1280, 900)) throws -> Visit {
        let folder = try TemporaryFolder()
        let html = try String(contentsOfFile: page, encoding: .utf8)
        guard let end = html.range(of: "</body>", options: .backwards) else {
            throw NoAnswer(description: "\(page) is no page")
        }
        let copy = try folder.write(
            html.replacingCharacters(in: end, with: Browser.visitor(script) + "</body>"), to: "page.html")
        let outcome = try load("file://\(copy)", in: folder, size)
        let console = outcome.errors.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") }
        guard let start = outcome.output.range(of: "<pre id=\"answers\">", options: .backwards),
            let close = outcome.output.range(of: "</pre>", range: start.upperBound..<outcome.output.endIndex)
        else {
            throw NoAnswer(
                description: (console + [String(outcome.errors.suffix(2000))]).joined(separator: "\n"))
        }
        let text = String(outcome.output[start.upperBound..<close.lowerBound])
        let bytes = Data(base64Encoded: text) ?? Data()
        guard let answers = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] else {
            throw NoAnswer(description: text)
        }
        if let failure = answers["failure"] { throw NoAnswer(description: "\(failure)") }
        return Visit(answers: answers, console: console)
    }

    /// What a page is after some seconds of its own time, its elements as text.
    public func text(of address: String, after seconds: Int) throws -> String {
        try load(address, in: TemporaryFolder(), (1280, 900), seconds).output
    }

    /// Runs the browser until a page has had so many seconds of its own time.
    private func load(
        _ address: String, in folder: TemporaryFolder, _ size: (Int, Int), _ seconds: Int = 60
    ) throws -> Program.Outcome {
        try program.run([
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-extensions",
            "--disable-background-networking", "--no-first-run", "--proxy-server=127.0.0.1:9",
            "--user-data-dir=\(folder.file("profile"))", "--window-size=\(size.0),\(size.1)",
            "--enable-logging=stderr", "--virtual-time-budget=\(1000 * seconds)", "--dump-dom", address,
        ])
    }

    /// What is added to the page. The answers are in base64, so that no markup changes them.
    private static func visitor(_ script: String) -> String {
        """
        <script>//<![CDATA[
        (async () => {
          const figures = [...document.querySelectorAll("figure.play")];
          const send = (element, kind, more) => {
            const type = kind.startsWith("key") ? KeyboardEvent : kind.startsWith("pointer") ? PointerEvent : Event;
            element.dispatchEvent(new type(kind, Object.assign({bubbles: true, cancelable: true}, more)));
          };
          let answers;
          try {
            const late = new Promise((_, reject) => setTimeout(() => reject(new Error("a part does not play")), 30000));
            await Promise.race([late, Promise.all(figures.map(figure => figure.network ? null
              : new Promise(ready => figure.addEventListener("play", ready))))]);
            answers = await (async () => {
        \(script)
            })();
          } catch (error) {
            answers = {failure: String(error.stack || error)};
          }
          const numbers = (key, value) => typeof value === "number" && !isFinite(value) ? String(value) : value;
          const bytes = new TextEncoder().encode(JSON.stringify(answers, numbers));
          const element = document.createElement("pre");
          element.id = "answers";
          element.textContent = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
          document.body.append(element);
        })();
        //]]></script>
        """
    }
}
