import Messages

/// Scaled dot-product attention over arrays, softmax(Q Kᵀ / √d) V, and its gradient.
///
/// It keeps what the gradient needs; the weights can be plotted. Vaswani et al.: "Attention is all you need" (2017),
/// section 3.2.1.
///
/// Fused, because scores, mask, softmax and dropout of a query then stay in the cache instead of going through memory once
/// each. The same in array arithmetic, to read, is ScaledDotProduct.swift in Chapter 12.
public struct Attention: Sendable {
    /// The weighted sum of the values for each query: `[..., T, e]`, or `[N, T, H · e]` for heads.
    public let output: NDArray

    /// The attention weight of each key for each query, before dropout: `[..., T, S]`, or `[N, H, T, S]` for heads.
    public let weights: NDArray

    private let operands: AttentionKernel.Operands
    private let sources: Sources

    /// The shapes of the caller's arrays, which the gradients have too.
    private enum Sources {
        case separate(query: Shape, key: Shape, value: Shape)
        case projections([Shape], headCount: Int)
    }

    /// Attention of query `[..., T, d]`, key `[..., S, d]` and value `[..., S, e]`; the axes in front are broadcast.
    ///
    /// A query whose keys are all masked gets zeros, and passes no gradient.
    /// - Parameters:
    ///   - mask: 1 where a query may attend to a key, 0 where not; broadcast to `[..., T, S]`.
    ///   - isCausal: whether query t sees only the keys 0...t.
    ///   - scale: what the scores are multiplied by; 1 / √d when it is not given.
    ///   - dropoutMask: factors of the weights, broadcast to `[..., T, S]`: 0, or 1 / (1 − p).
    ///
    /// Traps when the shapes do not go together.
    public init(
        query: NDArray, key: NDArray, value: NDArray, mask: NDArray? = nil, isCausal: Bool = false,
        scale: Float? = nil, dropoutMask: NDArray? = nil, file: StaticString = #fileID, line: UInt = #line
    ) {
        let problem = "query \(query.shape), key \(key.shape), value \(value.shape)"
        guard query.rank >= 2, key.rank >= 2, value.rank >= 2, query.shape.last == key.shape.last,
            key.shape[key.rank - 2] == value.shape[value.rank - 2]
        else {
            explainFailure(
                "attention", problem,
                hint: "they are [..., T, d], [..., S, d] and [..., S, e], with the same d and the same S",
                file: file, line: line)
        }
        let fronts = [query, key, value].map { Shape($0.shape.dropLast(2)) }
        guard let batch = fronts[0].broadcast(with: fronts[1])?.broadcast(with: fronts[2]) else {
            explainFailure(
                "attention", "\(problem): the batches do not go together",
                hint: "the axes before the last two are broadcast", file: file, line: line)
        }
        let views = [query, key, value].map { $0.expanded(to: Shape(batch + $0.shape.suffix(2))) }
        let result = NDArray(
            uninitialized: Shape(batch + [query.shape[query.rank - 2], value.shape[value.rank - 1]]))
        self.init(
            views, mask, isCausal, scale, dropoutMask, output: result, outputView: result,
            .separate(query: query.shape, key: key.shape, value: value.shape), file, line)
    }

    /// Attention of H heads at once, each on its own columns, from projections that hold query, key and value in this
    /// order.
    ///
    /// The projections are `[qkv]`, one array `[N, T, 3 E]`; `[q, kv]`, `[N, T, E]` and `[N, S, 2 E]`; or `[q, k, v]`.
    /// The heads, `[N, H, T, E / H]`, are views of them: nothing is moved. The output is `[N, T, E]`. Traps when
    /// the shapes do not go together.
    public init(
        projections: [NDArray], headCount: Int, mask: NDArray? = nil, isCausal: Bool = false,
        dropoutMask: NDArray? = nil, file: StaticString = #fileID, line: UInt = #line
    ) {
        let widths = projections.map { $0.rank == 3 ? $0.shape[2] : 0 }
        let width = widths.reduce(0, +) / 3
        guard (1...3).contains(projections.count), projections.allSatisfy({ $0.rank == 3 }),
            Set(projections.map { $0.shape[0] }).count == 1, headCount > 0, width % headCount == 0,
            projections.dropFirst().allSatisfy({ $0.shape[1] == projections[projections.count - 1].shape[1] }
            ),
            widths == Attention.parts(projections.count).map({ $0 * width })
        else {
            explainFailure(
                "attention", "projections \(projections.map(\.shape)) for \(headCount) heads",
                hint:
                    "[N, T, 3 E]; or [N, T, E] and [N, S, 2 E]; or [N, T, E] and twice [N, S, E]; E must be "
                    + "a multiple of the number of heads", file: file, line: line)
        }
        let views = Attention.heads(of: projections.map { $0.contiguous() }, headCount)
        let (n, t) = (projections[0].shape[0], projections[0].shape[1])
        let result = NDArray(uninitialized: [n, t, width])
        self.init(
            views, mask, isCausal, nil, dropoutMask, output: result,
            outputView: Attention.heads(result, headCount),
            .projections(projections.map(\.shape), headCount: headCount), file, line)
    }

    private init(
        _ views: [NDArray], _ mask: NDArray?, _ isCausal: Bool, _ scale: Float?, _ dropoutMask: NDArray?,
        output: NDArray, outputView: NDArray, _ sources: Sources, _ file: StaticString, _ line: UInt
    ) {
        let (query, key) = (views[0], views[1])
        let depth = query.shape[query.rank - 1]
        let shape = query.shape.replacing(query.rank - 1, with: key.shape[key.rank - 2])
        for (name, factors) in [("mask", mask), ("dropout", dropoutMask)] {
            if let factors, factors.shape.broadcast(with: shape) != shape {
                explainFailure(
                    "attention", "a \(name) of shape \(factors.shape) for weights of shape \(shape)",
                    hint: "it is [T, S], with what it is broadcast to in front", file: file, line: line)
            }
        }
        operands = AttentionKernel.Operands(
            query: query, key: key, value: views[2],
            scale: scale ?? 1 / Float(max(1, depth)).squareRoot(),
            dropoutMask: dropoutMask.map { $0.expanded(to: shape).contiguousFromStart() })
        weights = NDArray(uninitialized: shape)
        self.output = output
        self.sources = sources
        AttentionKernel.forward(
            operands, mask: mask?.expanded(to: shape), isCausal: isCausal, weights: weights, into: outputView)
    }

    /// The gradients of what the attention was made of, in its order and shapes, from that of the output.
    public func gradients(_ upstream: NDArray) -> [NDArray] {
        switch sources {
        case .separate(let query, let key, let value):
            let results = [operands.query, operands.key, operands.value].map {
                NDArray(uninitialized: $0.shape)
            }
            backward(upstream, results)
            return zip(results, [query, key, value]).map { $0.summed(to: $1) }
        case .projections(let shapes, let headCount):
            let results = shapes.map { NDArray(uninitialized: $0) }
            backward(
                Attention.heads(upstream.contiguous(), headCount), Attention.heads(of: results, headCount))
            return results
        }
    }

    private func backward(_ upstream: NDArray, _ targets: [NDArray]) {
        AttentionKernel.backward(
            operands, weights: weights, upstream: upstream, intoQuery: targets[0], intoKey: targets[1],
            intoValue: targets[2])
    }
}

extension Attention {
    /// How many of query, key and value each projection holds.
    private static func parts(_ count: Int) -> [Int] { [[3], [1, 2], [1, 1, 1]][count - 1] }

    /// Views of query, key and value as heads.
    private static func heads(of projections: [NDArray], _ headCount: Int) -> [NDArray] {
        zip(projections, parts(projections.count)).flatMap { projection, parts in
            let width = projection.shape[2] / parts
            return (0..<parts).map { part in
                heads(projection.sliced(axis: 2, part * width..<(part + 1) * width), headCount)
            }
        }
    }

    /// `[N, T, H · d]` seen as `[N, H, T, d]`.
    private static func heads(_ array: NDArray, _ headCount: Int) -> NDArray {
        let depth = array.shape[2] / headCount
        return NDArray(
            storage: array.storage, offset: array.offset,
            shape: [array.shape[0], headCount, array.shape[1], depth],
            strides: InlineIntegers([
                array.strides[0], depth * array.strides[2], array.strides[1], array.strides[2],
            ]))
    }
}

extension NDArray {
    /// A contiguous array whose first element is the storage's first: as kernels need that index the storage.
    fileprivate func contiguousFromStart() -> NDArray { isContiguous && offset == 0 ? self : copied() }
}
