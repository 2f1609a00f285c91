/// A point of the picture in pixels, the y axis pointing down.
struct Point: Equatable, Sendable {
    var x: Double
    var y: Double
}

/// A rectangle of the picture in pixels.
struct Box: Equatable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var right: Double { x + width }
    var bottom: Double { y + height }
    var middle: Point { Point(x: x + width / 2, y: y + height / 2) }
}

/// Which end of a text stands at its point.
enum TextAnchor: String {
    case start, middle, end
}

/// The elements of a picture as text. Every number goes through `number`, every text through `xmlEscaped`.
enum SVG {
    /// A coordinate with at most two decimals; far outside the picture it is held at its edge.
    static func number(_ value: Double) -> String {
        let hundredths = Int((max(-1e5, min(1e5, value.isNaN ? 0 : value)) * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(sign)\(whole)" }
        if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    static func pair(_ point: Point) -> String { number(point.x) + " " + number(point.y) }

    static func line(_ from: Point, _ to: Point, _ style: String) -> String {
        "<line class=\"\(style)\" x1=\"\(number(from.x))\" y1=\"\(number(from.y))\" "
            + "x2=\"\(number(to.x))\" y2=\"\(number(to.y))\"/>\n"
    }

    /// A rectangle; `tip` is the text shown while the pointer rests on it.
    static func rectangle(_ box: Box, _ style: String, radius: Double = 0, tip: String = "") -> String {
        let shape =
            "<rect class=\"\(style)\" x=\"\(number(box.x))\" y=\"\(number(box.y))\" "
            + "width=\"\(number(max(0, box.width)))\" height=\"\(number(max(0, box.height)))\""
            + (radius > 0 ? " rx=\"\(number(radius))\"" : "")
        return shape + (tip.isEmpty ? "/>\n" : "><title>\(xmlEscaped(tip))</title></rect>\n")
    }

    static func path(_ commands: String, _ style: String, attributes: String = "") -> String {
        commands.isEmpty ? "" : "<path class=\"\(style)\"\(attributes) d=\"\(commands)\"/>\n"
    }

    static func text(
        _ text: String, at point: Point, _ style: String, anchor: TextAnchor = .start, degrees: Double = 0
    ) -> String {
        guard !text.isEmpty else { return "" }
        let turn = degrees == 0 ? "" : " transform=\"rotate(\(number(degrees)) \(pair(point)))\""
        let anchoring = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        return
            "<text class=\"\(style)\" x=\"\(number(point.x))\" y=\"\(number(point.y))\"\(anchoring)\(turn)>"
            + "\(xmlEscaped(text))</text>\n"
    }

    /// `content` with everything outside `box` cut off. A nested picture needs no id, unlike a clipping path.
    static func clipped(_ content: String, to box: Box) -> String {
        guard !content.isEmpty else { return "" }
        let size = "width=\"\(number(box.width))\" height=\"\(number(box.height))\""
        let view = "\(pair(Point(x: box.x, y: box.y))) \(number(box.width)) \(number(box.height))"
        return "<svg x=\"\(number(box.x))\" y=\"\(number(box.y))\" \(size) viewBox=\"\(view)\" "
            + "overflow=\"hidden\">\n\(content)</svg>\n"
    }

    /// The whole picture with its name, its description and its styles.
    static func document(width: Double, height: Double, title: String, description: String, body: String)
        -> String
    {
        let size = "width=\"\(number(width))\" height=\"\(number(height))\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="dl-chart" role="img" \(size) \
            viewBox="0 0 \(number(width)) \(number(height))" aria-label="\(xmlEscaped(title))">
            <title>\(xmlEscaped(title))</title>
            <desc>\(xmlEscaped(description))</desc>
            \(chartStyleElement)
            \(rectangle(Box(x: 0, y: 0, width: width, height: height), "surface"))\(body)</svg>
            """
    }
}
