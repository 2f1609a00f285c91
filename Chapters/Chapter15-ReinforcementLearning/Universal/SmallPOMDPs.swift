import Messages

extension POMDP {
    /// The environments of the lesson.
    static var all: [POMDP] { [rockPaperScissors, corridor, tiger] }

    /// Rock, paper, scissors against an opponent who plays at random, but repeats rock after winning with it.
    ///
    /// The optimal policy baits: it loses with scissors in order to win with paper next.
    static var rockPaperScissors: POMDP {
        let names = ["rock", "paper", "scissors"]
        // States: 0 plays at random, 1 has just won with rock.
        func outcome(_ mine: Int, _ theirs: Int, _ probability: Double) -> Outcome {
            let result = (mine - theirs + 3) % 3  // 0 drawn, 1 won, 2 lost
            return Outcome(
                probability: probability, state: result == 2 && theirs == 0 ? 1 : 0,
                percept: Percept(observation: theirs, reward: [1, 2, 0][result]))
        }
        return POMDP(
            name: "rock_paper_scissors", title: Words(en: "Rock, paper, scissors", zh: "石头、剪刀、布"),
            explanation: Words(
                en: """
                    The opponent plays at random, but after winning with rock plays rock again. The observation is the \
                    opponent's hand; the reward is 1, 0 or −1.
                    """,
                zh: "对手随机出拳，但用石头赢了之后会再出石头。观察是对手出的拳；奖励是 1、0 或 −1。"),
            actions: names, observations: names, rewards: [-1, 0, 1], start: [1, 0],
            outcomes: [
                (0..<3).map { mine in (0..<3).map { outcome(mine, $0, 1.0 / 3) } },
                (0..<3).map { [outcome($0, 0, 1)] },
            ])
    }

    /// A corridor of five cells that look alike but for the walls at both ends; the cheese is in the fourth.
    ///
    /// After finding it the agent starts again in a random other cell, and observes only whether there is a wall.
    static var corridor: POMDP {
        let (length, cheese) = (5, 3)
        func seen(_ cell: Int) -> Int { cell == 0 ? 1 : cell == length - 1 ? 2 : 0 }
        func outcomes(_ cell: Int, _ step: Int) -> [Outcome] {
            let next = min(max(cell + step, 0), length - 1)
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
        return POMDP(
            name: "corridor", title: Words(en: "The corridor", zh: "走廊"),
            explanation: Words(
                en: """
                    Five cells in a row, cheese in the fourth. The observation is a wall on the left, on the right, or neither, \
                    so that cells look alike. Finding the cheese is rewarded with 1, and the agent starts again elsewhere.
                    """,
                zh: """
                    五个格子排成一行，奶酪在第四格。观察是左边有墙、右边有墙或两边都没有，所以有些格子看起来一样。\
                    找到奶酪奖励 1，智能体再从别处开始。
                    """),
            actions: ["left", "right"], observations: ["no wall", "wall on the left", "wall on the right"],
            rewards: [0, 1], start: (0..<length).map { $0 == cheese ? 0 : 0.25 },
            outcomes: (0..<length).map { cell in [outcomes(cell, -1), outcomes(cell, 1)] })
    }

    /// Two doors, behind one a tiger, behind the other gold: listen, at a price, or open one.
    ///
    /// Listening names the right door with probability 0.85; opening one starts a new game. Cassandra, Kaelbling,
    /// Littman: "Acting optimally in partially observable stochastic domains" (1994).
    static var tiger: POMDP {
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
        return POMDP(
            name: "tiger", title: Words(en: "The tiger", zh: "老虎"),
            explanation: Words(
                en: """
                    A tiger is behind one of two doors, gold behind the other. Listening costs 1 and is right with \
                    probability 0.85; gold is rewarded with 10, the tiger with −100, and then both are placed anew.
                    """,
                zh: """
                    两扇门，一扇后面是老虎，另一扇后面是金子。听一次花费 1，听对的概率是 0.85；金子奖励 10，老虎奖励 −100，\
                    然后两者重新放置。
                    """),
            actions: ["listen", "open left", "open right"], observations: ["left", "right"],
            rewards: [-100, -1, 10], start: [0.5, 0.5],
            outcomes: (0..<2).map { tiger in (0..<3).map { outcomes(tiger, $0) } })
    }
}
