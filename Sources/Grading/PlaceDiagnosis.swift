import Messages

/// Where in the answers the wrong numbers are: in the first row, on the diagonal, at the border.
struct PlaceDiagnosis {
    let wrong: [Trial]
    let tolerance: Tolerance

    /// The sentence, or nil if they have no place in common.
    var sentence: Words? {
        let grids = wrong.compactMap(mask)
        guard wrong.count >= 2, grids.count == wrong.count else { return nil }
        let isFlat = grids.allSatisfy { $0.count == 1 }
        for (name, holds) in isFlat ? Self.places : Self.matrixPlaces {
            if let sentence = sentence(grids, name, holds) { return sentence }
        }
        return nil
    }

    /// Whether each element is wrong; a list is a matrix of one row.
    private func mask(_ trial: Trial) -> [[Bool]]? {
        guard let answer = trial.answer, trial.right.isBuilt(like: answer) else { return nil }
        let (rights, answers): ([[Anatomy]], [[Anatomy]])
        if let rows = trial.right.rows, let others = answer.rows {
            (rights, answers) = (rows, others)
        } else if let row = trial.right.elements, let other = answer.elements {
            (rights, answers) = ([row], [other])
        } else {
            return nil
        }
        return zip(rights, answers).map { row, other in
            zip(row, other).map { !$0.accepts($1, within: tolerance) }
        }
    }

    /// A place, in English with its verb.
    private typealias Name = (en: String, zh: String)

    private typealias Place = @Sendable (_ y: Int, _ x: Int, _ height: Int, _ width: Int) -> Bool

    /// Only there, or everywhere but there.
    private func sentence(_ grids: [[[Bool]]], _ name: Name, _ holds: Place) -> Words? {
        var (insideWrong, insideRight, outsideWrong, outsideRight) = (0, 0, 0, 0)
        for grid in grids {
            for (y, row) in grid.enumerated() {
                for (x, isWrong) in row.enumerated() {
                    switch (holds(y, x, grid.count, row.count), isWrong) {
                    case (true, true): insideWrong += 1
                    case (true, false): insideRight += 1
                    case (false, true): outsideWrong += 1
                    case (false, false): outsideRight += 1
                    }
                }
            }
        }
        if outsideWrong == 0, outsideRight >= 6, insideWrong >= 2 {
            return Words(en: "Only \(name.en) wrong.", zh: "只有\(name.zh)错了。")
        }
        if insideWrong == 0, insideRight >= 4, outsideWrong >= 6, outsideWrong > 4 * outsideRight {
            return Words(en: "Only \(name.en) right.", zh: "只有\(name.zh)对。")
        }
        return nil
    }

    private static let places: [(Name, Place)] = [
        (("the first element is", "第一个元素"), { _, x, _, _ in x == 0 }),
        (("the last element is", "最后一个元素"), { _, x, _, width in x == width - 1 }),
        (
            ("the first and the last element are", "第一个和最后一个元素"),
            { _, x, _, width in x == 0 || x == width - 1 }
        ),
    ]

    private static let matrixPlaces: [(Name, Place)] = [
        (("the first row is", "第一行"), { y, _, _, _ in y == 0 }),
        (("the last row is", "最后一行"), { y, _, height, _ in y == height - 1 }),
        (("the first column is", "第一列"), { _, x, _, _ in x == 0 }),
        (("the last column is", "最后一列"), { _, x, _, width in x == width - 1 }),
        (("the diagonal is", "对角线"), { y, x, _, _ in y == x }),
        (("what stands above the diagonal is", "对角线以上的部分"), { y, x, _, _ in x > y }),
        (("what stands below the diagonal is", "对角线以下的部分"), { y, x, _, _ in x < y }),
        (
            ("the border is", "边缘"),
            { y, x, height, width in y == 0 || x == 0 || y == height - 1 || x == width - 1 }
        ),
    ]
}
