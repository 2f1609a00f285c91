import Pictures
import TensorCore
import Testing

@testable import PageNetworks

/// What is drawn on a page's pad.
struct InkTests {
    @Test func bilinearIsThatOfPictures() {
        var generator = RandomGenerator(seed: 1)
        for (width, height, toWidth, toHeight) in [
            (5, 7, 20, 28), (90, 41, 20, 9), (20, 20, 20, 20), (1, 1, 3, 2), (64, 3, 1, 1),
        ] {
            let values = NDArray.uniform([height, width], using: &generator).scalars
            #expect(
                bilinear(values, width: width, height: height, toWidth: toWidth, toHeight: toHeight)
                    == Picture.resizedPlanes(
                        values, width: width, height: height, toWidth: toWidth, toHeight: toHeight,
                        filter: .bilinear))
        }
    }

    @Test func strokesCoverWhatThePenTouches() {
        var ink = InkField(side: 20)
        ink.stroke(from: (5, 10), to: (15, 10), radius: 2)
        #expect(ink.values[10 * 20 + 10] == 1 && ink.values[11 * 20 + 10] == 1)
        #expect(ink.values[12 * 20 + 10] == 0 && ink.values[7 * 20 + 10] == 0)
        #expect(ink.values[10 * 20 + 3] > 0.9 && ink.values[10 * 20 + 1] == 0)
        // A point, a stroke outside, and numbers that are none.
        var other = InkField(side: 20)
        other.stroke(from: (-50, 3), to: (-40, 3), radius: 2)
        other.stroke(from: (.nan, 3), to: (5, 3), radius: 2)
        other.stroke(from: (1e30, 3), to: (1e30, 3), radius: 2)
        #expect(other.values.allSatisfy { $0 == 0 } && other.centeredDigit() == nil)
        other.stroke(from: (9.5, 9.5), to: (9.5, 9.5), radius: 1)
        #expect(other.values.reduce(0, +) > 3)
    }

    @Test func aDigitIsCentredAndThenMoved() throws {
        var ink = InkField(side: 112)
        ink.stroke(from: (10, 10), to: (10, 60), radius: 4.5)
        let digit = try #require(ink.centeredDigit())
        func middle(_ pixels: [Float]) -> (x: Float, y: Float) {
            let mass = pixels.reduce(0, +)
            let x = pixels.indices.reduce(Float(0)) { $0 + pixels[$1] * Float($1 % 28) } / mass
            return (x, pixels.indices.reduce(Float(0)) { $0 + pixels[$1] * Float($1 / 28) } / mass)
        }
        #expect(abs(middle(digit).x - 14) <= 0.5 && abs(middle(digit).y - 14) <= 0.5)
        #expect(digit.max() == 1)
        let rows = digit.indices.filter { digit[$0] > 0 }.map { $0 / 28 }
        #expect((rows.max() ?? 0) - (rows.min() ?? 0) == 19)
        let moved = try #require(ink.centeredDigit(shift: (3, -2)))
        #expect(abs(middle(moved).x - middle(digit).x - 3) < 1e-4)
        #expect(abs(middle(moved).y - middle(digit).y + 2) < 1e-4)
        let gone = try #require(ink.centeredDigit(shift: (100, 0)))
        #expect(gone.allSatisfy { $0 == 0 })
        // A speck beside it counts for nothing.
        var specked = ink
        specked.stroke(from: (105, 105), to: (105, 105), radius: 0.5)
        specked.removeSpecks()
        #expect(specked.centeredDigit() == digit)
    }
}
