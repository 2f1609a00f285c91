import Messages

/// Why a proof is refused.
struct ProofError: Error, Equatable, CustomStringConvertible {
    /// Counted from 1.
    let line: Int
    let reason: Words

    var description: String { Words(en: "line \(line): \(reason)", zh: "第 \(line) 行：\(reason)").text }
}

/// The only check of proofs, and all that must be trusted: these rules, `Polynomial` and `Term.substituting`.
///
/// It derives the claim of each line from its rule and the lines before; a line that does not follow has no claim, and the
/// proof is refused. Who made the proof, and how, does not matter.
struct ProofChecker {
    let task: BoundedTask
    /// How many rounds of the task are still to come.
    let roundsLeft: Int

    /// The claim of each line of a proof.
    ///
    /// - Throws: `ProofError` at the first line that does not follow.
    func check(_ proof: Proof) throws -> [Claim] {
        var claims: [Claim] = []
        for rule in proof.lines {
            do {
                let claim = try claim(of: rule, after: claims, proofLines: proof.lines.count)
                guard claim.terms.allSatisfy(\.isNatural) else {
                    throw Fault(en: "a number below zero", zh: "一个数小于零")
                }
                claims.append(claim)
            } catch let fault as Fault {
                throw ProofError(line: claims.count + 1, reason: fault.reason)
            }
        }
        return claims
    }

    /// Whether a proof shows that the second program should take the place of the first, and the gain that it shows.
    ///
    /// - Throws: `ProofError`.
    func gain(of new: Term, for old: Term, by proof: Proof) throws -> Int {
        guard case .gains(old, new, let gain)? = try check(proof).last else {
            throw ProofError(
                line: proof.lines.count, reason: Words(en: "it is not about this rewriting", zh: "它证明的不是这次改写")
            )
        }
        return gain
    }

    private struct Fault: Error {
        let reason: Words

        init(en: String, zh: String) { reason = Words(en: en, zh: zh) }
    }

    private func claim(of rule: Rule, after claims: [Claim], proofLines: Int) throws -> Claim {
        func line(_ number: Int) throws -> Claim {
            guard claims.indices.contains(number) else {
                throw Fault(en: "no line \(number + 1) before it", zh: "它之前没有第 \(number + 1) 行")
            }
            return claims[number]
        }
        func equation(_ number: Int) throws -> (left: Term, right: Term) {
            guard case .equal(let left, let right) = try line(number) else {
                throw Fault(en: "line \(number + 1) is no equation", zh: "第 \(number + 1) 行不是等式")
            }
            return (left, right)
        }
        func time(_ number: Int) throws -> (program: Term, steps: Term) {
            guard case .takes(let program, let steps) = try line(number) else {
                throw Fault(en: "line \(number + 1) is not about time", zh: "第 \(number + 1) 行不是关于时间的")
            }
            return (program, steps)
        }
        func put(_ new: Term, for name: String, in term: Term) throws -> Term {
            guard let result = term.substituting(name, with: new) else {
                throw Fault(
                    en: "\(new) cannot stand for \(name) in \(term)", zh: "在 \(term) 中，\(new) 不能代替 \(name)")
            }
            return result
        }
        switch rule {
        case .algebra(let left, let right):
            guard let first = Polynomial(left), let second = Polynomial(right) else {
                throw Fault(en: "too long to multiply out", zh: "太长，无法乘开")
            }
            guard first == second else {
                throw Fault(en: "\(left) is not \(right)", zh: "\(left) 不等于 \(right)")
            }
            return .equal(left, right)

        case .writtenOut(let sum):
            guard case .sum(let name, .number(let turns), let body) = sum, (0...1000).contains(turns) else {
                throw Fault(en: "not a loop up to a number", zh: "不是到一个数为止的循环")
            }
            let each = try (0..<turns).map { try put(.number($0), for: name, in: body) }
            return .equal(sum, each.dropFirst().reduce(each.first ?? .number(0)) { $0 + $1 })

        case .induction(let sum, let closed, let zero, let step):
            guard case .sum(let name, .variable(let last), let body) = sum, !body.freeVariables.contains(last)
            else {
                throw Fault(
                    en: "not a loop up to a variable that its body does not read",
                    zh: "不是到一个变量为止、循环体又不读这个变量的循环")
            }
            let atZero = try put(.number(0), for: last, in: closed)
            guard try equation(zero) == (atZero, .number(0)) else {
                throw Fault(
                    en: "line \(zero + 1) does not claim \(atZero) = 0",
                    zh: "第 \(zero + 1) 行的结论不是 \(atZero) = 0")
            }
            let next = try put(.variable(last) + .number(1), for: last, in: closed)
            let grown = closed + (try put(.variable(last), for: name, in: body))
            guard try equation(step) == (next, grown) else {
                throw Fault(
                    en: "line \(step + 1) does not claim \(next) = \(grown)",
                    zh: "第 \(step + 1) 行的结论不是 \(next) = \(grown)")
            }
            return .equal(sum, closed)

        case .replaced(let number, let path, let other):
            let (left, right) = try equation(number)
            let (old, new) = try equation(other)
            guard right[path] == old, let replaced = right.replacing(path, with: new) else {
                throw Fault(
                    en: "line \(number + 1) has no \(old) there", zh: "第 \(number + 1) 行的那个位置不是 \(old)")
            }
            return .equal(left, replaced)

        case .instance(let number, let name, let term):
            let (left, right) = try equation(number)
            return .equal(try put(term, for: name, in: left), try put(term, for: name, in: right))

        case .timeOfReading(let term):
            guard term.parts.isEmpty else {
                throw Fault(en: "\(term) is more than reading", zh: "\(term) 不只是读取")
            }
            return .takes(term, .number(Term.Steps.reading))

        case .timeOfPlus(let first, let second):
            let (left, right) = (try time(first), try time(second))
            return .takes(
                left.program + right.program, left.steps + right.steps + .number(Term.Steps.adding))

        case .timeOfTimes(let first, let second):
            let (left, right) = (try time(first), try time(second))
            return .takes(
                left.program * right.program, left.steps + right.steps + .number(Term.Steps.multiplying))

        case .timeOfSum(let name, let first, let second):
            let (bound, body) = (try time(first), try time(second))
            let turns = Term.sum(name, bound.program, body.steps + .number(Term.Steps.turn))
            return .takes(
                .sum(name, bound.program, body.program), bound.steps + turns + .number(Term.Steps.loop))

        case .timeIs(let number, let other):
            let (program, steps) = try time(number)
            let (old, new) = try equation(other)
            guard steps == old else {
                throw Fault(
                    en: "line \(number + 1) does not take \(old)", zh: "第 \(number + 1) 行的用时不是 \(old)")
            }
            return .takes(program, new)

        case .gain(let equal, let oldTime, let oldTotal, let newTime, let newTotal):
            let (old, new) = try equation(equal)
            func total(_ program: Term, _ number: Int, _ other: Int) throws -> Int {
                let (timed, steps) = try time(number)
                let (sum, value) = try equation(other)
                guard timed == program, sum == .sum("n", .number(task.questions), steps),
                    case .number(let total) = value
                else {
                    throw Fault(
                        en: "lines \(number + 1) and \(other + 1) are not the time of \(program)",
                        zh: "第 \(number + 1) 行和第 \(other + 1) 行不是 \(program) 的时间")
                }
                return total
            }
            let saved = try total(old, oldTime, oldTotal) - total(new, newTime, newTotal)
            let (gained, isTooLarge) = saved.multipliedReportingOverflow(by: roundsLeft)
            let cost = BoundedTask.stepsToRewrite(proofLines: proofLines, size: new.size)
            guard !isTooLarge, gained > cost else {
                throw Fault(
                    en: "saves \(saved) a round, \(roundsLeft) left, but costs \(cost)",
                    zh: "每轮省 \(saved)，还剩 \(roundsLeft) 轮，但代价是 \(cost)")
            }
            return .gains(old, new, gained - cost)
        }
    }
}
