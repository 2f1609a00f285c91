// A drawing in the form of a data set's pictures, so that a network trained on them can read it.

extension InkField {
    /// How many numbers a centred drawing has.
    static let inputCount = digitSide * digitSide

    /// The digit in the form of MNIST's: the longer side of its ink 20 pixels, and its centre of mass in the middle of
    /// 28 × 28. Thin strokes are made as thick as a pen's.
    ///
    /// - Parameter shift: by how many pixels it is then moved, to the right and down.
    /// - Returns: `[28, 28]` from 0, paper, to 1, ink; nil where nothing is drawn.
    public func centeredDigit(shift: (x: Int, y: Int) = (0, 0)) -> [Float]? {
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
        return Self.placed(
            drawing, left: nearest(middle - momentX / mass) + shift.x,
            top: nearest(middle - momentY / mass) + shift.y)
    }

    /// What is drawn with its longer side 28 pixels, in the middle of 28 × 28, as Fashion-MNIST's clothes are.
    ///
    /// - Parameter shift: by how many pixels it is then moved, to the right and down.
    /// - Returns: `[28, 28]` from 0, paper, to 1; nil where nothing is to be seen.
    public func centeredDrawing(shift: (x: Int, y: Int) = (0, 0)) -> [Float]? {
        guard let drawing = drawing(longerSide: Float(digitSide), thinnest: 0) else { return nil }
        return Self.placed(
            drawing, left: (digitSide - drawing.width) / 2 + shift.x,
            top: (digitSide - drawing.height) / 2 + shift.y)
    }

    private typealias Drawing = (values: [Float], width: Int, height: Int)

    /// The ink, cut out, with its longer side so long and its strokes at least so thick.
    private func drawing(longerSide: Float, thinnest: Float) -> Drawing? {
        var ink = self
        // In a picture as small as MNIST's the faintest pixel may be the end of a stroke.
        let trace = max(ink.width, ink.height) <= digitSide ? 0 : traceOfInk
        guard var box = ink.box(above: trace) else { return nil }
        var scale = longerSide / Float(max(box.columns.count, box.rows.count))
        let missing = (thinnest / scale - ink.strokeWidth) / 2
        if missing >= 1 {
            ink.thicken(by: Int(missing))
            box = ink.box(above: trace) ?? box
            scale = longerSide / Float(max(box.columns.count, box.rows.count))
        }
        let width = max(1, nearest(Float(box.columns.count) * scale))
        let height = max(1, nearest(Float(box.rows.count) * scale))
        let values = bilinear(
            ink.cropped(box), width: box.columns.count, height: box.rows.count, toWidth: width,
            toHeight: height)
        guard let darkest = values.max(), darkest > 0 else { return nil }
        return (values.map { $0 / darkest }, width, height)
    }

    /// A drawing in an empty picture of 28 × 28; what does not fit is cut off.
    private static func placed(_ drawing: Drawing, left: Int, top: Int) -> [Float] {
        var result = [Float](repeating: 0, count: digitSide * digitSide)
        for y in 0..<drawing.height where (0..<digitSide).contains(y + top) {
            for x in 0..<drawing.width where (0..<digitSide).contains(x + left) {
                result[(y + top) * digitSide + x + left] = drawing.values[y * drawing.width + x]
            }
        }
        return result
    }
}

/// The nearest whole number, of two the one farther from 0.
private func nearest(_ x: Float) -> Int { x < 0 ? -Int(0.5 - x) : Int(x + 0.5) }

/// The height and the width of MNIST's pictures, and of the square that a digit fills in them.
private let digitSide = 28
private let digitBox = 20

/// More than this is ink.
private let traceOfInk: Float = 0.12

/// The thinnest stroke, in pixels of the 28: MNIST's are two or three pixels thick.
private let thinnestStroke: Float = 1.6
