// Every line of a plan is checked here, once: names, shapes, room. The layers' loops then rely on it.

extension PageNetwork {
    /// Adds what a line of the plan says.
    mutating func append(_ line: PlanReader.Line) throws(PageNetworkError) {
        let operation = line.operation
        if operation.isWord("input") || operation.isWord("state") { return try appendInput(line) }
        if operation.isWord("when") { return try appendSwitch(line) }
        let input = try value(line, 0)
        if operation.isWord("linear") {
            try appendLinear(line, input)
        } else if operation.isWord("convolution") {
            try appendConvolution(line, input)
        } else if operation.isWord("maxPool") {
            try appendMaxPool(line, input)
        } else if operation.isWord("softmax") {
            try appendSoftmax(line, input)
        } else if operation.isWord("embedding") {
            try appendEmbedding(line, input)
        } else if operation.isWord("keep") {
            try appendKeep(line, input)
        } else if try appendOther(line, input) {
            return
        } else if let kind = RecurrentStep.Kind(operation) {
            try appendRecurrent(line, input, kind)
        } else if let function = MapStep.Function(operation) {
            let output = try output(line, input.shape)
            append(
                .map(
                    MapStep(function: function, input: input.start, output: output, count: input.count)))
        } else {
            throw .unknownOperation
        }
    }

    /// The value that a word behind the operation names.
    func value(_ line: PlanReader.Line, _ argument: Int) throws(PageNetworkError) -> Value {
        guard let index = index(of: try line.argument(argument)) else { throw .unknownName }
        return values[index]
    }

    /// A parameter of a layer, by the layer's name and the rest of its own.
    func parameter(_ layer: [UInt8], _ name: [UInt8]) -> Value? {
        index(of: layer + name).map { values[$0] }
    }

    func weight(_ layer: [UInt8]) throws(PageNetworkError) -> Value {
        guard let weight = parameter(layer, letters(".weight")) else { throw .unknownName }
        return weight
    }

    /// Where a bias begins, of so many numbers; nil where the layer has none.
    func bias(
        _ layer: [UInt8], _ name: [UInt8], count: Int
    ) throws(PageNetworkError) -> Int? {
        guard let bias = parameter(layer, name) else { return nil }
        guard bias.count == count else { throw .wrongShape }
        return bias.start
    }

    func letters(_ word: StaticString) -> [UInt8] { word.withUTF8Buffer { Array($0) } }

    /// Where the numbers begin that the line computes.
    mutating func output(_ line: PlanReader.Line, _ shape: [Int]) throws(PageNetworkError) -> Int {
        let index = try add(line.name, shape)
        return values[index].start
    }

    private mutating func appendInput(_ line: PlanReader.Line) throws(PageNetworkError) {
        var shape: [Int] = []
        for index in 0..<line.argumentCount { shape.append(try line.count(index)) }
        _ = try add(line.name, shape)
    }

    private mutating func appendLinear(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let layer = try line.argument(1)
        let weight = try weight(layer)
        guard weight.shape.count == 2 else { throw .wrongShape }
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let rows = input.rowCount(of: inputs)
        guard rows > 0 else { throw .wrongShape }
        let bias = try bias(layer, letters(".bias"), count: outputs)
        let output = try output(line, input.count == inputs ? [outputs] : [rows, outputs])
        append(
            .linear(
                LinearStep(
                    input: input.start, weight: weight.start, bias: bias, output: output, inputs: inputs,
                    outputs: outputs, rows: rows)))
    }

    /// Over all numbers, or with another argument over the first so many.
    private mutating func appendSoftmax(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let used = line.argumentCount > 1 ? try value(line, 1) : nil
        guard used == nil || used?.count == 1 else { throw .wrongShape }
        let output = try output(line, input.shape)
        append(
            .softmax(
                SoftmaxStep(input: input.start, output: output, count: input.count, used: used?.start)))
    }

    private mutating func appendConvolution(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError)
    {
        let layer = try line.argument(1)
        let weight = try weight(layer)
        guard weight.shape.count == 4, input.shape.count == 3, weight.shape[1] == input.shape[0] else {
            throw .wrongShape
        }
        let bias = try bias(layer, letters(".bias"), count: weight.shape[0])
        let stride = try line.option("stride", usually: 1)
        let padding = try line.option("padding", usually: 0)
        let columnStride = try line.option("columnStride", usually: stride)
        let columnPadding = try line.option("columnPadding", usually: padding)
        guard stride > 0, columnStride > 0 else { throw .malformedPlan }
        let height = (input.shape[1] + 2 * padding - weight.shape[2]) / stride + 1
        let width = (input.shape[2] + 2 * columnPadding - weight.shape[3]) / columnStride + 1
        guard input.shape[1] + 2 * padding >= weight.shape[2],
            input.shape[2] + 2 * columnPadding >= weight.shape[3]
        else { throw .wrongShape }
        let output = try output(line, [weight.shape[0], height, width])
        append(
            .convolution(
                ConvolutionStep(
                    input: input.start, weight: weight.start, bias: bias, output: output,
                    inputShape: (input.shape[0], input.shape[1], input.shape[2]),
                    outputShape: (weight.shape[0], height, width),
                    kernel: (weight.shape[2], weight.shape[3]), stride: (stride, columnStride),
                    padding: (padding, columnPadding))))
    }

    private mutating func appendMaxPool(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let size = try line.count(1)
        guard input.shape.count == 3, size > 0 else { throw .wrongShape }
        let (channels, height, width) = (input.shape[0], input.shape[1], input.shape[2])
        let output = try output(line, [channels, height / size, width / size])
        append(
            .maxPool(
                MaxPoolStep(
                    input: input.start, output: output, channels: channels, height: height, width: width,
                    size: size)))
    }

    private mutating func appendEmbedding(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let weight = try weight(try line.argument(1))
        guard weight.shape.count == 2 else { throw .wrongShape }
        let output = try output(line, [input.count, weight.shape[1]])
        append(
            .embedding(
                EmbeddingStep(
                    input: input.start, weight: weight.start, output: output, idCount: input.count,
                    rowCount: weight.shape[0], width: weight.shape[1])))
    }

    /// `h = keep y`: the name is that of a value before, which must be no weight.
    private mutating func appendKeep(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        guard let index = index(of: line.name), index >= weightCount else { throw .unknownName }
        guard values[index].count == input.count else { throw .wrongShape }
        append(.keep(KeepStep(input: input.start, state: values[index].start, count: input.count)))
    }

    private mutating func appendRecurrent(
        _ line: PlanReader.Line, _ input: Value, _ kind: RecurrentStep.Kind
    ) throws(PageNetworkError) {
        let hidden = try value(line, 1)
        let isLSTM = kind == .longShortTerm
        let cell = isLSTM ? try value(line, 2) : hidden
        let layer = try line.argument(isLSTM ? 3 : 2)
        let width = hidden.count
        guard cell.count == width else { throw .wrongShape }
        // A layer of several has `weight_ih_l0`, a cell `weight_ih`.
        let number = try line.option("layer", usually: -1)
        guard number < 10 else { throw .malformedPlan }
        let ending = number < 0 ? [] : letters("_l") + [UInt8(0x30 + number)]
        let rows = kind.gateCount * width
        func sums(_ input: Value, _ side: [UInt8], _ output: Int) throws(PageNetworkError) -> LinearStep {
            guard let weight = parameter(layer, letters(".weight_") + side + ending) else {
                throw .unknownName
            }
            guard weight.shape == [rows, input.count] else { throw .wrongShape }
            let bias = try bias(layer, letters(".bias_") + side + ending, count: rows)
            return LinearStep(
                input: input.start, weight: weight.start, bias: bias, output: output, inputs: input.count,
                outputs: rows)
        }
        let gates = try reserve(2 * rows)
        let fromInput = try sums(input, letters("ih"), gates)
        let fromHidden = try sums(hidden, letters("hh"), gates + rows)
        let output = try output(line, [width])
        append(
            .recurrent(
                RecurrentStep(
                    kind: kind, fromInput: fromInput, fromHidden: fromHidden, hidden: hidden.start,
                    cell: cell.start, output: output, width: width)))
    }
}
