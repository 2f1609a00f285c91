import Foundation

/// The contrastive loss and its gradient as loops, in Double: rows of numbers, one for each view.
struct ContrastiveByHand {
    /// The embeddings, one row a view: first views, then second views in the same order.
    let embeddings: [[Double]]
    let temperature: Double

    /// The embeddings scaled to length 1.
    var directions: [[Double]] {
        embeddings.map { row in row.map { $0 / length(row) } }
    }

    /// The view of the same picture: N further on, or N back.
    func partner(of view: Int) -> Int { (view + embeddings.count / 2) % embeddings.count }

    /// The cosine of the angle between each two views.
    var cosines: [[Double]] {
        let u = directions
        return u.map { a in u.map { b in dot(a, b) } }
    }

    /// How probable view i holds view k for its partner: the softmax of row i without view i itself.
    var probabilities: [[Double]] {
        cosines.enumerated().map { i, row in
            let powers = row.enumerated().map { k, cosine in k == i ? 0 : exp(cosine / temperature) }
            let sum = powers.reduce(0, +)
            return powers.map { $0 / sum }
        }
    }

    /// The mean over the views of −log of the partner's probability.
    var loss: Double {
        let p = probabilities
        return p.indices.reduce(0) { $0 - log(p[$1][partner(of: $1)]) } / Double(p.count)
    }

    /// ∂L/∂cosine(i, k) by row i's softmax: (p − 1) for the partner, which is pulled, p for all others, which are pushed;
    /// over the temperature and the number of views.
    var pulls: [[Double]] {
        probabilities.enumerated().map { i, row in
            row.enumerated().map { k, p in
                (p - (k == partner(of: i) ? 1 : 0)) / (temperature * Double(embeddings.count))
            }
        }
    }

    /// ∂L/∂z(i). A cosine is in row i and in row k, so both count:
    ///
    ///     ∂L/∂u(i) = Σ_k (pull(i, k) + pull(k, i)) u(k)
    ///
    /// and of that only the part at right angles to u(i) changes the direction: ∂L/∂z = (g − (g · u) u) / |z|.
    var gradient: [[Double]] {
        let (u, pulls) = (directions, pulls)
        return embeddings.indices.map { i in
            var g = embeddings[i].map { _ in 0.0 }
            for k in u.indices {
                for place in g.indices { g[place] += (pulls[i][k] + pulls[k][i]) * u[k][place] }
            }
            let along = dot(g, u[i])
            return g.indices.map { (g[$0] - along * u[i][$0]) / length(embeddings[i]) }
        }
    }

    /// ∂L/∂z by differences: how the loss changes when each number is moved a little to either side.
    func differences(step: Double = 1e-5) -> [[Double]] {
        embeddings.indices.map { i in
            embeddings[i].indices.map { place in
                func moved(_ distance: Double) -> Double {
                    var others = embeddings
                    others[i][place] += distance
                    return ContrastiveByHand(embeddings: others, temperature: temperature).loss
                }
                return (moved(step) - moved(-step)) / (2 * step)
            }
        }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    private func length(_ row: [Double]) -> Double { dot(row, row).squareRoot() }
}
