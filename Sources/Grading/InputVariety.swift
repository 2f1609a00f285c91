import Messages
import TensorCore

/// A case that the protocol mentions and that must come among the inputs of every seed: "padding 0", "one element".
public struct Case<Input>: Sendable {
    /// What the case is called.
    public let name: any Readable

    let holds: @Sendable (Input) throws -> Bool

    /// A case with the condition that tells its inputs.
    public init(_ name: any Readable, _ holds: @escaping @Sendable (Input) throws -> Bool) {
        self.name = name
        self.holds = holds
    }

    /// A case with its name in both languages.
    public init(en: String, zh: String, _ holds: @escaping @Sendable (Input) throws -> Bool) {
        self.init(Words(en: en, zh: zh), holds)
    }
}

/// What the inputs of an exercise may lack, because it is meant.
public struct Meant: Sendable {
    /// What a part of the inputs may never be.
    public enum Lack: String, Sendable, CaseIterable {
        /// It has one value, or two for a number.
        case variety
        /// It has no value below 0.
        case negative
        /// It has no value above 0.
        case positive
        /// It is never 0.
        case zero
        /// It has no absolute value of 10 or more.
        case large
        /// An extent is never 1.
        case one
        /// It cannot be looked into.
        case visibility
        /// It always equals other extents or whole numbers, or lies a fixed distance from them.
        case independence
    }

    let parts: [String]
    let lacks: Set<Lack>
    let reason: String

    private init(parts: [String], lacks: Set<Lack>, reason: String) {
        self.parts = parts
        self.lacks = lacks
        self.reason = reason
    }

    /// Parts that lack something for a reason: `Meant("targets[]", .negative, .large, because: "0 or 1")`.
    public init(_ parts: String..., lack lacks: Lack..., because reason: String) {
        self.init(parts: parts, lacks: Set(lacks), reason: reason)
    }

    /// Extents and whole numbers that go together for a reason.
    public static func together(_ parts: String..., because reason: String) -> Meant {
        Meant(parts: parts, lacks: [.independence], reason: reason)
    }
}

/// The finding that the inputs lack something.
private struct Finding: Hashable {
    var part: String
    var lack: Meant.Lack
    var text: String
}

/// What the inputs of an exercise, and their right answers, never show; an answer that is wrong only there would
/// pass.
struct InputVariety<Input: Sendable>: Sendable {
    let plan: InputPlan<Input>
    let cases: [Case<Input>]
    let meant: [Meant]
    /// The right answer, for an exercise that has one.
    let expected: (@Sendable (Input) throws -> any Gradable)?

    /// What is never seen among the inputs of one of these generators, and allowances that none of them needs.
    func faults(_ generators: [RandomGenerator]) -> [String] {
        var faults = meant.filter { $0.reason.isEmpty }.map { "no reason why \($0.parts) lack something" }
        if plan.examples().isEmpty { faults.append("the protocol's example is not among the inputs") }
        var used: Set<String> = []
        var reported: Set<Finding> = []
        for generator in generators {
            for finding in findings(generator, &used) where reported.insert(finding).inserted {
                faults.append(finding.text)
            }
        }
        for allowance in meant where !allowance.lacks.contains(.independence) {
            for part in allowance.parts {
                for lack in Meant.Lack.allCases
                where allowance.lacks.contains(lack) && !used.contains(key(part, lack)) {
                    faults.append("\(part) need not be allowed to lack \(lack)")
                }
            }
        }
        for allowance in meant where allowance.lacks.contains(.independence) {
            for part in allowance.parts where !used.contains(key(part, .independence)) {
                faults.append("\(part) need not be allowed to go together with others")
            }
        }
        return faults
    }

    private func key(_ part: String, _ lack: Meant.Lack) -> String { "\(lack) \(part)" }

    private func findings(_ generator: RandomGenerator, _ used: inout Set<String>) -> [Finding] {
        var survey = InputSurvey()
        var answers = InputSurvey()
        var missing = cases
        for input in plan.inputs(generator).map(\.value) {
            survey.see(input, named: Self.isNamed(input) ? "" : "input")
            if let answer = try? expected?(input) { answers.see(answer, named: "answer") }
            missing.removeAll { (try? $0.holds(input)) == true }
        }
        var found = missing.map {
            Finding(
                part: $0.name.text, lack: .variety, text: "the case \"\($0.name.text)\" never comes")
        }
        let lacking = survey.lacks() + answers.lacksOfAnswers()
        for (part, lack, text) in lacking {
            let isAllowed = meant.contains { $0.parts.contains(part) && $0.lacks.contains(lack) }
            if isAllowed {
                used.insert(key(part, lack))
            } else {
                found.append(Finding(part: part, lack: lack, text: text))
            }
        }
        return found + dependences(survey, &used)
    }

    /// Whether the input has parts with names of their own.
    private static func isNamed(_ value: Any) -> Bool {
        if value is any Gradable || value is Shape { return false }
        let style = Mirror(reflecting: value).displayStyle
        return style == .struct || style == .tuple || style == .class
    }

    /// Extents and whole numbers that always go together.
    private func dependences(_ survey: InputSurvey, _ used: inout Set<String>) -> [Finding] {
        var found: [Finding] = []
        for group in survey.groups() {
            // Parts that one allowance names are one; those that are left over depend on each other without reason.
            var classes = group.map { Set([$0]) }
            for allowance in meant where allowance.lacks.contains(.independence) {
                let named = Set(allowance.parts).intersection(group)
                guard named.count > 1 else { continue }
                used.formUnion(named.map { key($0, .independence) })
                let touched = classes.filter { !$0.isDisjoint(with: named) }
                classes.removeAll { !$0.isDisjoint(with: named) }
                classes.append(touched.reduce(into: []) { $0.formUnion($1) })
            }
            guard classes.count > 1 else { continue }
            let names = group.joined(separator: ", ")
            found.append(
                Finding(part: names, lack: .independence, text: "these always go together: \(names)"))
        }
        return found
    }
}

extension InputSurvey {
    /// What each part of the inputs never was.
    fileprivate func lacks() -> [(part: String, lack: Meant.Lack, text: String)] {
        var lacks: [(String, Meant.Lack, String)] = []
        for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
            func add(_ lack: Meant.Lack, _ text: String) { lacks.append((name, lack, "\(name) \(text)")) }
            let isNumber = part.kind == .number || part.kind == .whole
            if part.kind == .opaque { add(.visibility, "of type \(part.values[0]) cannot be looked into") }
            if let text = lackOfVariety(name, part, few: isNumber ? 2 : 1) { add(.variety, text) }
            if isNumber {
                if !part.isEverNegative { add(.negative, "is never negative") }
                if !part.isEverPositive { add(.positive, "is never positive") }
                if !part.isEverZero { add(.zero, "is never 0") }
                if !part.isEverLarge {
                    add(.large, "is never large: no \(Int(Self.large)), no −\(Int(Self.large))")
                }
            }
            if part.kind == .extent, !part.isEverOne, part.values.count > 1 { add(.one, "is never 1") }
        }
        return lacks
    }

    /// The parts of the answers that never vary.
    fileprivate func lacksOfAnswers() -> [(part: String, lack: Meant.Lack, text: String)] {
        parts.sorted { $0.key < $1.key }.compactMap { name, part in
            lackOfVariety(name, part, few: 1).map { (name, .variety, "\(name) \($0)") }
        }
    }

    private func lackOfVariety(_ name: String, _ part: Part, few: Int) -> String? {
        guard part.kind != .opaque, part.values.count <= few else { return nil }
        // What is true of all elements need not be said of the first once more.
        if part.kind == .end, isConstantWithFewerEnds(name) { return nil }
        return part.values.count == 1
            ? "is always \(part.values[0])" : "is only \(part.values.joined(separator: " or "))"
    }

    /// Whether the part is constant as well where one "first" or "last" of its name stands for all elements.
    private func isConstantWithFewerEnds(_ name: String) -> Bool {
        let steps = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return steps.indices.dropFirst().contains { place in
            guard ["first", "last"].contains(steps[place].prefix { $0 != "[" }) else { return false }
            var wider = steps
            let rest = wider.remove(at: place).drop { $0 != "[" }
            wider[place - 1] += "[]" + rest
            return parts[wider.joined(separator: ".")].map { $0.values.count == 1 } ?? false
        }
    }

    /// The names of extents and whole numbers that are equal, or a fixed distance apart, in all values.
    fileprivate func groups() -> [[String]] {
        guard singles.count > 1 else { return [] }
        let names = Set(singles.flatMap(\.keys)).sorted()
        var groups: [[Int?]: [String]] = [:]
        for name in names {
            let column = singles.map { $0[name] }
            guard let first = column.compactMap({ $0 }).first else { continue }
            let distances = column.map { value in value.map { $0 - first } }
            // What is constant is found without the others; what is missing at times may have several values.
            guard distances.contains(where: { $0 != nil && $0 != 0 }) else { continue }
            groups[distances, default: []].append(name)
        }
        return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }
}
