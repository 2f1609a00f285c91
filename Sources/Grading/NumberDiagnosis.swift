import Messages

/// What the wrong numbers are beside the right ones: a multiple, the opposite, a square.
struct NumberDiagnosis {
    let wrong: [Trial]
    let all: [Trial]
    let tolerance: Tolerance
    /// What the sentence is about: "every number".
    let subject: Words

    /// - Parameter subject: what the sentence is about; by default the answer or each of its numbers.
    init(wrong: [Trial], all: [Trial], tolerance: Tolerance, subject: Words? = nil) {
        let isSingle = all.allSatisfy { $0.right.elements == nil }
        self.wrong = wrong
        self.all = all
        self.tolerance = tolerance
        self.subject =
            subject
            ?? (isSingle
                ? Words(en: "the answer", zh: "答案") : Words(en: "every number", zh: "每个数"))
    }

    /// The diagnosis of the wrong numbers alone, whatever stands beside them.
    init(wrongPlacesOf wrong: [Trial], tolerance: Tolerance, subject: Words) {
        let places = wrong.map { trial in
            var trial = trial
            let pairs = zip(trial.right.leaves, trial.answer?.leaves ?? []).filter {
                !$0.acceptsLeaf($1, within: tolerance)
            }
            (trial.right, trial.answer) = (.list(pairs.map(\.0)), .list(pairs.map(\.1)))
            return trial
        }
        self.init(wrong: places, all: places, tolerance: tolerance, subject: subject)
    }

    /// The sentence, or nil if there is nothing that holds for all of them.
    var sentence: Words? {
        guard wrong.count >= 2,
            wrong.allSatisfy({ trial in trial.answer.map { trial.right.isBuilt(like: $0) } ?? false }),
            distinct >= 3
        else { return nil }
        let found =
            opposite ?? multiple ?? difference ?? namedMultiple ?? namedDifference ?? function ?? nearly
        return found.map(Diagnosis.capitalized)
    }

    private func pairs(_ trial: Trial) -> [(right: Double, answer: Double)] {
        Array(zip(trial.right.numbers, trial.answer?.numbers ?? []).map { ($0, $1) })
    }

    private var wrongPairs: [(right: Double, answer: Double)] { wrong.flatMap(pairs) }

    /// How many different right numbers were answered wrongly.
    private var distinct: Int {
        Set(wrongPairs.filter { $0.answer != $0.right }.map { ($0.right * 1e4).rounded() }).count
    }

    /// Whether the numbers of an answer are those that a function makes of the right ones.
    private func explains(_ trial: Trial, _ change: (Double) -> Double) -> Bool {
        guard let answer = trial.answer else { return false }
        let loose = Tolerance(
            absolute: max(tolerance.absolute, 1e-6), relative: max(tolerance.relative, 1e-4))
        let changed = trial.right.mapped(change)
        guard changed.isBuilt(like: answer) else { return false }
        return zip(changed.leaves, answer.leaves).allSatisfy { changed, answer in
            if case .number(let right, _) = changed, case .number(let value, _) = answer {
                return loose.accepts(value, for: right)
            }
            return changed == answer
        }
    }

    /// The sentence, if a function explains all wrong answers; it says whether the right ones fit too.
    private func ifExplained(_ sentence: Words, _ change: (Double) -> Double) -> Words? {
        guard wrong.allSatisfy({ explains($0, change) }) else { return nil }
        return all.allSatisfy { explains($0, change) }
            ? Words(en: "\(sentence.en).", zh: "\(sentence.zh)。")
            : Words(en: "where it is wrong, \(sentence.en).", zh: "答错的地方，\(sentence.zh)。")
    }

    private var opposite: Words? {
        ifExplained(Words(en: "\(subject.en) has the opposite sign", zh: "\(subject.zh)的符号反了")) { -$0 }
    }

    private var multiple: Words? {
        guard let pair = wrongPairs.filter({ $0.right != 0 }).max(by: { abs($0.right) < abs($1.right) })
        else {
            return nil
        }
        let factor = pair.answer / pair.right
        guard factor.isFinite, factor != 0, factor != 1 else { return nil }
        let times = Self.times(factor)
        let sentence = Words(
            en: "\(subject.en) is \(times.en) the expected one", zh: "\(subject.zh)是应有值的 \(times.zh)")
        return ifExplained(sentence) { $0 * factor }
    }

    private var difference: Words? {
        guard let pair = wrongPairs.max(by: { abs($0.right) < abs($1.right) }) else { return nil }
        let difference = pair.answer - pair.right
        guard difference.isFinite, difference != 0 else { return nil }
        let distance = numberText(abs(difference), isWhole: wrong[0].right.isWhole)
        let sentence = Words(
            en: "\(subject.en) is \(distance) \(difference > 0 ? "more" : "less") than expected",
            zh: "\(subject.zh)比应有值\(difference > 0 ? "大" : "小") \(distance)")
        return ifExplained(sentence) { $0 + difference }
    }

    /// "3 times", "1/3 of".
    private static func times(_ factor: Double) -> Words {
        let inverse = 1 / factor
        if abs(factor) < 1, abs(inverse) < 1e6, abs(inverse - inverse.rounded()) < 1e-3 * abs(inverse) {
            let part = inverse < 0 ? "−1/\(Int(-inverse.rounded()))" : "1/\(Int(inverse.rounded()))"
            return Words(en: "\(part) of", zh: part)
        }
        let rounded = abs(factor - factor.rounded()) < 1e-3 ? factor.rounded() : factor
        let number = numberText(rounded, isWhole: rounded == rounded.rounded())
        return Words(en: "\(number) times", zh: "\(number) 倍")
    }

    // MARK: Numbers of the input

    /// A factor that is a number of the input, in inputs where this number has several values.
    private var namedMultiple: Words? {
        let factors: [((Double) -> Double, en: String, zh: (before: String, after: String))] = [
            ({ $0 }, "times", ("乘以", "")), ({ 1 / $0 }, "divided by", ("除以", "")),
            ({ $0.squareRoot() }, "times the root of", ("乘以", "的平方根")),
            ({ 1 / $0.squareRoot() }, "divided by the root of", ("除以", "的平方根")),
            ({ $0 * $0 }, "times the square of", ("乘以", "的平方")),
        ]
        return named { value, name in
            for (factor, en, zh) in factors {
                if wrong.allSatisfy({ trial in
                    value(trial).map { v in explains(trial) { $0 * factor(v) } } ?? false
                }) {
                    return Words(
                        en: "\(subject.en) is the expected one \(en) \(name.en).",
                        zh: "\(subject.zh)是应有值\(zh.before)\(name.zh)\(zh.after)。"
                    )
                }
            }
            return nil
        }
    }

    /// A distance that is a number of the input.
    private var namedDifference: Words? {
        named { value, name in
            for (sign, en, zh) in [(1.0, "too large by", "大了"), (-1, "too small by", "小了")] {
                if wrong.allSatisfy({ trial in
                    value(trial).map { v in explains(trial) { $0 + sign * v } } ?? false
                }) {
                    return Words(
                        en: "\(subject.en) is \(en) \(name.en).", zh: "\(subject.zh)\(zh)\(name.zh)。")
                }
            }
            return nil
        }
    }

    /// The first sentence for a number of the inputs that has three values or more.
    private func named(_ sentence: ((Trial) -> Double?, Words) -> Words?) -> Words? {
        let names = Set(wrong.flatMap { $0.features.numbers.keys }).sorted()
        for name in names {
            let values = Set(wrong.compactMap { $0.features.numbers[name] })
            guard values.count >= 3 else { continue }
            if let found = sentence({ $0.features.numbers[name] }, InputFeatures.words(name)) { return found }
        }
        return nil
    }

    // MARK: Functions

    private var function: Words? {
        let (en, zh) = (subject.en, subject.zh)
        let functions: [(Words, (Double) -> Double)] = [
            (
                Words(en: "\(en) has lost its sign: it is never below 0", zh: "\(zh)丢了符号：从不小于 0"),
                { abs($0) }
            ),
            (Words(en: "what should be below 0 is 0", zh: "应小于 0 的成了 0"), { max(0, $0) }),
            (Words(en: "what should be above 0 is 0", zh: "应大于 0 的成了 0"), { min(0, $0) }),
            (Words(en: "\(en) is the square of the expected one", zh: "\(zh)是应有值的平方"), { $0 * $0 }),
            (
                Words(en: "\(en) is the root of the expected one", zh: "\(zh)是应有值的平方根"),
                { $0.squareRoot() }
            ),
            (Words(en: "\(en) is 1 divided by the expected one", zh: "\(zh)是 1 除以应有值"), { 1 / $0 }),
            (Words(en: "\(en) is 1 minus the expected one", zh: "\(zh)是 1 减去应有值"), { 1 - $0 }),
            (Words(en: "\(en) is rounded", zh: "\(zh)被四舍五入了"), { $0.rounded() }),
            (Words(en: "\(en) is rounded down", zh: "\(zh)被向下取整了"), { $0.rounded(.down) }),
        ]
        for (sentence, change) in functions {
            if let found = ifExplained(sentence, change) { return found }
        }
        return nil
    }

    /// Close, but not close enough.
    private var nearly: Words? {
        guard !wrong[0].right.isWhole else { return nil }
        let isNear = wrongPairs.allSatisfy { right, answer in
            abs(answer - right) <= 0.01 * abs(right) || tolerance.accepts(answer, for: right)
        }
        let others = zip(wrong.map(\.right.leaves), wrong.compactMap(\.answer?.leaves)).allSatisfy {
            zip($0, $1).allSatisfy { right, answer in
                if case .other = right { return right == answer }
                return true
            }
        }
        return isNear && others
            ? Words(
                en: """
                    \(subject.en) is right to 1 % but no better: look for a small number added for safety, a missing last step, \
                    or rounding in between.
                    """,
                zh: """
                    \(subject.zh)的误差不到 1 %，但还不够：看看是不是为保险加了一个小数、漏了最后一步，或者中途做了舍入。
                    """) : nil
    }
}
