import Foundation
import Messages
import Pictures

extension Report {
    /// Adds a picture with a caption below it.
    ///
    /// - Parameters:
    ///   - scale: how many pixels of the page a pixel is wide and high; its edges stay sharp.
    ///   - description: what the picture shows, for those who cannot see it.
    public mutating func picture(
        _ picture: Picture, scale: Int = 1, description: any Readable, caption: any Readable = ""
    ) {
        let image = imageElement(picture, scale: scale, description: description.text)
        append("<figure><div class=\"picture\">\(image)</div>\(captionElement(caption.text))</figure>")
    }

    /// Adds pictures in rows and columns with their labels, and one caption below them.
    ///
    /// - Parameters:
    ///   - scale: how many pixels of the page a pixel is wide and high.
    ///   - description: what the pictures show, for those who cannot see them; each picture's label follows it.
    public mutating func pictures(
        _ grid: PictureGrid, scale: Int = 2, description: any Readable, caption: any Readable = ""
    ) {
        append(
            "<figure><div class=\"picture\">\(grid.html(scale: scale, description: description.text))</div>"
                + "\(captionElement(caption.text))</figure>")
    }

    /// Adds an animation with a caption below it: a slider through its frames, which plays once when it is asked to. Where no script
    /// runs it moves by itself, but for readers who want no motion; to them, and on paper, its last frame is shown.
    ///
    /// - Parameters:
    ///   - scale: how many pixels of the page a pixel is wide and high.
    ///   - description: what the animation shows, for those who cannot see it.
    public mutating func animation(
        _ animation: Animation, scale: Int = 1, description: any Readable, caption: any Readable = ""
    ) {
        let image = imageElement(
            animation.gif(), "gif", width: animation.frames[0].width * scale,
            height: animation.frames[0].height * scale, description: description.text, style: "moving")
        let last = imageElement(
            animation.frames[animation.frames.count - 1].png(), "png",
            width: animation.frames[0].width * scale, height: animation.frames[0].height * scale,
            description: description.text, style: "still")
        let names = [
            ("place", Words(en: "{} of {}", zh: "{} / {}")), ("play", Words(en: "play", zh: "播放")),
            ("pause", Words(en: "pause", zh: "暂停")),
        ].map { " data-\($0)=\"\($1.text)\"" }.joined()
        append(
            "<figure class=\"film\"\(names)><div class=\"picture\">\(image)\(last)</div>\(captionElement(caption.text))</figure>"
        )
    }
}

extension PictureGrid {
    /// The pictures as an HTML table.
    fileprivate func html(scale: Int, description: String) -> String {
        func row(_ cells: [String], _ heading: String?) -> String {
            let first = heading.map { "<th scope=\"row\">\(inlineMarkup($0))</th>" } ?? ""
            return "<tr>\(first)\(cells.joined())</tr>"
        }
        var lines: [String] = []
        if !columnLabels.isEmpty {
            let corner = rowLabels.isEmpty ? [] : ["<td></td>"]
            lines.append(row(corner + columnLabels.map { "<th scope=\"col\">\(inlineMarkup($0))</th>" }, nil))
        }
        for (number, pictures) in rows.enumerated() {
            let cells = pictures.enumerated().map { column, picture in
                let label = labels.isEmpty ? "" : labels[number][column]
                let names = [
                    description, rowLabels.isEmpty ? "" : rowLabels[number],
                    columnLabels.isEmpty ? "" : columnLabels[column], label,
                ]
                let image = imageElement(
                    picture, scale: scale, description: names.filter { !$0.isEmpty }.joined(separator: ", "))
                return "<td>\(image)\(label.isEmpty ? "" : "<span>\(inlineMarkup(label))</span>")</td>"
            }
            lines.append(row(cells, rowLabels.isEmpty ? nil : rowLabels[number]))
        }
        return "<table class=\"pictures\"><tbody>\n\(lines.joined(separator: "\n"))\n</tbody></table>"
    }
}

func imageElement(_ picture: Picture, scale: Int, description: String) -> String {
    imageElement(
        picture, width: picture.width * scale, height: picture.height * scale, description: description)
}

/// A picture inside the page, as wide and as high as said.
func imageElement(_ picture: Picture, width: Int, height: Int, description: String) -> String {
    imageElement(picture.png(), "png", width: width, height: height, description: description)
}

/// A file inside the page, so that the page needs no other.
private func imageElement(
    _ file: [UInt8], _ type: String, width: Int, height: Int, description: String, style: String = ""
) -> String {
    "<img class=\"pixels\(style.isEmpty ? "" : " " + style)\" src=\"data:image/\(type);base64,\(Data(file).base64EncodedString())\" "
        + "width=\"\(width)\" height=\"\(height)\" alt=\"\(xmlEscaped(description))\"/>"
}
