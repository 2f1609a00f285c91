import Foundation
import Messages

/// A submission that is wrong on purpose, and the exercise and hint that must catch it.
public struct Mutant<Submission> {
    let submission: Submission
    let id: String
    let hint: String
    let diagnosis: String
    let line: UInt
}

/// A submission that answers an exercise rightly, in another way than the solution.
public struct Alternative<Submission> {
    let submission: Submission
    let id: String
    let line: UInt
}

extension Mutant: Sendable where Submission: Sendable {}
extension Alternative: Sendable where Submission: Sendable {}

/// The seeds over which homework is tested: 1...10, or as many as the environment says in HOMEWORK_SEEDS. Right answers are tried on all
/// of them, wrong ones on a hundred at most: one input that rejects them is enough, and an accident happens to right ones. What inputs show is
/// looked at on ten: more of them can only show more.
public let homeworkSeeds: ClosedRange<UInt64> = {
    let count = ProcessInfo.processInfo.environment["HOMEWORK_SEEDS"].flatMap { UInt64($0) } ?? 10
    return 1...max(1, count)
}()

/// Seeds on which wrong answers are tried.
private let mostSeedsOfWrongAnswers: UInt64 = 100

/// Seeds whose inputs are looked at.
private let mostSeedsOfInputs = 10

/// The repository that this file was compiled in.
let compiledRepository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

extension Homework {
    /// A submission that must fail the exercise `id` with a hint that contains `hint` and, for the first seed, a diagnosis
    /// that contains `seen`.
    public func mutant(
        _ submission: Submission, fails id: String, hint: String = "", seen diagnosis: String = "",
        line: UInt = #line
    ) -> Mutant<Submission> {
        Mutant(submission: submission, id: id, hint: hint, diagnosis: diagnosis, line: line)
    }

    /// A submission that must pass the exercise `id`.
    public func alternative(
        _ submission: Submission, passes id: String, line: UInt = #line
    ) -> Alternative<Submission> {
        Alternative(submission: submission, id: id, line: line)
    }

    /// What is wrong with the homework itself; the tests of a chapter hold that nothing is.
    ///
    /// For every seed: the solution passes all exercises, the starter has begun none (as far as its
    /// file has not been edited), the right answers differ
    /// from input to input, each known mistake is rejected with its own hint, each mutant fails its exercise with
    /// its hint, and no exercise is without a mistake or a mutant that shows that it can be failed. The inputs of
    /// every seed show what inputs can be: no part of them, and no part of the right answers, is always the same; no
    /// number is never negative, positive, 0 or large; no extent is constant, never 1, or tied to another; every named
    /// case comes; the protocol's examples come first; each alternative, a right answer by another way, passes. What is meant to be missing is allowed with its reason, see
    /// `Meant`.
    public func faults(
        starter: Submission, solution: Submission, mutants: [Mutant<Submission>] = [],
        alternatives: [Alternative<Submission>] = [], seeds: ClosedRange<UInt64> = homeworkSeeds
    ) -> [String] {
        gradingFaults(
            starter: starter, solution: solution, mutants: mutants, alternatives: alternatives, seeds: seeds)
            + exercises.flatMap { exercise in
                exercise.variety(seeds.prefix(mostSeedsOfInputs).map(exercise.generator)).map {
                    "\(exercise.id): \($0)"
                }
            }
    }

    /// What is wrong with the grading, without a look at what the inputs show.
    func gradingFaults(
        starter: Submission, solution: Submission, mutants: [Mutant<Submission>] = [],
        alternatives: [Alternative<Submission>] = [], seeds: ClosedRange<UInt64> = homeworkSeeds
    ) -> [String] {
        var faults: [String] = []
        let handedOut = Self.source(file).map(SourceCheck.init)
        for id in mutants.map(\.id) + alternatives.map(\.id) where !exercises.contains(where: { $0.id == id })
        {
            faults.append("there is no exercise \(id) for its mutant or alternative")
        }
        let solved = Self.source(file.replacing("Starter.swift", with: "Solution.swift")).map(
            SourceCheck.init)
        for exercise in exercises {
            if let call = solved?.firstForbidden(exercise.forbids, exercise: exercise.id, isSolution: true) {
                faults.append(
                    "\(exercise.id): the solution calls what is forbidden, \(call.name), \(call.place)")
            }
            let mutants = mutants.filter { $0.id == exercise.id }
            if mutants.isEmpty, !exercise.hasMistakes {
                faults.append("\(exercise.id): no mistake and no mutant shows that it can be failed")
            }
            for seed in seeds {
                let sitting = exercise.sitting(seed: seed)
                var found = rightFaults(of: exercise, sitting, starter, handedOut, solution, seed)
                if seed - seeds.lowerBound < mostSeedsOfWrongAnswers {
                    found += wrongFaults(sitting, mutants, seed)
                }
                for other in alternatives where other.id == exercise.id {
                    let outcome = sitting.grade(other.submission, Witness())
                    guard !outcome.isPassed else { continue }
                    found.append("the right answer of line \(other.line) does not pass: \(outcome)")
                }
                faults += found.map { "\(exercise.id): \($0) (seed \(seed))" }
                if !found.isEmpty { break }
            }
        }
        return faults + untranslated(mutants)
    }

    /// What lacks its Chinese; nothing where the homework's own title does: a homework is whole in Chinese or not at all.
    private func untranslated(_ mutants: [Mutant<Submission>]) -> [String] {
        func isTranslated(_ text: any Readable) -> Bool {
            let chinese = text.text(in: .chinese)
            return chinese != text.text(in: .english) && chinese.contains(/\p{Script=Han}/)
        }
        guard isTranslated(title) else { return [] }
        var faults: [String] = []
        for exercise in exercises {
            for sentence in exercise.sentences where !isTranslated(sentence) {
                faults.append("\(exercise.id): no Chinese for \"\(sentence.text(in: .english))\"")
            }
            // What a judge says is seen only when it judges.
            let sitting = exercise.sitting(seed: 1)
            for mutant in mutants where mutant.id == exercise.id {
                let failure = Language.$current.withValue(.chinese) {
                    sitting.grade(mutant.submission, Witness(diagnoses: false)).failure
                }
                for text in [failure?.hint, failure?.remark].compactMap({ $0 })
                where !text.contains(/\p{Script=Han}/) {
                    faults.append(
                        "\(exercise.id): no Chinese for \"\(text)\" (mutant of line \(mutant.line))")
                }
            }
        }
        return faults
    }

    /// A file of the repository that this file was compiled in, nil if it is not there.
    static func source(_ file: String) -> String? {
        let root = URL(fileURLWithPath: compiledRepository, isDirectory: true)
        return try? String(contentsOf: URL(fileURLWithPath: file, relativeTo: root), encoding: .utf8)
    }

    /// What is wrong with the grading of the solution and of the starter.
    private func rightFaults(
        of exercise: Exercise<Submission>, _ sitting: Sitting<Submission>, _ starter: Submission,
        _ handedOut: SourceCheck?, _ solution: Submission, _ seed: UInt64
    ) -> [String] {
        var faults: [String] = []
        let solved = sitting.grade(solution, Self.witness(seed))
        if !solved.isPassed { faults.append("the solution does not pass: \(solved)") }
        // A file that a student has begun is not called: it may be wrong, crash, or never end.
        let isEdited = handedOut.map { !$0.isUntouched(exercise.id) } ?? false
        let started = isEdited ? .notBegun : sitting.grade(starter, Self.witness(seed))
        if started != .notBegun { faults.append("the starter is not \"not begun\": \(started)") }
        return faults
    }

    /// What is wrong with the grading of known mistakes and of mutants.
    private func wrongFaults(
        _ sitting: Sitting<Submission>, _ mutants: [Mutant<Submission>], _ seed: UInt64
    ) -> [String] {
        var faults = sitting.faults()
        for mutant in mutants {
            let kind = "\(type(of: mutant.submission as Any)) of line \(mutant.line)"
            let outcome = sitting.grade(mutant.submission, Self.witness(seed))
            guard let failure = outcome.failure else {
                faults.append("the mutant \(kind) is not rejected: \(outcome)")
                continue
            }
            if !mutant.hint.isEmpty, !failure.hint.contains(mutant.hint) {
                faults.append("the mutant \(kind) gets the hint \"\(failure.hint)\"")
            }
            let diagnosis = failure.diagnosis ?? ""
            if seed == 1, !mutant.diagnosis.isEmpty, !diagnosis.contains(mutant.diagnosis) {
                faults.append("of the mutant \(kind) is seen: \"\(diagnosis)\"")
            }
        }
        return faults
    }

    /// Diagnoses are made for the first seed: that they can be made of everything is tested so, and quickly.
    private static func witness(_ seed: UInt64) -> Witness { Witness(diagnoses: seed == 1) }
}
