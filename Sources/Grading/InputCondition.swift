/// What is known of an input: its single numbers and extents, and its parts.
struct InputFeatures {
    /// Numbers and extents that are single in the input, by name.
    var numbers: [String: Double] = [:]
    /// What the lists of the input hold, by name: whether a number is negative, or 0.
    var elements: [String: (hasNegative: Bool, hasZero: Bool)] = [:]
    /// Which of the numbers are extents or whole.
    var wholes: Set<String> = []
    /// Which of the numbers are extents.
    var extents: Set<String> = []
    /// The parts that a student's function may have returned unchanged; the whole input has no name.
    var parts: [(name: String, value: Anatomy)] = []

    init() {}

    init(_ input: Any) {
        var survey = InputSurvey()
        survey.see(input, named: input is any Gradable ? "input" : "")
        numbers = survey.scalars
        for (name, part) in survey.parts {
            switch part.kind {
            case .extent:
                wholes.insert(name)
                extents.insert(name)
            case .whole: wholes.insert(name)
            default: break
            }
            if name.hasSuffix("[]"), part.kind == .number || part.kind == .whole {
                elements[name] = (part.isEverNegative, part.isEverZero)
            }
        }
        if let value = input as? any Gradable {
            parts = [("", Anatomy(value))]
        } else {
            parts = Mirror(reflecting: input).children.compactMap { label, value in
                (value as? any Gradable).map { ((label ?? "").filter { $0 != "." }, Anatomy($0)) }
            }
        }
    }

    /// The name of a number as a student reads it.
    static func words(_ name: String) -> String {
        func quoted(_ name: some StringProtocol) -> String {
            name == "input" ? "the input" : "`\(name)`"
        }
        if name.hasSuffix("[].count") { return "the row length of \(quoted(name.dropLast(8)))" }
        if name.hasSuffix(".count") { return "the length of \(quoted(name.dropLast(6)))" }
        if let range = name.range(of: ".shape[") {
            return "extent \(name[range.upperBound...].dropLast()) of \(quoted(name[..<range.lowerBound]))"
        }
        return quoted(name)
    }
}

/// What the inputs have in common that are answered wrongly, and no other.
enum InputCondition {
    /// The sentence, or nil if nothing tells them from the others.
    static func sentence(_ trials: [Trial]) -> String? {
        let wrong = trials.count { !$0.isRight }
        let right = trials.count - wrong
        guard wrong > 0, right > 0 else { return nil }
        if let name = ownCase(trials) {
            return wrong == 1
                ? "Only this input is answered wrongly; it alone has the case: \(name)."
                : "It is wrong exactly in this case: \(name)."
        }
        if wrong == 1 { return "Only this input is answered wrongly, \(right) others rightly." }
        guard wrong >= 3, right >= 3 else { return nil }
        for (holds, sentence) in conditions(trials)
        where trials.allSatisfy({ trial in holds(trial.features).map { $0 != trial.isRight } ?? false }) {
            return "It is \(sentence)."
        }
        return nil
    }

    /// The one case of the exercise that all wrong answers have, and no right one.
    private static func ownCase(_ trials: [Trial]) -> String? {
        let names = Set(trials.flatMap(\.cases)).filter { name in
            trials.allSatisfy { $0.cases.contains(name) != $0.isRight }
        }
        return names.count == 1 ? names.first : nil
    }

    private typealias Condition = (InputFeatures) -> Bool?

    /// Conditions under which answers may be wrong, the plainest first.
    private static func conditions(_ trials: [Trial]) -> [(Condition, String)] {
        let features = trials.map(\.features)
        let names = Set(features.flatMap(\.numbers.keys)).sorted()
        let extents = names.filter { name in features.contains { $0.extents.contains(name) } }
        var conditions: [(Condition, String)] = []
        for (index, first) in extents.enumerated() {
            for second in extents[(index + 1)...] {
                conditions.append(
                    (
                        { features in
                            guard let a = features.numbers[first], let b = features.numbers[second] else {
                                return nil
                            }
                            return a != b
                        },
                        "right only where \(InputFeatures.words(first)) and \(InputFeatures.words(second)) are equal"
                    ))
            }
        }
        for name in names {
            let words = InputFeatures.words(name)
            conditions += [
                ({ $0.numbers[name].map { $0 < 0 } }, "wrong exactly where \(words) is below 0"),
                ({ $0.numbers[name].map { $0 > 0 } }, "wrong exactly where \(words) is above 0"),
                ({ $0.numbers[name].map { $0 == 0 } }, "wrong exactly where \(words) is 0"),
                ({ $0.numbers[name].map { $0 != 0 } }, "right only where \(words) is 0"),
            ]
        }
        for name in Set(features.flatMap(\.elements.keys)).sorted() {
            let words = InputFeatures.words(String(name.replacing("[]", with: "")))
            conditions += [
                ({ $0.elements[name]?.hasNegative }, "wrong exactly where a number of \(words) is below 0"),
                ({ $0.elements[name]?.hasZero }, "wrong exactly where a number of \(words) is 0"),
            ]
        }
        for name in names where features.contains(where: { $0.wholes.contains(name) }) {
            let words = InputFeatures.words(name)
            let rights = zip(trials, features).compactMap { $0.isRight ? $1.numbers[name] : nil }
            if let most = rights.max() {
                conditions.append(
                    (
                        { $0.numbers[name].map { $0 > most } },
                        "right as long as \(words) is at most \(numberText(most, isWhole: true)), and wrong beyond"
                    ))
            }
            if let least = rights.min() {
                conditions.append(
                    (
                        { $0.numbers[name].map { $0 < least } },
                        "right where \(words) is \(numberText(least, isWhole: true)) or more, and wrong below"
                    ))
            }
            conditions += [
                (
                    { $0.numbers[name].map { $0.truncatingRemainder(dividingBy: 2) != 0 } },
                    "wrong exactly where \(words) is odd"
                ),
                (
                    { $0.numbers[name].map { $0.truncatingRemainder(dividingBy: 2) == 0 } },
                    "wrong exactly where \(words) is even"
                ),
            ]
        }
        return conditions
    }
}
