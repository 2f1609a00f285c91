/// Means over windows that are products of a range of rows and a range of columns.
enum AveragePooling {
    /// A range of rows or columns inside the picture, and how many count in the divisor.
    struct Window {
        let inside: Range<Int>
        let count: Int
    }

    /// The windows of a result's rows and of its columns.
    typealias Windows = (rows: [Window], columns: [Window])

    /// Writes the means of a contiguous `[N, C, H, W]`: the rows of a window are added first, as vectors.
    static func forward(_ input: NDArray, _ windows: Windows, into result: NDArray) {
        let (height, width) = (input.shape[2], input.shape[3])
        let (source, target) = (input.storage.pointer + input.offset, result.storage.pointer)
        let grid = windows.rows.count * windows.columns.count
        forEachPlane(input.shape) { planes in
            let sums = Storage(count: width)
            for plane in planes {
                let picture = source + plane * height * width
                var place = target + plane * grid
                for row in windows.rows {
                    let line = sums.pointer
                    line.update(repeating: 0, count: width)
                    for y in row.inside {
                        let pixels = picture + y * width
                        for x in 0..<width { line[x] += pixels[x] }
                    }
                    for column in windows.columns {
                        var sum: Float = 0
                        for x in column.inside { sum += line[x] }
                        place.pointee = sum / Float(row.count * column.count)
                        place += 1
                    }
                }
            }
        }
    }

    /// Adds to each pixel its share of the gradients of the windows that saw it.
    static func addGradient(_ upstream: NDArray, _ windows: Windows, into result: NDArray) {
        let (height, width) = (result.shape[2], result.shape[3])
        let (source, target) = (upstream.storage.pointer + upstream.offset, result.storage.pointer)
        let grid = windows.rows.count * windows.columns.count
        forEachPlane(result.shape) { planes in
            let shares = Storage(count: width)
            for plane in planes {
                let picture = target + plane * height * width
                var place = source + plane * grid
                for row in windows.rows {
                    let line = shares.pointer
                    line.update(repeating: 0, count: width)
                    for column in windows.columns {
                        let share = place.pointee / Float(row.count * column.count)
                        for x in column.inside { line[x] += share }
                        place += 1
                    }
                    for y in row.inside {
                        let pixels = picture + y * width
                        for x in 0..<width { pixels[x] += line[x] }
                    }
                }
            }
        }
    }

    private static func forEachPlane(_ shape: Shape, _ body: (Range<Int>) -> Void) {
        let area = max(1, shape[2] * shape[3])
        Parallel.forEachShare(of: shape[0] * shape[1], minimumShare: max(1, 65536 / area), body)
    }
}
