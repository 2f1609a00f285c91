import Files
import Foundation
import Messages

/// What became of the mutants of an exercise.
struct MutantCount: Equatable {
    var made = 0
    var refused = 0
    var answeredWrongly = 0
    var crashed = 0
    var tookTooLong = 0
    /// Those that pass and that nothing explains.
    var survivors: [SolutionSource.Mutant] = []
    /// Those that pass and are the right answer in other words, as a page explains.
    var equivalents: [SolutionSource.Mutant] = []

    /// All that were rejected.
    var rejectedMutants: [SolutionSource.Mutant] = []
    /// What the page explains and is rejected nevertheless, or is no mutant any more.
    var stale: [String] = []

    var rejected: Int { answeredWrongly + crashed + tookTooLong }

    /// Whether every wrong answer is rejected, and the page explains what is none.
    var isSound: Bool { survivors.isEmpty && stale.isEmpty }

    /// "12 made, 1 not Swift, 10 rejected (8 wrong, 1 crashed, 1 too long), 1 equivalent, 0 survived".
    var summary: String {
        let (equal, left) = (equivalents.count, survivors.count)
        return Words(
            en: """
                \(made) made, \(refused) not Swift, \(rejected) rejected (\(answeredWrongly) wrong, \(crashed) crashed, \
                \(tookTooLong) too long), \(equal) equivalent, \(left) survived
                """,
            zh: """
                造出 \(made) 个，\(refused) 个不能编译，拒绝 \(rejected) 个（\(answeredWrongly) 个答错，\(crashed) 个崩溃，\
                \(tookTooLong) 个超时），\(equal) 个等价，\(left) 个通过
                """
        ).text
    }

    static func += (sum: inout MutantCount, part: MutantCount) {
        sum.made += part.made
        sum.refused += part.refused
        sum.answeredWrongly += part.answeredWrongly
        sum.crashed += part.crashed
        sum.tookTooLong += part.tookTooLong
        sum.survivors += part.survivors
        sum.equivalents += part.equivalents
        sum.stale += part.stale
    }
}

/// Wrong answers that a program makes of the solution, graded as a student's are: do the checks reject them?
///
/// Each mutant has one change of the solution's code (`CodeChange`). Those of a chapter are compiled in one program, and
/// each is graded in a process of its own.
struct MutantGrading {
    let homework: AnyHomework
    /// How many mutants an exercise gets at most.
    let most: Int
    let seed: UInt64
    /// The seconds of a mutant at most; by default twenty times as long as the solution takes, and two more.
    let seconds: Int?
    let explained: ExplainedMutants

    /// Grades the mutants of some exercises and tells a line of each.
    ///
    /// - Throws: `BuiltModules.Failure`, `FileError`, `SolutionSource.Failure`.
    func run(_ ids: [String], _ modules: BuiltModules, _ output: (String) -> Void) throws -> MutantCount {
        let scratch = NSTemporaryDirectory() + "mutants-\(UUID().uuidString)"
        try makeFolder(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let file = homework.file.replacing("Starter.swift", with: "Solution.swift")
        let solution: SolutionSource
        do {
            solution = try SolutionSource(try readTextFile("\(modules.root)/\(file)"))
        } catch let failure as SolutionSource.Failure {
            throw BuiltModules.Failure(en: "\(file): \(failure)", zh: "\(file)：\(failure)")
        }
        let all = ids.flatMap { solution.mutants(of: $0).prefix(most) }
        let program = try MutantProgram(
            all, of: solution, chapter: homework.chapter, modules, into: scratch)
        var sum = MutantCount()
        for id in ids {
            var count = try self.count(of: id, program)
            count.stale = explained.stale(id, made: solution.mutants(of: id), rejected: count.rejectedMutants)
            sum += count
            output(line(id, count))
        }
        return sum
    }

    private func count(of id: String, _ program: MutantProgram) throws -> MutantCount {
        var count = MutantCount()
        count.refused = program.refused.count { $0.ids[0] == id }
        count.made = count.refused
        var limits: [String: Int] = [:]
        for (number, mutant) in program.mutants.enumerated() where mutant.ids[0] == id {
            count.made += 1
            var outcome = Outcome.notBegun
            // A helper is wrong if any exercise that uses it says so.
            for id in mutant.ids {
                let limit = try limits[id] ?? self.limit(of: id, program)
                limits[id] = limit
                outcome = program.grade(number, id, seed: seed, seconds: limit)
                if !outcome.isPassed { break }
            }
            if !outcome.isPassed { count.rejectedMutants.append(mutant) }
            switch outcome {
            case .passed:
                if explained.contains(mutant) {
                    count.equivalents.append(mutant)
                } else {
                    count.survivors.append(mutant)
                }
            case .tookTooLong: count.tookTooLong += 1
            case .crashed: count.crashed += 1
            default: count.answeredWrongly += 1
            }
        }
        return count
    }

    /// The time of a mutant, by that of the solution, which must pass.
    private func limit(of id: String, _ program: MutantProgram) throws -> Int {
        let start = Date()
        let outcome = program.grade(nil, id, seed: seed, seconds: ChildProcess.timeLimit)
        guard outcome.isPassed else {
            throw BuiltModules.Failure(
                en: "the solution itself does not pass \(id): \(outcome)", zh: "参考解答本身没有通过 \(id)：\(outcome)")
        }
        return seconds ?? min(ChildProcess.timeLimit, 2 + Int(20 * Date().timeIntervalSince(start)))
    }

    private func line(_ id: String, _ count: MutantCount) -> String {
        let title = homework.exercises.first { $0.id == id }?.title.text ?? ""
        return "\(id) \(title): \(count.summary)" + Self.shown(count.survivors)
            + count.stale.map { "\n\(ExplainedMutants.page) explains what is not there: \($0)" }.joined()
    }

    /// Each as a page explains it, see `ExplainedMutants`.
    private static func shown(_ mutants: [SolutionSource.Mutant]) -> String {
        mutants.map { "\n@@ \($0.ids[0]), line \($0.line)\n-\($0.before)\n+\($0.after)" }.joined()
    }
}

extension AnyHomework {
    /// What mutants find wrong with the checks; the tests of a chapter may hold that nothing is.
    ///
    /// - Parameters:
    ///   - most: how many mutants an exercise gets at most.
    ///   - ids: the exercises; by default all.
    ///   - page: the page that explains the mutants that are right answers; by default that of the repository.
    /// - Throws: where nothing can be compiled, or the solution itself does not pass.
    public func mutantFaults(most: Int, of ids: [String]? = nil, page: String? = nil) throws -> [String] {
        let modules = try BuiltModules(orOf: compiledRepository)
        let explained = try page ?? readTextFile("\(modules.root)/\(ExplainedMutants.page)")
        let grading = MutantGrading(
            homework: self, most: most, seed: 1, seconds: nil, explained: ExplainedMutants(page: explained))
        let count = try grading.run(ids ?? exercises.map(\.id), modules) { _ in }
        return count.survivors.map { "\($0.ids[0]), line \($0.line), is not rejected: \($0.after)" }
            + count.stale.map { "the page explains what is not there: \($0)" }
            + (count.rejected > 0 ? [] : ["no mutant was rejected"])
    }
}
