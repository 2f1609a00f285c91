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
        var sentences: [String] = []
        if let what = sameAnswer() ?? whatCame(wrong, all: trials) { sentences.append(what) }
        if let inputs = InputCondition.sentence(trials) { sentences.append(inputs) }
        return sentences
    }

    // MARK: What came

    /// What is wrong with the answers, whatever the inputs.
    private func whatCame(_ wrong: [Trial], all: [Trial]) -> String? {
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
                wrongPlacesOf: wrong, tolerance: tolerance, subject: "every number there")
            return ([place] + [there.sentence].compactMap { $0 }).joined(separator: " ")
        }
        guard wrong.allSatisfy({ trial in trial.answer.map { trial.right.isBuilt(like: $0) } ?? false })
        else {
            return nil
        }
        return NumberDiagnosis(wrongPlacesOf: wrong, tolerance: tolerance, subject: "every wrong number")
            .sentence
    }

    /// One and the same answer for inputs with several right answers.
    private func sameAnswer() -> String? {
        guard let first = trials.first?.answer, trials.count >= 5,
            trials.allSatisfy({ $0.answer == first }),
            Set(trials.map { $0.right.text(besides: nil, .all) }).count >= 3
        else { return nil }
        return "The answer is the same for every input."
    }

    /// NaN, or infinities, where a finite number belongs.
    private func notFinite(_ wrong: [Trial]) -> String? {
        func count(_ isOdd: (Double) -> Bool) -> Int {
            wrong.count { trial in
                let answer = trial.answer?.numbers ?? []
                return answer.contains(where: isOdd) && !trial.right.numbers.contains(where: isOdd)
            }
        }
        let how = [
            (
                count(\.isNaN), "NaN (not a number)",
                "it comes of 0 / 0, ∞ − ∞, 0 · ∞, or the root or logarithm of a negative number"
            ),
            (
                count(\.isInfinite), "an infinite number",
                "it comes of a division by 0, the logarithm of 0, or the exponential of a large number"
            ),
        ]
        guard let (count, name, cause) = how.first(where: { $0.0 > 0 }) else { return nil }
        let share =
            count == wrong.count ? "Every wrong answer has" : "\(count) of \(wrong.count) wrong answers have"
        return "\(share) \(name) in it: \(cause)."
    }

    /// Some fields are always right; what is wrong with the other.
    private func onlySomeFields(_ wrong: [Trial], _ all: [Trial]) -> String? {
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
            let list = wrongNames.map { "`\(names[$0])`" }.joined(separator: " and ")
            return "Only \(list) are wrong."
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
        let more = whatCame(wrong.map(part), all: all.map(part)).map { " " + $0 } ?? ""
        return "Only `\(names[index])` is wrong.\(more)"
    }

    // MARK: Order and shape

    /// The right elements in another order or another shape.
    private func structure(_ wrong: [Trial], _ all: [Trial]) -> String? {
        let evidence = wrong.reduce(0) { $0 + $1.right.leaves.count }
        guard wrong.count >= 2, evidence >= 6 else { return nil }
        for (change, sentence) in Self.changes {
            let explains = { (trial: Trial) in
                guard let answer = trial.answer, let changed = change(trial.right) else { return false }
                return changed.accepts(answer, within: self.tolerance)
            }
            guard wrong.allSatisfy(explains) else { continue }
            return all.allSatisfy(explains)
                ? "\(Self.capitalized(sentence))." : "Where it is wrong, \(sentence)."
        }
        for (matches, sentence) in Self.partialChanges
        where wrong.allSatisfy({ trial in trial.answer.map { matches(trial.right, $0, tolerance) } ?? false })
        {
            return Self.capitalized(sentence) + "."
        }
        return nil
    }

    /// A sentence with its first letter large.
    static func capitalized(_ sentence: String) -> String {
        sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    /// Right answers changed in ways that have a name.
    private static let changes: [(@Sendable (Anatomy) -> Anatomy?, String)] = [
        ({ transposed($0) }, "the answer is transposed: its rows are the expected columns"),
        ({ reversed($0) }, "the answer is reversed: the last element comes first"),
        ({ eachRow($0, reversed) }, "every row is reversed: its last element comes first"),
        ({ eachRow($0, reversed).flatMap(reversed) }, "rows and columns are reversed, as if turned by 180°"),
        ({ without($0, first: true) }, "the first element is missing, all others are right"),
        ({ without($0, first: false) }, "the last element is missing, all others are right"),
        (
            { eachRow($0) { without($0, first: true) } },
            "the first column is missing, all others are right"
        ),
        ({ eachRow($0) { without($0, first: false) } }, "the last column is missing, all others are right"),
        (
            { without($0, first: false).flatMap { eachRow($0) { without($0, first: false) } } },
            "the last row and the last column are missing, all others are right"
        ),
    ]

    private static let partialChanges: [(@Sendable (Anatomy, Anatomy, Tolerance) -> Bool, String)] = [
        (
            { right, answer, tolerance in
                without(answer, first: true).map { right.accepts($0, within: tolerance) } ?? false
            },
            "there is one element too many at the beginning, all others are right"
        ),
        (
            { right, answer, tolerance in
                without(answer, first: false).map { right.accepts($0, within: tolerance) } ?? false
            },
            "there is one element too many at the end, all others are right"
        ),
        (
            { right, answer, tolerance in isShifted(right, answer, tolerance) },
            "the elements are shifted by one: the expected first one comes second, and so on"
        ),
        (
            { right, answer, tolerance in isShifted(answer, right, tolerance) },
            "the elements are shifted by one: the expected second one comes first, and so on"
        ),
        (
            { right, answer, tolerance in
                zip(rowsOrNothing(right), rowsOrNothing(answer)).allSatisfy { isShifted($0, $1, tolerance) }
                    && rowsOrNothing(right).count == rowsOrNothing(answer).count && right.rows != nil
            },
            "the columns are shifted by one: the expected first one comes second, and so on"
        ),
        (
            { right, answer, tolerance in
                zip(rowsOrNothing(right), rowsOrNothing(answer)).allSatisfy { isShifted($1, $0, tolerance) }
                    && rowsOrNothing(right).count == rowsOrNothing(answer).count && right.rows != nil
            },
            "the columns are shifted by one: the expected second one comes first, and so on"
        ),
        (
            { right, answer, tolerance in
                let (rights, answers) = (right.leaves, answer.leaves)
                return !right.isBuilt(like: answer) && rights.count > 1 && rights.count == answers.count
                    && zip(rights, answers).allSatisfy { $0.acceptsLeaf($1, within: tolerance) }
            },
            "the right values come in another shape"
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
            "the right values come in another order"
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
    private func unchangedInput(_ wrong: [Trial]) -> String? {
        guard wrong.count >= 3 else { return nil }
        for (name, _) in wrong[0].features.parts {
            let comesBack = wrong.allSatisfy { trial in
                guard let answer = trial.answer else { return false }
                return trial.features.parts.contains { $0.name == name && $0.value == answer }
            }
            let kinds = Set(wrong.map { $0.right.text(besides: nil, .all) }).count
            if comesBack, kinds >= 3 {
                return name.isEmpty ? "The input comes back unchanged." : "`\(name)` comes back unchanged."
            }
        }
        return nil
    }
}
