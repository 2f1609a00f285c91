import ChapterSupport

/// The command line of this chapter.
let command = ChapterCommand(
    number: 2, title: "Tensors and the computation graph",
    summary: """
        A tour of arrays, broadcasting and views; the computation graph and its gradients; a straight line \
        through house prices by gradient descent.
        """,
    dataSummary:
        "folder with boston.housing.csv or .data: Boston's house prices, by linear regression",
    defaultEpochs: 1000, quickEpochs: 300,
    options: [
        .number(
            "learning-rate", default: 0.1, range: 0.000_001...100,
            "learning rate of the straight line; from 1 on descent does not converge")
    ])
