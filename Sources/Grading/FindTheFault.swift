import Messages
import TensorCore

/// A program that was mended wrongly: what it returns then, whichever line is named, and the hint that helps out of it.
public struct WrongMending<Input, Output: Gradable>: Sendable {
    let hint: any Readable
    let hintsOfLines: [Int: any Readable]
    let produces: @Sendable (Input) throws -> Output

    /// What a wrongly mended program returns.
    ///
    /// - Parameters:
    ///   - hint: what to say.
    ///   - lines: what to say instead where one of these lines is named.
    ///   - produces: what the program returns.
    public init(
        _ hint: any Readable, lines: [Int: any Readable] = [:],
        _ produces: @escaping @Sendable (Input) throws -> Output
    ) {
        (self.hint, hintsOfLines, self.produces) = (hint, lines, produces)
    }
}

extension Exercise {
    /// An exercise that shows a program in numbered lines, one of which is at fault, and asks for the number of that line and for
    /// what the mended program returns.
    ///
    /// What the program returns as it stands, with any line, is the first of the mistakes; then what the mended one returns
    /// with another line; then programs that were mended wrongly, with any line.
    /// ```swift
    /// private let mending = Exercise<any SumHomework>(
    ///     findTheFault: "2.9", "a sum", line: 1, returning: "sum", hint: "Add up two numbers by hand.",
    ///     input: Numbers.init, examples: Numbers.examples, mended: \.sum,
    ///     asItStands: \.sumAndOne, because: "it begins with 1.",
    ///     otherLines: [3: "it adds what it shall add."],
    ///     answer: { try $0.mendedSum($1.numbers) },
    ///     mistakes: [WrongMending("The last number is missing.", \.sumWithoutLast)])
    /// ```
    ///
    /// - Parameters:
    ///   - id: chapter and number, "5.11".
    ///   - title: what the program computes.
    ///   - line: the line at fault.
    ///   - result: what the program returns, in a word: "weight".
    ///   - sizes: the sizes for which inputs are drawn, smallest first.
    ///   - draws: the number of inputs of each size.
    ///   - tolerance: how far what is returned may be from what is right.
    ///   - hint: what to say when no known mistake explains the answers.
    ///   - input: makes an input of a size. Equal generators must give equal inputs.
    ///   - examples: the protocol's own examples, tried first.
    ///   - edges: inputs of which every seed needs one, tried last.
    ///   - mended: what the mended program returns.
    ///   - asItStands: what the program returns as it is printed.
    ///   - reason: why that is wrong; ends a sentence.
    ///   - otherLines: why a line that looks guilty is not; each ends a sentence.
    ///   - answer: calls the submission's function, which returns the line and the result.
    ///   - mistakes: programs that were mended wrongly.
    ///   - cases: the cases that the protocol mentions.
    ///   - meant: what the inputs may lack.
    public init<Input: Sendable, Output: Gradable>(
        findTheFault id: String, _ title: any Readable, line: Int, returning result: String,
        sizes: ClosedRange<Int> = 1...6, draws: Int = 6, tolerance: Tolerance = .standard, hint: any Readable,
        input: @escaping @Sendable (_ size: Int, _ generator: inout RandomGenerator) -> Input,
        examples: @autoclosure @escaping @Sendable () -> [Input],
        edges: @autoclosure @escaping @Sendable () -> [Input] = [],
        mended: @escaping @Sendable (Input) throws -> Output,
        asItStands: @escaping @Sendable (Input) throws -> Output, because reason: any Readable,
        otherLines: [Int: any Readable] = [:],
        answer: @escaping @Sendable (Submission, Input) throws -> (Int, Output),
        mistakes: [WrongMending<Input, Output>] = [], cases: [Case<Input>] = [], meant: [Meant] = []
    ) {
        let fields = { @Sendable (line: any Gradable, value: Output) in
            Fields(["line": line, result: value])
        }
        func wrong(_ mending: WrongMending<Input, Output>, sure: Bool = true) -> [Mistake<Input, Fields>] {
            // By name, then as it would be with the right line, then with whichever.
            let named = mending.hintsOfLines.sorted { $0.key < $1.key }.map {
                ($0.value, $0.key as any Gradable)
            }
            let others: [(any Readable, any Gradable)] =
                (sure ? [(mending.hint, line)] : []) + [(mending.hint, AnyAnswer())]
            return (named + others).map { hint, line in
                Mistake(hint) { fields(line, try mending.produces($0)) }
            }
        }
        let standing = WrongMending(
            reason.after(en: "That is what the program returns as it stands: ", zh: "这是程序照原样返回的："), asItStands
        )
        let isRight = Words(en: "The \(result) is right, the line is not: ", zh: "结果对，行号不对：")
        let which = Words(
            en: "which one must change to mend the program?", zh: "要修好程序，必须改哪一行？")
        let misplaced = WrongMending(
            title.isBilingual
                ? which.after(en: isRight.en, zh: isRight.zh)
                : Words(en: isRight.en + which.en, zh: isRight.en + which.en),
            lines: otherLines.mapValues { $0.after(en: isRight.en, zh: isRight.zh) },
            mended)
        self.init(
            id, title.after(en: "Find the fault: ", zh: "找出错误："), sizes: sizes, draws: draws,
            tolerance: tolerance, hint: hint,
            input: input, examples: examples(), edges: edges(),
            expected: { fields(line, try mended($0)) },
            answer: { submission, input in
                let (line, result) = try answer(submission, input)
                return fields(line, result)
            },
            mistakes: wrong(standing) + wrong(misplaced, sure: false) + mistakes.flatMap { wrong($0) },
            cases: cases,
            meant: meant + [Meant("answer.line", lack: .variety, because: "one line is at fault")])
    }
}

extension Readable {
    /// Whether the text is there in both languages, as those of a homework are or are not.
    fileprivate var isBilingual: Bool { text(in: .english) != text(in: .chinese) }

    /// This text with another before it, in Chinese only if this one is.
    fileprivate func after(en: String, zh: String) -> Words {
        let english = en + text(in: .english)
        return Words(en: english, zh: isBilingual ? zh + text(in: .chinese) : english)
    }
}

/// Stands for any answer in what a mistake leads to.
struct AnyAnswer: Gradable {
    func difference(from right: AnyAnswer, within tolerance: Tolerance) -> Difference? { nil }
    var shown: String { "anything" }
}
