import Messages

/// The claim of a line of a proof. It holds for all natural numbers in place of its variables.
enum Claim: Hashable {
    /// Both terms have the same value.
    case equal(Term, Term)
    /// The program (first) takes this many steps (second).
    case takes(Term, Term)
    /// From now to the end of its life the machine earns this much more if the second program replaces the first.
    case gains(Term, Term, Int)

    var terms: [Term] {
        switch self {
        case .equal(let first, let second), .takes(let first, let second), .gains(let first, let second, _):
            [first, second]
        }
    }
}

/// How a line follows, from earlier lines by their number.
enum Rule: Hashable {
    // Arithmetic.

    /// ⊢ a = b, where both are the same when multiplied out. A loop counts as an unknown.
    case algebra(Term, Term)
    /// ⊢ sum[i < k] {e} = e(0) + e(1) + ... + e(k − 1), for a number k.
    case writtenOut(Term)
    /// a(0) = 0 and a(m + 1) = a(m) + e(m) ⊢ sum[i < m] {e(i)} = a(m), for a variable m that is not in e: induction.
    case induction(sum: Term, closed: Term, zero: Int, step: Int)
    /// a = b and l = r ⊢ a = b with r for the l at a position.
    case replaced(Int, at: [Int], by: Int)
    /// a = b ⊢ a = b with a term for a variable.
    case instance(Int, of: String, Term)

    // Time, by what the program is made of.

    /// ⊢ reading a number or a variable takes 1.
    case timeOfReading(Term)
    /// l takes s, r takes t ⊢ l + r takes s + t + 1.
    case timeOfPlus(Int, Int)
    /// l takes s, r takes t ⊢ l · r takes s + t + 3.
    case timeOfTimes(Int, Int)
    /// b takes s, e takes t ⊢ sum[i < b] {e} takes s + sum[i < b] {t + 2} + 1.
    case timeOfSum(String, Int, Int)
    /// a takes s, s = t ⊢ a takes t.
    case timeIs(Int, Int)

    // Score.

    /// a = b; a takes s, sum[n < N] {s} = S; b takes t, sum[n < N] {t} = T ⊢ b gains rounds · (S − T) − the time of rewriting,
    /// if that is more than 0.
    case gain(equal: Int, oldTime: Int, oldTotal: Int, newTime: Int, newTotal: Int)
}

/// A proof: each line follows from those before it. The last one is what is proved.
struct Proof: Hashable {
    var lines: [Rule] = []
}

extension Claim: CustomStringConvertible {
    var description: String {
        switch self {
        case .equal(let left, let right): "\(left) = \(right)"
        case .takes(let program, let time):
            Words(en: "`\(program)` takes \(time)", zh: "`\(program)` 用时 \(time)").text
        case .gains(let old, let new, let gain):
            Words(en: "`\(new)` for `\(old)` gains \(gain)", zh: "`\(new)` 代替 `\(old)`，收益 \(gain)").text
        }
    }
}

extension Rule: CustomStringConvertible {
    var description: String { words.text }

    /// The rule, with the lines from which its own follows.
    private var words: Words {
        switch self {
        case .algebra: Words(en: "algebra", zh: "代数")
        case .writtenOut: Words(en: "written out", zh: "逐项写出")
        case .induction(_, _, let zero, let step): Self.from([zero, step], en: "induction", zh: "归纳")
        case .replaced(let line, _, let other), .timeIs(let line, let other):
            Words(en: "\(other + 1) put into \(line + 1)", zh: "\(other + 1) 代入 \(line + 1)")
        case .instance(let line, let name, let term):
            Words(en: "\(line + 1) with \(term) for \(name)", zh: "\(line + 1)，以 \(term) 代 \(name)")
        case .timeOfReading: Words(en: "time of reading", zh: "读取的时间")
        case .timeOfPlus(let left, let right): Self.from([left, right], en: "time of +", zh: "+ 的时间")
        case .timeOfTimes(let left, let right): Self.from([left, right], en: "time of ·", zh: "· 的时间")
        case .timeOfSum(_, let bound, let body):
            Self.from([bound, body], en: "time of a loop", zh: "循环的时间")
        case .gain(let equal, let oldTime, let oldTotal, let newTime, let newTotal):
            Self.from([equal, oldTime, oldTotal, newTime, newTotal], en: "score", zh: "得分")
        }
    }

    private static func from(_ lines: [Int], en: String, zh: String) -> Words {
        let numbers = lines.map { "\($0 + 1)" }
        return Words(
            en: "\(en) from \(numbers.joined(separator: ", "))",
            zh: "\(zh)，由 \(numbers.joined(separator: "、"))")
    }
}
