extension PartlySeenWorld {
    /// The worlds of the lesson.
    static var all: [PartlySeenWorld] { [rockPaperScissors, corridor, tiger] }

    /// Rock, paper, scissors against one who plays by chance, but keeps to rock after winning with it.
    ///
    /// The opponent must be tempted: one loses with scissors in order to win with paper after it.
    static var rockPaperScissors: PartlySeenWorld {
        let names = ["rock", "paper", "scissors"]
        // States: 0 plays by chance, 1 has just won with rock.
        func outcome(_ mine: Int, _ theirs: Int, _ probability: Double) -> Outcome {
            let result = (mine - theirs + 3) % 3  // 0 drawn, 1 won, 2 lost
            return Outcome(
                probability: probability, state: result == 2 && theirs == 0 ? 1 : 0,
                percept: Percept(observation: theirs, reward: [1, 2, 0][result]))
        }
        return PartlySeenWorld(
            name: "rock_paper_scissors", title: "Rock, paper, scissors",
            explanation: """
                The opponent plays by chance, but after winning with rock plays rock again. What is seen is the opponent's \
                hand. Won 1, drawn 0, lost −1.
                """,
            actions: names, observations: names, rewards: [-1, 0, 1], start: [1, 0],
            outcomes: [
                (0..<3).map { mine in (0..<3).map { outcome(mine, $0, 1.0 / 3) } },
                (0..<3).map { [outcome($0, 0, 1)] },
            ])
    }

    /// A corridor of five places that look alike but for the walls at both ends; the cheese is in the fourth.
    ///
    /// Who finds the cheese is put into one of the other places by chance, and sees only whether a wall is there.
    static var corridor: PartlySeenWorld {
        let (length, cheese) = (5, 3)
        func seen(_ place: Int) -> Int { place == 0 ? 1 : place == length - 1 ? 2 : 0 }
        func outcomes(_ place: Int, _ step: Int) -> [Outcome] {
            let next = min(max(place + step, 0), length - 1)
            guard next == cheese else {
                return [
                    Outcome(probability: 1, state: next, percept: Percept(observation: seen(next), reward: 0))
                ]
            }
            let others = (0..<length).filter { $0 != cheese }
            return others.map {
                Outcome(
                    probability: 1 / Double(others.count), state: $0,
                    percept: Percept(observation: seen($0), reward: 1))
            }
        }
        return PartlySeenWorld(
            name: "corridor", title: "The corridor",
            explanation: """
                Five places in a row, cheese in the fourth. What is seen is a wall on the left, on the right, or neither, so \
                that places look alike. Who finds the cheese, for 1, begins again somewhere else.
                """,
            actions: ["left", "right"], observations: ["no wall", "wall on the left", "wall on the right"],
            rewards: [0, 1], start: (0..<length).map { $0 == cheese ? 0 : 0.25 },
            outcomes: (0..<length).map { place in [outcomes(place, -1), outcomes(place, 1)] })
    }

    /// Two doors, behind one a tiger, behind the other gold: listen, at a price, or open one.
    ///
    /// Listening tells the right door 85 times in a hundred; opening one begins the game anew. Cassandra, Kaelbling,
    /// Littman: "Acting optimally in partially observable stochastic domains" (1994).
    static var tiger: PartlySeenWorld {
        func outcomes(_ tiger: Int, _ action: Int) -> [Outcome] {
            if action == 0 {
                return [tiger, 1 - tiger].map { heard in
                    Outcome(
                        probability: heard == tiger ? 0.85 : 0.15, state: tiger,
                        percept: Percept(observation: heard, reward: 1))
                }
            }
            let isTiger = action - 1 == tiger
            return (0..<2).map { next in
                Outcome(
                    probability: 0.5, state: next, percept: Percept(observation: 0, reward: isTiger ? 0 : 2))
            }
        }
        return PartlySeenWorld(
            name: "tiger", title: "The tiger",
            explanation: """
                A tiger is behind one of two doors, gold behind the other. Listening costs 1 and is right 85 times in a \
                hundred; gold gives 10, the tiger −100, and then both are placed anew.
                """,
            actions: ["listen", "open left", "open right"], observations: ["left", "right"],
            rewards: [-100, -1, 10], start: [0.5, 0.5],
            outcomes: (0..<2).map { tiger in (0..<3).map { outcomes(tiger, $0) } })
    }
}
