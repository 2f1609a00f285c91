import Vectors

/// ∂w of a convolution where each channel has a kernel of its own:
/// ∂w[c, tap] = Σ ∂y[n, c, p] · pixel[n, c, tap, p] over all results p of all samples n.
///
/// A thread takes whole channels, so that every sum has one order. As in `ConvolutionWeightGradient`, ∂y is copied to the
/// rows of `PlaneLayout`; three positions of the kernel then share what they load of it.
enum DepthwiseWeightGradient {
    /// Positions of the kernel that are summed side by side.
    private static let together = 3

    /// Adds ∂w to `result`, which is `[C, 1, kH, kW]` and zero.
    static func compute(
        _ e: ConvolutionExtents, _ input: NDArray, _ upstream: NDArray, into result: NDArray
    ) {
        if e.samples == 0 || e.weightCount == 0 { return }
        let taps = e.taps.map { (dy: $0.dy, dx: $0.dx) }
        let layout = PlaneLayout(
            plane: e.input, grid: e.output, step: e.stride, taps: taps, channels: 1, pictures: 1)
        let offsets = taps.map { layout.offset(of: $0) }
        let (x, u) = (input.storage.pointer + input.offset, upstream.storage.pointer + upstream.offset)
        let sums = result.storage.pointer + result.offset
        let pair = 2 * RegisterLanes.scalarCount
        let length = (layout.resultCount(grid: e.output, pictures: 1) + pair - 1) / pair * pair
        let products = e.samples * length * offsets.count
        Parallel.forEachShare(of: e.groups, minimumShare: max(1, 200_000 / products), rangesPerThread: 4) {
            share in
            let planes = layout.makeRoom(channels: 1)
            let line = Storage(count: length)
            line.pointer.update(repeating: 0, count: length)
            for channel in share {
                for sample in 0..<e.samples {
                    let image = sample * e.groups + channel
                    layout.fill(planes, picture: 0, from: x + image * e.input.area, channels: 1)
                    for y in 0..<e.output.height {
                        (line.pointer + y * layout.rowLength).update(
                            from: u + (image * e.output.height + y) * e.output.width, count: e.output.width)
                    }
                    offsets.withUnsafeBufferPointer {
                        addProducts(
                            line.pointer, length: length, planes.pointer, $0,
                            sums + channel * e.kernel.area)
                    }
                }
            }
        }
    }

    /// target[k] += Σ line[p] · pixels[offsets[k] + p]. The length is even in vectors.
    private static func addProducts(
        _ line: UnsafePointer<Float>, length: Int, _ pixels: UnsafePointer<Float>,
        _ offsets: UnsafeBufferPointer<Int>, _ target: UnsafeMutablePointer<Float>
    ) {
        let (size, end) = (MemoryLayout<RegisterLanes>.stride, length &* MemoryLayout<Float>.stride)
        let line = UnsafeRawPointer(line)
        for first in stride(from: 0, to: offsets.count, by: together) {
            // A position beyond the last is computed as the last and left.
            func start(_ index: Int) -> UnsafeRawPointer {
                UnsafeRawPointer(pixels + offsets[min(first + index, offsets.count - 1)])
            }
            let (p0, p1, p2) = (start(0), start(1), start(2))
            var (a0, a1, a2) = (RegisterLanes.zero, RegisterLanes.zero, RegisterLanes.zero)
            var (b0, b1, b2) = (RegisterLanes.zero, RegisterLanes.zero, RegisterLanes.zero)
            var place = 0
            while place < end {
                let (u, v) = (line.lanes(place), line.lanes(place &+ size))
                a0 = a0.plus(u, times: p0.lanes(place))
                a1 = a1.plus(u, times: p1.lanes(place))
                a2 = a2.plus(u, times: p2.lanes(place))
                b0 = b0.plus(v, times: p0.lanes(place &+ size))
                b1 = b1.plus(v, times: p1.lanes(place &+ size))
                b2 = b2.plus(v, times: p2.lanes(place &+ size))
                place &+= 2 &* size
            }
            let totals = ((a0 + b0).total, (a1 + b1).total, (a2 + b2).total)
            target[first] += totals.0
            if first + 1 < offsets.count { target[first + 1] += totals.1 }
            if first + 2 < offsets.count { target[first + 2] += totals.2 }
        }
    }
}
