import Files
import Foundation
import TestSupport
import Testing

@testable import Pictures

/// Files that are no pictures, or broken ones: one line that says what they are.
@Suite struct PictureFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What is said of a file.
    private func complaint(_ bytes: [UInt8], name: String = "picture.png") throws -> String {
        let path = try folder.write(Data(bytes), to: name)
        do {
            _ = try Picture(contentsOf: path)
            return "no error"
        } catch let error as FileError {
            return error.description.replacingOccurrences(of: "\(path): ", with: "")
        }
    }

    private func fixture(_ name: String) throws -> [UInt8] {
        [UInt8](try readFile("\(JPEGTests.folder)/\(name).jpg"))
    }

    @Test func theContentCountsNotTheName() throws {
        let picture = Picture(width: 3, height: 2, bytes: [1, 2, 3, 4, 5, 6])
        let path = try folder.write(Data(picture.png()), to: "photograph.jpg")
        #expect(try Picture(contentsOf: path) == picture)
        #expect(try complaint(fixture("444")) == "no error")
        #expect(throws: FileError.missing(path: folder.file("none"))) {
            try Picture(contentsOf: folder.file("none"))
        }
    }

    @Test func whatElseItIsIsSaid() throws {
        func text(_ text: String) throws -> String { try complaint(Array(text.utf8)) }
        let tail = "; PNG and JPEG are read"
        #expect(try complaint([]) == "an empty file")
        #expect(try text("GIF89a…") == "a GIF picture" + tail)
        #expect(try text("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ") == "a WebP picture" + tail)
        #expect(try text("\0\0\0\u{1C}ftypavif") == "an AVIF picture" + tail)
        #expect(try text("\0\0\0\u{1C}ftypheic") == "a HEIC picture" + tail)
        #expect(try text("\0\0\0\u{1C}ftypisom") == "a video" + tail)
        #expect(try text("BM6…") == "a BMP picture" + tail)
        #expect(try text("II*\0…") == "a TIFF picture" + tail)
        #expect(try text("%PDF-1.7") == "a PDF document" + tail)
        #expect(try text("PK\u{3}\u{4}…") == "an archive" + tail)
        #expect(
            try text("\n<!DOCTYPE HTML><title>404") == "a web page, perhaps a server's error message" + tail)
        #expect(try text("<?xml version=\"1.0\"?>\n<svg>") == "an SVG drawing" + tail)
        #expect(
            try text("version https://git-lfs.github.com/spec/v1") == "a Git LFS pointer instead of the file"
                + tail)
        #expect(try text("once upon a time") == "no picture" + tail)
        #expect(try complaint([0xFF, 0xD8]) == "no picture" + tail)
        #expect(try complaint([0xFF, 0xD8, 0xFF]) == "the JPEG file ends too early")
    }

    @Test func whatIsNotReadIsNamed() throws {
        let right = try fixture("420")
        let header = try #require(right.indices.first { right[$0] == 0xFF && right[$0 + 1] == 0xC0 })
        func changed(_ offset: Int, _ values: UInt8...) throws -> String {
            var file = right
            file.replaceSubrange(header + offset..<header + offset + values.count, with: values)
            return try complaint(file)
        }
        #expect(try changed(1, 0xC9) == "JPEG with arithmetic coding is not read")
        #expect(try changed(1, 0xC3) == "lossless JPEG is not read")
        #expect(try changed(1, 0xC5) == "hierarchical JPEG is not read")
        #expect(try changed(1, 0xF7) == "JPEG-LS is not read")
        #expect(try changed(4, 12) == "JPEG of 12 bits a sample, only 8 are read")
        #expect(try changed(5, 0, 0) == "37 × 0 pixels; from 1 to 33554432 are read")
        #expect(
            try changed(5, 255, 255, 255, 255) == "65535 × 65535 pixels; from 1 to 33554432 are read")
        #expect(
            try changed(5, 0x10, 0, 0x20, 0)
                == "\(right.count) bytes are too few for the 8192 × 4096 pixels that the header says")
        #expect(try changed(9, 2) == "the header of the picture has 15 bytes")
        #expect(try changed(11, 0x52) == "component 1 of the picture is described wrongly")
        #expect(try changed(12, 3) == "quantisation table 3 is missing")
        // As a progressive file, its one scan would bring all coefficients at once.
        #expect(try changed(1, 0xC2) == "a scan of coefficients 0 to 63, bits 0 to 0, does not exist")
        // More pixels than its bits hold.
        #expect(try changed(5, 0, 45).hasPrefix("the bits of a scan are damaged or end too early at unit"))
    }

    @Test func whatIsBrokenIsSaid() throws {
        let right = try fixture("420_restart")
        let places = right.indices.filter { right[$0] == 0xFF && $0 + 1 < right.count }
        func place(of marker: UInt8) throws -> Int {
            try #require(places.first { right[$0 + 1] == marker })
        }
        func changed(_ place: Int, _ value: UInt8) throws -> String {
            var file = right
            file[place] = value
            return try complaint(file)
        }
        #expect(
            try changed(place(of: 0xD1) + 1, 0xD4).hasPrefix("the restart markers from byte"))
        // Six units with a restart marker between each two; without the last of them, five.
        let cut = Array(right[..<(try place(of: 0xD4))])
        #expect(try complaint(cut) == "the picture ends too early, after 5 of 6 units of a scan")
        #expect(try changed(place(of: 0xDB) + 4, 0x77) == "a quantisation table is damaged")
        #expect(try changed(place(of: 0xC4) + 4, 0x77) == "a Huffman code is damaged")
        // Nine codes of one bit, and all behind them displaced.
        #expect(
            try changed(place(of: 0xC4) + 5, 9).hasPrefix("a Huffman code"))
        #expect(try changed(place(of: 0xDA) + 5, 9) == "a scan of component 9, which the picture has not")
        #expect(try changed(place(of: 0xDA) + 6, 0x30) == "a scan uses Huffman code 3, which was not defined")
    }

    /// Cut off anywhere before its last bits, a file is refused.
    @Test(arguments: ["420", "gray", "420_progressive", "444_restart", "ycck"])
    func aFileThatEndsEarlyIsRefused(name: String) throws {
        let right = try fixture(name)
        for length in 3..<right.count - 4 {
            #expect(throws: PictureFailure.self, "\(length) bytes") {
                try Picture(file: Array(right[..<length]))
            }
        }
        // Only the mark of its end is missing: a sequential picture is whole.
        if !name.hasSuffix("progressive") {
            #expect(try Picture(file: Array(right.dropLast(2))) == Picture(file: right))
        }
    }

    /// Bytes before a marker, and a second picture behind the first, do not matter.
    @Test func whatStandsBetweenIsSkipped() throws {
        let right = try fixture("444")
        let picture = try Picture(file: right)
        #expect(try Picture(file: right + right) == picture)
        #expect(try Picture(file: Array(right.dropLast(2)) + [1, 2, 3, 0xFF, 0xFF, 0xD9]) == picture)
        #expect(
            try Picture(file: [0xFF, 0xD8, 0xFF, 0xFF, 0xFE, 0, 4, 7, 7] + right.dropFirst(2)) == picture)
    }
}
