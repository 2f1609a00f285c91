import Files
import Messages

// The search space as a file: what a chapter prints, and what a reader changes.

extension SearchSpace {
    /// The object, a hyperparameter a line.
    public var json: String {
        let lines = hyperparameters.map { "    \(jsonString($0.option)): \($0.json)" }
        return """
            {
              "figure": \(jsonString(figure)),
              "better": \(isSmallerBetter ? "\"smaller\"" : "\"larger\""),
              "test": \(jsonString(testFigure)),
              "epochs": \(epochs),
              "hyperparameters": {
            \(lines.joined(separator: ",\n"))
              }
            }

            """
    }

    /// Reads the object.
    ///
    /// - Parameter path: the file's name, for messages.
    /// - Throws: `FileError.malformed`.
    public init(json text: String, path: String) throws {
        let file: JSONValue
        do { file = try JSONValue(parsing: Array(text.utf8)) } catch {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "not JSON: \(error.reason)", zh: "不是 JSON：\(error.reason)").text)
        }
        func fail(_ en: String, _ zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        guard let figure = file["figure"]?.string, !figure.isEmpty, let test = file["test"]?.string,
            !test.isEmpty
        else {
            throw fail("it must name a \"figure\" and a \"test\" figure", "需要给出 \"figure\" 和 \"test\" 两个指标名")
        }
        guard let better = file["better"]?.string, ["smaller", "larger"].contains(better) else {
            throw fail(
                "\"better\" must be \"smaller\" or \"larger\"", "\"better\" 应为 \"smaller\" 或 \"larger\"")
        }
        guard let epochs = file["epochs"]?.integer, (1...1_000_000).contains(epochs) else {
            throw fail("\"epochs\" must be a whole number of at least 1", "\"epochs\" 应为不小于 1 的整数")
        }
        guard let members = file["hyperparameters"]?.members, !members.isEmpty else {
            throw fail("\"hyperparameters\" names no option", "\"hyperparameters\" 中没有选项")
        }
        if let twice = members.indices.first(where: { index in
            members[..<index].contains { $0.name == members[index].name }
        }) {
            let name = excerpt(members[twice].name)
            throw fail("the option \"\(name)\" stands there twice", "选项 \"\(name)\" 出现了两次")
        }
        self.init(
            figure: figure, isSmallerBetter: better == "smaller", testFigure: test, epochs: epochs,
            hyperparameters: try members.map { name, value in
                guard let hyperparameter = Hyperparameter(option: name, json: value) else {
                    let name = excerpt(name)
                    throw fail(
                        "\"\(name)\" needs \"from\" below \"to\" (above 0 on a logarithmic scale) or at least two \"choices\", and a \"default\" among them",
                        "\"\(name)\" 需要 \"from\" 小于 \"to\"（对数刻度须大于 0），或至少两个 \"choices\"，并有其中的 \"default\"")
                }
                return hyperparameter
            })
    }
}

extension Hyperparameter {
    fileprivate var json: String {
        func range(_ low: String, _ high: String, _ scale: Scale, isWhole: Bool) -> String {
            "{\"from\": \(low), \"to\": \(high)"
                + (scale == .logarithmic ? ", \"scale\": \"logarithmic\"" : "")
                + (isWhole ? ", \"whole\": true" : "") + ", \"default\": \(preset.text)}"
        }
        switch values {
        case .numbers(let numbers, let scale):
            return range("\(numbers.lowerBound)", "\(numbers.upperBound)", scale, isWhole: false)
        case .wholes(let numbers, let scale):
            return range("\(numbers.lowerBound)", "\(numbers.upperBound)", scale, isWhole: true)
        case .choices(let words):
            let list = words.map(jsonString).joined(separator: ", ")
            return "{\"choices\": [\(list)], \"default\": \(jsonString(preset.text))}"
        }
    }

    /// What a member of the object says; nil where it makes no sense.
    fileprivate init?(option: String, json: JSONValue) {
        guard !option.isEmpty, !option.hasPrefix("-") else { return nil }
        let values: Values
        let preset: HyperparameterValue
        if let choices = json["choices"]?.array {
            let words = choices.compactMap(\.string)
            guard words.count == choices.count, Set(words).count == words.count, words.count > 1,
                let word = json["default"]?.string
            else { return nil }
            (values, preset) = (.choices(words), .word(word))
        } else {
            let scale: Scale
            if json["scale"] == nil {
                scale = .linear
            } else {
                guard let known = json["scale"]?.string.flatMap(Scale.init) else { return nil }
                scale = known
            }
            guard let low = json["from"]?.number, let high = json["to"]?.number, low < high,
                scale == .linear || low > 0
            else { return nil }
            if json["whole"]?.boolean == true {
                guard let from = json["from"]?.integer, let to = json["to"]?.integer,
                    abs(from) < 1 << 40, abs(to) < 1 << 40, let number = json["default"]?.integer
                else { return nil }
                (values, preset) = (.wholes(from...to, scale), .whole(number))
            } else {
                guard let number = json["default"]?.number else { return nil }
                (values, preset) = (.numbers(low...high, scale), .number(number))
            }
        }
        self.init(option, values, preset: preset)
        guard place(of: preset) != nil else { return nil }
    }
}
