import TestSupport
import Testing

/// The Chinese page beside a homework's protocol says what the protocol says.
@Suite struct HomeworkPagesTests {
    @Test(arguments: Book.whole.homeworkPages)
    func theChinesePageSaysWhatTheProtocolSays(path: String) throws {
        let folder = String(path.dropLast("README.zh.md".count))
        let page = try #require(Book.whole.pages[path]?.text)
        let source = try #require(
            Book.whole.sources.first { $0.key.hasPrefix(folder) && $0.value.contains("public protocol ") }?
                .value)
        #expect(Book.homeworkFaults(protocol: source, page: page) == [])
    }

    private static let source = """
        public protocol LineHomework: Sendable {
            /// **2.1 Goal:** the height of a line, `slope` · x.
            ///
            /// Example: slope 2 at x = 3 is 6.
            func height(slope: Float, x: Float) throws
                -> Float

            /// **2.2 Train it. Goal:** a line.
            ///
            ///     1  for point in points where point > 0 {
            func line() throws -> Float
        }
        """
    private static let page = """
        # 作业

        ## 2.1 高度

        ```swift
        func height(slope: Float, x: Float) throws -> Float
        ```

        目标：直线的高度，`slope` · x。例子：斜率 2，在 x = 3 处是 6。

        ## 2.2 直线

        ```swift
        func line() throws -> Float
        ```

        目标：一条直线。

            1  for point in points where point > 0 {
        """

    @Test(arguments: [
        ("", "", ""), ("## 2.2 直线", "## 2.3 直线", "tasks:"), ("在 x = 3", "在 x = 4", "2.1: figures:"),
        ("`slope`", "`slop`", "2.1: backticks:"), ("x: Float) throws", "x: Int) throws", "2.1: function"),
        ("一条直线。", "One line that nobody translated.", "English:"),
        ("point > 0 {", "point > 1 {", "2.2: figures:"),
        ("func line() throws -> Float\n```", "```", "2.2: function"),
    ])
    func aWrongPageIsFound(right: String, wrong: String, fault: String) {
        let page = right.isEmpty ? Self.page : Self.page.replacing(right, with: wrong)
        let faults = Book.homeworkFaults(protocol: Self.source, page: page)
        #expect(right.isEmpty ? faults == [] : faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }
}
