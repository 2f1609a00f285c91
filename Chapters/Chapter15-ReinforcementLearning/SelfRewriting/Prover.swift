/// Tries to prove that a rewriting gains. Nothing here need be trusted: what it makes is a proof, and that is checked.
///
/// It knows one way. Equal: each loop becomes a closed formula, by induction, and then both sides are multiplied out. Time:
/// put together from the parts of a program, its loops become formulas in the same way, and then it is added up over all n.
struct Prover {
    private var proof = Proof()
    /// The claim of each line.
    private var claims: [Claim] = []
    private let questions: Int

    /// A proof that putting `new` at a position of `old` gains on a task; nil if none is found. Whether the gain is worth
    /// the rewriting is left to the checker.
    static func proof(that new: Term, at path: [Int], of old: Term, gainsOn task: BoundedTask) -> Proof? {
        var prover = Prover(questions: task.questions)
        guard let part = old[path], let changed = old.replacing(path, with: new),
            let same = prover.prove(part, equals: new)
        else { return nil }
        var equal = same
        if !path.isEmpty {
            let itself = prover.add(.algebra(old, old), .equal(old, old))
            equal = prover.add(.replaced(itself, at: path, by: same), .equal(old, changed))
        }
        guard let (oldTime, oldTotal) = prover.time(of: old),
            let (newTime, newTotal) = prover.time(of: changed)
        else { return nil }
        prover.proof.lines.append(
            .gain(equal: equal, oldTime: oldTime, oldTotal: oldTotal, newTime: newTime, newTotal: newTotal))
        return prover.proof
    }

    private init(questions: Int) { self.questions = questions }

    /// The number of a line; one that is there already is not written again.
    private mutating func add(_ rule: Rule, _ claim: Claim) -> Int {
        if let known = claims.firstIndex(of: claim) { return known }
        proof.lines.append(rule)
        claims.append(claim)
        return claims.count - 1
    }

    /// A line with the claim that a term equals one without loops.
    private mutating func prove(_ left: Term, equals right: Term) -> Int? {
        guard let (line, closed) = closeLoops(of: left), let polynomial = Polynomial(closed),
            polynomial == Polynomial(right)
        else { return nil }
        guard let line else { return add(.algebra(left, right), .equal(left, right)) }
        if closed == right { return line }
        let tidy = add(.algebra(closed, right), .equal(closed, right))
        return add(.replaced(line, at: [], by: tidy), .equal(left, right))
    }

    /// A line with the claim that a term equals one without loops, and that term; no line where there is no loop.
    private mutating func closeLoops(of term: Term) -> (line: Int?, closed: Term)? {
        var closed = term
        var line: Int?
        // The last loop in the list has none inside.
        while let path = closed.paths.last(where: { if case .sum? = closed[$0] { true } else { false } }) {
            guard let loop = closed[path], let (other, formula) = formula(for: loop),
                let next = closed.replacing(path, with: formula)
            else { return nil }
            if line == nil, path.isEmpty {
                line = other
            } else {
                let before = line ?? add(.algebra(term, term), .equal(term, term))
                line = add(.replaced(before, at: path, by: other), .equal(term, next))
            }
            closed = next
        }
        return (line, closed)
    }

    /// A line with the claim that a loop without loops inside equals a formula, and that formula.
    private mutating func formula(for loop: Term) -> (line: Int, formula: Term)? {
        guard case .sum(let name, let bound, let body) = loop,
            let last = ["m", "l", "k"].first(where: { !body.freeVariables.contains($0) && $0 != name }),
            let closed = Self.antidifference(of: body, in: name, upTo: .variable(last)),
            let atZero = closed.substituting(last, with: .number(0)),
            let next = closed.substituting(last, with: .variable(last) + .number(1)),
            let once = body.substituting(name, with: .variable(last)),
            let formula = closed.substituting(last, with: bound)
        else { return nil }
        let sum = Term.sum(name, .variable(last), body)
        let zero = add(.algebra(atZero, .number(0)), .equal(atZero, .number(0)))
        let step = add(.algebra(next, closed + once), .equal(next, closed + once))
        let general = add(.induction(sum: sum, closed: closed, zero: zero, step: step), .equal(sum, closed))
        return (add(.instance(general, of: last, bound), .equal(loop, formula)), formula)
    }

    /// A formula a with a(0) = 0 and a(m + 1) = a(m) + e(m), if there is one with coefficients that are whole and not below 0.
    static func antidifference(of body: Term, in name: String, upTo last: Term) -> Term? {
        if !body.freeVariables.contains(name) { return last * body }
        guard let polynomial = Polynomial(body) else { return nil }
        // e = Σ rest[d] · mᵈ, only whole numbers for coefficients.
        var rest = [Int](repeating: 0, count: 10)
        for (product, coefficient) in polynomial.coefficients {
            let degree = product[.variable(name)] ?? 0
            guard product.count == (degree == 0 ? 0 : 1), degree < rest.count, coefficient < 1_000_000 else {
                return nil
            }
            rest[degree] = coefficient
        }
        // From the highest degree down: c · mᵈ⁺¹ grows by c · ((m + 1)ᵈ⁺¹ − mᵈ⁺¹), whose first term is c · (d + 1) · mᵈ.
        var powers: [(coefficient: Int, degree: Int)] = []
        for degree in rest.indices.reversed() where rest[degree] != 0 {
            guard rest[degree] > 0, rest[degree] % (degree + 1) == 0 else { return nil }
            let coefficient = rest[degree] / (degree + 1)
            powers.append((coefficient, degree + 1))
            var binomial = 1
            for lower in 0...degree {
                rest[lower] -= coefficient * binomial
                binomial = binomial * (degree + 1 - lower) / (lower + 1)
            }
        }
        let terms = powers.map { power -> Term in
            let product = (1..<power.degree).reduce(last) { product, _ in product * last }
            return power.coefficient == 1 ? product : .number(power.coefficient) * product
        }
        guard let first = terms.first else { return nil }
        return terms.dropFirst().reduce(first, +)
    }

    /// Lines for the time of a program for each n, and for all questions together.
    private mutating func time(of program: Term) -> (time: Int, total: Int)? {
        guard let (line, steps) = timeByParts(of: program), let (_, closed) = closeLoops(of: steps),
            let tidy = Polynomial(closed)?.term, let known = prove(steps, equals: tidy)
        else { return nil }
        let time = add(.timeIs(line, known), .takes(program, tidy))

        let sum = Term.sum("n", .number(questions), tidy)
        var each: [Term] = []
        for n in 0..<questions {
            guard let term = tidy.substituting("n", with: .number(n)) else { return nil }
            each.append(term)
        }
        let long = each.dropFirst().reduce(each.first ?? .number(0)) { $0 + $1 }
        guard case .number(let value)? = Polynomial(long)?.term else { return nil }
        let writtenOut = add(.writtenOut(sum), .equal(sum, long))
        let added = add(.algebra(long, .number(value)), .equal(long, .number(value)))
        return (time, add(.replaced(writtenOut, at: [], by: added), .equal(sum, .number(value))))
    }

    private mutating func timeByParts(of program: Term) -> (line: Int, steps: Term)? {
        switch program {
        case .number, .variable:
            let steps = Term.number(Term.Steps.reading)
            return (add(.timeOfReading(program), .takes(program, steps)), steps)
        case .plus(let left, let right):
            guard let (first, some) = timeByParts(of: left), let (second, more) = timeByParts(of: right)
            else {
                return nil
            }
            let steps = some + more + .number(Term.Steps.adding)
            return (add(.timeOfPlus(first, second), .takes(program, steps)), steps)
        case .times(let left, let right):
            guard let (first, some) = timeByParts(of: left), let (second, more) = timeByParts(of: right)
            else {
                return nil
            }
            let steps = some + more + .number(Term.Steps.multiplying)
            return (add(.timeOfTimes(first, second), .takes(program, steps)), steps)
        case .sum(let name, let bound, let body):
            guard let (first, some) = timeByParts(of: bound), let (second, more) = timeByParts(of: body)
            else {
                return nil
            }
            let turns = Term.sum(name, bound, more + .number(Term.Steps.turn))
            let steps = some + turns + .number(Term.Steps.loop)
            return (add(.timeOfSum(name, first, second), .takes(program, steps)), steps)
        }
    }
}
