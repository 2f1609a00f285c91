import TensorCore

/// Whether words of one class are each other's neighbours.
public struct ClassPurity: Equatable, Sendable {
    /// The share of the k nearest neighbours, among the words that have a class, that are of the word's own class; a mean
    /// over the words. NaN where there are not more than k words.
    public let purity: Double
    /// What vectors drawn at random would reach: the mean share of a word's class among the others.
    public let chance: Double
    /// How many words of the classes have a vector.
    public let wordCount: Int
    /// How many words of the classes there are, with and without a vector.
    public let listedCount: Int

    /// The purity of the classes of words in some vectors; a word that is in two classes counts in each.
    ///
    /// - Parameters:
    ///   - classes: the words of each class.
    ///   - neighbours: k.
    public init(_ vectors: WordVectors, classes: [[String]], neighbours: Int = 5) {
        let listed = classes.enumerated().flatMap { number, words in words.map { (word: $0, number: number) }
        }
        let known = listed.compactMap { word, number in
            vectors.row(of: word).map { (row: $0, number: number) }
        }
        (listedCount, wordCount) = (listed.count, known.count)
        guard known.count > neighbours, neighbours > 0 else {
            (purity, chance) = (.nan, .nan)
            return
        }
        let directions = vectors.directions.rows(at: known.map(\.row))
        let cosines = directions.matmul(directions.transposed())
        let places = cosines.topK(neighbours + 1).indices.scalars
        var (own, expected) = (0.0, 0.0)
        for (place, word) in known.enumerated() {
            let near = places[place * (neighbours + 1)..<(place + 1) * (neighbours + 1)]
                .filter { $0 != place }.prefix(neighbours)
            own += Double(near.count { known[$0].number == word.number }) / Double(neighbours)
            let others = known.count { $0.number == word.number } - 1
            expected += Double(others) / Double(known.count - 1)
        }
        (purity, chance) = (own / Double(known.count), expected / Double(known.count))
    }
}
