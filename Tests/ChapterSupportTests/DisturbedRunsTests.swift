import Foundation
import TestSupport
import Testing

/// Runs that are killed again and again, ended, or lose their disk or folder: nothing that was learned is lost.
@Suite(.serialized) struct DisturbedRunsTests {
    @Test(.timeLimit(.minutes(10))) func killedAtFiftyMomentsNothingIsLost() throws {
        let folder = try TemporaryFolder()
        let program = Program("Chapter3")
        let arguments = ["--epochs", "40", "--quick"]
        let whole = try program.run(arguments + ["--out", folder.file("whole")])
        let out = ["--out", folder.file("out"), "--checkpoint-every", "0"]
        var generator = SystemRandomNumberGenerator()
        var epochs: [String: Int] = [:]
        var (kills, endsInARow) = (0, 0)
        var longest = max(0.1, 0.9 * whole.seconds)
        // A run came to its end; the next one begins, and must write its own numbers.
        func expectEnd() throws {
            try expectSameResults(folder.file("whole"), folder.file("out"))
            try FileManager.default.removeItem(atPath: folder.file("out/metrics.json"))
            epochs = [:]
        }
        while kills < 50 {
            let moment = Double.random(in: 0.02...longest, using: &generator)
            let run = try program.run(arguments + out + ["--resume"], interruption: (SIGKILL, moment))
            if !run.crashed {
                // After how many kills ever.
                try expectEnd()
                // The first run may have met a busier machine than these do.
                endsInARow += 1
                if endsInARow.isMultiple(of: 10) { longest = max(0.1, longest / 2) }
                continue
            }
            kills += 1
            endsInARow = 0
            // What is there is whole, and no training is behind where it was.
            let checkpoints = folder.file("out/checkpoints")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: checkpoints)) ?? []
            // Checkpoints are taken away after the report: one that was killed while it did that had come to its end.
            if !epochs.keys.allSatisfy(names.contains) {
                try expectEnd()
                try? FileManager.default.removeItem(atPath: checkpoints)
                continue
            }
            for name in names where name.hasSuffix(".safetensors") {
                let epoch = try epochsDone("\(checkpoints)/\(name)")
                #expect(epoch >= epochs[name] ?? 1, "\(name) at \(moment) s")
                epochs[name] = epoch
            }
        }
        // The last kill may have come before the run had written its options.
        let end = try program.run(arguments + out + ["--resume"])
        #expect(end.code == 0, "\(end.errors)")
        try expectSameResults(folder.file("whole"), folder.file("out"))
    }

    @Test(.timeLimit(.minutes(10)), arguments: [SIGINT, SIGTERM])
    func anEndedRunGoesOnFromItsCheckpoint(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let arguments = ["--quick", "--epochs", "8"]
        let program = Program("Chapter8")
        let whole = try program.run(arguments + ["--out", folder.file("whole")])
        let ended = try program.run(
            arguments + ["--out", folder.file("out")], interruption: (signal, whole.seconds / 2))
        #expect(ended.code == 0 && ended.output.contains("--resume"), "\(ended.output)")
        #expect(FileManager.default.fileExists(atPath: folder.file("out/report.html")))
        #expect(FileManager.default.fileExists(atPath: folder.file("out/checkpoints/run.json")))
        #expect(try program.run(["--resume", "--out", folder.file("out")]).code == 0)
        try expectSameResults(folder.file("whole"), folder.file("out"))
    }

    @Test(.timeLimit(.minutes(10))) func aFullDiskCostsTheReportAlone() throws {
        let folder = try TemporaryFolder()
        let arguments = ["--quick", "--epochs", "10", "--out"]
        let program = Program("Chapter3")
        #expect(try program.run(arguments + [folder.file("whole")]).code == 0)
        // No file may be longer than 64 blocks of 512 bytes, or of 1024 for some shells: checkpoints are shorter.
        let full = try program.run(
            arguments + [folder.file("out"), "--checkpoint-every", "0"], fileSizeLimit: 64)
        #expect(full.code == 74, "\(full.errors)")
        #expect(full.errors.hasSuffix("cannot be written: File too large\n"), "\(full.errors)")
        // What is there is not the report: the page of the training, if it took long enough for one.
        if FileManager.default.fileExists(atPath: folder.file("out/report.html")) {
            let page = try String(contentsOfFile: folder.file("out/report.html"), encoding: .utf8)
            #expect(page.contains("The run ended with an error: ") && page.contains("File too large"))
        }
        #expect(FileManager.default.fileExists(atPath: folder.file("out/checkpoints/book.safetensors")))
        #expect(try program.run(["--resume", "--out", folder.file("out")]).code == 0)
        try expectSameResults(folder.file("whole"), folder.file("out"))
    }

    @Test(.timeLimit(.minutes(10))) func checkpointsThatCannotBeWrittenDoNotEndTheTraining() throws {
        let folder = try TemporaryFolder()
        let full = try Program("Chapter3").run(
            ["--quick", "--out", folder.file("out"), "--checkpoint-every", "0"], fileSizeLimit: 1)
        #expect(full.code == 74)
        // The checkpoint's line once, and the report's.
        let lines = full.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains("the training continues"), "\(full.errors)")
    }

    @Test(.timeLimit(.minutes(10))) func aFolderThatVanishesCostsTheReportAlone() throws {
        let folder = try TemporaryFolder()
        let arguments = ["--quick", "--epochs", "150", "--out"]
        let program = Program("Chapter3")
        #expect(try program.run(arguments + [folder.file("whole")]).code == 0)
        let vanished = try program.run(
            arguments + [folder.file("out"), "--checkpoint-every", "0"],
            meanwhile: {
                for _ in 0..<1000
                where !FileManager.default.fileExists(atPath: folder.file("out/checkpoints/book.safetensors"))
                {
                    usleep(5000)
                }
                try? FileManager.default.moveItem(atPath: folder.file("out"), toPath: folder.file("moved"))
                _ = try? folder.write("in the way", to: "out")
            })
        #expect(vanished.code == 74, "\(vanished.errors)")
        #expect(!vanished.crashed)
        #expect(try program.run(["--resume", "--out", folder.file("moved")]).code == 0)
        try expectSameResults(folder.file("whole"), folder.file("moved"))
    }

    @Test func aTrainingThatComesApartNamesTheOperation() throws {
        let folder = try TemporaryFolder()
        let arguments = ["--quick", "--hidden", "4000", "--learning-rate", "10", "--out", folder.file("out")]
        let plain = try Program("Chapter3").run(arguments)
        #expect(plain.code == 1 && plain.errors.contains("--anomaly"), "\(plain.errors)")
        let watched = try Program("Chapter3").run(arguments + ["--anomaly"])
        #expect(watched.code == 1)
        #expect(watched.errors.contains("\"meanSquaredError\" after 2."), "\(watched.errors)")
        #expect(watched.errors.contains("smaller learning rate"), "\(watched.errors)")
        #expect(watched.errors.split(separator: "\n").count == 1)
    }

    /// How many epochs of a training of Chapter 3 a checkpoint holds.
    private func epochsDone(_ path: String) throws -> Int {
        struct History: Decodable { let losses: [Double] }
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header =
            try JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length)) as? [String: Any]
        let notes = try #require(header?["__metadata__"] as? [String: String])
        let progress = try #require(notes["note.progress"])
        let decoder = JSONDecoder()
        return try decoder.decode(History.self, from: Data(progress.utf8)).losses.count
    }
}
