import Foundation

/// Writes messages in the wire format of Protocol Buffers, as much of it as ONNX takes.
///
/// A message is a sequence of fields. Each begins with a number that says which field it is and how its content ends: a whole
/// number of a varying number of bytes, four bytes, or as many bytes as are said. A message within a message is bytes.
/// https://protobuf.dev/programming-guides/encoding
struct ProtobufWriter {
    /// The message so far.
    private(set) var bytes = Data()

    private enum WireType: Int {
        case variableLength = 0
        case lengthDelimited = 2
        case fourBytes = 5
    }

    /// A whole number: seven bits a byte from the lowest on, and the highest bit says that more follow. A number below 0 takes ten.
    mutating func write(_ number: Int, field: Int) {
        begin(field, .variableLength)
        append(UInt64(bitPattern: Int64(number)))
    }

    /// A number of single precision, its lowest byte first.
    mutating func write(_ number: Float, field: Int) {
        begin(field, .fourBytes)
        bytes.append(littleEndian([number.bitPattern]))
    }

    /// A text in UTF-8.
    mutating func write(_ text: String, field: Int) { write(Data(text.utf8), field: field) }

    /// Bytes as they are.
    mutating func write(_ content: Data, field: Int) {
        begin(field, .lengthDelimited)
        append(UInt64(content.count))
        bytes.append(content)
    }

    /// A message within this one.
    mutating func write(field: Int, _ fill: (inout ProtobufWriter) -> Void) {
        var message = ProtobufWriter()
        fill(&message)
        write(message.bytes, field: field)
    }

    private mutating func begin(_ field: Int, _ type: WireType) { append(UInt64(field << 3 | type.rawValue)) }

    private mutating func append(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The bytes of whole numbers, the lowest byte of each first.
func littleEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * Number.bitWidth / 8)
    for number in numbers {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }
    return Data(bytes)
}
