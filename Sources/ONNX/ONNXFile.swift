import Files
import Foundation
import TensorCore

extension ONNXGraph {
    /// Writes the network as an ONNX file, whole or not at all.
    ///
    /// - Parameter notes: what else the file says, such as the names of classes.
    /// - Throws: `FileError.unwritable`.
    public func save(to path: String, notes: [String: String] = [:]) throws {
        try writeFileAtomically(data(notes: notes), to: path)
    }

    /// The bytes of the file, the same for the same network and notes: a message `ModelProto` of onnx.proto.
    func data(notes: [String: String] = [:]) -> Data {
        var model = ProtobufWriter()
        model.write(ONNXGraph.formatVersion, field: 1)
        model.write("DeepLearning", field: 2)
        model.write(field: 7, writeGraph)
        model.write(field: 8) { operators in
            operators.write("", field: 1)
            operators.write(ONNXGraph.operatorSet, field: 2)
        }
        for (name, note) in notes.sorted(by: { $0.key < $1.key }) {
            model.write(field: 14) { entry in
                entry.write(name, field: 1)
                entry.write(note, field: 2)
            }
        }
        return model.bytes
    }

    private func writeGraph(_ graph: inout ProtobufWriter) {
        for node in nodes { graph.write(field: 1) { write(node, &$0) } }
        graph.write(name, field: 2)
        for (name, content) in constants { graph.write(field: 5) { write(content, name, &$0) } }
        for port in inputs { graph.write(field: 11) { write(port, &$0) } }
        for port in outputs { graph.write(field: 12) { write(port, &$0) } }
    }

    private func write(_ node: Node, _ message: inout ProtobufWriter) {
        for input in node.inputs { message.write(input, field: 1) }
        for output in node.outputs { message.write(output, field: 2) }
        message.write(node.outputs[0], field: 3)
        message.write(node.operation, field: 4)
        for (name, value) in node.attributes {
            message.write(field: 5) { attribute in
                attribute.write(name, field: 1)
                // The last number is AttributeProto.AttributeType, which must be said too.
                switch value {
                case .number(let number):
                    attribute.write(number, field: 2)
                    attribute.write(1, field: 20)
                case .integer(let number):
                    attribute.write(number, field: 3)
                    attribute.write(2, field: 20)
                case .text(let text):
                    attribute.write(text, field: 4)
                    attribute.write(3, field: 20)
                case .integers(let numbers):
                    for number in numbers { attribute.write(number, field: 8) }
                    attribute.write(7, field: 20)
                case .texts(let texts):
                    for text in texts { attribute.write(text, field: 9) }
                    attribute.write(8, field: 20)
                }
            }
        }
    }

    private func write(_ content: Constant, _ name: String, _ tensor: inout ProtobufWriter) {
        switch content {
        case .floats(let array):
            for extent in array.shape { tensor.write(extent, field: 1) }
            tensor.write(Elements.floats.dataType, field: 2)
            tensor.write(name, field: 8)
            tensor.write(array.littleEndianBytes, field: 9)
        case .integers(let numbers):
            tensor.write(numbers.count, field: 1)
            write(numbers, name, &tensor)
        case .integer(let number):
            write([number], name, &tensor)
        }
    }

    private func write(_ numbers: [Int], _ name: String, _ tensor: inout ProtobufWriter) {
        tensor.write(Elements.longIntegers.dataType, field: 2)
        tensor.write(name, field: 8)
        tensor.write(littleEndian(numbers.map(Int64.init)), field: 9)
    }

    private func write(_ port: Port, _ value: inout ProtobufWriter) {
        value.write(port.name, field: 1)
        value.write(field: 2) { type in
            type.write(field: 1) { tensor in
                tensor.write(port.elements.dataType, field: 1)
                tensor.write(field: 2) { shape in
                    for dimension in port.shape {
                        shape.write(field: 1) { extent in
                            switch dimension {
                            case .size(let size): extent.write(size, field: 1)
                            case .named(let name): extent.write(name, field: 2)
                            }
                        }
                    }
                }
            }
        }
    }
}
