import TensorCore
import Testing

@testable import Chapter15

@Suite struct ProofCheckerTests {
    private let i = Term.variable("i")
    private let m = Term.variable("m")
    private let odd = Term.sum("i", .n, .variable("i") + (.variable("i") + .number(1)))
    private var task: BoundedTask { BoundedTask(questions: 10, reward: 1000, specification: odd) }

    private func says(_ lines: [Rule], roundsLeft: Int = 1000) -> Claim? {
        try? ProofChecker(task: task, roundsLeft: roundsLeft).check(Proof(lines: lines)).last
    }

    /// Whether a claim is true, found out by running: for all variables from 0 to 5.
    private func isTrue(_ claim: Claim, roundsLeft: Int, proofLines: Int) -> Bool {
        let names = claim.terms.reduce(Set<String>()) { $0.union($1.freeVariables) }.sorted()
        var values = [[String: Int]()]
        for name in names {
            values = values.flatMap { known in (0...5).map { known.merging([name: $0]) { $1 } } }
        }
        switch claim {
        case .equal(let left, let right):
            return values.allSatisfy { left.run($0)?.value == right.run($0)?.value }
        case .takes(let program, let steps):
            return values.allSatisfy { program.run($0)?.steps == steps.run($0)?.value }
        case .gains(let old, let new, let gain):
            guard let before = task.score(of: old), let after = task.score(of: new) else { return false }
            let cost = BoundedTask.stepsToRewrite(proofLines: proofLines, size: new.size)
            return gain > 0 && roundsLeft * (after - before) - cost == gain
                && (0..<task.questions).allSatisfy { old.run(["n": $0])?.value == new.run(["n": $0])?.value }
        }
    }

    @Test func inductionByHand() {
        // The sum of the first odd numbers is a square.
        let sum = Term.sum("i", m, i + (i + .number(1)))
        let (next, grown) = ((m + .number(1)) * (m + .number(1)), m * m + (m + (m + .number(1))))
        let lines: [Rule] = [
            .algebra(.number(0) * .number(0), .number(0)), .algebra(next, grown),
            .induction(sum: sum, closed: m * m, zero: 0, step: 1), .instance(2, of: "m", .n),
        ]
        #expect(says(lines) == .equal(odd, .n * .n))
        #expect(says([lines[0], lines[1], .induction(sum: sum, closed: m * m, zero: 1, step: 0)]) == nil)
        #expect(says([lines[0], lines[1], .induction(sum: sum, closed: m + m, zero: 0, step: 1)]) == nil)
    }

    @Test func whatDoesNotFollowIsRefused() {
        #expect(says([.algebra(.n * .n, .n + .n)]) == nil)
        #expect(says([.algebra(.n, .n), .instance(0, of: "n", .number(-1))]) == nil)
        #expect(says([.replaced(0, at: [], by: 0)]) == nil)
        #expect(says([.timeOfReading(.n + .n)]) == nil)
        #expect(says([.writtenOut(.sum("i", .n, i))]) == nil)
        #expect(says([.writtenOut(.sum("i", .number(1_000_000), i))]) == nil)
        // Numbers too large for the machine are not taken modulo anything.
        let large = Term.number(1 << 62)
        #expect(says([.algebra(large + large, .number(0))]) == nil)
        #expect(says([.algebra(large * .number(4), .number(0))]) == nil)
        // The i of the loop is not the i outside.
        let outside = Rule.algebra(.sum("i", .n, m), .sum("i", .n, m))
        #expect(says([outside]) != nil && says([outside, .instance(0, of: "m", i)]) == nil)
        // A loop up to m that reads m: its turns change as it grows, so that induction says nothing.
        let grown = m * m + (m + (m + .number(1)))
        #expect(
            says([
                .algebra(.number(0) * .number(0), .number(0)),
                .algebra((m + .number(1)) * (m + .number(1)), grown),
                .induction(sum: .sum("i", m, m + (m + .number(1))), closed: m * m, zero: 0, step: 1),
            ]) == nil)
    }

    @Test func timeIsWhatRunningTakes() throws {
        var generator = RandomGenerator(seed: 1)
        func random(_ depth: Int, _ names: [String]) -> Term {
            switch depth == 0 ? generator.integer(below: 2) : generator.integer(below: 5) {
            case 0: return .number(generator.integer(below: 3))
            case 1: return .variable(names[generator.integer(below: names.count)])
            case 2: return random(depth - 1, names) + random(depth - 1, names)
            case 3: return random(depth - 1, names) * random(depth - 1, names)
            default:
                let name = ["i", "j", "n"][generator.integer(below: 3)]
                return .sum(name, random(0, names), random(depth - 1, names + [name]))
            }
        }
        func lines(_ program: Term, _ proof: inout [Rule]) -> Int {
            switch program {
            case .number, .variable: proof.append(.timeOfReading(program))
            case .plus(let left, let right):
                let (first, second) = (lines(left, &proof), lines(right, &proof))
                proof.append(.timeOfPlus(first, second))
            case .times(let left, let right):
                let (first, second) = (lines(left, &proof), lines(right, &proof))
                proof.append(.timeOfTimes(first, second))
            case .sum(let name, let bound, let body):
                let (first, second) = (lines(bound, &proof), lines(body, &proof))
                proof.append(.timeOfSum(name, first, second))
            }
            return proof.count - 1
        }
        for _ in 0..<100 {
            let program = random(4, ["n"])
            var proof: [Rule] = []
            _ = lines(program, &proof)
            let claim = try #require(says(proof))
            guard case .takes(program, _) = claim else {
                Issue.record("\(claim)")
                continue
            }
            #expect(isTrue(claim, roundsLeft: 0, proofLines: 0), "\(claim)")
        }
    }

    @Test func everyLineOfEveryProofIsTrue() {
        let results = RewritingLesson.run()
        #expect(results.long.rewritings.map(\.new).last == .n * (.n * .n))
        for step in results.long.rewritings {
            for claim in step.claims.dropLast() {
                #expect(isTrue(claim, roundsLeft: 0, proofLines: 0), "\(claim)")
            }
        }
    }

    /// Changed proofs: most are refused, and what is accepted still is true.
    @Test func changedProofsProveNothingFalse() throws {
        let right = try #require(Prover.proof(that: .n * .n, at: [], of: odd, gainsOn: task))
        let checker = ProofChecker(task: task, roundsLeft: 100)
        #expect(try checker.gain(of: .n * .n, for: odd, by: right) > 0)
        var generator = RandomGenerator(seed: 2)
        let claims = try checker.check(right)
        let terms = claims.flatMap(\.terms).flatMap { term in term.paths.compactMap { term[$0] } }
        func term() -> Term { terms[generator.integer(below: terms.count)] }
        func change(_ rule: Rule) -> Rule {
            func near(_ line: Int) -> Int { line + generator.integer(below: 5) - 2 }
            func part(_ old: Term) -> Term {
                let paths = old.paths
                return old.replacing(paths[generator.integer(below: paths.count)], with: term()) ?? old
            }
            switch rule {
            case .algebra(let left, let right):
                return generator.bernoulli(0.5) ? .algebra(left, part(right)) : .algebra(part(left), right)
            case .writtenOut(let sum): return .writtenOut(part(sum))
            case .induction(let sum, let closed, let zero, let step):
                return generator.bernoulli(0.5)
                    ? .induction(sum: part(sum), closed: closed, zero: zero, step: step)
                    : .induction(sum: sum, closed: part(closed), zero: near(zero), step: near(step))
            case .replaced(let line, let path, let by):
                return .replaced(near(line), at: generator.bernoulli(0.5) ? path : path + [0], by: near(by))
            case .instance(let line, let name, let new):
                return .instance(near(line), of: generator.bernoulli(0.5) ? name : "i", part(new))
            case .timeOfReading(let old): return .timeOfReading(part(old))
            case .timeOfPlus(let left, let right): return .timeOfTimes(near(left), near(right))
            case .timeOfTimes(let left, let right): return .timeOfPlus(near(left), near(right))
            case .timeOfSum(let name, let bound, let body):
                return .timeOfSum(generator.bernoulli(0.5) ? name : "n", near(bound), near(body))
            case .timeIs(let line, let by): return .timeIs(near(line), near(by))
            case .gain(let equal, let oldTime, let oldTotal, let newTime, let newTotal):
                return .gain(
                    equal: near(equal), oldTime: near(oldTime), oldTotal: near(oldTotal),
                    newTime: near(newTime), newTotal: near(newTotal))
            }
        }
        var refused = 0
        for _ in 0..<2000 {
            var changed = right
            let line = generator.integer(below: changed.lines.count)
            changed.lines[line] = change(changed.lines[line])
            guard changed != right else { continue }
            do {
                for claim in try checker.check(changed) {
                    #expect(
                        isTrue(claim, roundsLeft: 100, proofLines: changed.lines.count), "\(claim)")
                }
            } catch { refused += 1 }
        }
        #expect(refused > 1000)
    }

    @Test func linesLeftOutAreMissed() throws {
        let right = try #require(Prover.proof(that: .n * .n, at: [], of: odd, gainsOn: task))
        let checker = ProofChecker(task: task, roundsLeft: 100)
        for line in right.lines.indices {
            var shorter = right
            shorter.lines.remove(at: line)
            #expect(throws: ProofError.self) { try checker.gain(of: .n * .n, for: odd, by: shorter) }
        }
    }
}
