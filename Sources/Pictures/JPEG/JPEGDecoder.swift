extension Picture {
    /// The picture that the bytes of a JPEG file are: grey where the file has one component, else RGB.
    init(jpeg file: [UInt8]) throws(PictureFailure) {
        let file = try JPEGFile(file)
        let frame = file.blocks.frame
        let format: Format = frame.components.count == 1 ? .gray : .rgb
        var bytes = [UInt8](repeating: 0, count: frame.width * frame.height * format.rawValue)
        makePixels(of: file.blocks, file.colors, to: &bytes)
        self = Picture(width: frame.width, height: frame.height, format: format, bytes: bytes).upright(
            from: file.orientation)
    }
}

/// What the components of a file are.
enum JPEGColors {
    case gray
    case rgb
    case ycc
    /// Cyan, magenta, yellow and black, 255 for none, as Adobe's programs write them.
    case inks
    /// The first three of the inks as luminance and differences.
    case yccAndBlack
}

extension JPEGFile {
    /// What the components are: as Adobe's marker says, else as their number and names suggest.
    var colors: JPEGColors {
        let names = blocks.frame.components.map(\.identifier)
        switch names.count {
        case 1: return .gray
        case 4: return adobeTransform == 2 ? .yccAndBlack : .inks
        default:
            if isJFIF { return .ycc }
            if let adobeTransform { return adobeTransform == 0 ? .rgb : .ycc }
            return names == Array("RGB".utf8) ? .rgb : .ycc
        }
    }
}
