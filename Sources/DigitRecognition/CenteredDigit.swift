import PageNetworks
import Pictures
import TensorCore

extension Picture {
    /// The digit that a picture shows, in the form of MNIST's: the longer side of its ink 20 pixels, and its centre of mass
    /// in the middle of 28 × 28, from 0, paper, to 1, ink: `[1, 1, 28, 28]`, what a recognizer takes.
    ///
    /// The picture may be of any size, in any colours, dark on light or light on dark, or on something transparent. Thin
    /// strokes are made as thick as a pen's. It must show one digit and little else; a picture of MNIST is given back as it
    /// is, or nearly.
    ///
    /// - Returns: nil where nothing is drawn.
    public func centeredDigit() -> NDArray? { InkField(self)?.centeredDigit().map(asInput) }

    /// What a picture shows with its longer side 28 pixels, in the middle of 28 × 28, as Fashion-MNIST's clothes are:
    /// `[1, 1, 28, 28]` from 0, paper, to 1.
    ///
    /// - Returns: nil where nothing is to be seen.
    public func centeredDrawing() -> NDArray? { InkField(self)?.centeredDrawing().map(asInput) }
}

private func asInput(_ pixels: [Float]) -> NDArray { NDArray(pixels, shape: [1, 1, 28, 28]) }
