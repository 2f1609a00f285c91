import Files
import Messages

/// What was understood of a table, in one line: "569 rows, 30 numbers, target diagnosis: M 212, B 357; 16 empty cells filled
/// with the median".
struct TableSummary {
    let columns: [FeatureColumn]
    let rows: [[Float]]
    let targetName: String
    let classNames: [String]
    let labels: [Int]
    let targets: [Float]
    let leftOut: [Words]
    let withoutTarget: Int
    let copies: Int
    let keepsCopies: Bool
    let remarks: [Words]

    var words: Words {
        var (en, zh) = (["\(counted(rows.count, "row"))"], ["\(rows.count) 行"])
        let numbers = columns.count { $0.levels == nil }
        let categories = columns.count - numbers
        if numbers > 0 {
            en.append(counted(numbers, "number"))
            zh.append("\(numbers) 个数值列")
        }
        if categories > 0 {
            en.append("\(categories) \(categories == 1 ? "category" : "categories")")
            zh.append("\(categories) 个类别列")
        }
        let target = excerpt(targetName)
        let answer = classNames.isEmpty ? range : classCounts
        var line = (
            en: en.joined(separator: ", ") + ", target \(target): \(answer.en)",
            zh: zh.joined(separator: "，") + "，目标 \(target)：\(answer.zh)"
        )
        for more in details {
            line.en += "; " + more.en
            line.zh += "；" + more.zh
        }
        return Words(en: line.en, zh: line.zh)
    }

    private var counts: [Int] {
        labels.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[$1] += 1 }
    }

    /// "M 212, B 357"; of many classes the first eight.
    private var classCounts: Words {
        let shown = zip(classNames, counts).prefix(8).map { "\(excerpt($0, limit: 24)) \($1)" }.joined(
            separator: ", ")
        let rest = classNames.count - 8
        return rest > 0
            ? Words(en: "\(shown) and \(rest) more classes", zh: "\(shown) 等 \(classNames.count) 类")
            : Words(en: shown, zh: shown)
    }

    private var range: Words {
        let (low, high) = (short(targets.min() ?? 0), short(targets.max() ?? 0))
        return Words(en: "\(low) to \(high)", zh: "\(low) 到 \(high)")
    }

    private func short(_ value: Float) -> String {
        value == value.rounded() && abs(value) < 1e7 ? String(Int(value)) : String(value)
    }

    private var details: [Words] {
        var details: [Words] = []
        func cells(_ isFilled: (FeatureColumn) -> Bool) -> Int {
            columns.indices.filter { isFilled(columns[$0]) }
                .reduce(0) { total, column in total + rows.count { $0[column].isNaN } }
        }
        let (numbers, words) = (cells { $0.levels == nil }, cells { $0.levels != nil })
        if numbers > 0 {
            details.append(
                Words(
                    en: "\(counted(numbers, "empty cell")) filled with the median",
                    zh: "\(numbers) 个空单元格用中位数填充"))
        }
        if words > 0 {
            details.append(
                Words(
                    en: "\(counted(words, "empty cell")) filled with the most frequent category",
                    zh: "\(words) 个空单元格用出现最多的类别填充"))
        }
        if copies > 0, keepsCopies {
            details.append(
                Words(
                    en:
                        "\(copies) rows repeat others and stay, since most do: test rows may be known from the training",
                    zh: "\(copies) 行与其他行相同，因为占多数而保留：测试集中的行可能在训练集中出现过"))
        } else if copies > 0 {
            details.append(
                Words(
                    en: "\(copies) \(copies == 1 ? "copy of another row" : "copies of other rows") left out",
                    zh: "去掉 \(copies) 个重复的行"))
        }
        if withoutTarget > 0 {
            details.append(
                Words(
                    en: "\(counted(withoutTarget, "row")) without \(excerpt(targetName)) left out",
                    zh: "去掉 \(withoutTarget) 个没有 \(excerpt(targetName)) 的行"))
        }
        if !leftOut.isEmpty {
            let (shown, rest) = (leftOut.prefix(6), leftOut.count - 6)
            details.append(
                Words(
                    en: "not used: " + shown.map(\.en).joined(separator: ", ")
                        + (rest > 0 ? " and \(rest) more" : ""),
                    zh: "未使用：" + shown.map(\.zh).joined(separator: "、")
                        + (rest > 0 ? "等 \(leftOut.count) 列" : "")))
        }
        let rare = zip(classNames, counts).filter { $1 == 1 }.map { excerpt($0.0, limit: 24) }
        if !rare.isEmpty {
            let shown = rare.prefix(5).joined(separator: ", ") + (rare.count > 5 ? ", …" : "")
            details.append(
                Words(
                    en: "only one row of \(shown): a typing error? It cannot be learned and tested",
                    zh: "\(shown) 只有一行：是不是写错了？一行不能既学习又测试"))
        }
        return details + remarks
    }
}
