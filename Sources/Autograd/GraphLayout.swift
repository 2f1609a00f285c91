/// Positions for the nodes of a directed acyclic graph: in layers, so that every arrow points to the right,
/// and within a layer near their neighbours, so that few arrows cross (Sugiyama, Tagawa and Toda, 1981).
///
/// An arrow that spans several layers takes a position in each it passes, so that it does not run through a box.
struct GraphLayout {
    struct Place: Hashable {
        let layer: Int
        var position: Int
    }

    /// The position of each node.
    let places: [Place]

    /// The positions each arrow passes, from its source to its target.
    let edges: [[Place]]

    private let layers: [[Int]]

    var layerCount: Int { layers.count }
    var tallestLayer: Int { layers.map(\.count).max() ?? 0 }

    func height(ofLayer layer: Int) -> Int { layers[layer].count }

    /// - Parameter inputs: for each node those that point to it, which must come before it.
    init(inputs: [[Int]]) {
        var depths = inputs.map { _ in 0 }
        for (node, sources) in inputs.enumerated() {
            depths[node] = sources.map { depths[$0] + 1 }.max() ?? 0
        }
        // A leaf is just before the first node that uses it, not at the far left.
        for (leaf, sources) in inputs.enumerated() where sources.isEmpty {
            let users = inputs.indices.filter { inputs[$0].contains(leaf) }
            depths[leaf] = max(0, (users.map { depths[$0] }.min() ?? 1) - 1)
        }
        var layers = [[Int]](repeating: [], count: (depths.max() ?? 0) + 1)
        for (node, depth) in depths.enumerated() { layers[depth].append(node) }

        // The points where an arrow passes a layer are numbered after the nodes.
        var neighbours: [(from: Int, to: Int)] = []
        var routes: [[Int]] = []
        var layerOf = depths
        for (node, sources) in inputs.enumerated() {
            for source in sources {
                var route = [source]
                for layer in depths[source] + 1..<max(depths[node], depths[source] + 1) {
                    layers[layer].append(layerOf.count)
                    route.append(layerOf.count)
                    layerOf.append(layer)
                }
                route.append(node)
                neighbours += zip(route, route.dropFirst()).map { (from: $0, to: $1) }
                routes.append(route)
            }
        }
        GraphLayout.reduceCrossings(&layers, neighbours, count: layerOf.count)

        var placeOf = layerOf.map { Place(layer: $0, position: 0) }
        for layer in layers {
            for (position, node) in layer.enumerated() { placeOf[node].position = position }
        }
        self.layers = layers
        places = Array(placeOf.prefix(inputs.count))
        edges = routes.map { $0.map { placeOf[$0] } }
    }

    /// Sorts each layer by the mean position of its neighbours, to the right and back a few times.
    private static func reduceCrossings(
        _ layers: inout [[Int]], _ neighbours: [(from: Int, to: Int)], count: Int
    ) {
        var sources = [[Int]](repeating: [], count: count)
        var targets = sources
        for (from, to) in neighbours {
            sources[to].append(from)
            targets[from].append(to)
        }
        var position = [Double](repeating: 0, count: count)
        func settle(_ layer: [Int]) {
            for (index, node) in layer.enumerated() {
                position[node] = Double(index) - Double(layer.count) / 2
            }
        }
        func sort(_ layer: Int, by near: [[Int]]) {
            let wanted = layers[layer].map { node in
                near[node].isEmpty
                    ? position[node] : near[node].reduce(0) { $0 + position[$1] } / Double(near[node].count)
            }
            layers[layer] = zip(layers[layer], wanted).enumerated()
                .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
            settle(layers[layer])
        }
        layers.forEach(settle)
        for _ in 0..<4 {
            for layer in layers.indices.dropFirst() { sort(layer, by: sources) }
            for layer in layers.indices.dropLast().reversed() { sort(layer, by: targets) }
        }
    }
}
