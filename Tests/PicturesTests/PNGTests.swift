import Files
import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite struct PNGTests {
    /// Pictures of every format that no filter fits everywhere.
    static let pictures: [Picture] = [
        Picture(width: 1, height: 1, bytes: [200]),
        Picture(width: 5, height: 3, bytes: (0..<15).map { UInt8($0 * 17) }),
        Picture(width: 4, height: 5, format: .rgb, bytes: (0..<60).map { UInt8($0 * $0 % 251) }),
        Picture(width: 3, height: 4, format: .rgba, bytes: (0..<48).map { UInt8($0 * $0 * $0 % 241) }),
        // A slope, then a copy of the row above, then noise: rows for several filters.
        Picture(
            width: 64, height: 48,
            bytes: (0..<64 * 48).map { place in
                let (row, column) = place.quotientAndRemainder(dividingBy: 64)
                return UInt8(
                    truncatingIfNeeded: row < 16
                        ? 4 * column + 3 * row : row < 32 ? 31 * column : place * place)
            }),
    ]

    @Test(arguments: pictures) func whatIsWrittenReadsBack(picture: Picture) throws {
        #expect(try Picture(png: picture.png()) == picture)
    }

    /// A white pixel: header, one row of the filter 0 and the byte 255, end. The checks are those of other programs.
    @Test func aFileByHand() {
        let white = Picture(width: 1, height: 1, bytes: [255]).png()
        let expected = [
            "89504e470d0a1a0a", "0000000d 49484452 00000001 00000001 08 00 00 00 00 3a7e9b55",
            "0000000a 49444154 789c 63f80f00 01010100 b138f614", "00000000 49454e44 ae426082",
        ]
        let hexadecimal = white.map { String(format: "%02x", $0) }.joined()
        #expect(hexadecimal == expected.joined().filter { $0 != " " })
    }

    /// Left 10, above 20, above left 5: Paeth's guess is 10 + 20 − 5 = 25, and 20 is nearest.
    @Test func filtersByHand() {
        let (above, row): ([UInt8], [UInt8]) = ([5, 20], [10, 31])
        #expect(PNGFilter.none.applied(to: row[...], above: above[...], size: 1) == [10, 31])
        #expect(PNGFilter.sub.applied(to: row[...], above: above[...], size: 1) == [10, 21])
        #expect(PNGFilter.up.applied(to: row[...], above: above[...], size: 1) == [5, 11])
        #expect(PNGFilter.average.applied(to: row[...], above: above[...], size: 1) == [8, 16])
        #expect(PNGFilter.paeth.applied(to: row[...], above: above[...], size: 1) == [5, 11])
        #expect(
            PNGFilter.sub.applied(to: [1, 2, 3, 5][...], above: [0, 0, 0, 0][...], size: 2) == [1, 2, 2, 3])
        // The file of the last picture above has rows of the filters that fit them.
        let picture = PNGTests.pictures[4]
        let filters = stride(from: 0, to: 65 * 48, by: 65).map {
            filteredRows(picture.bytes, rowLength: 64, size: 1)[$0]
        }
        #expect(filters[1] == 1 || filters[1] == 2)
        #expect(filters[17..<32].allSatisfy { $0 == 2 })
    }

    /// A slope packs well as differences, a drawn digit as it is; both far better than not at all.
    @Test func picturesArePacked() {
        let heights = (0..<128 * 128).map { (place: Int) -> UInt8 in UInt8(place / 128 + place % 128) }
        let slope = Picture(width: 128, height: 128, bytes: heights)
        #expect(slope.png().count < 400)
        let inside = 40..<88
        let pixels = (0..<128 * 128).map { (place: Int) -> UInt8 in
            inside.contains(place / 128) && inside.contains(place % 128) ? 255 : 0
        }
        let square = Picture(width: 128, height: 128, bytes: pixels)
        #expect(square.png().count < 250)
    }

    /// The samples as Tests/Fixtures/make_png_fixtures.py makes them.
    private static func sample(_ x: Int, _ y: Int, _ channel: Int, _ depth: Int) -> Int {
        (3701 * x + 10111 * y + 5903 * channel + 1307 * x * y) % (1 << depth)
    }

    private static func scaled(_ value: Int, _ depth: Int) -> UInt8 {
        UInt8((Double(value) * 255 / Double(1 << depth - 1)).rounded())
    }

    private static func paletteColor(_ i: Int) -> [UInt8] {
        [UInt8(40 * i % 256), UInt8(255 - 3 * i % 256), UInt8(7 * i % 256)]
    }

    @Test(
        arguments: [
            "gray1", "gray2", "gray4", "gray8", "gray16", "rgb8", "rgb16", "rgba8", "rgba16", "gray_alpha8",
            "gray_alpha16", "palette1", "palette2", "palette4", "palette8", "palette4_transparent",
            "gray8_transparent", "rgb8_transparent",
        ], ["", "_interlaced"])
    func everyKindOfFile(name: String, suffix: String) throws {
        let path = packageRoot.appendingPathComponent("Tests/Fixtures/pictures/\(name)\(suffix).png").path
        let picture = try Picture(contentsOfPNG: path)
        let depth = Int(name.filter(\.isNumber)) ?? 0
        let isTransparent = name.hasSuffix("transparent")
        var bytes: [UInt8] = []
        for y in 0..<7 {
            for x in 0..<9 {
                let raw = (0..<4).map { PNGTests.sample(x, y, $0, depth) }
                let values = raw.map { PNGTests.scaled($0, depth) }
                let isTheOne = raw[0] == PNGTests.sample(3, 2, 0, 8)
                switch name.prefix(5) {
                case "palet":
                    bytes += PNGTests.paletteColor(raw[0])
                    if isTransparent { bytes.append(raw[0] < 3 ? UInt8(50 * raw[0]) : 255) }
                case "gray_": bytes += [values[0], values[0], values[0], values[1]]
                case "gray8" where isTransparent:
                    bytes += [values[0], values[0], values[0], isTheOne ? 0 : 255]
                case "rgba8", "rgba1": bytes += values
                case "rgb8_":
                    bytes += values.prefix(3)
                    bytes.append((0..<3).allSatisfy { raw[$0] == PNGTests.sample(3, 2, $0, 8) } ? 0 : 255)
                case "rgb8", "rgb16": bytes += values.prefix(3)
                default: bytes.append(values[0])
                }
            }
        }
        #expect(picture.width == 9 && picture.height == 7 && picture.bytes == bytes)
    }

    @Test func whatIsWrongIsSaid() throws {
        let folder = try TemporaryFolder()
        let right = PNGTests.pictures[1].png()
        func complaint(_ change: (inout [UInt8]) -> Void) throws -> String {
            var file = right
            change(&file)
            let path = try folder.write(Data(file), to: "broken.png")
            do {
                _ = try Picture(contentsOfPNG: path)
                return "no error"
            } catch let error as FileError {
                return error.description.replacingOccurrences(of: "\(path): ", with: "")
            }
        }
        /// Changes a byte of the header and its check with it.
        func header(_ place: Int, _ values: UInt8...) throws -> String {
            try complaint { file in
                file.replaceSubrange(16 + place..<16 + place + values.count, with: values)
                let check = crc32(file[12..<29])
                file.replaceSubrange(
                    29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: check >> (24 - 8 * $0)) })
            }
        }
        #expect(try complaint { _ in } == "no error")
        #expect(try complaint { $0 = [] } == "no PNG file")
        #expect(try complaint { $0[1] = 0 } == "no PNG file")
        #expect(
            try complaint { $0[40] ^= 1 }
                == "the part of the PNG file at byte 33 does not have the CRC-32 it says")
        #expect(try complaint { $0[33] = 0xFF } == "the PNG file ends too early")
        #expect(try header(0, 0, 0, 0, 0) == "0 × 3 pixels; from 1 to 33554432 are read")
        #expect(
            try header(0, 255, 255, 255, 255, 255, 255, 255, 255)
                == "4294967295 × 4294967295 pixels; from 1 to 33554432 are read")
        // It promises 33 million pixels and holds fifteen.
        #expect(
            try header(0, 0, 0, 0x16, 0xA0, 0, 0, 0x16, 0xA0)
                == "the pixels unpack to 18 bytes, 33553056 are expected")
        #expect(try header(3, 4) == "the pixels: unpacks to more than the 15 bytes that are allowed")
        #expect(try header(8, 3) == "the PNG format has no color type 0 of 3 bits")
        #expect(try header(9, 5) == "the PNG format has no color type 5 of 8 bits")
        #expect(try header(9, 3) == "the PNG file lacks its palette")
        #expect(try header(12, 2) == "the PNG file is compressed, filtered or interlaced in an unknown way")
        // The end may be missing, as long as it is all of it.
        for length in 0..<right.count {
            let words = try complaint { $0 = Array($0.prefix(length)) }
            #expect((words == "no error") == (length == right.count - 12), "\(length)")
        }
        // A text whose check is wrong is passed over; a part that the pixels need is not.
        let text = [0, 0, 0, 1] + Array("tEXt".utf8) + [65, 1, 2, 3, 4]
        #expect(try complaint { $0.insert(contentsOf: text, at: 33) } == "no error")
        let needed = [0, 0, 0, 1] + Array("TEXT".utf8) + [65, 1, 2, 3, 4]
        #expect(try complaint { $0.insert(contentsOf: needed, at: 33) }.contains("CRC-32"))
        let phone = Array("CgBI".utf8) + [80, 0, 32, 2]
        let check = (0..<4).map { UInt8(truncatingIfNeeded: crc32(phone) >> (24 - 8 * $0)) }
        #expect(
            try complaint { $0.insert(contentsOf: [0, 0, 0, 4] + phone + check, at: 8) }.contains("iPhones"))
        #expect(throws: FileError.missing(path: folder.file("none"))) {
            try Picture(contentsOfPNG: folder.file("none"))
        }
    }

    /// Filter 5 in front of the row, in a file that is right otherwise.
    @Test func aFilterThatDoesNotExist() throws {
        let right = Picture(width: 1, height: 1, bytes: [255]).png()
        let packed = zlibCompressed([5, 255])
        func bigEndian(_ value: Int) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        }
        let data = Array("IDAT".utf8) + packed
        let part = bigEndian(packed.count) + data + bigEndian(Int(crc32(data)))
        #expect {
            try Picture(png: Array(right[..<33]) + part + Array(right.suffix(12)))
        } throws: { error in
            (error as? PNGFile.Failure)?.reason == "filter 5 of row 0 does not exist"
        }
    }

    @Test func theFileIsWrittenWholeOrNotAtAll() throws {
        let folder = try TemporaryFolder()
        let picture = PNGTests.pictures[2]
        try picture.writePNG(to: folder.file("a/picture.png"))
        #expect(try Picture(contentsOfPNG: folder.file("a/picture.png")) == picture)
        #expect(throws: FileError.self) { try picture.writePNG(to: folder.file("a/picture.png/b.png")) }
        #expect(folder.contents == ["a", "a/picture.png"])
    }
}
