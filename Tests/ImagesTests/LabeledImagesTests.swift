import TensorCore
import Testing

@testable import Images

@Suite struct LabeledImagesTests {
    /// Three pictures of 2 channels, 1 row and 2 columns.
    private let images = LabeledImages(
        pixels: [0, 51, 102, 153, 204, 255, 0, 0, 255, 255, 51, 51], labels: [1, 0, 1],
        classNames: ["a", "b"], channels: 2, height: 1, width: 2)

    @Test func aBatchHasTheShapeAndOrderOfANetworksInput() {
        let batch = images.images(at: [2, 0])
        #expect(batch.shape == [2, 2, 1, 2])
        #expect(batch.scalars == [1, 1, 0.2, 0.2, 0, 0.2, 0.4, 0.6])
        #expect(images.labels(at: [2, 0]) == IntArray([1, 1]))
        #expect(images.images().shape == [3, 2, 1, 2] && images.labelArray == IntArray([1, 0, 1]))
        #expect(images.images(at: []).shape == [0, 2, 1, 2])
        #expect(images.pixels(of: 1) == [204, 255, 0, 0])
        #expect(images.classSizes == [1, 2])
        #expect(images.rows([1]) == images.rows(1..<2) && images.rows([1]).labels == [0])
    }

    @Test func everyByteIsItsShareOf255() {
        let all = LabeledImages(
            pixels: (0...255).map { UInt8($0) }, labels: [0], classNames: ["a"], height: 16, width: 16)
        let shares = (0...255).map { Float($0) / 255 }
        #expect(all.images().scalars == shares)
        #expect(all.images(scale: .mnist).scalars == shares.map { ($0 - 0.1307) / 0.3081 })
        let signed = all.images(scale: .signed).scalars
        #expect(signed.first == -1 && signed.last == 1 && abs(signed[51] + 0.6) < 1e-6)
    }

    @Test func eachChannelHasItsOwnScale() {
        let scale = PixelScale(means: [0, 0.2], deviations: [1, 0.5])
        let batch = images.images(at: [0], scale: scale)
        #expect(zip(batch.scalars, [0, 0.2, 0.4, 0.8]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(scale.inverse(batch).isClose(to: images.images(at: [0])))
    }

    @Test func aFittedScaleGivesMeanZeroAndDeviationOne() {
        let fitted = PixelScale(fitting: images)
        #expect(abs(fitted.means[0] - (0 + 51 + 204 + 255 + 255 + 255) / 6 / 255) < 1e-6)
        let batch = images.images(scale: fitted).transposed(0, 1).reshaped([2, 6])
        #expect(batch.mean(axes: [1]).isClose(to: .zeros([2]), absoluteTolerance: 1e-6))
        #expect(batch.square().mean(axes: [1]).isClose(to: .ones([2])))
        let plain = LabeledImages(pixels: [7, 7], labels: [0], classNames: ["a"], height: 1, width: 2)
        #expect(PixelScale(fitting: plain).deviations == [1])
    }

    @Test func mistakesInTheProgramStopIt() async {
        await #expect(processExitsWith: .failure) {
            _ = LabeledImages(pixels: [1, 2, 3], labels: [0], classNames: ["a"], height: 2, width: 2)
        }
        await #expect(processExitsWith: .failure) {
            _ = LabeledImages(pixels: [1], labels: [1], classNames: ["a"], height: 1, width: 1)
        }
        await #expect(processExitsWith: .failure) {
            let one = LabeledImages(pixels: [1], labels: [0], classNames: ["a"], height: 1, width: 1)
            _ = one.images(at: [1])
        }
    }
}
