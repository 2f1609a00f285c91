import Files
import Foundation

/// The file of a network as a page carries it: in base64, and where it is large, packed before.
public struct PlayFile {
    /// Its element of the page.
    let element: String

    /// By how many bytes the page grows.
    public var size: Int { element.utf8.count }

    /// Smaller files stay as they are.
    static let packedFrom = 1 << 20

    /// A file.
    public init(_ file: Data) {
        let isPacked = file.count >= Self.packedFrom
        let bytes = isPacked ? Data(packedNumbers(Array(file))) : file
        element = """
            <script type="text/plain" class="play-file\(isPacked ? " packed" : "")">\(bytes.base64EncodedString())</script>
            """
    }
}
