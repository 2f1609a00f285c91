import Foundation
import Messages

// The page of work that goes on: it loads itself again, from its file, until a page that does not takes its place.

/// That a page loads itself again.
struct Renewal {
    /// When the page was written.
    let written: Date

    /// The seconds between two loads.
    let seconds: Double

    /// What the page says where it has not been written for long; `{}` stands for how long.
    let whenOld: Words

    /// A page is old after so many seconds without a new one: longer than most steps of a training.
    private static let oldAge = 20.0

    /// The elements for the page's head. Where no script runs, the browser's own refresh does it.
    func element(language: Language) -> String {
        let units = [Words(en: "s", zh: "秒"), Words(en: "min", zh: "分钟"), Words(en: "h", zh: "小时")]
            .map { scriptText($0.text(in: language)) }
        return """
            <noscript><meta http-equiv="refresh" content="\(Int(seconds.rounded(.up)) + 3)"/></noscript>
            <script>//<![CDATA[
            "use strict";
            (() => {
              const age = (Date.now() - \(Int(written.timeIntervalSince1970 * 1000))) / 1000, isOld = age > \(Int(Self.oldAge));
              // The longer nothing new has come, the more seldom it is looked for.
              setTimeout(() => location.reload(), 1000 * (isOld ? Math.min(60, age / 4) : \(seconds)));
              if (!isOld) return;
              addEventListener("DOMContentLoaded", () => {
                const note = document.querySelector(".renewal"), minutes = age / 60;
                const units = [\(units.joined(separator: ", "))];
                const [count, unit] = minutes < 2 ? [age, units[0]] : minutes < 120 ? [minutes, units[1]] : [minutes / 60, units[2]];
                note.textContent = \(scriptText(whenOld.text(in: language))).replace("{}", Math.round(count) + " " + unit);
              });
            })();
            //]]></script>
            """
    }
}

extension Report {
    /// From now on the page loads itself again every few seconds; the note stands where a page that has not been written for long
    /// says so instead.
    ///
    /// - Parameters:
    ///   - seconds: between two loads.
    ///   - note: what the page says of itself.
    ///   - whenOld: what it says in the note's place; `{}` stands for the time since it was written.
    public mutating func renewItself(every seconds: Double, note: Words, whenOld: Words) {
        renewal = Renewal(written: Date(), seconds: seconds, whenOld: whenOld)
        append(
            "<div class=\"note\"><p class=\"renewal\" role=\"status\">\(inlineMarkup(note.text))</p></div>")
    }

    /// Adds a bar that says how far some work is.
    ///
    /// - Parameters:
    ///   - label: what is done.
    ///   - share: how much of it is, from 0 to 1.
    ///   - text: the same in words.
    public mutating func progress(_ label: any Readable, share: Double, _ text: any Readable) {
        let percent = Int((100 * min(1, max(0, share.isFinite ? share : 0))).rounded(.down))
        append(
            "<p><label>\(xmlEscaped(label.text))<br/><progress max=\"100\" value=\"\(percent)\" "
                + "style=\"width:100%;height:1.2em;accent-color:var(--accent)\"></progress></label><br/>\(xmlEscaped(text.text))</p>"
        )
    }
}
