import Files
import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite struct GIFTests {
    private func noise(_ count: Int, below limit: Int) -> [UInt8] {
        var state: UInt64 = 3
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(Int(state >> 33) % limit)
        }
    }

    /// 1 1 1 1 2 becomes: 4, clear; 1; 6, which is "1 1"; 1; then, as the string 8 is known, in four bits: 2; 5, the end.
    @Test func codesByHand() {
        let bits = 4 | 1 << 3 | 6 << 6 | 1 << 9 | 2 << 12 | 5 << 16
        let packed = lzwCompressed([1, 1, 1, 1, 2], bits: 2)
        #expect(packed == (0..<3).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
        #expect(DecodedGIF.unpacked(packed, bits: 2) == [1, 1, 1, 1, 2])
        let onlyTheEnds: [UInt8] = [4 | 5 << 3]
        #expect(lzwCompressed([], bits: 2) == onlyTheEnds)
    }

    /// Every length, so that the end falls on every place where codes grow, and far beyond a full table.
    @Test func whatIsPackedUnpacks() {
        for length in 0...300 {
            for bits in [2, 3, 8] {
                let numbers = noise(length, below: 1 << bits)
                #expect(DecodedGIF.unpacked(lzwCompressed(numbers, bits: bits), bits: bits) == numbers)
            }
            let same = [UInt8](repeating: 1, count: 37 * length)
            #expect(DecodedGIF.unpacked(lzwCompressed(same, bits: 2), bits: 2) == same)
        }
        for length in [3835, 3836, 3837, 3838, 3839, 3840, 4094, 4095, 4096, 4097, 8000, 50_000] {
            let numbers = noise(length, below: 256)
            #expect(DecodedGIF.unpacked(lzwCompressed(numbers, bits: 8), bits: 8) == numbers)
        }
    }

    @Test func shadesAreExactAndFramesFollow() throws {
        let frames = (0..<4).map { frame in
            var shades = Array(UInt8.min...UInt8.max)
            shades[35] = UInt8(60 * frame)
            return Picture(width: 16, height: 16, bytes: shades)
        }
        let animation = Animation(frames, secondsPerFrame: 0.25, pauseSeconds: 1)
        let gif = try #require(DecodedGIF(animation.gif()))
        #expect(gif.width == 16 && gif.height == 16 && gif.loopCount == 0)
        #expect(gif.frames.map(\.bytes) == frames.map { $0.rgb().bytes })
        #expect(gif.frames.map(\.delay) == [25, 25, 25, 125])
        // After the first only the pixel that changes: row 2, column 3.
        #expect(gif.frames.map(\.box) == [[0, 0, 16, 16]] + Array(repeating: [3, 2, 1, 1], count: 3))
    }

    @Test func aFewColorsAreExact() throws {
        let frames = [ColorMap.diverging, .sequential].map { colors in
            Picture((0..<60).map { Float($0) / 59 }, width: 10, height: 6, colors: colors)
        }
        let gif = try #require(DecodedGIF(Animation(frames, loops: false).gif()))
        #expect(gif.frames.map(\.bytes) == frames.map(\.bytes))
        #expect(gif.loopCount == nil && gif.colorCount == 128)
        let one = try #require(
            DecodedGIF(Animation([Picture(width: 3, height: 2, filledWith: .black)]).gif()))
        #expect(one.frames.map(\.bytes) == [[UInt8](repeating: 0, count: 18)] && one.colorCount == 2)
    }

    @Test func manyColorsAreNear() throws {
        let picture = Picture(width: 40, height: 25, format: .rgb, bytes: noise(3000, below: 256))
        let gif = try #require(DecodedGIF(Animation([picture, picture]).gif()))
        #expect(gif.colorCount == 256 && gif.frames.count == 2)
        let differences = zip(gif.frames[1].bytes, picture.bytes).map { abs(Int($0) - Int($1)) }
        #expect((differences.max() ?? 255) <= 26 && (differences.max() ?? 0) > 0)
        // Two pictures alike: a pixel is shown again.
        #expect(gif.frames[1].box == [0, 0, 1, 1])
    }

    @Test func theFileHoldsTheAnimation() throws {
        let folder = try TemporaryFolder()
        let animation = Animation([Picture(width: 2, height: 2, bytes: [1, 2, 3, 4])])
        try animation.writeGIF(to: folder.file("a.gif"))
        #expect([UInt8](try readFile(folder.file("a.gif"))) == animation.gif())
    }
}
