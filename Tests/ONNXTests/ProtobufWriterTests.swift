import Foundation
import Testing

@testable import ONNX

/// Messages worked out by hand from the description of the wire format.
@Suite struct ProtobufWriterTests {
    private func bytes(_ fill: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        fill(&writer)
        return Array(writer.bytes)
    }

    @Test func wholeNumbersTakeSevenBitsAByte() {
        #expect(bytes { $0.write(0, field: 1) } == [0x08, 0x00])
        #expect(bytes { $0.write(127, field: 1) } == [0x08, 0x7F])
        #expect(bytes { $0.write(128, field: 1) } == [0x08, 0x80, 0x01])
        #expect(bytes { $0.write(300, field: 1) } == [0x08, 0xAC, 0x02])
        #expect(bytes { $0.write(-1, field: 2) } == [0x10] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
        // A field above 15 takes two bytes for its key: 20 · 8 = 160.
        #expect(bytes { $0.write(7, field: 20) } == [0xA0, 0x01, 0x07])
    }

    @Test func textsBytesAndMessagesSayTheirLength() {
        #expect(bytes { $0.write("ab", field: 2) } == [0x12, 0x02, 0x61, 0x62])
        #expect(bytes { $0.write("", field: 1) } == [0x0A, 0x00])
        #expect(bytes { $0.write("字", field: 1) } == [0x0A, 0x03, 0xE5, 0xAD, 0x97])
        #expect(bytes { $0.write(field: 3) { $0.write(300, field: 1) } } == [0x1A, 0x03, 0x08, 0xAC, 0x02])
        let long = bytes { $0.write(Data(count: 200), field: 9) }
        #expect(long.prefix(3) == [0x4A, 0xC8, 0x01] && long.count == 203)
    }

    @Test func numbersOfSinglePrecisionAreFourBytes() {
        #expect(bytes { $0.write(Float(1), field: 2) } == [0x15, 0x00, 0x00, 0x80, 0x3F])
    }
}
