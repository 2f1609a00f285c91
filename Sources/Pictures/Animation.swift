import Files
import Foundation
import Messages

/// Pictures shown one after the other.
public struct Animation: Equatable, Sendable {
    /// The pictures, all of one size, at least one.
    public let frames: [Picture]

    /// How long each picture is shown; a GIF file counts in hundredths, and at least two of them.
    public let secondsPerFrame: Double

    /// How much longer the last picture is shown.
    public let pauseSeconds: Double

    /// Whether it repeats from the first picture without end.
    public let loops: Bool

    /// An animation. Traps where there are no pictures, or they are not all of one size.
    public init(
        _ frames: [Picture], secondsPerFrame: Double = 0.2, pauseSeconds: Double = 0, loops: Bool = true
    ) {
        guard let first = frames.first,
            frames.allSatisfy({ $0.width == first.width && $0.height == first.height })
        else {
            explainFailure(
                "Animation", "\(frames.count) pictures", hint: "at least one is needed, and all of one size")
        }
        self.frames = frames
        self.secondsPerFrame = secondsPerFrame
        self.pauseSeconds = pauseSeconds
        self.loops = loops
    }

    /// The animation as a GIF file (GIF89a). Colours are exact where all frames together have at most 256 of them, as
    /// grey ones have; else each becomes the nearest of 252.
    ///
    /// A frame after the first holds only the rectangle in which it differs from the one before. Traps where a side is
    /// longer than 65,535 pixels.
    public func gif() -> [UInt8] {
        let palette = GIFPalette(frames)
        let (width, height) = (frames[0].width, frames[0].height)
        guard max(width, height) <= 0xFFFF else {
            explainFailure(
                "Animation", "\(width) × \(height) pixels", hint: "a GIF has at most 65535 each way")
        }

        var file = Array("GIF89a".utf8)
        // One palette for all frames, of 2^bits colours.
        file += littleEndian16(width) + littleEndian16(height) + [0xF0 | UInt8(palette.bits - 1), 0, 0]
        for color in palette.colors { file += [color.red, color.green, color.blue] }
        file += [UInt8](repeating: 0, count: 3 * (1 << palette.bits - palette.colors.count))
        if loops, frames.count > 1 {
            file += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
        }
        var shown: [UInt8] = []
        for (place, frame) in frames.enumerated() {
            let numbers = palette.numbers(of: frame)
            let box = place == 0 ? (0, 0, width, height) : changedBox(numbers, shown, width: width)
            let seconds = secondsPerFrame + (place == frames.count - 1 ? pauseSeconds : 0)
            file += [0x21, 0xF9, 4, 4] + littleEndian16(hundredths(seconds)) + [0, 0]
            file += frameBlock(numbers, box, width: width, bits: palette.bits)
            shown = numbers
        }
        return file + [0x3B]
    }

    /// Writes the animation as a GIF file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writeGIF(to path: String) throws {
        try writeFileAtomically(Data(gif()), to: path)
    }
}

/// Where a frame differs from the one before: left, top, width, height; one pixel where it does not.
private func changedBox(_ new: [UInt8], _ old: [UInt8], width: Int) -> (Int, Int, Int, Int) {
    var (left, right, top, bottom) = (Int.max, 0, Int.max, 0)
    for place in new.indices where new[place] != old[place] {
        let (row, column) = place.quotientAndRemainder(dividingBy: width)
        (left, right) = (min(left, column), max(right, column))
        (top, bottom) = (min(top, row), max(bottom, row))
    }
    return left == .max ? (0, 0, 1, 1) : (left, top, right - left + 1, bottom - top + 1)
}

/// A rectangle of a frame: its place, and its numbers packed, in pieces of at most 255 bytes.
private func frameBlock(_ numbers: [UInt8], _ box: (Int, Int, Int, Int), width: Int, bits: Int) -> [UInt8] {
    let (left, top, boxWidth, boxHeight) = box
    let cut = (top..<top + boxHeight).flatMap { row in
        numbers.dropFirst(row * width + left).prefix(boxWidth)
    }
    var block: [UInt8] = [0x2C] + [left, top, boxWidth, boxHeight].flatMap(littleEndian16) + [0]
    let codeBits = max(2, bits)
    block.append(UInt8(codeBits))
    var rest = lzwCompressed(cut, bits: codeBits)[...]
    while !rest.isEmpty {
        let piece = rest.prefix(255)
        block.append(UInt8(piece.count))
        block += piece
        rest = rest.dropFirst(255)
    }
    return block + [0]
}

/// A time as GIF writes it; some browsers show less than two hundredths as ten.
private func hundredths(_ seconds: Double) -> Int {
    seconds.isFinite ? Int(min(65_535, max(2, (100 * seconds).rounded()))) : 2
}

private func littleEndian16(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
}
