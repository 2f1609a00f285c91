import Foundation
import TestSupport
import Testing

/// Chapters that are asked to end in the middle: what was done until then is reported, and nothing is half written.
@Suite(.serialized) struct EndedChaptersTests {
    @Test(.timeLimit(.minutes(2)), arguments: chapterNumbers, [SIGTERM])
    func aRequestToEndEndsAfterTheStepAtHand(chapter: Int, signal: Int32) throws {
        let folder = try TemporaryFolder()
        let run = try Program("Chapter\(chapter)").run(
            ["--out", folder.file("out"), "--epochs", "500"], interruption: (signal, 1))
        #expect(!run.crashed && run.code == 0, "\(run.errors)")
        #expect(run.processorSeconds < 15, "\(run.processorSeconds) s")
        #expect(try Program.metrics(in: folder.file("out"))["train_seconds"] != nil)
        #expect(FileManager.default.fileExists(atPath: folder.file("out/report.html")))
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: folder.file("out"))
            .filter { $0.hasPrefix(".") }
        #expect(leftovers == [])
    }
}
