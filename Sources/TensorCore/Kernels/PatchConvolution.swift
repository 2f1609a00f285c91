/// The second rung of convolution: a picture unfolded into its patches, so that a matrix product does the rest.
///
/// The patches of a picture and a group are a matrix `[C · kH · kW, H' · W']`: a column holds the pixels that one
/// result sees. Then y = W · patches, ∂patches = Wᵀ · ∂y and ∂W = ∂y · patchesᵀ, each on the rung of matrix products
/// in force. Each pixel is copied once for each position of the kernel that reads it, which `Correlation` saves.
///
/// Chellapilla, Puri and Simard: "High performance convolutional neural networks for document processing" (2006).
enum PatchConvolution {
    /// y += W · patches.
    static func forward(
        _ e: ConvolutionExtents, _ input: NDArray, _ weight: NDArray, into result: NDArray
    ) {
        let (patches, count) = (Patches(e), e.filters * e.output.area)
        let product = Storage(count: count)
        for image in 0..<e.samples * e.groups {
            patches.unfold(start(input) + image * e.channels * e.input.area)
            MatrixMultiply.multiply(
                weightMatrix(e, weight, image), patches.matrix, m: e.filters, n: e.output.area,
                k: patches.depth, into: product.pointer)
            add(product, count, to: start(result) + image * count)
        }
    }

    /// ∂x += the patches of Wᵀ · ∂y, folded back: each pixel takes what its copies were given.
    static func inputGradient(
        _ e: ConvolutionExtents, _ upstream: NDArray, _ weight: NDArray, into result: NDArray
    ) {
        let patches = Patches(e)
        for image in 0..<e.samples * e.groups {
            let matrix = weightMatrix(e, weight, image)
            MatrixMultiply.multiply(
                .init(pointer: matrix.pointer, rowStride: 1, columnStride: matrix.rowStride),
                resultMatrix(e, upstream, image), m: patches.depth, n: e.output.area, k: e.filters,
                into: patches.storage.pointer)
            patches.fold(onto: start(result) + image * e.channels * e.input.area)
        }
    }

    /// ∂W += ∂y · patchesᵀ, a picture after the other.
    static func weightGradient(
        _ e: ConvolutionExtents, _ input: NDArray, _ upstream: NDArray, into result: NDArray
    ) {
        let patches = Patches(e)
        let count = e.filters * patches.depth
        let product = Storage(count: count)
        for image in 0..<e.samples * e.groups {
            patches.unfold(start(input) + image * e.channels * e.input.area)
            MatrixMultiply.multiply(
                resultMatrix(e, upstream, image),
                .init(pointer: patches.storage.pointer, rowStride: 1, columnStride: e.output.area),
                m: e.filters, n: patches.depth, k: e.output.area, into: product.pointer)
            add(product, count, to: start(result) + image % e.groups * count)
        }
    }

    /// The weights of the group of this image, `[filters, C · kH · kW]`.
    private static func weightMatrix(_ e: ConvolutionExtents, _ weight: NDArray, _ image: Int)
        -> MatrixMultiply.Operand
    {
        let depth = e.channels * e.kernel.area
        return .init(
            pointer: start(weight) + image % e.groups * e.filters * depth, rowStride: depth, columnStride: 1)
    }

    /// The results of this image, `[filters, H' · W']`.
    private static func resultMatrix(_ e: ConvolutionExtents, _ results: NDArray, _ image: Int)
        -> MatrixMultiply.Operand
    {
        .init(
            pointer: start(results) + image * e.filters * e.output.area, rowStride: e.output.area,
            columnStride: 1)
    }

    private static func add(_ product: Storage, _ count: Int, to target: UnsafeMutablePointer<Float>) {
        for i in 0..<count { target[i] += product.pointer[i] }
    }

    private static func start(_ array: NDArray) -> UnsafeMutablePointer<Float> {
        array.storage.pointer + array.offset
    }
}

/// Room for the patches of one picture of a group, `[C · kH · kW, H' · W']`.
private struct Patches {
    let extents: ConvolutionExtents
    let storage: Storage

    init(_ extents: ConvolutionExtents) {
        self.extents = extents
        storage = Storage(count: extents.channels * extents.kernel.area * extents.output.area)
    }

    /// How many pixels a result sees.
    var depth: Int { extents.channels * extents.kernel.area }

    var matrix: MatrixMultiply.Operand {
        .init(pointer: storage.pointer, rowStride: extents.output.area, columnStride: 1)
    }

    /// Copies each pixel to where it is read; what lies outside the picture is 0.
    func unfold(_ picture: UnsafePointer<Float>) {
        forEachCopy { patch, pixel in storage.pointer[patch] = pixel.map { picture[$0] } ?? 0 }
    }

    /// Adds each copy to its pixel.
    func fold(onto picture: UnsafeMutablePointer<Float>) {
        forEachCopy { patch, pixel in
            if let pixel { picture[pixel] += storage.pointer[patch] }
        }
    }

    /// Calls `body` with each index in the patches and the pixel it is a copy of, `nil` outside the picture.
    @inline(__always)
    private func forEachCopy(_ body: (Int, Int?) -> Void) {
        let (e, taps) = (extents, extents.taps)
        var place = 0
        for channel in 0..<e.channels {
            for tap in taps {
                for row in 0..<e.output.height {
                    let y = row * e.stride.height + tap.dy
                    let isInside = y >= 0 && y < e.input.height
                    for column in 0..<e.output.width {
                        let x = column * e.stride.width + tap.dx
                        let line = (channel * e.input.height + y) * e.input.width
                        body(place, isInside && x >= 0 && x < e.input.width ? line + x : nil)
                        place += 1
                    }
                }
            }
        }
    }
}
