import Messages

/// What can be wrong with a file that a person named, in one line that they can act on.
///
/// Every reader and writer of the project throws this type, so that a command line can print `description`
/// and choose its exit code in one place.
public enum FileError: Error, Equatable, CustomStringConvertible {
    /// There is no file or folder at this path.
    case missing(path: String)

    /// It is there, but cannot be read: `reason` says why (permissions, a folder where a file is expected).
    case unreadable(path: String, reason: String)

    /// It was read, but its content is not what its format promises.
    ///
    /// `line` and `column` count from 1; binary formats leave them out and put the byte offset into `reason`.
    case malformed(path: String, line: Int? = nil, column: Int? = nil, reason: String)

    /// It cannot be written: `reason` says why (permissions, a full disk, a file where a folder is expected).
    case unwritable(path: String, reason: String)

    /// One line: path, position where there is one, and what is wrong.
    public var description: String {
        switch self {
        case .missing(let path):
            return Words(en: "\(path): no such file or folder", zh: "\(path)：没有这个文件或文件夹").text
        case .unreadable(let path, let reason):
            return Words(en: "\(path): cannot be read: \(reason)", zh: "\(path)：无法读取：\(reason)").text
        case .malformed(let path, let line, let column, let reason):
            let position = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
            return Words(en: "\(path)\(position): \(reason)", zh: "\(path)\(position)：\(reason)").text
        case .unwritable(let path, let reason):
            return Words(en: "\(path): cannot be written: \(reason)", zh: "\(path)：无法写入：\(reason)").text
        }
    }
}
