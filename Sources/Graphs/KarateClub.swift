/// The members of a karate club, who are friends outside it, and who went with whom when it split (W. W. Zachary: "An
/// information flow model for conflict and fission in small groups", 1977).
///
/// ```swift
/// var degrees = [Int](repeating: 0, count: KarateClub.memberCount)
/// for (a, b) in KarateClub.friendships {
///     degrees[a] += 1
///     degrees[b] += 1
/// }
/// ```
public enum KarateClub {
    /// Pairs of friends; members count from 0. The instructor is 0, the club's president 33.
    public static let friendships: [(Int, Int)] = friends.enumerated().flatMap { member, others in
        others.map { (member, $0) }
    }

    /// How many members there are.
    public static let memberCount = 34

    /// 0 for those who went with the instructor, 1 for those who stayed with the president.
    public static let sides: [Int] = (0..<memberCount).map { instructors.contains($0) ? 0 : 1 }

    private static let instructors: Set = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 16, 17, 19, 21]

    /// The friends of each member that come after it in the count.
    private static let friends: [[Int]] = [
        [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31], [2, 3, 7, 13, 17, 19, 21, 30],
        [3, 7, 8, 9, 13, 27, 28, 32], [7, 12, 13], [6, 10], [6, 10, 16], [16], [], [30, 32, 33], [33], [], [],
        [],
        [33], [32, 33], [32, 33], [], [], [32, 33], [33], [32, 33], [], [32, 33], [25, 27, 29, 32, 33],
        [25, 27, 31], [31], [29, 33], [33], [31, 33], [32, 33], [32, 33], [32, 33], [33],
    ]
}
