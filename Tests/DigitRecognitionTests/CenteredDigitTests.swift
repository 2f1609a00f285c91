import DigitRecognition
import Images
import Pictures
import TensorCore
import Testing

/// Pictures of digits in the form of MNIST's.
@Suite struct CenteredDigitTests {
    private let digits = GeneratedDigits.images(count: 200, seed: 5)

    private func picture(_ index: Int) -> Picture {
        Picture(width: 28, height: 28, bytes: Array(digits.pixels(of: index)))
    }

    /// The mean difference of the pixels.
    private func difference(_ a: NDArray?, _ b: NDArray?) throws -> Float {
        (try #require(a) - (try #require(b))).magnitude().mean().scalar
    }

    @Test func aDigitInMNISTsFormStaysNearlyAsItIs() throws {
        for index in 0..<50 {
            // Once it is in that form, with 255 as its darkest, only rounding changes it.
            let form = try #require(picture(index).centeredDigit())
            let again = Picture(form.scalars, width: 28, height: 28)
            #expect(largestDifference(again.centeredDigit(), form) < 0.01)
        }
    }

    @Test func colourSizePlaceAndPaperDoNotMatter() throws {
        var enlarged: Float = 0
        for index in 0..<20 {
            let expected = picture(index).centeredDigit()
            let ink = Array(digits.pixels(of: index))
            let inverted = Picture(width: 28, height: 28, bytes: ink.map { 255 - $0 })
            #expect(try difference(inverted.centeredDigit(), expected) < 1e-3)
            // Blue on yellow.
            let colored = Picture(
                width: 28, height: 28, format: .rgb,
                bytes: ink.flatMap { level -> [UInt8] in
                    let share = Int(level)
                    return [
                        UInt8(255 - share), UInt8(240 - 200 * share / 255), UInt8(90 + 120 * share / 255),
                    ]
                })
            #expect(try difference(colored.centeredDigit(), expected) < 0.01)
            // Black and white strokes on nothing: only the fourth channel says where they are.
            for color in [UInt8(0), 255] {
                let clear = Picture(
                    width: 28, height: 28, format: .rgba, bytes: ink.flatMap { [color, color, color, $0] })
                #expect(try difference(clear.centeredDigit(), expected) < 0.01)
            }
            // Five times as large, in a corner of something larger.
            let large = picture(index).resized(width: 140, height: 140)
            var corner = [UInt8](repeating: 0, count: 300 * 200)
            for row in 0..<140 {
                corner.replaceSubrange(
                    row * 300 + 150..<row * 300 + 290, with: large.bytes[row * 140..<(row + 1) * 140])
            }
            let inCorner = Picture(width: 300, height: 200, bytes: corner).centeredDigit()
            enlarged += try difference(inCorner, expected) / 20
        }
        #expect(enlarged < 0.05)
    }

    @Test func itIsCentredAndTwentyPixelsLong() throws {
        // A bar of 12 × 60 pixels becomes one of 4 × 20.
        var bytes = [UInt8](repeating: 255, count: 100 * 100)
        for row in 10..<70 { for column in 80..<92 { bytes[row * 100 + column] = 0 } }
        let bar = try #require(Picture(width: 100, height: 100, bytes: bytes).centeredDigit())
        #expect(bar.shape == [1, 1, 28, 28])
        #expect((bar.sum().scalar - 80).magnitude < 1e-3)
        let rows = bar.sum(axes: [0, 1, 3]).scalars
        #expect(rows.indices.filter { rows[$0] > 0 } == Array(5..<25))
        let columns = bar.sum(axes: [0, 1, 2]).scalars
        #expect(columns.indices.filter { columns[$0] > 0 } == Array(13..<17))
    }

    @Test func hairlinesBecomeStrokes() throws {
        var bytes = [UInt8](repeating: 255, count: 250 * 250)
        for place in 20..<230 { (bytes[place * 250 + 120], bytes[120 * 250 + place]) = (0, 0) }
        let cross = try #require(Picture(width: 250, height: 250, bytes: bytes).centeredDigit())
        // As thin as they were, they would have half of that, all of it where they cross.
        #expect(cross.sum().scalar > 40)
    }

    @Test func specksAndShadesArePaper() throws {
        let large = picture(3).resized(width: 112, height: 112)
        var shaded = (0..<160 * 160).map { (place: Int) -> UInt8 in UInt8(200 + place % 160 / 8) }
        for row in 0..<112 {
            for column in 0..<112 {
                let ink = Int(large.bytes[row * 112 + column])
                let place = (row + 24) * 160 + column + 24
                shaded[place] = UInt8(Int(shaded[place]) * (255 - ink * 4 / 5) / 255)
            }
        }
        for place in [5 * 160 + 9, 150 * 160 + 140, 80 * 160 + 3] { shaded[place] = 0 }
        #expect(
            try difference(
                Picture(width: 160, height: 160, bytes: shaded).centeredDigit(), picture(3).centeredDigit())
                < 0.04)
    }

    @Test func whereNothingIsDrawnThereIsNone() {
        for color in [PixelColor.white, .black, PixelColor(red: 200, green: 30, blue: 60)] {
            #expect(Picture(width: 40, height: 30, filledWith: color).centeredDigit() == nil)
            #expect(Picture(width: 1, height: 1, filledWith: color).centeredDrawing() == nil)
        }
        #expect(
            Picture(width: 9, height: 9, format: .rgba, bytes: [UInt8](repeating: 0, count: 324))
                .centeredDigit()
                == nil)
        // Extreme forms are read, whatever they show.
        let line = (0..<3000).map { UInt8($0 < 1000 ? 0 : 255) }
        #expect(Picture(width: 3000, height: 1, bytes: line).centeredDigit() != nil)
        #expect(Picture(width: 1, height: 3000, bytes: line).centeredDigit() != nil)
    }

    @Test func clothesFillTheFrame() throws {
        var bytes = [UInt8](repeating: 255, count: 60 * 80)
        for row in 10..<66 { for column in 20..<48 { bytes[row * 60 + column] = 90 } }
        let shirt = try #require(Picture(width: 60, height: 80, bytes: bytes).centeredDrawing())
        #expect(shirt.sum(axes: [0, 1, 3]).scalars.allSatisfy { $0 == 14 })
    }
}
