import Autograd
import TensorCore

/// Four pictures, two views each of two digits: their contrastive loss and its gradient by hand, compared with Autograd's and
/// with differences.
struct ContrastiveLesson {
    /// The four views, `[4, 1, 28, 28]`: first views, then second views.
    let views: NDArray
    let byHand: ContrastiveByHand

    /// The largest difference between the gradient by hand and Autograd's; infinite where that is missing.
    let differenceFromAutograd: Float
    /// The largest difference between the gradient by hand and how the loss changes when a number is moved.
    let differenceFromMoving: Double

    /// The gradients of a library for both views' embeddings, `[2, D]` each.
    typealias Gradients = (first: NDArray?, second: NDArray?)

    /// - Parameters:
    ///   - network: embeds the views.
    ///   - library: the gradients to compare with, from the embeddings of both views and the temperature.
    init(
        _ network: PretextNetwork, views: NDArray, temperature: Float,
        library: (_ first: NDArray, _ second: NDArray, _ temperature: Float) -> Gradients =
            ContrastiveLesson.autogradGradients
    ) {
        self.views = views
        let embeddings = withoutGradient { network(views) }.value  // [4, D]
        byHand = ContrastiveByHand(embeddings: embeddings.doubleRows, temperature: Double(temperature))
        let (gradient, moving) = (byHand.gradient, byHand.differences())
        differenceFromMoving = zip(gradient.joined(), moving.joined()).reduce(0) {
            max($0, ($1.0 - $1.1).magnitude)
        }
        let theirs = library(embeddings[0..<2], embeddings[2..<4], temperature)
        differenceFromAutograd = [
            largestDifference(NDArray(rows: gradient[..<2].map { $0.map(Float.init) }), theirs.first),
            largestDifference(NDArray(rows: gradient[2...].map { $0.map(Float.init) }), theirs.second),
        ].reduce(0, max)
    }

    /// The same gradients by `backward()`.
    static func autogradGradients(_ first: NDArray, _ second: NDArray, _ temperature: Float) -> Gradients {
        let a = Tensor(first, requiresGradient: true)
        let b = Tensor(second, requiresGradient: true)
        contrastiveLoss(a, b, temperature: temperature).backward()
        return (a.grad, b.grad)
    }
}

/// Two views of each picture `[N, 1, 28, 28]`, changed at random: `[2N, 1, 28, 28]`, first views, then second views.
func twoViews(of pictures: NDArray, using generator: inout RandomGenerator) -> NDArray {
    let first = FewLabels.view(pictures, using: &generator)
    return .concatenated([first, FewLabels.view(pictures, using: &generator)], axis: 0)
}

extension NDArray {
    /// The rows of a matrix, in Double.
    var doubleRows: [[Double]] { (0..<shape[0]).map { self[$0].scalars.map(Double.init) } }
}
