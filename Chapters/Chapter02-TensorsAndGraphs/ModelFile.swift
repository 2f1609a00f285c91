import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

extension Results {
    /// Writes what was learned as a safetensors file, under the names of PyTorch's linear layers: `line.weight`
    /// `[1, 1]` and `line.bias` `[1]` over months; with Boston `boston.weight` `[1, D]` and `boston.bias` `[1]`
    /// over standardized measurements, and `boston.means` and `boston.deviations` `[D]` to standardize them with. Of
    /// the reader's own table they are called `table.…`, and a note says what its columns are.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(_ run: ChapterRun) throws {
        var arrays = [
            "line.weight": NDArray([Float(line.fitted.slope)], shape: [1, 1]),
            "line.bias": NDArray([Float(line.fitted.intercept)]),
        ]
        if let regression {
            let weights = regression.descended.weights
            let name = regression.table == nil ? "boston" : "table"
            arrays["\(name).weight"] = NDArray(weights.map { Float($0) }, shape: [1, weights.count])
            arrays["\(name).bias"] = NDArray([Float(regression.descended.bias)])
            arrays["\(name).means"] = NDArray(regression.standardizer.means)
            arrays["\(name).deviations"] = NDArray(regression.standardizer.deviations)
        }
        var metadata = ["format": "pt", "note.chapter": "2"]
        if let table = regression?.table { metadata["note.table"] = table.note }
        try Safetensors(arrays: arrays, metadata: metadata)
            .write(to: run.outputPath("model.safetensors"))
        try modelExample(line, regression, rows).save(to: run.outputPath("example.safetensors"))
    }
}

extension Results {
    /// The rows that the regression was fitted to, as its inputs; nil without one.
    private var rows: RegressionData? {
        boston
            ?? table.flatMap { table in regression?.table.map { table.regression.encoded(by: $0.encoder) } }
    }
}

/// The line's predictions for the first eight months; with Boston, the regression's for its first eight tracts.
private func modelExample(
    _ line: PriceLine, _ regression: BostonRegression?, _ boston: RegressionData?
) -> ModelExample {
    let name: String
    let (inputs, weights, prices): (NDArray, NDArray, NDArray)  // [8, D], [D, 1], [8, 1]
    let x: NDArray
    let bias: Float
    if let regression, let boston {
        (name, inputs) = ("measurements", boston.featureArray[0..<8])
        x = regression.standardizer.transform(inputs)
        let fitted = regression.descended
        weights = NDArray(fitted.weights.map { Float($0) }, shape: [fitted.weights.count, 1])
        (bias, prices) = (Float(fitted.bias), boston.targetArray[0..<8].reshaped([8, 1]))
    } else {
        (name, inputs) = ("months", NDArray(Array(line.prices.months.prefix(8)), shape: [8, 1]))
        x = inputs
        weights = NDArray([Float(line.fitted.slope)], shape: [1, 1])
        (bias, prices) = (
            Float(line.fitted.intercept), NDArray(Array(line.prices.prices.prefix(8)), shape: [8, 1])
        )
    }
    let outputs = x.matmul(weights) + bias
    return ModelExample(
        inputs: [name: .floats(inputs)], outputs: outputs, targets: .floats(prices),
        loss: (outputs - prices).square().mean().scalar)
}
