import Foundation
import Messages

extension Report {
    /// Adds sound that the page plays, with a caption below it.
    ///
    /// - Parameters:
    ///   - wav: a WAV file's bytes; they are in the page, half as large again.
    ///   - description: what is heard, for those who cannot hear it.
    public mutating func sound(wav: [UInt8], description: any Readable, caption: any Readable = "") {
        let source = "data:audio/wav;base64," + Data(wav).base64EncodedString()
        append(
            "<figure><audio controls=\"controls\" style=\"width:100%\" aria-label=\"\(xmlEscaped(description.text))\" "
                + "src=\"\(source)\"></audio>\(captionElement(caption.text))</figure>")
    }
}
