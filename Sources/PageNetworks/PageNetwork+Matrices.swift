// Lines of a plan about matrices, rows and parts that run by themselves, checked as those of PageNetwork+Plan.swift are.

extension PageNetwork {
    /// Adds what the line says, if it is one of these operations.
    mutating func appendMatrix(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) -> Bool {
        let operation = line.operation
        if operation.isWord("product") {
            try appendProduct(line, input)
        } else if operation.isWord("transpose") {
            guard input.shape.count == 2 else { throw .wrongShape }
            let (rows, columns) = (input.shape[0], input.shape[1])
            let output = try output(line, [columns, rows])
            append(
                .transpose(TransposeStep(input: input.start, output: output, rows: rows, columns: columns)))
        } else if operation.isWord("mean") {
            guard input.shape.count > 1 else { throw .wrongShape }
            let channels = input.shape[0]
            let output = try output(line, [channels])
            append(
                .mean(
                    MeanStep(
                        input: input.start, output: output, channels: channels, area: input.count / channels))
            )
        } else if operation.isWord("join") {
            let other = try value(line, 1)
            let output = try output(line, [input.count + other.count])
            append(
                .join(
                    JoinStep(
                        first: input.start, second: other.start, output: output,
                        counts: (input.count, other.count))))
        } else if operation.isWord("put") {
            try appendPut(line, input)
        } else if operation.isWord("attend") {
            try appendAttend(line, input)
        } else {
            return false
        }
        return true
    }

    /// `s = when`: a switch, and what is below it runs only where it is not 0.
    mutating func appendSwitch(_ line: PlanReader.Line) throws(PageNetworkError) {
        guard line.argumentCount == 0 else { throw .malformedPlan }
        append(.when(try output(line, [1])))
    }

    private mutating func appendProduct(
        _ line: PlanReader.Line, _ input: Value
    ) throws(PageNetworkError) {
        let other = try value(line, 1)
        guard input.shape.count == 2, other.shape.count == 2, input.shape[1] == other.shape[0] else {
            throw .wrongShape
        }
        let output = try output(line, [input.shape[0], other.shape[1]])
        append(
            .product(
                ProductStep(
                    first: input.start, second: other.start, output: output, rows: input.shape[0],
                    inner: input.shape[1], columns: other.shape[1])))
    }

    /// `m = put y p C`: the name is that of a value before, which must be no weight.
    private mutating func appendPut(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let (row, column) = (try value(line, 1), try line.count(2))
        guard let index = index(of: line.name), index >= weightCount else { throw .unknownName }
        let state = values[index]
        guard state.shape.count == 2, row.count == 1, column + input.count <= state.shape[1] else {
            throw .wrongShape
        }
        append(
            .put(
                PutStep(
                    input: input.start, state: state.start, row: row.start, column: column,
                    count: input.count, rowCount: state.shape[0], width: state.shape[1])))
    }

    private mutating func appendAttend(_ line: PlanReader.Line, _ input: Value) throws(PageNetworkError) {
        let (memory, weights, used) = (try value(line, 1), try value(line, 2), try value(line, 3))
        guard let place = index(of: try line.argument(2)), place >= weightCount else { throw .unknownName }
        guard memory.shape.count == 2, memory.shape[1] % 2 == 0, used.count == 1 else { throw .wrongShape }
        let (positions, width, heads) = (memory.shape[0], memory.shape[1] / 2, weights.shape[0])
        let queries = input.count / width
        guard queries > 0, input.count == queries * width, width % heads == 0,
            weights.count == heads * queries * positions
        else { throw .wrongShape }
        let output = try output(line, input.shape)
        append(
            .attend(
                KeyValueAttentionStep(
                    queries: input.start, memory: memory.start, weights: weights.start, used: used.start,
                    output: output, queryCount: queries, positionCount: positions, width: width,
                    headCount: heads)))
    }
}
