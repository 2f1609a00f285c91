import Pictures
import TensorCore

// Pictures as arrays `[1, 3, H, W]` of red, green and blue from 0 to 1, and back.

extension NDArray {
    /// A picture as an array; grey becomes three equal channels, and what is not opaque lies on white.
    init(_ picture: Picture) {
        let rgb = picture.rgb()
        self.init(rgb.planes, shape: [1, 3, rgb.height, rgb.width])
    }

    /// An array as a picture; numbers beyond 0 and 1 become the nearer one.
    var picture: Picture {
        Picture(planes: scalars, width: shape[3], height: shape[2])
    }

    /// A picture `[…, H, W]` with another number of rows and columns, bicubic; smoothed first where it becomes smaller, so that
    /// fine stripes turn grey and not into coarse stripes.
    func resized(to new: Size2D) -> NDArray {
        if size.height == new.height, size.width == new.width { return self }
        let planes = Picture.resizedPlanes(
            scalars, width: size.width, height: size.height, toWidth: new.width, toHeight: new.height)
        return NDArray(planes, shape: Shape(Array(shape.dropLast(2)) + [new.height, new.width]))
    }

    /// The rows and columns of a picture.
    var size: Size2D { Size2D(shape[rank - 2], shape[rank - 1]) }

    /// How light each pixel is, `[N, 1, H, W]`: the weights of the ITU's recommendation BT.601.
    var luminance: NDArray {
        (self * NDArray([0.299, 0.587, 0.114]).reshaped([1, 3, 1, 1])).sum(axes: [1], keepingDimensions: true)
    }
}

extension Size2D {
    /// The number of pixels.
    var count: Int { height * width }

    /// The size with this shape whose area is that of a square of `side` pixels, at least 16 pixels each way.
    func withArea(ofSide side: Int) -> Size2D {
        let scale = Double(side) / (Double(height) * Double(width)).squareRoot()
        func scaled(_ length: Int) -> Int { max(16, Int((Double(length) * scale).rounded())) }
        return Size2D(scaled(height), scaled(width))
    }

    /// The size divided by a whole number, at least 8 pixels each way.
    func divided(by factor: Int) -> Size2D { Size2D(max(8, height / factor), max(8, width / factor)) }
}
