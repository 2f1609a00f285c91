// Every line of a plan is checked here, once: names, shapes, room. The layers' loops then rely on it.

extension PageNetwork {
    /// Adds what a line of the plan says.
    mutating func append(_ line: PlanReader.Line) throws(PageNetworkError) {
        let operation = line.operation
        if operation.isWord("input") { return try appendInput(line) }
        let input = try value(line, 0)
        if operation.isWord("linear") {
            try appendLinear(line, input)
        } else if operation.isWord("convolution") {
            try appendConvolution(line, input)
        } else if operation.isWord("maxPool") {
            try appendMaxPool(line, input)
        } else if operation.isWord("softmax") {
            let output = try output(line, input.shape)
            append(.softmax(SoftmaxStep(input: input.start, output: output, count: input.count)))
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
    private func value(_ line: PlanReader.Line, _ argument: Int) throws(PageNetworkError) -> Value {
        guard let index = index(of: try line.argument(argument)) else { throw .unknownName }
        return values[index]
    }

    /// A parameter of the layer that the second word behind the operation names.
    private func parameter(_ line: PlanReader.Line, _ name: StaticString) throws(PageNetworkError)
        -> Value?
    {
        index(of: try line.argument(1) + name.withUTF8Buffer { Array($0) }).map { values[$0] }
    }

    private func weight(_ line: PlanReader.Line) throws(PageNetworkError) -> Value {
        guard let weight = try parameter(line, ".weight") else { throw .unknownName }
        return weight
    }

    /// Where the layer's bias begins, of so many numbers; nil where it has none.
    private func bias(_ line: PlanReader.Line, count: Int) throws(PageNetworkError) -> Int? {
        guard let bias = try parameter(line, ".bias") else { return nil }
        guard bias.count == count else { throw .wrongShape }
        return bias.start
    }

    /// Where the numbers begin that the line computes.
    private mutating func output(_ line: PlanReader.Line, _ shape: [Int]) throws(PageNetworkError) -> Int {
        let index = try add(line.name, shape)
        return values[index].start
    }

    private mutating func appendInput(_ line: PlanReader.Line) throws(PageNetworkError) {
        var shape: [Int] = []
        for index in 0..<line.argumentCount { shape.append(try line.count(index)) }
        _ = try add(line.name, shape)
    }

    private mutating func appendLinear(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let weight = try weight(line)
        guard weight.shape.count == 2, weight.shape[1] == input.count else { throw .wrongShape }
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let bias = try bias(line, count: outputs)
        let output = try output(line, [outputs])
        append(
            .linear(
                LinearStep(
                    input: input.start, weight: weight.start, bias: bias, output: output, inputs: inputs,
                    outputs: outputs)))
    }

    private mutating func appendConvolution(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError)
    {
        let weight = try weight(line)
        guard weight.shape.count == 4, input.shape.count == 3, weight.shape[1] == input.shape[0] else {
            throw .wrongShape
        }
        let bias = try bias(line, count: weight.shape[0])
        let stride = try line.option("stride", usually: 1)
        let padding = try line.option("padding", usually: 0)
        guard stride > 0 else { throw .malformedPlan }
        let height = (input.shape[1] + 2 * padding - weight.shape[2]) / stride + 1
        let width = (input.shape[2] + 2 * padding - weight.shape[3]) / stride + 1
        guard input.shape[1] + 2 * padding >= weight.shape[2],
            input.shape[2] + 2 * padding >= weight.shape[3]
        else { throw .wrongShape }
        let output = try output(line, [weight.shape[0], height, width])
        append(
            .convolution(
                ConvolutionStep(
                    input: input.start, weight: weight.start, bias: bias, output: output,
                    inputShape: (input.shape[0], input.shape[1], input.shape[2]),
                    outputShape: (weight.shape[0], height, width),
                    kernel: (weight.shape[2], weight.shape[3]), stride: stride, padding: padding)))
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
}
