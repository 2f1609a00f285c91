import Foundation
import Messages

/// A part of a page in which a network plays: what it looks like, what its script does, and the network's file.
///
/// The script is the body of a function with three arguments: `figure`, the element of this part; `network`, see
/// `playScriptElement`; and `words`, the texts in the language of the page.
public struct Play: Sendable {
    /// The elements inside the part, in HTML; those with a `data-name` are what the script uses.
    let controls: String

    /// The body of the script.
    let script: String

    /// The texts that the script shows, by name.
    let words: [String: Words]

    /// The network: a safetensors file with a plan, see `PageNetworks`.
    let file: Data

    /// Longer texts that are no words of the page, such as a list of tokens; the script finds them among the words.
    let texts: [String: String]

    /// What stands in its place where no script runs.
    let otherwise: Words

    /// A part of a page in which a network plays.
    public init(
        file: Data, controls: String, script: String, words: [String: Words], texts: [String: String] = [:],
        otherwise: Words
    ) {
        self.file = file
        self.texts = texts
        self.controls = controls
        self.script = script
        self.words = words
        self.otherwise = otherwise
    }
}

extension Report {
    /// What stands on paper in the place of a part that plays.
    private static let isPlayedOnScreen = Words(
        en: "(In the browser this part of the page can be played with.)", zh: "（在浏览器里，网页的这一部分可以操作。）")

    /// Adds a part in which a network plays, with a caption below it. Without a script the page shows a sentence instead.
    public mutating func play(_ play: Play, caption: any Readable = "") {
        let id = "play-\(nextNumber)"
        let words = play.words.mapValues(\.text).merging(play.texts) { $1 }.sorted { $0.key < $1.key }
            .map { "\(scriptText($0.key)):\(scriptText($0.value))" }.joined(separator: ",")
        append(
            """
            <p class="play-otherwise">\(inlineMarkup(play.otherwise.text))</p>
            <p class="play-printed">\(Self.isPlayedOnScreen.text)</p>
            <figure class="play wide" id="\(id)" hidden="hidden">
            \(play.controls)
            \(captionElement(caption.text))
            \(PlayFile(play.file).element)
            </figure>
            <script>//<![CDATA[
            Pages.play("\(id)", {\(words)}, function (figure, network, words) {
            \(play.script)
            });
            //]]></script>
            """)
    }
}

/// A text as a literal of the page's script, in which neither the script nor the page can end.
func scriptText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "<", ">", "&", "]", "\u{2028}", "\u{2029}", "\u{0}"..<" ":
            let code = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// What a page in which networks play has once: the module, the script that all parts share, and their styles.
var playElements: String {
    """
    \(playStyleElement)
    <script type="text/plain" id="page-networks">\(pageNetworksModule)</script>
    \(playScriptElement)
    """
}
