/// The largest number of each window, and where it was.
enum MaxPooling {
    /// Writes the maxima of a contiguous `[N, C, H, W]` and returns their indices in their planes.
    ///
    /// Eight or four neighbours of a row of results go through the positions of their windows together, with the largest
    /// so far in a register. Where windows move by more than two pixels, or reach into the padding, each goes by itself.
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
        let top = row * pooling.stride.height - pooling.padding.height
        let rows = max(top, 0)..<min(top + pooling.kernel.height, plane.height)
        let window = Window(
            picture: picture, width: plane.width, rows: rows, columns: pooling.kernel.width,
            step: pooling.stride.width, padding: pooling.padding.width)
        // Where the whole window is inside the row of pixels.
        let whole = columns.reduce(0..<count) { $0.clamped(to: $1) }
        let lanes = whole.count >= 8 ? 8 : 4
        guard pooling.stride.width <= 2, whole.count >= 4, plane.area >= 2 * lanes else {
            for i in 0..<count { (values[i], places[i]) = window.largest(i) }
            return
        }
        for i in 0..<whole.lowerBound { (values[i], places[i]) = window.largest(i) }
        for i in whole.upperBound..<count { (values[i], places[i]) = window.largest(i) }
        for start in stride(from: whole.lowerBound, to: whole.upperBound, by: lanes) {
            // The last vector goes back over results that are known.
            let i = min(start, whole.upperBound - lanes)
            // With a constant number the compiler decides once how pixels are read.
            let (value, place) = lanes == 8 ? window.largest(from: i, 8) : window.largest(from: i, 4)
            let target = (UnsafeMutableRawPointer(values + i), UnsafeMutableRawPointer(places + i))
            if lanes == 8 {
                target.0.storeBytes(of: value, as: SIMD8<Float>.self)
                target.1.storeBytes(of: place, as: SIMD8<Int32>.self)
            } else {
                target.0.storeBytes(of: value.lowHalf, as: SIMD4<Float>.self)
                target.1.storeBytes(of: place.lowHalf, as: SIMD4<Int32>.self)
            }
        }
    }

    /// The windows of one row of results.
    private struct Window {
        let picture: UnsafePointer<Float>
        let width: Int
        let rows: Range<Int>
        let columns: Int
        let step: Int
        let padding: Int

        /// The largest pixel of window i and its place; NaN is larger than all.
        @inline(__always)
        func largest(_ i: Int) -> (Float, Int32) {
            let left = i * step - padding
            var (best, found) = (-Float.infinity, rows.lowerBound * width + max(left, 0))
            for y in rows {
                for x in max(left, 0)..<min(left + columns, width) {
                    let value = picture[y * width + x]
                    guard (value > best) != (value != value) else { continue }
                    (best, found) = (value, y * width + x)
                }
            }
            return (best, Int32(truncatingIfNeeded: found))
        }

        /// The same of `count` windows in a row that lie inside, eight or four: the low half.
        @inline(__always)
        func largest(from i: Int, _ count: Int) -> (SIMD8<Float>, SIMD8<Int32>) {
            let first = rows.lowerBound &* width &+ i &* step &- padding
            let steps = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &* Int32(truncatingIfNeeded: step)
            var best = SIMD8<Float>(repeating: -.infinity)
            var found = steps &+ Int32(truncatingIfNeeded: first)
            for y in 0..<rows.count {
                for x in 0..<columns {
                    let place = first &+ y &* width &+ x
                    let value = count == 8 ? eight(at: place) : four(at: place)
                    let isBetter = (value .> best) .^ (value .!= value)
                    best.replace(with: value, where: isBetter)
                    found.replace(with: steps &+ Int32(truncatingIfNeeded: place), where: isBetter)
                }
            }
            return (best, found)
        }

        /// Eight pixels, 1 or 2 apart. Of 2 the odd ones from one before, so that nothing after the last pixel is read.
        @inline(__always)
        private func eight(at place: Int) -> SIMD8<Float> {
            let start = UnsafeRawPointer(picture + place)
            if step == 1 { return start.loadUnaligned(as: SIMD8<Float>.self) }
            return place == 0
                ? start.loadUnaligned(as: SIMD16<Float>.self).evenHalf
                : (start - 4).loadUnaligned(as: SIMD16<Float>.self).oddHalf
        }

        /// Four pixels, and once more.
        @inline(__always)
        private func four(at place: Int) -> SIMD8<Float> {
            let start = UnsafeRawPointer(picture + place)
            let four: SIMD4<Float>
            if step == 1 {
                four = start.loadUnaligned(as: SIMD4<Float>.self)
            } else {
                four =
                    place == 0
                    ? start.loadUnaligned(as: SIMD8<Float>.self).evenHalf
                    : (start - 4).loadUnaligned(as: SIMD8<Float>.self).oddHalf
            }
            return SIMD8(lowHalf: four, highHalf: four)
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
