/// A trained network and how it did on the last three weeks.
struct TrainedNetwork {
    let model: BikeModel
    let history: BikeHistory

    /// Its predictions for the test rows, in bikes.
    let predictions: [Float]
    let scores: Scores

    /// Whether it was trained at all: not when the run was interrupted before its turn.
    var isTrained: Bool { !history.losses.isEmpty }

    init(_ model: BikeModel, _ history: BikeHistory, _ data: BikeData) {
        self.model = model
        self.history = history
        predictions = model.predictions(data.test)
        scores = Scores(predictions, Array(data.counts[data.test]))
    }
}

/// The careful network, and the history of the same training without the validation weeks.
struct CarefulTraining {
    /// Trained on everything before the test weeks.
    let final: TrainedNetwork

    /// Trained without the last three of those weeks, and evaluated on them after each epoch.
    let validated: BikeHistory

    var seconds: Double { final.history.seconds + validated.seconds }
}
