import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Attention, Transformers, sparse products and bags give PyTorch's numbers")
struct AttentionFixtureTests {
    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: AttentionFixture.all, by: \.name).mapValues(\.count)
        #expect(counts.count == 7)
        #expect(counts.values.allSatisfy { $0 >= 3 })
    }

    @Test("scaled dot product", arguments: AttentionFixture.named("attention"))
    func scaledDotProduct(_ fixture: AttentionFixture) throws {
        let leaves = fixture.leaves
        let result = scaledDotProductAttention(
            try #require(leaves["query"]), try #require(leaves["key"]), try #require(leaves["value"]),
            mask: fixture.masks["mask"]?.array, isCausal: fixture.option("causal") == 1)
        try fixture.check(result.output, leaves)
    }

    @Test("several heads", arguments: AttentionFixture.named("multihead"))
    func multihead(_ fixture: AttentionFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let leaves = fixture.leaves
        let query = try #require(leaves["query"])
        let layer = MultiheadAttention(
            query.shape[2], headCount: fixture.option("heads"), bias: fixture.option("bias") == 1,
            using: &generator)
        try fixture.load(layer)
        layer.keepsWeights = true
        let key = leaves["key"] ?? query
        let output = layer(
            query, key: key, value: leaves["value"] ?? key, mask: fixture.masks["mask"]?.array,
            paddingMask: fixture.masks["padding"]?.array)
        expectClose(
            try #require(layer.averageWeights), try #require(fixture.weights), 1e-6, "average weights")
        try fixture.check(output, leaves, layer)
    }

    @Test("encoder layer", arguments: AttentionFixture.named("encoder_layer"))
    func encoderLayer(_ fixture: AttentionFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let leaves = fixture.leaves
        let source = try #require(leaves["source"])
        let layer = TransformerEncoderLayer(
            source.shape[2], headCount: fixture.option("heads"), feedForwardWidth: fixture.option("inner"),
            dropout: 0, activation: fixture.option("gelu") == 1 ? .gelu : .relu,
            normFirst: fixture.option("first") == 1, using: &generator)
        try fixture.load(layer)
        try fixture.check(layer(source, paddingMask: fixture.masks["padding"]?.array), leaves, layer)
    }

    @Test("decoder layer", arguments: AttentionFixture.named("decoder_layer"))
    func decoderLayer(_ fixture: AttentionFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let leaves = fixture.leaves
        let (target, memory) = (try #require(leaves["target"]), try #require(leaves["memory"]))
        let layer = TransformerDecoderLayer(
            target.shape[2], headCount: fixture.option("heads"), feedForwardWidth: fixture.option("inner"),
            dropout: 0, activation: fixture.option("gelu") == 1 ? .gelu : .relu,
            normFirst: fixture.option("first") == 1, using: &generator)
        try fixture.load(layer)
        let output = layer(
            target, memory: memory, isCausal: true,
            memoryPaddingMask: fixture.masks["memory_padding"]?.array)
        try fixture.check(output, leaves, layer)
    }

    @Test("Transformer", arguments: AttentionFixture.named("transformer"))
    func transformer(_ fixture: AttentionFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let leaves = fixture.leaves
        let (source, target) = (try #require(leaves["source"]), try #require(leaves["target"]))
        let model = Transformer(
            source.shape[2], headCount: fixture.option("heads"),
            encoderLayerCount: fixture.option("encoders"), decoderLayerCount: 1, feedForwardWidth: 3,
            dropout: 0,
            normFirst: fixture.option("first") == 1, using: &generator)
        try fixture.load(model)
        let output = model(
            source: source, target: target, isTargetCausal: true,
            sourcePaddingMask: fixture.masks["padding"]?.array)
        try fixture.check(output, leaves, model)
    }

    @Test("sparse matrix times dense", arguments: AttentionFixture.named("sparse"))
    func sparse(_ fixture: AttentionFixture) throws {
        let leaves = fixture.leaves
        let (values, dense) = (try #require(leaves["values"]), try #require(leaves["dense"]))
        let labels = try #require(fixture.labels)
        let (rows, columns) = (try #require(labels["rows"]).values, try #require(labels["columns"]).values)
        // The two entries of one place become one: their sum, whose gradient both share.
        let matrix = SparseMatrix(
            rowCount: fixture.option("rows"), columnCount: dense.shape[0],
            entries: zip(rows, columns).map { ($0, $1, 0) })
        var places: [Int] = []
        var order: [[Int]] = []
        for row in 0..<matrix.shape[0] {
            for (column, _) in matrix.row(row) { order.append([row, column]) }
        }
        for (row, column) in zip(rows, columns) {
            places.append(try #require(order.firstIndex(of: [row, column])))
        }
        let summed = Tensor(.zeros([matrix.entryCount])).scatterAdding(values, at: IntArray(places))
        try fixture.check(matrix.matmul(dense, values: summed), leaves)
        let constant = SparseMatrix(
            rowCount: matrix.shape[0], columnCount: matrix.shape[1],
            entries: zip(zip(rows, columns), values.value.scalars).map { ($0.0, $0.1, $1) })
        expectClose(constant.matmul(dense.value), fixture.output, 1e-6, "with duplicates summed")
        let leaf = Tensor(dense.value, requiresGradient: true)
        constant.matmul(leaf).backward(fixture.upstream.array)
        expectClose(
            try #require(leaf.grad), try #require(fixture.gradients["dense"]), 1e-5, "of a constant matrix")
    }

    @Test("embedding bag", arguments: AttentionFixture.named("bag"))
    func bag(_ fixture: AttentionFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let table = try #require(fixture.inputs["weight"]).array
        let labels = try #require(fixture.labels)
        let ids = try #require(labels["ids"]).array
        let layer = EmbeddingBag(
            table.shape[0], table.shape[1], mode: fixture.option("mean") == 1 ? .mean : .sum,
            paddingIndex: fixture.options["padding"].map { Int($0) }, using: &generator)
        layer.weight.value = table
        let output = labels["offsets"].map { layer(ids, offsets: $0.array) } ?? layer(ids)
        try fixture.check(output, ["weight": layer.weight])
    }
}
