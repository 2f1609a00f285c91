import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// What MobileNetV2 and SqueezeNet need beside the usual layers; made by Tests/Fixtures/make_mobile_fixtures.py.
@Suite("Layers of small networks: ReLU6, pooling that rounds up")
struct MobileLayerTests {
    static let all: [PictureFixture] = (try? layerFixture("mobile")) ?? []

    static func named(_ name: String) -> [PictureFixture] { all.filter { $0.name == name } }

    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: Self.all, by: \.name).mapValues(\.count)
        #expect(counts == ["relu6": 4, "max_pool2d": 4, "avg_pool2d": 8])
    }

    @Test("ReLU6 gives PyTorch's numbers", arguments: named("relu6"))
    func relu6(_ fixture: PictureFixture) throws { try fixture.check(ReLU6()) }

    @Test("max pooling that rounds up gives PyTorch's numbers", arguments: named("max_pool2d"))
    func maxPooling(_ fixture: PictureFixture) throws {
        func layer(ceilMode: Bool) throws -> MaxPool2d {
            MaxPool2d(
                try fixture.pair("kernel"), stride: try fixture.pair("stride"),
                padding: try fixture.pair("padding"), ceilMode: ceilMode)
        }
        try fixture.check(try layer(ceilMode: true))
        // Rounded down there are fewer windows, so the fixture tells the two apart; but for the case where the last window
        // would begin behind the picture.
        let down = try layer(ceilMode: false)(Tensor(try fixture.array("input")))
        let (fewer, all) = (down.elementCount, fixture.output.array.elementCount)
        #expect(fixture.output.shape == [1, 1, 2, 2] ? fewer == all : fewer < all)
    }

    @Test("average pooling that rounds up gives PyTorch's numbers", arguments: named("avg_pool2d"))
    func averagePooling(_ fixture: PictureFixture) throws {
        try fixture.check(
            AvgPool2d(
                try fixture.pair("kernel"), stride: try fixture.pair("stride"),
                padding: try fixture.pair("padding"),
                countsPadding: try fixture.number("counts_padding") == 1, ceilMode: true))
    }
}
