import ChapterSupport
import Messages
import Reporting
import TensorCore
import WordVectors

/// The words on the star map, in groups.
struct MapWords {
    let words: [String]
    /// Their numbers in the corpus.
    let rows: [Int]
    /// The group of each.
    let groups: [Int]
    let groupNames: [Words]

    /// A chart has eight colours.
    private static let mostGroups = 8

    /// The words of the known classes and relations that are in the corpus; where there are few, the most frequent words.
    init(_ corpus: WordCorpus, _ data: WordData) {
        var candidates = data.classes.map { (name: $0.name, words: $0.words) }
        candidates += data.relations.filter { $0.name != "past" }.map { relation in
            let name =
                relation.name == "capital"
                ? Words(en: "country, capital", zh: "国家、首都") : Words(en: "he, she", zh: "他、她")
            return (name, relation.pairs.flatMap { $0 })
        }
        var all = candidates.map { candidate in
            (name: candidate.name, rows: candidate.words.compactMap(corpus.number))
        }
        all = Array(all.filter { $0.rows.count >= 4 }.prefix(Self.mostGroups))
        if all.count < 3 {
            let frequent = Array(0..<min(120, corpus.words.count))
            all = [(Words(en: "the most frequent words", zh: "最常见的词"), frequent)]
        }
        rows = all.flatMap(\.rows)
        words = rows.map { corpus.words[$0] }
        groups = all.enumerated().flatMap { group, entry in entry.rows.map { _ in group } }
        groupNames = all.map(\.name)
    }
}

/// The star maps of vectors in the course of their training: the same words, seen in two ways.
struct StarMaps {
    let components, neighbours: StarMap
    /// The share of the variance that the first two principal components keep in the end.
    let explainedVarianceRatio: Double

    /// Nil where there are fewer words than a map needs, or nothing was learned.
    init?(_ learned: LearnedVectors) {
        guard let followed = learned.followed, let words = learned.mapWords, words.rows.count >= 8
        else { return nil }
        let done = followed.epochs.filter { $0 <= learned.losses.count }
        guard let last = done.indices.last else { return nil }
        // What counts is the direction of a vector, so the maps are of directions.
        let moments = done.indices.map { directions(followed.places.value[$0]) }
        let components = PrincipalComponents(of: moments[last], count: 2)
        explainedVarianceRatio = components.explainedVarianceRatio
        self.components = Self.map(
            Words(en: "Principal components", zh: "主成分"), words, done,
            moments.map { components.projected($0) })
        var places: [NDArray] = []
        for moment in moments {
            let neighbours = StochasticNeighbours(of: moment, perplexity: 15)
            places.append(
                places.last.map { neighbours.map(iterations: 60, from: $0) }
                    ?? neighbours.map(iterations: 300))
        }
        neighbours = Self.map(Words(en: "t-SNE", zh: "t-SNE"), words, done, places)
    }

    private static func map(_ title: Words, _ words: MapWords, _ epochs: [Int], _ places: [NDArray])
        -> StarMap
    {
        StarMap(
            title: title, words: words.words, groups: words.groups, groupNames: words.groupNames,
            moments: zip(epochs, places).map { epoch, places in
                let columns = places.transposed()
                let name = epoch == 0 ? Words(en: "start", zh: "开始") : Words(en: "\(epoch)", zh: "\(epoch)")
                return .init(
                    name, x: columns[0].scalars.map(Double.init), y: columns[1].scalars.map(Double.init))
            })
    }
}

/// Vectors `[N, d]` divided by their lengths.
private func directions(_ vectors: NDArray) -> NDArray {
    let lengths = vectors.square().sum(axes: [1], keepingDimensions: true).squareRoot()
    return vectors / lengths.clamped(to: .leastNormalMagnitude...Float.greatestFiniteMagnitude)
}
