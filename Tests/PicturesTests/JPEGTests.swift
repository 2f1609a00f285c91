import Files
import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite struct JPEGTests {
    static let folder = packageRoot.appendingPathComponent("Tests/Fixtures/photographs").path

    /// The names of all files that Tests/Fixtures/make_jpeg_fixtures.py has written with their pixels.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".png") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test func allKindsOfFilesAreThere() { #expect(JPEGTests.names.count == 43) }

    @Test(arguments: names) func everyKindOfFileHasThePixelsOfLibjpeg(name: String) throws {
        let picture = try Picture(contentsOf: "\(JPEGTests.folder)/\(name).jpg")
        let expected = try Picture(contentsOfPNG: "\(JPEGTests.folder)/\(name).png")
        #expect(picture.width == expected.width && picture.height == expected.height)
        #expect(picture == expected)
    }

    /// Two of every three samples across: the nearest sample stands for a pixel, which libjpeg does not do.
    @Test func ratiosThatAreFractionsAreRead() throws {
        let picture = try Picture(contentsOf: "\(JPEGTests.folder)/fraction.jpg")
        let near = try Picture(contentsOf: "\(JPEGTests.folder)/three_across.jpg")
        let far = picture.bytes.indices.map { abs(Int(picture.bytes[$0]) - Int(near.bytes[$0])) }
        #expect(picture.width == 37 && Double(far.reduce(0, +)) / Double(far.count) < 4)
    }

    /// The published photographs, decoded by Pillow: how many files, how many pixels, and the CRC-32 of all pixels, file after
    /// file in the order of their names.
    @Test(
        .enabled(if: publishedData("hymenoptera") != nil),
        arguments: [
            ("hymenoptera/train/ants", 123, 24_661_433, 0xC5C8_1088 as UInt32),
            ("hymenoptera/train/bees", 121, 22_487_351, 0x1C9C_F017),
            ("hymenoptera/val/ants", 70, 18_448_611, 0xB948_0872),
            ("hymenoptera/val/bees", 83, 15_832_100, 0xF045_2420),
            ("pictures", 3, 3_255_552, 0x8E2D_C383),
        ])
    func publishedPhotographs(folder: String, count: Int, pixels: Int, checksum: UInt32) throws {
        let path = try #require(publishedData(folder))
        var (files, size, check) = (0, 0, 0 as UInt32)
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            let file = [UInt8](try readFile("\(path)/\(name)"))
            guard file.starts(with: jpegSignature) else { continue }
            let picture = try Picture(file: file)
            files += 1
            size += picture.width * picture.height
            check = crc32(picture.bytes[...], after: check)
        }
        #expect(files == count && size == pixels && check == checksum)
    }

    /// One of the published files is a page of a server in a GIF's clothes.
    @Test(.enabled(if: publishedData("hymenoptera") != nil))
    func thePublishedGIFIsRefused() throws {
        let path = try #require(publishedData("hymenoptera")) + "/train/ants/imageNotFound.gif"
        #expect(throws: FileError.malformed(path: path, reason: "a GIF picture; PNG and JPEG are read")) {
            try Picture(contentsOf: path)
        }
    }

    /// The inverse transform in whole numbers beside the formula: rounded to quarters between columns and rows, to ones behind.
    @Test func theTransformIsTheFormula() {
        var state: UInt64 = 1
        func random(_ range: ClosedRange<Int>) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + Int(state >> 33) % range.count
        }
        for round in 0..<200 {
            let steps = (0..<64).map { _ in Int32(random(1...20)) }
            var block = (0..<64).map { place in
                Int16(place == 0 ? random(-60...60) : random(0...9) < round % 10 ? random(-6...6) : 0)
            }
            let coefficients = zip(block, steps).map { Float($0) * Float($1) }
            let last = JPEG.order.lastIndex { block[Int($0)] != 0 } ?? 0
            var samples = [UInt8](repeating: 7, count: 8 * 11)
            inverseDCT(&block, last: last, steps: steps, to: &samples, rowStep: 11)
            let exact = JPEG.inverseDCT(coefficients)
            for place in 0..<64 {
                let level = min(255, max(0, exact[place] + 128))
                #expect(abs(Float(samples[place / 8 * 11 + place % 8]) - level) <= 0.75)
            }
            #expect(block.allSatisfy { $0 == 0 } && samples[8] == 7)
        }
    }

    /// Codes 0, 10, 110 and a long one, 1111 1111 1110, for symbols 5, 0x21, 0 and 0x13.
    @Test func aCodeByHand() throws {
        var counts = [UInt8](repeating: 0, count: 16)
        (counts[0], counts[1], counts[2], counts[11]) = (1, 1, 1, 1)
        let code = try JPEGHuffmanCode(counts: counts, symbols: [5, 0x21, 0, 0x13])
        #expect(code.table[0b0_000000000] == 5 << 8 | 1 && code.table[0b0_111111111] == 5 << 8 | 1)
        #expect(code.table[0b10_00000000] == 0x21 << 8 | 2 && code.table[0b110_0000000] == 3)
        #expect(code.table[0b1110_000000] == 0 && code.largestSymbol == 0x21)
        // Run 2, size 1, then the bit 0, which is −1.
        let quick = HuffmanBlocks.coefficientsStart
        #expect(code.table[quick + 0b10_0_0000000] == -1 << 16 | 2 << 8 | 3)
        #expect(code.table[quick + 0b10_1_0000000] == 1 << 16 | 2 << 8 | 3)
        #expect(throws: PictureFailure.self) {
            try JPEGHuffmanCode(counts: [3] + [UInt8](repeating: 0, count: 15), symbols: [1, 2, 3])
        }
    }

    /// Two pixels for every sample: 3 : 1 with the neighbour, and the border's own.
    @Test func samplesBetweenSamplesByHand() {
        var sums = [UInt16](repeating: 0, count: 20)
        var row = [UInt8](repeating: 0, count: 32)
        mixRows([10, 20, 60], nil, count: 3, to: &sums)
        widenRow(sums, count: 3, isMixed: false, to: &row)
        // (3 · 10 + 20 + 2) / 4 = 13, (3 · 20 + 10 + 1) / 4 = 17, (3 · 20 + 60 + 2) / 4 = 30, (3 · 60 + 20 + 1) / 4 = 50
        #expect(Array(row[..<6]) == [10, 13, 17, 30, 50, 60])
        mixRows([10, 20, 60], [14, 20, 0], count: 3, to: &sums)
        #expect(Array(sums[..<5]) == [44, 44, 80, 180, 180])
        quarterRow(sums, count: 3, isLower: true, to: &row)
        #expect(Array(row[..<3]) == [11, 20, 45])
        repeatRow([1, 2], count: 6, 1, for: 3, to: &row)
        #expect(Array(row[..<6]) == [1, 1, 1, 2, 2, 2])
    }

    @Test func orderIsAlongTheDiagonals() {
        #expect(JPEG.order.prefix(10) == [0, 1, 8, 16, 9, 2, 3, 10, 17, 24])
        #expect(JPEG.order.suffix(4) == [47, 55, 62, 63] && Set(JPEG.order).count == 64)
    }

    /// A picture of 2 × 3 in all ways a camera can be held, of pixels numbered as they are seen.
    @Test func orientationsByHand() {
        let seen = Picture(width: 2, height: 3, bytes: [1, 2, 3, 4, 5, 6])
        let held: [[UInt8]] = [
            [1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5], [6, 5, 4, 3, 2, 1], [5, 6, 3, 4, 1, 2],
            [1, 3, 5, 2, 4, 6], [2, 4, 6, 1, 3, 5], [6, 4, 2, 5, 3, 1], [5, 3, 1, 6, 4, 2],
        ]
        for (number, bytes) in held.enumerated() {
            let isTurned = number >= 4
            let picture = Picture(width: isTurned ? 3 : 2, height: isTurned ? 2 : 3, bytes: bytes)
            #expect(picture.upright(from: number + 1) == seen, "orientation \(number + 1)")
        }
    }

    @Test func theLessonIsAtRightAngles() {
        let waves = (0..<64).map { JPEG.wave($0 / 8, $0 % 8) }
        for (a, b) in [(0, 0), (9, 9), (63, 63), (0, 1), (5, 40), (62, 63)] {
            let product = zip(waves[a], waves[b]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(product - (a == b ? 1 : 0)) < 1e-6)
        }
        // A wave has one coefficient, and comes back.
        let coefficients = JPEG.forwardDCT(JPEG.wave(2, 5).map { 100 * $0 })
        for (place, coefficient) in coefficients.enumerated() {
            #expect(abs(coefficient - (place == 21 ? 100 : 0)) < 1e-4)
        }
        let samples = (0..<64).map { Float($0 * $0 % 97) }
        for (a, b) in zip(JPEG.inverseDCT(JPEG.forwardDCT(samples)), samples) { #expect(abs(a - b) < 1e-4) }
    }

    @Test func qualityLosesDetail() {
        #expect(JPEG.luminanceSteps(quality: 50).prefix(3) == [16, 11, 10])
        #expect(JPEG.luminanceSteps(quality: 25).prefix(3) == [32, 22, 20])
        #expect(JPEG.luminanceSteps(quality: 100).allSatisfy { $0 == 1 })
        #expect(JPEG.quantized([33, -33, 7], steps: [16, 16, 16]) == [2, -2, 0])
        #expect(JPEG.restored([2, -2, 0], steps: [16, 11, 10]) == [32, -22, 0])
        let picture = Picture(
            width: 17, height: 9, bytes: (0..<153).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) })
        func difference(_ quality: Int) -> (Int, Int) {
            let (again, counts) = JPEG.compressed(picture, quality: quality)
            #expect(again.width == 16 && again.height == 8 && counts.count == 2)
            let cut = picture.cropped(left: 0, top: 0, width: 16, height: 8)
            return (
                zip(again.bytes, cut.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0, counts.reduce(0, +)
            )
        }
        let (best, worst) = (difference(100), difference(10))
        #expect(best.0 <= 4 && worst.0 > 20 && best.1 > 2 * worst.1)
        // One colour is one coefficient.
        #expect(JPEG.compressed(Picture(width: 8, height: 8, filledWith: .white), quality: 50).counts == [1])
    }
}
