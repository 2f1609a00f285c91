import Foundation
import Messages

/// A call that the system refused: the number it gave as the reason.
struct SystemError: Error {
    let code: Int32

    /// The reason of the call that has just failed.
    static var last: SystemError { SystemError(code: errno) }

    /// The reason in one line.
    var words: String {
        switch code {
        case EEXIST, ENOTDIR: return Words(en: "a file is in the way", zh: "同名文件挡住了").text
        case EISDIR: return Words(en: "a folder is in the way", zh: "同名文件夹挡住了").text
        // The answer of a system folder like /proc to an attempt to create something in it.
        case ENOENT: return Words(en: "no file or folder can be made there", zh: "那里不能创建文件或文件夹").text
        default: return String(cString: strerror(code))
        }
    }
}

/// What the system says of an error, in one line: Foundation wraps the system's reason into errors of its own,
/// whose descriptions leave it out.
func reason(of error: any Error) -> String {
    if let error = error as? SystemError { return error.words }
    if let error = error as? POSIXError { return SystemError(code: error.code.rawValue).words }
    let outer = error as NSError
    if outer.domain == NSPOSIXErrorDomain { return SystemError(code: Int32(outer.code)).words }
    if let inner = outer.userInfo[NSUnderlyingErrorKey] as? any Error { return reason(of: inner) }
    return outer.localizedDescription.split(separator: "\n").joined(separator: " ")
}
