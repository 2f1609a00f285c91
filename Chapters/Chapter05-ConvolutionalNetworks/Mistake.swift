/// A mistake that everyone makes once: what is done wrong, what it looks like, how one notices it.
enum Mistake: String, CaseIterable {
    case notNormalized = "not-normalized"
    case gradientsKept = "gradients-kept"
    case trainingMode = "training-mode"
    case largeBatch = "large-batch"
    case rateTooHigh = "rate-too-high"
    case rateTooLow = "rate-too-low"
    case shuffledLabels = "shuffled-labels"
    case testInTraining = "test-in-training"

    /// What tables and curves call it.
    var title: String {
        switch self {
        case .notNormalized: "inputs not normalized"
        case .gradientsKept: "gradients never set to zero"
        case .trainingMode: "training mode at test time"
        case .largeBatch: "batch too large for its rate"
        case .rateTooHigh: "learning rate far too high"
        case .rateTooLow: "learning rate far too low"
        case .shuffledLabels: "labels shuffled"
        case .testInTraining: "test data in the training set"
        }
    }

    /// The line of code.
    var code: String {
        switch self {
        case .notNormalized: "pixels from 0 to 255 instead of 0 to 1"
        case .gradientsKept: "no `optimizer.zeroGradients()`"
        case .trainingMode: "no `network.evaluate()` before the test"
        case .largeBatch: "batches of 250 instead of 20, at the same learning rate"
        case .rateTooHigh: "a learning rate of 5 instead of 0.02"
        case .rateTooLow: "a learning rate of 0.00002 instead of 0.02"
        case .shuffledLabels: "pictures shuffled, their labels not"
        case .testInTraining: "the test pictures are among the training pictures"
        }
    }

    /// What it looks like, and what tells it from other mistakes.
    var sign: String {
        switch self {
        case .notNormalized:
            """
            The first loss is well above ln 10 = 2.3, which ten equally likely classes have; then it falls to 2.3 and \
            stays: units are dead. Print the smallest, the largest and the mean number of a batch.
            """
        case .gradientsKept:
            """
            The loss swings wider and wider and rises: each step repeats all earlier ones. The norm of the gradient \
            grows from step to step even where the loss does not. Print it.
            """
        case .trainingMode:
            """
            The loss is right, the accuracy is too low, and asked twice the network gives two answers for the same picture. Ask \
            twice.
            """
        case .largeBatch:
            """
            It looks like a learning rate that is too low: an epoch has only a few steps. Count steps, not epochs; with a batch k \
            times as large, try a rate up to k times as high, with a warm-up.
            """
        case .rateTooHigh:
            """
            The loss leaps in the first steps, to NaN, or to ln 10 and above for good. Divide the rate by ten until it falls.
            """
        case .rateTooLow:
            """
            The loss falls in a straight line that hardly slopes, and the same on training and test data. Multiply the rate by ten \
            until it no longer falls, then take a third of that.
            """
        case .shuffledLabels:
            """
            The loss does not get far below ln 10 except by memorizing, and new pictures are classified as by chance; eight examples \
            are overfitted all the same. Look at pictures together with their labels, as the network gets them.
            """
        case .testInTraining:
            """
            No curve shows it: it is the best of all. Only pictures that are certainly new do. Compare the bytes of both sets, and \
            be suspicious of a test accuracy as high as that on the training data.
            """
        }
    }
}
