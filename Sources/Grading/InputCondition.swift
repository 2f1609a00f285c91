import Messages

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

    /// The name of a number as a student reads it; in Chinese with the blanks beside code, see `Diagnosis.tidied`.
    static func words(_ name: String) -> Words {
        func quoted(_ name: some StringProtocol) -> Words {
            name == "input" ? Words(en: "the input", zh: "输入") : Words(en: "`\(name)`", zh: " `\(name)` ")
        }
        if name.hasSuffix("[].count") {
            let list = quoted(name.dropLast(8))
            return Words(en: "the row length of \(list.en)", zh: "\(list.zh)的行长")
        }
        if name.hasSuffix(".count") {
            let list = quoted(name.dropLast(6))
            return Words(en: "the length of \(list.en)", zh: "\(list.zh)的长度")
        }
        if let range = name.range(of: ".shape[") {
            let (axis, array) = (name[range.upperBound...].dropLast(), quoted(name[..<range.lowerBound]))
            return Words(en: "extent \(axis) of \(array.en)", zh: "\(array.zh)在轴 \(axis) 上的长度")
        }
        return quoted(name)
    }
}

/// What the inputs have in common that are answered wrongly, and no other.
enum InputCondition {
    /// The sentence, or nil if nothing tells them from the others.
    static func sentence(_ trials: [Trial]) -> Words? {
        let wrong = trials.count { !$0.isRight }
        let right = trials.count - wrong
        guard wrong > 0, right > 0 else { return nil }
        if let name = ownCase(trials) {
            return wrong == 1
                ? Words(
                    en: "Only this input is answered wrongly; it alone has the case: \(name).",
                    zh: "只有这个输入答错了；只有它属于这种情况：\(name)。")
                : Words(en: "It is wrong exactly in this case: \(name).", zh: "恰好在这种情况下答错：\(name)。")
        }
        if wrong == 1 {
            return Words(
                en: "Only this input is answered wrongly, \(right) others rightly.",
                zh: "只有这个输入答错了，其余 \(right) 个都对。")
        }
        guard wrong >= 3, right >= 3 else { return nil }
        for (holds, sentence) in conditions(trials)
        where trials.allSatisfy({ trial in holds(trial.features).map { $0 != trial.isRight } ?? false }) {
            return Words(en: "It is \(sentence.en).", zh: "\(sentence.zh)。")
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

    private static func wrongWhere(_ words: Words, en: String, zh: String) -> Words {
        Words(en: "wrong exactly where \(words.en) \(en)", zh: "恰好在\(words.zh)\(zh)时答错")
    }

    private typealias Condition = (InputFeatures) -> Bool?

    /// Conditions under which answers may be wrong, the plainest first.
    private static func conditions(_ trials: [Trial]) -> [(Condition, Words)] {
        let features = trials.map(\.features)
        let names = Set(features.flatMap(\.numbers.keys)).sorted()
        let extents = names.filter { name in features.contains { $0.extents.contains(name) } }
        var conditions: [(Condition, Words)] = []
        for (index, first) in extents.enumerated() {
            for second in extents[(index + 1)...] {
                let (one, other) = (InputFeatures.words(first), InputFeatures.words(second))
                conditions.append(
                    (
                        { features in
                            guard let a = features.numbers[first], let b = features.numbers[second] else {
                                return nil
                            }
                            return a != b
                        },
                        Words(
                            en: "right only where \(one.en) and \(other.en) are equal",
                            zh: "只有\(one.zh)与\(other.zh)相等时才对")
                    ))
            }
        }
        for name in names {
            let words = InputFeatures.words(name)
            conditions += [
                ({ $0.numbers[name].map { $0 < 0 } }, wrongWhere(words, en: "is below 0", zh: "小于 0 ")),
                ({ $0.numbers[name].map { $0 > 0 } }, wrongWhere(words, en: "is above 0", zh: "大于 0 ")),
                ({ $0.numbers[name].map { $0 == 0 } }, wrongWhere(words, en: "is 0", zh: "等于 0 ")),
                (
                    { $0.numbers[name].map { $0 != 0 } },
                    Words(en: "right only where \(words.en) is 0", zh: "只有\(words.zh)等于 0 时才对")
                ),
            ]
        }
        for name in Set(features.flatMap(\.elements.keys)).sorted() {
            let list = InputFeatures.words(String(name.replacing("[]", with: "")))
            let words = Words(en: "a number of \(list.en)", zh: "\(list.zh)中有数")
            conditions += [
                ({ $0.elements[name]?.hasNegative }, wrongWhere(words, en: "is below 0", zh: "小于 0 ")),
                ({ $0.elements[name]?.hasZero }, wrongWhere(words, en: "is 0", zh: "等于 0 ")),
            ]
        }
        for name in names where features.contains(where: { $0.wholes.contains(name) }) {
            let words = InputFeatures.words(name)
            let rights = zip(trials, features).compactMap { $0.isRight ? $1.numbers[name] : nil }
            if let most = rights.max() {
                let limit = numberText(most, isWhole: true)
                conditions.append(
                    (
                        { $0.numbers[name].map { $0 > most } },
                        Words(
                            en: "right as long as \(words.en) is at most \(limit), and wrong beyond",
                            zh: "\(words.zh)不超过 \(limit) 时对，超过就错")
                    ))
            }
            if let least = rights.min() {
                let limit = numberText(least, isWhole: true)
                conditions.append(
                    (
                        { $0.numbers[name].map { $0 < least } },
                        Words(
                            en: "right where \(words.en) is \(limit) or more, and wrong below",
                            zh: "\(words.zh)不小于 \(limit) 时对，小于就错")
                    ))
            }
            conditions += [
                (
                    { $0.numbers[name].map { $0.truncatingRemainder(dividingBy: 2) != 0 } },
                    wrongWhere(words, en: "is odd", zh: "是奇数")
                ),
                (
                    { $0.numbers[name].map { $0.truncatingRemainder(dividingBy: 2) == 0 } },
                    wrongWhere(words, en: "is even", zh: "是偶数")
                ),
            ]
        }
        return conditions
    }
}
