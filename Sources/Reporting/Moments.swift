import Messages
import Pictures

// What a page shows at several moments of a training, one of which is chosen by a button above it. No script is needed: a
// button is a radio button, and the styles of what follows depend on which one is chosen.

extension Report {
    /// A button for each moment; the last one is chosen.
    func momentButtons(_ names: [String], _ kind: String) -> String {
        let name = "\(kind)-\(nextNumber)"
        return names.enumerated().map { index, moment in
            let isLast = index == names.count - 1
            return
                "<input type=\"radio\" class=\"moment m\(index)\" name=\"\(name)\" id=\"\(name)-\(index)\""
                + "\(isLast ? " checked=\"checked\"" : "")/><label for=\"\(name)-\(index)\">\(xmlEscaped(moment))</label>"
        }.joined(separator: "\n")
    }

    /// Adds a picture as it was at several moments, with a button for each above it: the one that is chosen is shown.
    ///
    /// Traps unless there are 1 to `StarMap.momentLimit` moments.
    ///
    /// - Parameters:
    ///   - scale: how many pixels of the page a pixel of the largest picture is wide and high; the others are shown as large.
    ///   - description: what the pictures show, for those who cannot see them; the moment follows it.
    public mutating func film(
        _ moments: [(name: any Readable, picture: Picture)], scale: Int = 1, description: any Readable,
        caption: any Readable = ""
    ) {
        guard (1...StarMap.momentLimit).contains(moments.count) else {
            explainFailure(
                "Report.film", "\(moments.count) moments",
                hint: "1 to \(StarMap.momentLimit) can be chosen from")
        }
        let buttons = momentButtons(moments.map(\.name.text), "film")
        let width = scale * (moments.map(\.picture.width).max() ?? 0)
        let height = scale * (moments.map(\.picture.height).max() ?? 0)
        let pictures = moments.enumerated().map { index, moment in
            "<div class=\"frame f\(index)\">"
                + imageElement(
                    moment.picture, width: width, height: height,
                    description: "\(description.text), \(moment.name.text)")
                + "</div>"
        }
        append(
            "<figure>\(buttons)<div class=\"picture\">\(pictures.joined(separator: "\n"))</div>"
                + "\(captionElement(caption.text))</figure>")
    }
}

/// The styles of a page with moments: the buttons, which of its places each point of a star map takes, and which frame of
/// a film is shown.
let momentStyleElement: String = {
    let moves = (0..<StarMap.momentLimit).map {
        ".m\($0):checked~.picture .star{transform:translate(var(--x\($0)),var(--y\($0)))}"
            + ".m\($0):checked~.picture .f\($0){display:block}"
    }
    return """
        <style>
        .moment{position:absolute;opacity:0}
        .moment+label{display:inline-block;padding:2px 10px;margin:0 4px 6px 0;border:1px solid var(--rule);\
        border-radius:6px;font-size:15px;cursor:pointer}
        .moment:checked+label{background:var(--tint);border-color:var(--accent);font-weight:600}
        .moment:focus-visible+label{outline:2px solid var(--accent)}
        .frame{display:none}
        .frame .pixels{display:block;margin:0 auto}
        \(moves.joined(separator: "\n"))
        @media (prefers-reduced-motion:no-preference){.star{transition:transform .8s}}
        </style>
        """
}()
