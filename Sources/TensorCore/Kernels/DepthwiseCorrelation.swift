import Vectors

/// Convolution where each channel has a kernel of its own and meets no other channel (depthwise).
///
/// A result has as few products as the kernel has positions, so there is no matrix product to make of it: what remains is
/// to read each pixel where `PlaneLayout` put it and to write each result once. The products are added in the order of
/// `Correlation`, and give the same bits.
///
/// Howard et al.: "MobileNets" (2017).
extension Correlation {
    /// Whether every group is a single channel with a single kernel.
    var isDepthwise: Bool { channels == 1 && rows == 1 && groups > 1 }

    /// What `run` computes, a plane at a time.
    func runDepthwise(_ source: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray) {
        guard pictures > 0, let grid = parts.first?.grid, grid.area > 0 else { return }
        let layout = PlaneLayout(
            plane: plane, grid: grid, step: step,
            taps: parts.flatMap { part in part.taps.map { (dy: $0.dy, dx: $0.dx) } }, channels: 1,
            pictures: 1)
        let offsets = parts.map { part in part.taps.map { layout.offset(of: ($0.dy, $0.dx)) } }
        let (input, output) = (source.storage.pointer + source.offset, result.storage.pointer + result.offset)
        let weights = weight.storage.pointer + weight.offset
        let biases = bias.map { UnsafePointer($0.storage.pointer + $0.offset) }
        let kernel = max(weightRowStride, weightChannelStride)
        let products = parts.indices.reduce(0) { $0 + parts[$1].grid.area * offsets[$1].count }
        Parallel.forEachShare(
            of: pictures * groups, minimumShare: max(1, 200_000 / max(1, products)), rangesPerThread: 4
        ) { share in
            let planes = layout.makeRoom(channels: 1)
            let row = Storage(count: grid.width + 4 * RegisterLanes.scalarCount)
            let factors = Storage(count: kernel)
            for unit in share {
                let group = unit % groups
                layout.fill(planes, picture: 0, from: input + unit * plane.area, channels: 1)
                for (part, offsets) in zip(parts, offsets) {
                    for (index, tap) in part.taps.enumerated() {
                        factors.pointer[index] = weights[group * kernel + tap.weight]
                    }
                    let start = part.start.height * target.width + part.start.width
                    offsets.withUnsafeBufferPointer {
                        correlate(
                            part.grid, planes.pointer, layout.rowLength, $0, factors.pointer,
                            bias: biases?[group] ?? 0, row: row.pointer,
                            output + unit * target.area + start, room: target.area - start)
                    }
                }
            }
        }
    }

    /// The results of a part in one plane; `room` numbers may be written from its first result on.
    private func correlate(
        _ grid: Size2D, _ pixels: UnsafePointer<Float>, _ rowLength: Int,
        _ offsets: UnsafeBufferPointer<Int>, _ factors: UnsafePointer<Float>, bias: Float,
        row: UnsafeMutablePointer<Float>, _ plane: UnsafeMutablePointer<Float>, room: Int
    ) {
        // A row is written where it belongs, in whole vectors, if it may reach into the next, which follows.
        let whole = (grid.width + RegisterLanes.scalarCount - 1) / RegisterLanes.scalarCount
        let rowStep = targetStep.height * target.width
        for y in 0..<grid.height {
            let (place, source) = (plane + y * rowStep, pixels + y * rowLength)
            if targetStep.width == 1 && y * rowStep + whole * RegisterLanes.scalarCount <= room
                && rowStep >= grid.width
                && (targetStep.height == 1 || whole * RegisterLanes.scalarCount == grid.width)
            {
                Self.correlate(source, offsets, factors, bias, range, vectors: whole, into: place)
                continue
            }
            Self.correlate(source, offsets, factors, bias, range, vectors: whole, into: row)
            var (x, there) = (0, 0)
            while x < grid.width {
                place[there] = row[x]
                x &+= 1
                there &+= targetStep.width
            }
        }
    }

    /// result[x] = Σ factors[tap] · pixels[offsets[tap] + x] + bias for as many vectors of x.
    private static func correlate(
        _ pixels: UnsafePointer<Float>, _ offsets: UnsafeBufferPointer<Int>,
        _ factors: UnsafePointer<Float>, _ bias: Float, _ range: ClosedRange<Float>?, vectors: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        let size = MemoryLayout<RegisterLanes>.stride
        let (source, target) = (UnsafeRawPointer(pixels), UnsafeMutableRawPointer(result))
        let bias = RegisterLanes(repeating: bias)
        let low = RegisterLanes(repeating: range?.lowerBound ?? 0)
        let high = RegisterLanes(repeating: range?.upperBound ?? 0)
        func write(_ sum: RegisterLanes, _ place: Int) {
            var result = sum + bias
            if range != nil {
                result.replace(with: low, where: result .< low)
                result.replace(with: high, where: result .> high)
            }
            target.storeBytes(of: result, toByteOffset: place, as: RegisterLanes.self)
        }
        var vector = 0
        while vector &+ 4 <= vectors {
            let start = vector &* size
            var (s0, s1, s2, s3) = (
                RegisterLanes.zero, RegisterLanes.zero, RegisterLanes.zero, RegisterLanes.zero
            )
            for tap in 0..<offsets.count {
                let place = source + start + offsets[tap] &* MemoryLayout<Float>.stride
                let factor = RegisterLanes(repeating: factors[tap])
                s0 = s0.plus(factor, times: place.lanes())
                s1 = s1.plus(factor, times: place.lanes(size))
                s2 = s2.plus(factor, times: place.lanes(2 &* size))
                s3 = s3.plus(factor, times: place.lanes(3 &* size))
            }
            write(s0, start)
            write(s1, start &+ size)
            write(s2, start &+ 2 &* size)
            write(s3, start &+ 3 &* size)
            vector &+= 4
        }
        while vector < vectors {
            let start = vector &* size
            var sum = RegisterLanes.zero
            for tap in 0..<offsets.count {
                let place = source + start + offsets[tap] &* MemoryLayout<Float>.stride
                sum = sum.plus(RegisterLanes(repeating: factors[tap]), times: place.lanes())
            }
            write(sum, start)
            vector &+= 1
        }
    }
}
