import NeuralNetworks
import TensorCore

/// Writes what was learned as a safetensors file, under the names of PyTorch's linear layers: `line.weight`
/// `[1, 1]` and `line.bias` `[1]` over months; with Boston `boston.weight` `[1, D]` and `boston.bias` `[1]`
/// over standardized measurements, and `boston.means` and `boston.deviations` `[D]` to standardize them with.
///
/// - Throws: `FileError.unwritable`.
func saveModel(_ line: PriceLine, _ regression: BostonRegression?, to path: String) throws {
    var arrays = [
        "line.weight": NDArray([Float(line.fitted.slope)], shape: [1, 1]),
        "line.bias": NDArray([Float(line.fitted.intercept)]),
    ]
    if let regression {
        let weights = regression.descended.weights
        arrays["boston.weight"] = NDArray(weights.map { Float($0) }, shape: [1, weights.count])
        arrays["boston.bias"] = NDArray([Float(regression.descended.bias)])
        arrays["boston.means"] = NDArray(regression.standardizer.means)
        arrays["boston.deviations"] = NDArray(regression.standardizer.deviations)
    }
    try Safetensors(arrays: arrays, metadata: ["format": "pt", "chapter": "2"]).write(to: path)
}
