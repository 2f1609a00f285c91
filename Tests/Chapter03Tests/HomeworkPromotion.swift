import Chapter03Homework
import Grading
import Testing

private struct Promoting: NetworkHomework {
    let answer: @Sendable ([Float], Int) -> [Int]
    func promoted(_ errors: [Float], factor: Int) throws -> [Int] { answer(errors, factor) }
}

/// Those whose rank among the errors so far, counted from 0, is below a share.
private func kept(_ errors: [Float], share: (Int) -> Int, firstOnes: Int) -> [Int] {
    errors.indices.filter { index in
        let rank = errors[...index].filter { $0 < errors[index] }.count
        return index + 1 < firstOnes || rank < share(index + 1)
    }
}

/// Division that rounds up.
private func part(_ count: Int, _ factor: Int) -> Int { Int((Double(count) / Double(factor)).rounded(.up)) }

/// Wrong promotions of successive halving.
let promotionMutants: [Mutant<any NetworkHomework>] = {
    func mutant(
        hint: String = "", _ answer: @escaping @Sendable ([Float], Int) -> [Int]
    ) -> Mutant<any NetworkHomework> {
        networkHomework.mutant(Promoting(answer: answer), fails: "3.13", hint: hint)
    }
    return [
        mutant(hint: "not the largest") { errors, factor in
            kept(errors.map { -$0 }, share: { part($0, factor) }, firstOnes: factor)
        },
        mutant(hint: "equal error is not smaller") { errors, factor in
            errors.indices.filter { index in
                let rank = errors[..<index].filter { $0 <= errors[index] }.count
                return index + 1 < factor || rank < part(index + 1, factor)
            }
        },
        mutant(hint: "not known yet") { errors, factor in
            let sorted = errors.sorted()
            guard errors.count >= factor else { return Array(errors.indices) }
            return errors.indices.filter { errors[$0] <= sorted[part(errors.count, factor) - 1] }
        },
        mutant(hint: "all that will ever come") { errors, factor in
            kept(errors, share: { _ in part(errors.count, factor) }, firstOnes: factor)
        },
        mutant(hint: "Those that were ended") { errors, factor in
            var on: [Int] = []
            for index in errors.indices {
                let rank = on.filter { errors[$0] < errors[index] }.count
                if index + 1 < factor || rank < part(on.count + 1, factor) { on.append(index) }
            }
            return on
        },
        mutant(hint: "how many went on before") { errors, factor in
            var on: [Int] = []
            for index in kept(errors, share: { part($0, factor) }, firstOnes: factor)
            where index + 1 < factor || on.count < part(index + 1, factor) { on.append(index) }
            return on
        },
        mutant(hint: "in any case") { errors, factor in
            kept(errors, share: { part($0, factor) }, firstOnes: 0)
        },
        mutant(hint: "n counts the one that comes") { errors, factor in
            kept(errors, share: { part($0 - 1, factor) }, firstOnes: factor)
        },
        mutant(hint: "rounded up") { errors, factor in
            kept(errors, share: { $0 / factor }, firstOnes: factor)
        },
        mutant(hint: "One too many") { errors, factor in
            kept(errors, share: { part($0, factor) + 1 }, firstOnes: factor)
        },
        mutant(hint: "whatever the factor is") { errors, factor in
            kept(errors, share: { $0 / 2 }, firstOnes: factor)
        },
        mutant(hint: "not `factor` of them") { errors, factor in
            kept(errors, share: { _ in factor }, firstOnes: factor)
        },
        mutant(hint: "not the best alone") { errors, factor in
            kept(errors, share: { _ in 1 }, firstOnes: factor)
        },
        mutant(hint: "begin with 0") { errors, factor in
            kept(errors, share: { part($0, factor) }, firstOnes: factor).map { $0 + 1 }
        },
        mutant(hint: "that end") { errors, factor in
            let on = Set(kept(errors, share: { part($0, factor) }, firstOnes: factor))
            return errors.indices.filter { !on.contains($0) }
        },
        // One late, or one early, at the beginning.
        mutant { errors, factor in
            kept(errors, share: { part($0, factor) }, firstOnes: factor - 1)
        },
        mutant { errors, factor in
            kept(errors, share: { part($0, factor) }, firstOnes: factor + 1)
        },
        mutant { errors, factor in
            kept(errors, share: { Int((Double($0) / Double(factor)).rounded()) }, firstOnes: factor)
        },
    ]
}()

/// Right promotions by other ways.
let otherPromotions: [Alternative<any NetworkHomework>] = [
    // By a sorted list that grows.
    networkHomework.alternative(
        Promoting { errors, factor in
            var (sorted, on) = ([Float](), [Int]())
            for (index, error) in errors.enumerated() {
                let rank = sorted.firstIndex { $0 >= error } ?? sorted.count
                sorted.insert(error, at: rank)
                if sorted.count < factor || rank < part(sorted.count, factor) { on.append(index) }
            }
            return on
        }, passes: "3.13"),
    // Without a division: fewer than ⌈n / factor⌉ is smaller · factor < n.
    networkHomework.alternative(
        Promoting { errors, factor in
            errors.indices.filter { index in
                let smaller = errors.prefix(index).reduce(0) { $0 + ($1 < errors[index] ? 1 : 0) }
                return index + 1 < factor || smaller * factor < index + 1
            }
        }, passes: "3.13"),
]

@Suite struct PromotionExampleTests {
    @Test func theExampleOfTheTaskIsTrue() throws {
        #expect(try Solution().promoted([5, 3, 4, 2, 6, 3], factor: 3) == [0, 1, 3, 5])
        #expect(try Solution().promoted([], factor: 2) == [])
    }
}
