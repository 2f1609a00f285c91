import Files
import Foundation
import Messages

/// Calls `body` for each line of the standard input, with a prompt if it is a terminal.
///
/// - Throws: `FileError` for a line that is not UTF-8.
public func forEachInputLine(until shouldStop: () -> Bool, _ body: (String) throws -> Void) throws {
    let isTerminal = isatty(STDIN_FILENO) != 0
    func nextLine() -> String? {
        if isTerminal { print("> ", terminator: "") }
        fflush(nil)
        return readLine()
    }
    var number = 0
    while !shouldStop(), let line = nextLine() {
        number += 1
        guard isValidUTF8(line) else {
            let path = Words(en: "standard input", zh: "标准输入").text
            throw FileError.malformed(path: path, line: number, reason: notUTF8)
        }
        try body(line)
    }
}
