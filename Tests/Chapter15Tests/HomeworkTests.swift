import Chapter15Homework
import Grading
import TensorCore
import Testing

private struct LearnsPastTheEnd: ReinforcementHomework {
    func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]] {
        var step = step
        step.isOver = false
        return try Solution().learned(table, step, rate: rate, discount: discount)
    }
}

private struct ForgetsTheOldValue: ReinforcementHomework {
    func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]] {
        try Solution().learned(table, step, rate: 1, discount: discount)
    }
}

private struct DoesNotMaskTheEnd: ReinforcementHomework {
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float] {
        let going = steps.map {
            Step(state: $0.state, move: $0.move, next: $0.next, reward: $0.reward, isOver: false)
        }
        return try Solution().targets(going, network: network, target: target, discount: discount)
    }
}

private struct ChoosesByTheTarget: ReinforcementHomework {
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float] {
        try Solution().targets(steps, network: target, target: target, discount: discount)
    }
}

private struct AsksTheWrongNetwork: ReinforcementHomework {
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float] {
        try Solution().targets(steps, network: target, target: network, discount: discount)
    }
}

private struct DoesNotDetach: ReinforcementHomework {
    func gradient(_ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float) throws
        -> [Float]
    {
        let error =
            zip(weights, state).reduce(0) { $0 + $1.0 * $1.1 } - reward
            - discount * zip(weights, next).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(state, next).map { error * ($0 - discount * $1) }
    }
}

private struct ClimbsUp: ReinforcementHomework {
    func gradient(_ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float) throws
        -> [Float]
    {
        try Solution().gradient(weights, state: state, next: next, reward: reward, discount: discount).map {
            -$0
        }
    }
}

private struct LooksTooFar: ReinforcementHomework {
    func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float] {
        try Solution().returns(rewards, values: values, ahead: ahead + 1, discount: discount)
    }
}

private struct IsBlind: ReinforcementHomework {
    func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float] {
        try Solution().returns(rewards, values: values.map { _ in 0 }, ahead: ahead, discount: discount)
    }
}

private struct AddsAlone: ReinforcementHomework {
    func dueling(value: Float, advantages: [Float]) throws -> [Float] { advantages.map { value + $0 } }
}

private struct TakesTheLargest: ReinforcementHomework {
    func dueling(value: Float, advantages: [Float]) throws -> [Float] {
        advantages.map { value + $0 - (advantages.max() ?? 0) }
    }
}

@Suite struct ReinforcementHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = reinforcementHomework
        let mutants = [
            homework.mutant(LearnsPastTheEnd(), fails: "15.1", hint: "nothing follows"),
            homework.mutant(ForgetsTheOldValue(), fails: "15.1", hint: "replaced"),
            homework.mutant(DoesNotMaskTheEnd(), fails: "15.2", hint: "nothing follows"),
            homework.mutant(ChoosesByTheTarget(), fails: "15.2", hint: "chooses, too"),
            homework.mutant(AsksTheWrongNetwork(), fails: "15.2", hint: "wrong network"),
            homework.mutant(DoesNotDetach(), fails: "15.3", hint: "not held fixed"),
            homework.mutant(ClimbsUp(), fails: "15.3", hint: "sign is wrong"),
            homework.mutant(LooksTooFar(), fails: "15.4", hint: "One reward too many"),
            homework.mutant(IsBlind(), fails: "15.4", hint: "value of what follows"),
            homework.mutant(AddsAlone(), fails: "15.5", hint: "mean is not subtracted"),
            homework.mutant(TakesTheLargest(), fails: "15.5", hint: "largest advantage"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowReinforcementMutants + explorationMutants + learningMutants,
                alternatives: otherReinforcementAnswers + otherExplorationAnswers + otherLearningAnswers)
                == [])
    }

    /// An answer that reads beyond the end of a game crashes on some input.
    @Test func rewardsBeyondTheGameAreNotThere() async {
        await #expect(processExitsWith: .failure) {
            let answer = OtherReinforcementAnswers(sums: { rewards, values, ahead, discount in
                rewards.indices.map { t in
                    let sum = rewards[t..<t + ahead].reversed().reduce(0) { $1 + discount * $0 }
                    return t + ahead < rewards.count ? sum + pow(discount, ahead) * values[t + ahead] : sum
                }
            })
            _ = reinforcementHomework.grade(answer, seed: 1)
        }
    }
}

private func pow(_ base: Float, _ exponent: Int) -> Float {
    (0..<exponent).reduce(1) { product, _ in product * base }
}
