/// A program of a tiny language, which is a term of arithmetic too: all values are natural numbers.
///
/// `sum(i, b, e)` adds up e for i = 0, 1, ..., b − 1: the only loop, and it always ends.
indirect enum Term: Hashable, Sendable {
    case number(Int)
    case variable(String)
    case plus(Term, Term)
    case times(Term, Term)
    case sum(String, Term, Term)

    static let n = Term.variable("n")

    static func + (left: Term, right: Term) -> Term { .plus(left, right) }
    static func * (left: Term, right: Term) -> Term { .times(left, right) }

    /// The parts: of a loop its bound, then its body.
    var parts: [Term] {
        switch self {
        case .number, .variable: []
        case .plus(let left, let right), .times(let left, let right): [left, right]
        case .sum(_, let bound, let body): [bound, body]
        }
    }

    /// How many numbers, variables and operations it is written with.
    var size: Int { parts.reduce(1) { $0 + $1.size } }

    /// The variables that must be given a value from outside.
    var freeVariables: Set<String> {
        switch self {
        case .number: []
        case .variable(let name): [name]
        case .plus(let left, let right), .times(let left, let right):
            left.freeVariables.union(right.freeVariables)
        case .sum(let name, let bound, let body):
            bound.freeVariables.union(body.freeVariables.subtracting([name]))
        }
    }

    /// Whether no number in it is below zero: the language has none, only this type has.
    var isNatural: Bool {
        if case .number(let value) = self { return value >= 0 }
        return parts.allSatisfy(\.isNatural)
    }

    /// The part at a position: which part of it, which part of that, and so on. Nil for no such position.
    subscript(path: [Int]) -> Term? {
        var term = self
        for position in path {
            guard term.parts.indices.contains(position) else { return nil }
            term = term.parts[position]
        }
        return term
    }

    /// The term with another part at a position; nil for no such position.
    func replacing(_ path: some Collection<Int>, with new: Term) -> Term? {
        guard let first = path.first else { return new }
        guard parts.indices.contains(first),
            let part = parts[first].replacing(path.dropFirst(), with: new)
        else { return nil }
        switch self {
        case .number, .variable: return nil
        case .plus(let left, let right): return first == 0 ? .plus(part, right) : .plus(left, part)
        case .times(let left, let right): return first == 0 ? .times(part, right) : .times(left, part)
        case .sum(let name, let bound, let body):
            return first == 0 ? .sum(name, part, body) : .sum(name, bound, part)
        }
    }

    /// All positions, a term before its parts.
    var paths: [[Int]] {
        [[]] + parts.enumerated().flatMap { position, part in part.paths.map { [position] + $0 } }
    }

    /// The variables of the loops around a position.
    func loopVariables(around path: [Int]) -> [String] {
        guard let first = path.first, parts.indices.contains(first) else { return [] }
        let inner = parts[first].loopVariables(around: Array(path.dropFirst()))
        if case .sum(let name, _, _) = self, first == 1 { return [name] + inner }
        return inner
    }

    /// Another term for each free occurrence of a variable; nil where a loop would take the new term's variables for its own.
    func substituting(_ name: String, with new: Term) -> Term? {
        switch self {
        case .number: return self
        case .variable(let own): return own == name ? new : self
        case .plus(let left, let right):
            guard let left = left.substituting(name, with: new),
                let right = right.substituting(name, with: new)
            else { return nil }
            return left + right
        case .times(let left, let right):
            guard let left = left.substituting(name, with: new),
                let right = right.substituting(name, with: new)
            else { return nil }
            return left * right
        case .sum(let own, let bound, let body):
            guard let bound = bound.substituting(name, with: new) else { return nil }
            if own == name || !body.freeVariables.contains(name) { return .sum(own, bound, body) }
            guard !new.freeVariables.contains(own), let body = body.substituting(name, with: new) else {
                return nil
            }
            return .sum(own, bound, body)
        }
    }
}

extension Term: CustomStringConvertible {
    var description: String {
        switch self {
        case .number(let value): "\(value)"
        case .variable(let name): name
        case .plus(let left, let right): "\(left) + \(right.isPlus ? "(\(right))" : "\(right)")"
        case .times(let left, let right):
            [left, right].enumerated().map { position, factor in
                switch factor {
                case .plus: "(\(factor))"
                case .times where position == 1: "(\(factor))"
                default: "\(factor)"
                }
            }.joined(separator: "·")
        case .sum(let name, let bound, let body): "sum[\(name) < \(bound)] {\(body)}"
        }
    }

    private var isPlus: Bool { if case .plus = self { true } else { false } }
}
