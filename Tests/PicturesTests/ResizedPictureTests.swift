import TestSupport
import Testing

@testable import Pictures

@Suite struct ResizedPictureTests {
    @Test func weightsByHand() {
        // From 4 pixels to 2: a triangle stretched twice reaches two pixels each way from 1 and from 3.
        let half = Resampling(from: 4, to: 2, .bilinear)
        #expect(half.starts == [0, 1] && half.counts == [3, 3])
        let sum: Float = 0.75 + 0.75 + 0.25
        let first: [Float] = [0.75 / sum, 0.75 / sum, 0.25 / sum]
        #expect(Array(half.weights.prefix(3)) == first)
        // From 2 to 4: 3 : 1 between, the border alone.
        let double = Resampling(from: 2, to: 4, .bilinear)
        #expect(
            Picture.resizedPlanes([0, 1], width: 2, height: 1, toWidth: 4, toHeight: 1, filter: .bilinear)
                == [0, 0.25, 0.75, 1])
        #expect(double.starts == [0, 0, 0, 1])
        // A box is the mean; a cubic is 9/16 of both neighbours and −1/16 of the next in the middle of four.
        #expect(
            Picture.resizedPlanes([1, 3, 5, 9], width: 4, height: 1, toWidth: 2, toHeight: 1, filter: .box)
                == [2, 7])
        #expect(
            ResamplingFilter.bicubic.weight(0.5) == 0.5625 && ResamplingFilter.bicubic.weight(-1.5) == -0.0625
        )
        #expect(ResamplingFilter.lanczos.weight(0) == 1 && abs(ResamplingFilter.lanczos.weight(2)) < 1e-15)
    }

    @Test(arguments: ResamplingFilter.allCases)
    func oneColorStaysTheSame(filter: ResamplingFilter) {
        let color = PixelColor(red: 200, green: 3, blue: 255)
        for (width, height) in [(1, 1), (3, 50), (200, 7), (40, 23)] {
            let picture = Picture(width: 40, height: 30, filledWith: color)
            #expect(
                picture.resized(width: width, height: height, filter: filter)
                    == Picture(width: width, height: height, filledWith: color))
        }
    }

    /// Pillow's pixels, from Tests/Fixtures/make_jpeg_fixtures.py.
    @Test(arguments: ResamplingFilter.allCases, ["444", "gray", "transparent"])
    func pixelsAreThoseOfPillow(filter: ResamplingFilter, name: String) throws {
        let picture = try Picture(contentsOf: "\(JPEGTests.folder)/resized/\(name).png")
        for (width, height) in [(16, 20), (52, 41), (5, 3)] {
            let expected = try Picture(
                contentsOf: "\(JPEGTests.folder)/resized/\(name)_\(filter)_\(width)x\(height).png")
            #expect(picture.resized(width: width, height: height, filter: filter) == expected)
            guard picture.format != .rgba else { continue }
            // Rounding twice may add up to a level.
            let planes = picture.resizedPlanes(width: width, height: height, filter: filter)
            let far = zip(planes, expected.planes).map { abs(min(1, max(0, $0)) - $1) }.max() ?? 1
            #expect(far < 1.2 / 255)
        }
    }

    /// From 2 × 1 of which one pixel is transparent: its black is not seen.
    @Test func whatIsTransparentHasNoColor() {
        let picture = Picture(width: 2, height: 1, format: .rgba, bytes: [200, 100, 50, 255, 0, 0, 0, 0])
        #expect(picture.resized(width: 1, height: 1, filter: .box).bytes == [199, 99, 49, 128])
    }

    @Test func theMiddleIsCut() {
        let picture = Picture(width: 5, height: 4, bytes: (0..<20).map { UInt8($0) })
        #expect(picture.centerCrop(width: 2, height: 2).bytes == [7, 8, 12, 13])
        #expect(picture.centerCrop(width: 1, height: 4).bytes == [2, 7, 12, 17])
        #expect(picture.centerCrop(width: 4, height: 1).bytes == [10, 11, 12, 13])
        #expect(picture.cropped(left: 4, top: 3, width: 1, height: 1).bytes == [19])
        let wide = Picture(width: 500, height: 333, filledWith: .white).resized(shorterSide: 256)
        #expect(wide.width == 384 && wide.height == 256)
        let tall = Picture(width: 3, height: 500, filledWith: .white).resized(shorterSide: 2)
        #expect(tall.width == 2 && tall.height == 333)
    }

    @Test func wrongSizesAreExplained() async {
        await #expect(processExitsWith: .failure) {
            _ = Picture(width: 2, height: 2, filledWith: .white).resized(width: 0, height: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = Picture(width: 2, height: 2, filledWith: .white).centerCrop(width: 3, height: 1)
        }
    }
}
