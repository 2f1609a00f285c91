/// The result of running a program.
struct ProgramOutcome: Equatable {
    let value: Int
    /// The time it took.
    let steps: Int
}

extension Term {
    /// The time of each operation of a program.
    enum Steps {
        /// To read a number or a variable.
        static let reading = 1
        static let adding = 1
        static let multiplying = 3
        /// To begin a loop.
        static let loop = 1
        /// Each time round, beside the body: to add its value and to count on.
        static let turn = 2
    }

    /// Runs it, where the variables have these values; nil for a variable without one and for numbers too large.
    func run(_ values: [String: Int]) -> ProgramOutcome? {
        switch self {
        case .number(let value): return ProgramOutcome(value: value, steps: Steps.reading)
        case .variable(let name): return values[name].map { ProgramOutcome(value: $0, steps: Steps.reading) }
        case .plus(let left, let right):
            guard let left = left.run(values), let right = right.run(values) else { return nil }
            let (value, isTooLarge) = left.value.addingReportingOverflow(right.value)
            return isTooLarge
                ? nil : ProgramOutcome(value: value, steps: left.steps + right.steps + Steps.adding)
        case .times(let left, let right):
            guard let left = left.run(values), let right = right.run(values) else { return nil }
            let (value, isTooLarge) = left.value.multipliedReportingOverflow(by: right.value)
            return isTooLarge
                ? nil : ProgramOutcome(value: value, steps: left.steps + right.steps + Steps.multiplying)
        case .sum(let name, let bound, let body):
            guard let turns = bound.run(values), turns.value >= 0 else { return nil }
            var values = values
            var (sum, steps) = (0, turns.steps + Steps.loop)
            for turn in 0..<turns.value {
                values[name] = turn
                guard let once = body.run(values) else { return nil }
                let (next, isTooLarge) = sum.addingReportingOverflow(once.value)
                if isTooLarge { return nil }
                sum = next
                steps += once.steps + Steps.turn
            }
            return ProgramOutcome(value: sum, steps: steps)
        }
    }
}
