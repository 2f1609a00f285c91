import Messages

/// The heading of a part of what a chapter prints: a line across the terminal with the title in it, and room around.
public func textHeading(_ title: any Readable, width: Int = 78) -> String {
    let rule = String(repeating: "─", count: max(4, width - 4 - displayWidth(title.text)))
    return "\n── \(title.text) \(rule)\n"
}
