// More lines of a plan, checked as those of PageNetwork+Plan.swift are.

extension PageNetwork {
    /// Adds what the line says, if it is one of these operations.
    mutating func appendOther(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) -> Bool {
        let operation = line.operation
        if operation.isWord("embeddingBag") {
            try appendEmbeddingBag(line, input)
        } else if operation.isWord("add") || operation.isWord("multiply") {
            let other = try value(line, 1)
            guard input.rowCount(of: other.count) > 0 else { throw .wrongShape }
            let output = try output(line, input.shape)
            append(
                .pairs(
                    PairsStep(
                        isProduct: operation.isWord("multiply"), first: input.start, second: other.start,
                        output: output, count: input.count, period: other.count)))
        } else if operation.isWord("reshape") {
            var shape: [Int] = []
            for index in 1..<line.argumentCount { shape.append(try line.count(index)) }
            let index = try add(line.name, shape)
            guard values[index].count == input.count else { throw .wrongShape }
            append(.keep(KeepStep(input: input.start, state: values[index].start, count: input.count)))
        } else if operation.isWord("unit") {
            let output = try output(line, input.shape)
            append(.unit(UnitStep(input: input.start, output: output, count: input.count)))
        } else if operation.isWord("layerNorm") {
            try appendLayerNorm(line, input)
        } else if operation.isWord("batchNorm") {
            try appendBatchNorm(line, input)
        } else if operation.isWord("attention") {
            try appendAttention(line, input)
        } else if operation.isWord("transposedConvolution") {
            try appendTransposedConvolution(line, input)
        } else if operation.isWord("perceptron") {
            try appendPerceptron(line, input)
        } else if operation.isWord("rowSoftmax") {
            guard let size = input.shape.last else { throw .wrongShape }
            let output = try output(line, input.shape)
            append(
                .softmax(
                    SoftmaxStep(
                        input: input.start, output: output, count: size, used: nil, rows: input.count / size))
            )
        } else {
            return try appendMatrix(line, input)
        }
        return true
    }

    private mutating func appendEmbeddingBag(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let shares = try value(line, 1)
        let weight = try weight(try line.argument(2))
        guard weight.shape.count == 2, shares.count == input.count else { throw .wrongShape }
        let output = try output(line, [weight.shape[1]])
        append(
            .embeddingBag(
                EmbeddingBagStep(
                    input: input.start, shares: shares.start, weight: weight.start, output: output,
                    idCount: input.count, rowCount: weight.shape[0], width: weight.shape[1])))
    }

    private mutating func appendLayerNorm(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let layer = try line.argument(1)
        let weight = try weight(layer)
        let rows = input.rowCount(of: weight.count)
        guard rows > 0 else { throw .wrongShape }
        let bias = try bias(layer, letters(".bias"), count: weight.count)
        let output = try output(line, input.shape)
        append(
            .layerNorm(
                LayerNormStep(
                    input: input.start, weight: weight.start, bias: bias, output: output,
                    count: weight.count, rows: rows)))
    }

    private mutating func appendBatchNorm(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let layer = try line.argument(1)
        guard input.shape.count == 3 else { throw .wrongShape }
        let channels = input.shape[0]
        func channelNumbers(_ name: StaticString) throws(PageNetworkError) -> Int {
            guard let value = parameter(layer, letters(name)) else { throw .unknownName }
            guard value.count == channels else { throw .wrongShape }
            return value.start
        }
        let (weight, bias) = (try channelNumbers(".weight"), try channelNumbers(".bias"))
        let (mean, variance) = (try channelNumbers(".running_mean"), try channelNumbers(".running_var"))
        let output = try output(line, input.shape)
        append(
            .batchNorm(
                BatchNormStep(
                    input: input.start, weight: weight, bias: bias, mean: mean, variance: variance,
                    output: output, channelCount: channels, area: input.shape[1] * input.shape[2])))
    }

    private mutating func appendAttention(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let (keys, values, weights) = (try value(line, 1), try value(line, 2), try value(line, 3))
        let position = try value(line, 4)
        guard keys.shape.count == 2, keys.shape == values.shape, weights.shape.count == 2,
            position.count == 1
        else { throw .wrongShape }
        let (context, width, heads) = (keys.shape[0], keys.shape[1], weights.shape[0])
        guard input.count == 3 * width, weights.shape[1] == context, width % heads == 0 else {
            throw .wrongShape
        }
        // What the step writes must be no weight.
        for index in 1...3 {
            guard let place = self.index(of: try line.argument(index)), place >= weightCount else {
                throw .unknownName
            }
        }
        let output = try output(line, [width])
        append(
            .attention(
                AttentionStep(
                    input: input.start, keys: keys.start, values: values.start, weights: weights.start,
                    position: position.start, output: output, context: context, width: width,
                    headCount: heads)))
    }

    private mutating func appendTransposedConvolution(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let layer = try line.argument(1)
        let weight = try weight(layer)
        guard weight.shape.count == 4, input.shape.count == 3, weight.shape[0] == input.shape[0] else {
            throw .wrongShape
        }
        let bias = try bias(layer, letters(".bias"), count: weight.shape[1])
        let stride = try line.option("stride", usually: 1)
        let padding = try line.option("padding", usually: 0)
        guard stride > 0 else { throw .malformedPlan }
        // In a page `Int` has 32 bits.
        func extent(_ axis: Int) throws(PageNetworkError) -> Int {
            let last = Int64(input.shape[axis] - 1) * Int64(stride)
            let extent = last + Int64(weight.shape[axis + 1]) - 2 * Int64(padding)
            guard extent > 0, extent <= Int64(Self.roomLimit) else { throw .wrongShape }
            return Int(extent)
        }
        let (height, width) = (try extent(1), try extent(2))
        let output = try output(line, [weight.shape[1], height, width])
        append(
            .transposedConvolution(
                TransposedConvolutionStep(
                    input: input.start, weight: weight.start, bias: bias, output: output,
                    inputShape: (input.shape[0], input.shape[1], input.shape[2]),
                    outputShape: (weight.shape[1], height, width),
                    kernel: (weight.shape[2], weight.shape[3]), stride: stride, padding: padding)))
    }

    private mutating func appendPerceptron(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let (targets, limit) = (try value(line, 1), try value(line, 2))
        guard input.shape.count == 2, targets.count == input.shape[0], limit.count == 1 else {
            throw .wrongShape
        }
        let output = try output(line, [input.shape[1] + 4])
        append(
            .perceptron(
                PerceptronStep(
                    rows: input.start, targets: targets.start, limit: limit.start, output: output,
                    rowCount: input.shape[0], width: input.shape[1])))
    }
}
