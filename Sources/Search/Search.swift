import ChapterSupport
import Files
import Foundation
import Messages
import Reporting

/// Trial after trial, several side by side, each on a thread of its own.
struct Search {
    /// What the command line asked for.
    struct Settings {
        var trials = 30
        var minutes = 0.0
        var workers = 2
        var seed: UInt64 = 1
        var proposer: any Proposer
        var halving: SuccessiveHalving?
        /// Options that every trial gets, such as `--data`.
        var more: [String] = []
    }

    let space: SearchSpace
    let program: ChapterProgram
    let folder: String
    let settings: Settings
    let isInterrupted: () -> Bool

    private static let secondsBetweenLooks = 0.02

    private func folder(of number: Int) -> String {
        "\(folder)/trials/\(String(repeating: "0", count: max(0, 3 - "\(number)".count)))\(number)"
    }

    /// Runs the trials that are missing, and gives each to `ended` as soon as it has ended.
    ///
    /// - Parameter earlier: those that an earlier search has ended.
    /// - Returns: all that have ended, in the order in which they did.
    /// - Throws: `FileError`.
    func run(after earlier: [Trial], ended: (Trial, [Trial]) throws -> Void) throws -> [Trial] {
        var (trials, running) = (earlier, [(trial: Trial, process: TrialProcess)]())
        var halving = settings.halving
        let watch = Stopwatch()
        let secondsBefore = earlier.map(\.endedAt).max() ?? 0
        for trial in earlier { _ = halving?.stops(trial.curve, known: 0, in: space) }
        let limit = settings.minutes > 0 ? 60 * settings.minutes - secondsBefore : .infinity
        defer { for (_, process) in running where process.isRunning { process.stop() } }
        var numbers = (1...settings.trials).filter { number in !earlier.contains { $0.number == number } }[
            ...]
        while !isInterrupted() {
            while running.count < settings.workers, watch.seconds < limit, let number = numbers.popFirst() {
                let values = values(ofTrial: number, after: trials)
                let job = TrialProcess.Job(values: values, seed: settings.seed, folder: folder(of: number))
                let process = try TrialProcess(job, of: program, in: space, more: settings.more)
                running.append((Trial(number: number, values: values), process))
            }
            guard !running.isEmpty else { break }
            Thread.sleep(forTimeInterval: Self.secondsBetweenLooks)
            for index in running.indices.reversed() {
                let hasEnded = !running[index].process.isRunning
                follow(running[index].process, &running[index].trial, &halving)
                guard hasEnded, !isInterrupted() else { continue }
                var (trial, process) = running.remove(at: index)
                end(&trial, process)
                if trial.number == 1, trial.ending == .failed { throw process.failure }
                trial.endedAt = secondsBefore + watch.seconds
                trials.append(trial)
                try ended(trial, trials)
            }
        }
        return trials
    }

    /// The chapter's own values come first: what is found is to beat them.
    private func values(ofTrial number: Int, after trials: [Trial]) -> [HyperparameterValue] {
        number == 1 ? space.presets : settings.proposer.values(ofTrial: number, after: trials, in: space)
    }

    /// Takes what a trial has shown, and stops it where it is worse than others.
    private func follow(_ process: TrialProcess, _ trial: inout Trial, _ halving: inout SuccessiveHalving?) {
        process.look()
        guard !process.wasStopped else { return }
        let known = trial.curve.count
        trial.curve = process.curve
        if halving?.stops(trial.curve, known: known, in: space) == true, trial.curve.count < space.epochs {
            process.stop()
        }
    }

    private func end(_ trial: inout Trial, _ process: TrialProcess) {
        if process.wasStopped {
            trial.ending = .stopped
        } else if process.isComplete, let figures = process.figures() {
            (trial.ending, trial.figure, trial.testFigure) = (.complete, figures.validation, figures.test)
        } else {
            trial.ending = .failed
        }
    }

    /// Runs each of these values with each of some seeds, to their ends.
    ///
    /// - Returns: the figures by values and seeds; fewer where some failed or the search was interrupted.
    func measure(_ candidates: [(name: String, values: [HyperparameterValue])], seeds: [UInt64]) throws
        -> [[(validation: Double, test: Double)]]
    {
        var jobs = candidates.indices.flatMap { index in seeds.map { (index, $0) } }[...]
        var running: [(candidate: Int, process: TrialProcess)] = []
        var figures = candidates.map { _ in [(validation: Double, test: Double)]() }
        let bar = ProgressBar(Words(en: "seeds", zh: "随机种子"), total: jobs.count)
        defer {
            for (_, process) in running where process.isRunning { process.stop() }
            bar.finish()
        }
        while !isInterrupted() {
            while running.count < settings.workers, let (candidate, seed) = jobs.popFirst() {
                let job = TrialProcess.Job(
                    values: candidates[candidate].values, seed: seed,
                    folder: "\(folder)/seeds/\(candidates[candidate].name)-\(seed)")
                running.append(
                    (candidate, try TrialProcess(job, of: program, in: space, more: settings.more)))
            }
            guard !running.isEmpty else { break }
            Thread.sleep(forTimeInterval: Self.secondsBetweenLooks)
            for index in running.indices.reversed() where !running[index].process.isRunning {
                let (candidate, process) = running.remove(at: index)
                process.look()
                if process.isComplete, let found = process.figures() { figures[candidate].append(found) }
                bar.advance()
            }
        }
        return figures
    }
}
