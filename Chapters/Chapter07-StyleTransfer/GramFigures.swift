import Autograd
import Messages
import Reporting
import TensorCore

/// The Gram matrices of content, style and result, layer by layer.
struct GramFigures {
    /// A layer: its name, and the Gram matrix of each picture, scaled alike.
    struct Layer {
        let name: String
        let matrices: [Picture]
    }

    let layers: [Layer]
    static let columns: [Words] = [
        Words(en: "content", zh: "内容"), Words(en: "style", zh: "风格"), Words(en: "result", zh: "结果"),
    ]

    init(_ network: any FeatureNetwork, content: NDArray, style: NDArray, result: NDArray) {
        let answers = [content, style, result].map { picture in
            withoutGradient { network.features(of: Tensor(picture)).mapValues { gram($0).value } }
        }
        layers = network.styleLayers.map { layer in
            let grams = answers.compactMap { $0[layer.name] }
            // The root shows small entries too.
            let roots = grams.map { $0.magnitude().squareRoot() * $0.sign() }
            let most = roots.count > 1 ? roots[1].magnitude().max().scalar : 1
            return Layer(
                name: layer.name,
                matrices: roots.map { root in
                    let side = root.shape[0]
                    return Picture(
                        root.scalars, width: side, height: side, range: -most...max(most, 1e-9),
                        colors: .diverging)
                })
        }
    }

    /// A row for each layer, enlarged to about the same size.
    var grid: PictureGrid {
        PictureGrid(
            rows: layers.map { $0.matrices.map { $0.scaled(by: max(1, 128 / $0.width)) } },
            rowLabels: layers.map(\.name), columnLabels: Self.columns)
    }
}
