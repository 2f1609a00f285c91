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
    public func centeredDigit() -> NDArray? {
        guard let drawing = drawing(longerSide: Float(digitBox), thinnest: thinnestStroke) else { return nil }
        // The centre of mass to the nearest pixel, as MNIST's makers did.
        var (mass, momentX, momentY): (Float, Float, Float) = (0, 0, 0)
        for y in 0..<drawing.height {
            for x in 0..<drawing.width {
                let ink = drawing.values[y * drawing.width + x]
                mass += ink
                momentX += ink * Float(x)
                momentY += ink * Float(y)
            }
        }
        guard mass > 0 else { return nil }
        let middle = Float(digitSide / 2)
        let left = Int((middle - momentX / mass).rounded())
        let top = Int((middle - momentY / mass).rounded())
        return placed(drawing, left: left, top: top)
    }

    /// What a picture shows with its longer side 28 pixels, in the middle of 28 × 28, as Fashion-MNIST's clothes are:
    /// `[1, 1, 28, 28]` from 0, paper, to 1.
    ///
    /// - Returns: nil where nothing is to be seen.
    public func centeredDrawing() -> NDArray? {
        guard let drawing = drawing(longerSide: Float(digitSide), thinnest: 0) else { return nil }
        return placed(
            drawing, left: (digitSide - drawing.width) / 2, top: (digitSide - drawing.height) / 2)
    }

    private typealias Drawing = (values: [Float], width: Int, height: Int)

    /// The ink, cut out, with its longer side so long and its strokes at least so thick.
    private func drawing(longerSide: Float, thinnest: Float) -> Drawing? {
        guard var ink = Ink(self) else { return nil }
        // In a picture as small as MNIST's the faintest pixel may be the end of a stroke.
        let trace = max(ink.width, ink.height) <= digitSide ? 0 : traceOfInk
        guard var box = ink.box(above: trace) else { return nil }
        func scale() -> Float { longerSide / Float(max(box.columns.count, box.rows.count)) }
        let missing = (thinnest / scale() - ink.strokeWidth) / 2
        if missing >= 1 {
            ink.thicken(by: Int(missing))
            box = ink.box(above: trace) ?? box
        }
        let width = max(1, Int((Float(box.columns.count) * scale()).rounded()))
        let height = max(1, Int((Float(box.rows.count) * scale()).rounded()))
        let values = Picture.resizedPlanes(
            ink.cropped(box), width: box.columns.count, height: box.rows.count, toWidth: width,
            toHeight: height, filter: .bilinear)
        guard let darkest = values.max(), darkest > 0 else { return nil }
        return (values.map { $0 / darkest }, width, height)
    }

    /// A drawing in an empty picture of 28 × 28; what does not fit is cut off.
    private func placed(_ drawing: Drawing, left: Int, top: Int) -> NDArray {
        var result = [Float](repeating: 0, count: digitSide * digitSide)
        for y in 0..<drawing.height where (0..<digitSide).contains(y + top) {
            for x in 0..<drawing.width where (0..<digitSide).contains(x + left) {
                result[(y + top) * digitSide + x + left] = drawing.values[y * drawing.width + x]
            }
        }
        return NDArray(result, shape: [1, 1, digitSide, digitSide])
    }
}

/// The height and the width of MNIST's pictures, and of the square that a digit fills in them.
private let (digitSide, digitBox) = (28, 20)

/// More than this is ink.
private let traceOfInk: Float = 0.12

/// The thinnest stroke, in pixels of the 28: MNIST's are two or three pixels thick.
private let thinnestStroke: Float = 1.6
