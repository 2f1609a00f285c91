import Messages

/// One input with what came and what should have come.
struct Trial {
    /// The student's answer; nil if an error was thrown.
    var answer: Anatomy?
    /// The right answer.
    var right: Anatomy
    /// Whether they agree.
    var isRight: Bool
    /// What is known of the input.
    var features: InputFeatures
    /// The exercise's own cases that the input belongs to.
    var cases: [String] = []
}

/// What all answers of a function have in common, seen without knowing the exercise.
///
/// A diagnosis is a statement that holds for all inputs that were answered wrongly, on evidence of several numbers of
/// several inputs; nothing is concluded from one. The plainest statement wins: what the numbers have in common, else
/// where they are wrong, else what the inputs have in common that are answered wrongly.
struct Diagnosis {
    let trials: [Trial]
    let tolerance: Tolerance

    /// The sentences, the most telling first; empty where nothing is seen.
    var sentences: [String] {
        let wrong = trials.filter { !$0.isRight }
        guard !wrong.isEmpty else { return [] }
        var sentences: [Words] = []
        if let what = sameAnswer() ?? whatCame(wrong, all: trials) { sentences.append(what) }
        if let inputs = InputCondition.sentence(trials) { sentences.append(inputs) }
        return sentences.map { Words(en: $0.en, zh: Self.tidied($0.zh)).text }
    }

    /// A blank stands between Chinese and code, but not beside a sign, nor at the beginning.
    private static func tidied(_ sentence: String) -> String {
        sentence.replacing(/[ ]+([，。；：、])/) { $0.1 }.replacing(/^[ ]+|[ ]+(?=[ ])/, with: "")
    }

    // MARK: What came

    /// What is wrong with the answers, whatever the inputs.
    private func whatCame(_ wrong: [Trial], all: [Trial]) -> Words? {
        guard wrong.allSatisfy({ $0.answer != nil }) else { return nil }
        if let sentence = notFinite(wrong) { return sentence }
        if let sentence = onlySomeFields(wrong, all) { return sentence }
        if let sentence = structure(wrong, all) { return sentence }
        if let sentence = unchangedInput(wrong) { return sentence }
        if let sentence = NumberDiagnosis(wrong: wrong, all: all, tolerance: tolerance).sentence {
            return sentence
        }
        if let place = PlaceDiagnosis(wrong: wrong, tolerance: tolerance).sentence {
            let there = NumberDiagnosis(
                wrongPlacesOf: wrong, tolerance: tolerance,
                subject: Words(en: "every number there", zh: "那里的每个数"))
            return Self.joined(place, there.sentence)
        }
        guard wrong.allSatisfy({ trial in trial.answer.map { trial.right.isBuilt(like: $0) } ?? false })
        else {
            return nil
        }
        return NumberDiagnosis(
            wrongPlacesOf: wrong, tolerance: tolerance, subject: Words(en: "every wrong number", zh: "每个错的数")
        ).sentence
    }

    /// Two sentences, or one where there is no second.
    private static func joined(_ first: Words, _ second: Words?) -> Words {
        guard let second else { return first }
        return Words(en: "\(first.en) \(second.en)", zh: first.zh + second.zh)
    }

    /// One and the same answer for inputs with several right answers.
    private func sameAnswer() -> Words? {
        guard let first = trials.first?.answer, trials.count >= 5,
            trials.allSatisfy({ $0.answer == first }),
            Set(trials.map { $0.right.text(besides: nil, .all) }).count >= 3
        else { return nil }
        return Words(en: "The answer is the same for every input.", zh: "对每个输入，答案都一样。")
    }

    /// NaN, or infinities, where a finite number belongs.
    private func notFinite(_ wrong: [Trial]) -> Words? {
        func count(_ isOdd: (Double) -> Bool) -> Int {
            wrong.count { trial in
                let answer = trial.answer?.numbers ?? []
                return answer.contains(where: isOdd) && !trial.right.numbers.contains(where: isOdd)
            }
        }
        let how = [
            (
                count(\.isNaN), Words(en: "NaN (not a number)", zh: " NaN（非数）"),
                Words(
                    en: "it comes of 0 / 0, ∞ − ∞, 0 · ∞, or the root or logarithm of a negative number",
                    zh: "它来自 0 / 0、∞ − ∞、0 · ∞，或负数的平方根或对数")
            ),
            (
                count(\.isInfinite), Words(en: "an infinite number", zh: "无穷大"),
                Words(
                    en:
                        "it comes of a division by 0, the logarithm of 0, or the exponential of a large number",
                    zh: "它来自除以 0、0 的对数，或很大的数的指数")
            ),
        ]
        guard let (count, name, cause) = how.first(where: { $0.0 > 0 }) else { return nil }
        let share =
            count == wrong.count
            ? Words(en: "Every wrong answer has", zh: "每个错误的答案中都有")
            : Words(
                en: "\(count) of \(wrong.count) wrong answers have", zh: "\(wrong.count) 个错误的答案中，\(count) 个有")
        return Words(
            en: "\(share.en) \(name.en) in it: \(cause.en).", zh: "\(share.zh)\(name.zh)：\(cause.zh)。")
    }

    /// Some fields are always right; what is wrong with the other.
    private func onlySomeFields(_ wrong: [Trial], _ all: [Trial]) -> Words? {
        guard case .fields(let names, _) = wrong[0].right, names.count > 1 else { return nil }
        var isWrong = names.map { _ in false }
        for trial in wrong {
            guard case .fields(names, let parts)? = trial.answer,
                case .fields(names, let rights) = trial.right
            else { return nil }
            for index in names.indices where !rights[index].accepts(parts[index], within: tolerance) {
                isWrong[index] = true
            }
        }
        let wrongNames = names.indices.filter { isWrong[$0] }
        guard wrongNames.count < names.count else { return nil }
        guard wrongNames.count == 1 else {
            let list = wrongNames.map { "`\(names[$0])`" }
            return Words(
                en: "Only \(list.joined(separator: " and ")) are wrong.",
                zh: "只有 \(list.joined(separator: " 和 ")) 错了。")
        }
        let index = wrongNames[0]
        let part = { (trial: Trial) -> Trial in
            var trial = trial
            guard case .fields(_, let parts)? = trial.answer, case .fields(_, let rights) = trial.right,
                parts.count == names.count
            else { return trial }
            (trial.answer, trial.right) = (parts[index], rights[index])
            return trial
        }
        let only = Words(en: "Only `\(names[index])` is wrong.", zh: "只有 `\(names[index])` 错了。")
        return Self.joined(only, whatCame(wrong.map(part), all: all.map(part)))
    }

    // MARK: Order and shape

    /// The right elements in another order or another shape.
    private func structure(_ wrong: [Trial], _ all: [Trial]) -> Words? {
        let evidence = wrong.reduce(0) { $0 + $1.right.leaves.count }
        guard wrong.count >= 2, evidence >= 6 else { return nil }
        for (change, sentence) in Self.changes {
            let explains = { (trial: Trial) in
                guard let answer = trial.answer, let changed = change(trial.right) else { return false }
                return changed.accepts(answer, within: self.tolerance)
            }
            guard wrong.allSatisfy(explains) else { continue }
            return all.allSatisfy(explains)
                ? Self.capitalized(Words(en: "\(sentence.en).", zh: "\(sentence.zh)。"))
                : Words(en: "Where it is wrong, \(sentence.en).", zh: "答错的地方，\(sentence.zh)。")
        }
        for (matches, sentence) in Self.partialChanges
        where wrong.allSatisfy({ trial in trial.answer.map { matches(trial.right, $0, tolerance) } ?? false })
        {
            return Self.capitalized(Words(en: "\(sentence.en).", zh: "\(sentence.zh)。"))
        }
        return nil
    }

    /// A sentence with its first letter large.
    static func capitalized(_ sentence: Words) -> Words {
        Words(en: sentence.en.prefix(1).uppercased() + sentence.en.dropFirst(), zh: sentence.zh)
    }

    /// Right answers changed in ways that have a name.
    private static let changes: [(@Sendable (Anatomy) -> Anatomy?, Words)] = [
        (
            { transposed($0) },
            Words(
                en: "the answer is transposed: its rows are the expected columns",
                zh: "答案被转置了：它的行是应有的列")
        ),
        (
            { reversed($0) },
            Words(
                en: "the answer is reversed: the last element comes first",
                zh: "答案的次序反了：最后一个元素排在最前")
        ),
        (
            { eachRow($0, reversed) },
            Words(
                en: "every row is reversed: its last element comes first",
                zh: "每一行的次序反了：最后一个元素排在最前")
        ),
        (
            { eachRow($0, reversed).flatMap(reversed) },
            Words(
                en: "rows and columns are reversed, as if turned by 180°",
                zh: "行和列的次序都反了，好像转了 180°")
        ),
        (
            { without($0, first: true) },
            Words(
                en: "the first element is missing, all others are right",
                zh: "缺了第一个元素，其余都对")
        ),
        (
            { without($0, first: false) },
            Words(
                en: "the last element is missing, all others are right",
                zh: "缺了最后一个元素，其余都对")
        ),
        (
            { eachRow($0) { without($0, first: true) } },
            Words(
                en: "the first column is missing, all others are right",
                zh: "缺了第一列，其余都对")
        ),
        (
            { eachRow($0) { without($0, first: false) } },
            Words(
                en: "the last column is missing, all others are right",
                zh: "缺了最后一列，其余都对")
        ),
        (
            { without($0, first: false).flatMap { eachRow($0) { without($0, first: false) } } },
            Words(
                en: "the last row and the last column are missing, all others are right",
                zh: "缺了最后一行和最后一列，其余都对")
        ),
    ]

    private static let partialChanges: [(@Sendable (Anatomy, Anatomy, Tolerance) -> Bool, Words)] = [
        (
            { right, answer, tolerance in
                without(answer, first: true).map { right.accepts($0, within: tolerance) } ?? false
            },
            Words(
                en: "there is one element too many at the beginning, all others are right",
                zh: "开头多了一个元素，其余都对")
        ),
        (
            { right, answer, tolerance in
                without(answer, first: false).map { right.accepts($0, within: tolerance) } ?? false
            },
            Words(
                en: "there is one element too many at the end, all others are right",
                zh: "末尾多了一个元素，其余都对")
        ),
        (
            { right, answer, tolerance in isShifted(right, answer, tolerance) },
            Words(
                en: "the elements are shifted by one: the expected first one comes second, and so on",
                zh: "元素错了一位：应排第一的排在第二，依此类推")
        ),
        (
            { right, answer, tolerance in isShifted(answer, right, tolerance) },
            Words(
                en: "the elements are shifted by one: the expected second one comes first, and so on",
                zh: "元素错了一位：应排第二的排在第一，依此类推")
        ),
        (
            { right, answer, tolerance in
                zip(rowsOrNothing(right), rowsOrNothing(answer)).allSatisfy { isShifted($0, $1, tolerance) }
                    && rowsOrNothing(right).count == rowsOrNothing(answer).count && right.rows != nil
            },
            Words(
                en: "the columns are shifted by one: the expected first one comes second, and so on",
                zh: "列错了一位：应排第一的排在第二，依此类推")
        ),
        (
            { right, answer, tolerance in
                zip(rowsOrNothing(right), rowsOrNothing(answer)).allSatisfy { isShifted($1, $0, tolerance) }
                    && rowsOrNothing(right).count == rowsOrNothing(answer).count && right.rows != nil
            },
            Words(
                en: "the columns are shifted by one: the expected second one comes first, and so on",
                zh: "列错了一位：应排第二的排在第一，依此类推")
        ),
        (
            { right, answer, tolerance in
                let (rights, answers) = (right.leaves, answer.leaves)
                return !right.isBuilt(like: answer) && rights.count > 1 && rights.count == answers.count
                    && zip(rights, answers).allSatisfy { $0.acceptsLeaf($1, within: tolerance) }
            },
            Words(
                en: "the right values come in another shape",
                zh: "值都对，形状不同")
        ),
        (
            { right, answer, tolerance in
                guard right.isBuilt(like: answer), right.leaves.count > 1 else { return false }
                var left = answer.leaves
                for leaf in right.leaves {
                    guard let place = left.firstIndex(where: { leaf.acceptsLeaf($0, within: tolerance) })
                    else { return false }
                    left.remove(at: place)
                }
                return true
            },
            Words(
                en: "the right values come in another order",
                zh: "值都对，次序不同")
        ),
    ]

    private static func rowsOrNothing(_ value: Anatomy) -> [Anatomy] {
        value.rows.map { $0.map(Anatomy.list) } ?? []
    }

    private static func transposed(_ value: Anatomy) -> Anatomy? {
        guard let rows = value.rows, let width = rows.first?.count, width > 0,
            rows.allSatisfy({ $0.count == width })
        else { return nil }
        return .list((0..<width).map { column in .list(rows.map { $0[column] }) })
    }

    private static func reversed(_ value: Anatomy) -> Anatomy? {
        value.elements.map { .list($0.reversed()) }
    }

    private static func eachRow(_ value: Anatomy, _ change: (Anatomy) -> Anatomy?) -> Anatomy? {
        guard let rows = value.rows else { return nil }
        let changed = rows.compactMap { change(.list($0)) }
        return changed.count == rows.count ? .list(changed) : nil
    }

    private static func without(_ value: Anatomy, first: Bool) -> Anatomy? {
        guard let elements = value.elements, !elements.isEmpty else { return nil }
        return .list(Array(first ? elements.dropFirst() : elements.dropLast()))
    }

    /// Whether each element of a list is the next of another, as long, of three or more.
    private static func isShifted(_ first: Anatomy, _ second: Anatomy, _ tolerance: Tolerance) -> Bool {
        guard let first = first.elements, let second = second.elements, first.count == second.count,
            first.count >= 3
        else { return false }
        return zip(first.dropLast(), second.dropFirst()).allSatisfy { $0.accepts($1, within: tolerance) }
    }

    // MARK: Inputs that come back

    /// A part of the input that is answered unchanged.
    private func unchangedInput(_ wrong: [Trial]) -> Words? {
        guard wrong.count >= 3 else { return nil }
        for (name, _) in wrong[0].features.parts {
            let comesBack = wrong.allSatisfy { trial in
                guard let answer = trial.answer else { return false }
                return trial.features.parts.contains { $0.name == name && $0.value == answer }
            }
            let kinds = Set(wrong.map { $0.right.text(besides: nil, .all) }).count
            if comesBack, kinds >= 3 {
                return name.isEmpty
                    ? Words(en: "The input comes back unchanged.", zh: "输入原样返回。")
                    : Words(en: "`\(name)` comes back unchanged.", zh: "`\(name)` 原样返回。")
            }
        }
        return nil
    }
}
