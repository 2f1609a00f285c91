/// Planes of pictures copied pixel by pixel: with a mirrored border around them, or each pixel as a block. And their gradients,
/// which add up what came from one pixel.
enum PictureCopies {
    /// Writes `[N, C, H + top + bottom, W + left + right]` from a contiguous `[N, C, H, W]`, mirrored at the outer pixels.
    static func reflect(_ padding: ReflectionPadding2D, _ input: NDArray, into result: NDArray) {
        let (height, width) = (input.shape[2], input.shape[3])
        let (rows, columns) = (result.shape[2], result.shape[3])
        let (source, target) = (input.storage.pointer + input.offset, result.storage.pointer)
        forEachPlane(input, work: rows * columns) { plane in
            for row in 0..<rows {
                let from = source + (plane * height + mirrored(row - padding.top, height)) * width
                let to = target + (plane * rows + row) * columns
                for place in 0..<padding.left { to[place] = from[padding.left - place] }
                (to + padding.left).update(from: from, count: width)
                let end = to + padding.left + width
                for place in 0..<padding.right { end[place] = from[width - 2 - place] }
            }
        }
    }

    /// Adds a gradient of the bordered planes to zeros `[N, C, H, W]`.
    static func addReflected(_ padding: ReflectionPadding2D, _ upstream: NDArray, into result: NDArray) {
        let (height, width) = (result.shape[2], result.shape[3])
        let (rows, columns) = (upstream.shape[2], upstream.shape[3])
        let (source, target) = (upstream.storage.pointer + upstream.offset, result.storage.pointer)
        forEachPlane(result, work: rows * columns) { plane in
            for row in 0..<rows {
                let from = source + (plane * rows + row) * columns
                let to = target + (plane * height + mirrored(row - padding.top, height)) * width
                for place in 0..<padding.left { to[padding.left - place] += from[place] }
                let middle = from + padding.left
                for place in 0..<width { to[place] += middle[place] }
                for place in 0..<padding.right { to[width - 2 - place] += middle[width + place] }
            }
        }
    }

    /// Writes each pixel of a contiguous `[N, C, H, W]` as a block of `scale`.
    static func enlarge(_ input: NDArray, by scale: Size2D, into result: NDArray) {
        let (height, width) = (input.shape[2], input.shape[3])
        let columns = width * scale.width
        let (source, target) = (input.storage.pointer + input.offset, result.storage.pointer)
        forEachPlane(input, work: height * columns) { plane in
            for row in plane * height..<(plane + 1) * height {
                let (from, first) = (source + row * width, target + row * scale.height * columns)
                for place in 0..<columns { first[place] = from[place / scale.width] }
                for copy in 1..<max(1, scale.height) {
                    (first + copy * columns).update(from: first, count: columns)
                }
            }
        }
    }

    /// Adds the gradients of each block to its pixel of zeros `[N, C, H, W]`.
    static func addEnlarged(_ upstream: NDArray, by scale: Size2D, into result: NDArray) {
        let (height, width) = (result.shape[2], result.shape[3])
        let columns = width * scale.width
        let (source, target) = (upstream.storage.pointer + upstream.offset, result.storage.pointer)
        forEachPlane(result, work: height * columns * scale.height) { plane in
            for row in plane * height..<(plane + 1) * height {
                let to = target + row * width
                for copy in 0..<scale.height {
                    let from = source + (row * scale.height + copy) * columns
                    for column in 0..<scale.width {
                        for place in 0..<width { to[place] += from[place * scale.width + column] }
                    }
                }
            }
        }
    }

    /// The row or column of the picture that a row or column beyond it shows.
    @inline(__always)
    private static func mirrored(_ place: Int, _ extent: Int) -> Int {
        place < 0 ? -place : place >= extent ? 2 * extent - 2 - place : place
    }

    private static func forEachPlane(_ pictures: NDArray, work: Int, _ body: (Int) -> Void) {
        let planes = pictures.shape[0] * pictures.shape[1]
        Parallel.forEachShare(of: planes, minimumShare: max(1, 65536 / max(1, work))) { share in
            for plane in share { body(plane) }
        }
    }
}
