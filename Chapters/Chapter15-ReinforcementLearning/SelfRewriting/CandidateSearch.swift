/// A term that might replace a part of a solver.
struct Candidate: Equatable {
    enum Result {
        case different, notFaster, promising
    }

    let path: [Int]
    let term: Term

    /// Runs it beside the part that it would replace, for a few values; this proves nothing, but sorts out nearly all.
    func trial(against solver: Term) -> (result: Result, steps: Int) {
        guard let part = solver[path] else { return (.different, 0) }
        let names = part.freeVariables.union(term.freeVariables).sorted()
        var (steps, saved) = (0, 0)
        for numbers in [[2, 3, 4], [5, 1, 2], [3, 2, 0], [0, 0, 0]] {
            var values: [String: Int] = [:]
            for (place, name) in names.enumerated() { values[name] = numbers[place % numbers.count] }
            guard let new = term.run(values), let old = part.run(values) else { return (.different, steps) }
            // The solver ran anyway: only the candidate's time is lost.
            steps += new.steps
            if new.value != old.value { return (.different, steps) }
            saved += old.steps - new.steps
        }
        return (saved > 0 ? .promising : .notFaster, steps)
    }
}

/// All candidates for all positions in a solver, the small ones first: without loops, of numbers up to 2, + and ·.
struct CandidateSearch {
    /// The numbers, variables and operations of the largest candidates.
    static let largest = 5

    private let solver: Term
    private let paths: [[Int]]
    private var size = 1
    private var place = 0
    private var waiting: ArraySlice<Term> = []

    init(_ solver: Term) {
        self.solver = solver
        paths = solver.paths
    }

    /// The next candidate; nil after the last.
    mutating func next() -> Candidate? {
        while waiting.isEmpty {
            if place == paths.count {
                place = 0
                size += 2
            }
            if size > Self.largest { return nil }
            let names = ["n"] + solver.loopVariables(around: paths[place])
            waiting = Self.terms(ofSize: size, over: names)[...]
            place += 1
        }
        return waiting.popFirst().map { Candidate(path: paths[place - 1], term: $0) }
    }

    /// All terms of a size, which is odd.
    static func terms(ofSize size: Int, over names: [String]) -> [Term] {
        if size == 1 { return names.map { .variable($0) } + (0...2).map { .number($0) } }
        return stride(from: 1, to: size - 1, by: 2).flatMap { left in
            let rights = terms(ofSize: size - 1 - left, over: names)
            return terms(ofSize: left, over: names).flatMap { first in
                rights.flatMap { [first + $0, first * $0] }
            }
        }
    }
}
