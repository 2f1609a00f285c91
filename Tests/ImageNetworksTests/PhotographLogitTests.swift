import Autograd
import Foundation
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import ImageNetworks

/// From the file of a photograph to the 1,000 logits: decoding, another size, the middle, the network.
@Suite struct PhotographLogitTests {
    /// What torchvision gives; made by Tests/Fixtures/make_photograph_fixtures.py.
    private struct Photograph: Decodable {
        let file: String
        /// In ten-thousandths.
        let logits: [Double]
    }

    private static func photographs() throws -> [Photograph] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/photograph_logits.json"))
        return try JSONDecoder().decode([Photograph].self, from: data)
    }

    @Test func tenPhotographsOfAThousandLogits() throws {
        let all = try Self.photographs()
        #expect(all.count == 10 && all.allSatisfy { $0.logits.count == 1000 })
        #expect(Set(all.map(\.file)).count == 10)
    }

    @Test(.enabled(if: publishedData("hymenoptera") != nil && publishedData("pretrained/mobilenet") != nil))
    func theLogitsOfPublishedWeightsAreThoseOfTorchvision() throws {
        let folder = try #require(publishedData("hymenoptera"))
        let weights = try #require(publishedData("pretrained/mobilenet"))
        let network = try ImageNetworkKind.mobileNetV2.load("\(weights)/mobilenet_v2-b0353104.pth")
        let (body, head) = (foldedForInference(network.body), foldedForInference(network.head))
        for photograph in try Self.photographs() {
            let picture = try Picture(contentsOf: "\(folder)/\(photograph.file)")
            let logits = head(body(Tensor(ImageNet.input([ImageNet.prepared(picture)])))).value.scalars
            #expect(logits.count == photograph.logits.count)
            let far = zip(logits, photograph.logits).reduce(0) {
                max($0, (Double($1.0) - $1.1 * 1e-4).magnitude)
            }
            #expect(far < 1e-3, "\(photograph.file): \(far)")
        }
    }
}
