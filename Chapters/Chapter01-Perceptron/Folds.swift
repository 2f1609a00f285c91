import TensorCore

/// One split of a cross-validation: the indices of the training set and of the test set.
struct Fold: Equatable {
    let training: [Int]
    let test: [Int]
}

/// The folds of a stratified cross-validation: the rows of each class are distributed over the folds in turn, in random order,
/// so that every fold has the classes in the proportions of the whole.
func stratifiedFolds(_ labels: [Int], using generator: inout RandomGenerator) -> [Fold] {
    let shuffled = generator.permutation(labels.count)
    let byClass = Set(labels).sorted().flatMap { label in shuffled.filter { labels[$0] == label } }
    return (0..<Comparison.folds).map { fold in
        let positions = byClass.indices
        return Fold(
            training: positions.filter { $0 % Comparison.folds != fold }.map { byClass[$0] },
            test: positions.filter { $0 % Comparison.folds == fold }.map { byClass[$0] })
    }
}
