/// The largest number of each window, and where it was.
enum MaxPooling {
    /// Writes the maxima of a contiguous `[N, C, H, W]` and returns their indices in their planes.
    ///
    /// A row of results goes through the positions of the window one after the other, so that neighbours are compared
    /// side by side in vectors.
    static func forward(_ pooling: Pooling2D, _ input: NDArray, into values: NDArray) -> [Int32] {
        let (plane, grid) = (extents(input), extents(values))
        let planes = input.shape[0] * input.shape[1]
        let (source, target) = (input.storage.pointer + input.offset, values.storage.pointer)
        let columns = (0..<pooling.kernel.width).map {
            columnsInside($0 - pooling.padding.width, pooling.stride.width, plane.width, grid.width)
        }
        return [Int32](unsafeUninitializedCapacity: values.elementCount) { places, count in
            count = values.elementCount
            guard let places = places.baseAddress else { return }
            let work = max(1, grid.area * pooling.kernel.area)
            Parallel.forEachShare(of: planes, minimumShare: max(1, 65536 / work)) { share in
                for index in share {
                    for row in 0..<grid.height {
                        let start = (index * grid.height + row) * grid.width
                        poolRow(
                            pooling, source + index * plane.area, plane, row, columns, target + start,
                            places + start, grid.width)
                    }
                }
            }
        }
    }

    private static func poolRow(
        _ pooling: Pooling2D, _ picture: UnsafePointer<Float>, _ plane: Size2D, _ row: Int,
        _ columns: [Range<Int>], _ values: UnsafeMutablePointer<Float>, _ places: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        let (step, top) = (pooling.stride.width, row * pooling.stride.height - pooling.padding.height)
        let rows = max(top, 0)..<min(top + pooling.kernel.height, plane.height)
        for i in 0..<count {
            values[i] = -.infinity
            places[i] = Int32(
                truncatingIfNeeded: rows.lowerBound * plane.width + max(i * step - pooling.padding.width, 0))
        }
        for y in rows {
            for (column, inside) in columns.enumerated() {
                let first = y * plane.width + column - pooling.padding.width
                // The usual steps as constants let the compiler choose vector loads for them.
                switch step {
                case 1: compare(picture, first, 1, inside, values, places)
                case 2: compare(picture, first, 2, inside, values, places)
                default: compare(picture, first, step, inside, values, places)
                }
            }
        }
    }

    @inline(__always)
    private static func compare(
        _ picture: UnsafePointer<Float>, _ first: Int, _ step: Int, _ inside: Range<Int>,
        _ values: UnsafeMutablePointer<Float>, _ places: UnsafeMutablePointer<Int32>
    ) {
        for i in inside {
            let place = first &+ i &* step
            let (value, best) = (picture[place], values[i])
            let isBetter = (value > best) != (value != value)
            values[i] = isBetter ? value : best
            places[i] = isBetter ? Int32(truncatingIfNeeded: place) : places[i]
        }
    }

    /// The results i whose pixel first + i · step is inside.
    private static func columnsInside(_ first: Int, _ step: Int, _ width: Int, _ count: Int) -> Range<Int> {
        let from = min(first >= 0 ? 0 : (-first + step - 1) / step, count)
        let to = first >= width ? 0 : (width - first + step - 1) / step
        return from..<max(from, min(to, count))
    }

    /// Adds each gradient at the index in its plane that the maximum came from.
    static func addGradient(_ upstream: NDArray, _ places: [Int32], into result: NDArray) {
        let (plane, grid) = (extents(result), extents(upstream))
        let (source, target) = (upstream.storage.pointer + upstream.offset, result.storage.pointer)
        let planes = result.shape[0] * result.shape[1]
        places.withUnsafeBufferPointer { places in
            Parallel.forEachShare(of: planes, minimumShare: max(1, 65536 / max(1, grid.area))) { share in
                for index in share {
                    let picture = target + index * plane.area
                    for place in index * grid.area..<(index + 1) * grid.area {
                        picture[Int(places[place])] += source[place]
                    }
                }
            }
        }
    }

    private static func extents(_ pictures: NDArray) -> Size2D {
        Size2D(pictures.shape[2], pictures.shape[3])
    }
}
