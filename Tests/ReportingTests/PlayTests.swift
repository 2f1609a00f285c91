import Foundation
import Messages
import Testing

@testable import Reporting

/// A part of a page in which a network plays, where it cannot.
struct PlayTests {
    private func page() -> String {
        var report = Report(title: "Page", subtitle: "")
        report.play(
            Play(
                file: Data(), controls: "<p></p>", script: "", words: [:],
                otherwise: Words(en: "With scripting it plays.", zh: "启用脚本后可以操作。")))
        return report.html()
    }

    @Test func paperSaysWhatPlaysOnTheScreen() {
        let english = page()
        #expect(english.contains("<p class=\"play-otherwise\">With scripting it plays.</p>"))
        #expect(english.contains("<p class=\"play-printed\">(In the browser this part of the page"))
        let chinese = Language.$current.withValue(.chinese) { page() }
        #expect(chinese.contains("<p class=\"play-printed\">（在浏览器里") && !chinese.contains("In the browser"))
        // On the screen it is hidden; on paper it takes the place of the others.
        #expect(english.contains(".play-printed{display:none}"))
        #expect(
            english.contains("@media print{.play,.play-otherwise{display:none}.play-printed{display:block}}"))
    }
}
