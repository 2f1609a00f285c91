import Autograd
import TensorCore

/// Skip-gram and CBOW with negative sampling written out on two tables, with every gradient: section 9.3.
///
/// The table `input` holds the vectors that are kept in the end, `output` a second vector for each word, by which it is
/// predicted. Both are `[words, width]`.
struct TwoTables {
    let input: NDArray
    let output: NDArray

    /// The loss of a prediction, and its gradients by all rows of both tables.
    struct Gradients {
        var loss: Float = 0
        var input: NDArray
        var output: NDArray
    }

    /// Skip-gram: the word w in the middle predicts one word c beside it, and tells it from words n of noise.
    ///
    ///     L = −log σ(u_c · v_w) − Σ log σ(−u_n · v_w)
    ///     ∂L/∂v_w = (σ(u_c · v_w) − 1) u_c + Σ σ(u_n · v_w) u_n
    ///     ∂L/∂u_c = (σ(u_c · v_w) − 1) v_w          ∂L/∂u_n = σ(u_n · v_w) v_w
    func skipGram(center w: Int, context c: Int, noise: [Int]) -> Gradients {
        var gradients = noGradients
        let toCenter = predict(c, noise, from: input[w], &gradients)
        add(toCenter, to: &gradients.input, row: w)
        return gradients
    }

    /// CBOW: the mean h of the words around predicts the word w in the middle. Each of C words gets a C-th of ∂L/∂h.
    func bagOfWords(center w: Int, context: [Int], noise: [Int]) -> Gradients {
        var gradients = noGradients
        let mean = input.rows(at: context).mean(axes: [0])  // [width]
        let toMean = predict(w, noise, from: mean, &gradients)
        for c in context { add(toMean / Float(context.count), to: &gradients.input, row: c) }
        return gradients
    }

    /// The loss of telling the word `right` from noise by a vector h, and ∂L/∂h; the gradients of the outputs are added to
    /// `gradients`.
    private func predict(_ right: Int, _ noise: [Int], from h: NDArray, _ gradients: inout Gradients)
        -> NDArray
    {
        var toHidden = NDArray.zeros(h.shape)
        for (word, label) in [(right, Float(1))] + noise.map({ ($0, Float(0)) }) {
            let u = output[word]
            let score = (u * h).sum()
            let error = score.sigmoid().scalar - label
            gradients.loss += (label == 1 ? -score : score).softplus().scalar  // −log σ(±score)
            toHidden += u * error
            add(h * error, to: &gradients.output, row: word)
        }
        return toHidden
    }

    private var noGradients: Gradients {
        Gradients(input: .zeros(input.shape), output: .zeros(output.shape))
    }

    private func add(_ gradient: NDArray, to table: inout NDArray, row: Int) {
        table.scatterAdd(gradient.reshaped([1, table.shape[1]]), at: IntArray([row]))
    }
}

/// The gradients of `TwoTables` compared with those that `backward()` finds, on random tables.
struct HandLesson {
    /// The largest difference between any two numbers: losses and gradients of both tables, for both methods; ∞ where the
    /// library gives no gradient.
    let largestDifference: Float

    /// - Parameter spoil: what is taken for a gradient of the library; a test withholds or spoils it.
    init(seed: UInt64, spoil: (NDArray?) -> NDArray? = { $0 }) {
        var generator = RandomGenerator(seed: seed)
        let tables = TwoTables(
            input: .normal([9, 5], using: &generator), output: .normal([9, 5], using: &generator))
        // A word of noise may come twice, and a word of the context too: gradients add up.
        let skipGram = tables.skipGram(center: 3, context: 4, noise: [7, 1, 7])
        let bag = tables.bagOfWords(center: 3, context: [2, 4, 2, 5], noise: [8, 0, 1])
        let same = [
            Self.library(tables, context: [3], right: 4, noise: [7, 1, 7]),
            Self.library(tables, context: [2, 4, 2, 5], right: 3, noise: [8, 0, 1]),
        ]
        largestDifference = zip([skipGram, bag], same).reduce(0) { largest, pair in
            let (hand, library) = pair
            return [
                largest, TensorCore.largestDifference(NDArray([hand.loss]), NDArray([library.loss])),
                TensorCore.largestDifference(hand.input, spoil(library.input)),
                TensorCore.largestDifference(hand.output, spoil(library.output)),
            ].max() ?? .infinity
        }
    }

    /// The same loss by tensors, and what `backward()` leaves; for skip-gram the context is one word.
    private static func library(_ tables: TwoTables, context: [Int], right: Int, noise: [Int])
        -> (loss: Float, input: NDArray?, output: NDArray?)
    {
        let (input, output) = (
            Tensor(tables.input, requiresGradient: true), Tensor(tables.output, requiresGradient: true)
        )
        let h = input.indexSelected(IntArray(context)).mean(axes: [0])  // [width]
        let u = output.indexSelected(IntArray([right] + noise))  // [1 + K, width]
        let signs = Tensor(NDArray([-1] + noise.map { _ in 1 }))
        let loss = ((u * h).sum(axes: [1]) * signs).softplus().sum()
        loss.backward()
        return (loss.scalar, input.grad, output.grad)
    }
}
