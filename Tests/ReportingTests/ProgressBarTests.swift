import Foundation
import Testing

@testable import Reporting

/// A screen that remembers what was sent to it and a clock that is set by hand.
private final class FakeScreen: @unchecked Sendable {
    var sent: [String] = []
    var seconds = 0.0
    var columns = 80

    func terminal(isTerminal: Bool) -> Terminal {
        Terminal(
            isTerminal: isTerminal, width: { self.columns }, write: { self.sent.append($0) },
            now: { self.seconds })
    }
}

@Suite struct TerminalTests {
    @Test func aStreamThatTakesNothingStopsNothing() throws {
        if let full = FileHandle(forWritingAtPath: "/dev/full") { send("a line\n", to: full) }
        let pipe = Pipe()
        try pipe.fileHandleForWriting.close()
        send("a line\n", to: FileHandle(fileDescriptor: -1))
        send("a line\n", to: pipe.fileHandleForWriting)
    }
}

@Suite struct ProgressBarTests {
    private let clear = "\r\u{1B}[2K"

    @Test func theLineOfABar() {
        let screen = FakeScreen()
        let bar = ProgressBar("training", total: 2000, terminal: screen.terminal(isTerminal: true))
        screen.seconds = 5
        bar.update(done: 500, message: "loss 0.25")
        // 79 columns: a quarter of them, 19 blocks, 4.75 of them filled.
        let blocks = "████▊" + String(repeating: "░", count: 14)
        #expect(screen.sent == [clear + "training \(blocks)  25%  500/2,000  100/s  15 s left  loss 0.25"])
        bar.finish("done")
        #expect(screen.sent.dropFirst() == [clear, "done\n"])
        bar.advance()
        #expect(screen.sent.count == 3)
    }

    @Test func redrawsAreAtLeastATenthOfASecondApart() {
        let screen = FakeScreen()
        let bar = ProgressBar("", total: 1000, terminal: screen.terminal(isTerminal: true))
        for _ in 0..<100 {
            screen.seconds += 0.01
            bar.advance()
        }
        #expect((10...11).contains(screen.sent.count))
    }

    @Test func itFitsTheWidthWhateverItIs() {
        let screen = FakeScreen()
        let bar = ProgressBar("训练 a long label", total: 10, terminal: screen.terminal(isTerminal: true))
        bar.update(done: 3, message: "loss 0.123456789 and many more words, 还有中文")
        for columns in 0...140 {
            #expect(displayWidth(bar.rendered(columns: columns, seconds: 2)) <= columns)
        }
        #expect(bar.rendered(columns: 140, seconds: 2).hasSuffix("还有中文"))
    }

    @Test func theBarMakesRoomForTheMessage() {
        let screen = FakeScreen()
        let bar = ProgressBar("the book's network", total: 200, terminal: screen.terminal(isTerminal: true))
        bar.update(done: 52, message: "loss 0.0834")
        let line = bar.rendered(columns: 79, seconds: 1)
        #expect(line.hasSuffix("  loss 0.0834"))
        #expect(line.contains("█") && displayWidth(line) <= 79)
    }

    @Test func linesStandAboveTheBar() {
        let screen = FakeScreen()
        let bar = ProgressBar("", total: 10, terminal: screen.terminal(isTerminal: true))
        screen.seconds = 1
        bar.advance()
        bar.line("epoch 1")
        #expect(screen.sent.count == 4)
        #expect(screen.sent[1...2] == [clear, "epoch 1\n"])
        #expect(screen.sent[3].hasPrefix(clear))
    }

    @Test func elsewhereOnlyLinesAreWritten() {
        let screen = FakeScreen()
        let bar = ProgressBar("training", total: 3, terminal: screen.terminal(isTerminal: false))
        for _ in 0..<3 {
            screen.seconds += 1
            bar.advance(message: "loss")
        }
        bar.line("epoch 1: loss 0.5")
        bar.finish("done")
        #expect(screen.sent == ["epoch 1: loss 0.5\n", "done\n"])
    }

    @Test func aBarThatIsDroppedLeavesACleanLine() {
        let screen = FakeScreen()
        do {
            let bar = ProgressBar("", total: 2, terminal: screen.terminal(isTerminal: true))
            bar.advance()
        }
        #expect(screen.sent.last == clear)
    }

    @Test func aResumedRunCountsItsOwnStepsForTheRate() {
        let screen = FakeScreen()
        let bar = ProgressBar("", total: 100, done: 50, terminal: screen.terminal(isTerminal: true))
        bar.update(done: 60)
        #expect(bar.rendered(columns: 100, seconds: 2).hasSuffix("60%  60/100  5/s  8 s left"))
        let empty = ProgressBar("", total: 0, terminal: screen.terminal(isTerminal: true))
        #expect(empty.rendered(columns: 100, seconds: 0).hasSuffix("100%  0/0"))
    }
}
