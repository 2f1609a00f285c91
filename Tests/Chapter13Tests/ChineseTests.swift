import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    /// On a text of digits, so that what the model writes is in no language.
    @Test func everythingIsInChinese() throws {
        let folder = try TemporaryFolder()
        let text = (0..<600).map { "\($0) + \($0 * 7 % 100) = \($0 + $0 * 7 % 100)\n" }.joined()
        let path = try folder.write(Data(text.utf8), to: "text.txt")
        #expect(
            try ChineseRun(of: Program("Chapter13"), ["--quick", "--text", path]).complaints == [])
    }
}
