import TensorCore

/// One dealing of the rows: numbers of rows to train on, and of rows held out.
struct Fold: Equatable {
    let training: [Int]
    let test: [Int]
}

/// Deals the rows of each class over the folds in turn, in random order, so that every part has the classes in the
/// proportion of the whole: one that has more of a class than the others was trained on fewer of it.
func stratifiedFolds(_ labels: [Int], using generator: inout RandomGenerator) -> [Fold] {
    let shuffled = generator.permutation(labels.count)
    let byClass = Set(labels).sorted().flatMap { label in shuffled.filter { labels[$0] == label } }
    return (0..<Comparison.folds).map { fold in
        let places = byClass.indices
        return Fold(
            training: places.filter { $0 % Comparison.folds != fold }.map { byClass[$0] },
            test: places.filter { $0 % Comparison.folds == fold }.map { byClass[$0] })
    }
}
