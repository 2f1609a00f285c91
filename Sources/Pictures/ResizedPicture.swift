import Messages

extension Picture {
    /// The picture with another number of pixels, antialiased where it shrinks.
    ///
    /// The sides may change by different factors. A pixel is the same as by Pillow's `resize` with the filter of the same name.
    /// What is transparent has no part in the colour of its neighbours. Traps where a side is below 1.
    public func resized(width: Int, height: Int, filter: ResamplingFilter = .bicubic) -> Picture {
        guard width > 0, height > 0 else {
            explainFailure(
                "Picture.resized", "\(width) × \(height) pixels", hint: "at least one is needed each way")
        }
        if width == self.width, height == self.height { return self }
        if format == .rgba { return opaqueColors.resizedChannels(width, height, filter).spreadColors }
        return resizedChannels(width, height, filter)
    }

    /// The picture's `planes`, `[channels, height, width]`, with another number of pixels, not rounded to 8 bits.
    ///
    /// Traps where a side is below 1.
    public func resizedPlanes(width: Int, height: Int, filter: ResamplingFilter = .bicubic) -> [Float] {
        Picture.resizedPlanes(
            planes, width: self.width, height: self.height, toWidth: width, toHeight: height, filter: filter)
    }

    /// Numbers `[…, height, width]` in row-major order, each plane of them with another number of columns and rows.
    ///
    /// Traps where a side is below 1, or the numbers are no whole number of planes.
    public static func resizedPlanes(
        _ planes: [Float], width: Int, height: Int, toWidth: Int, toHeight: Int,
        filter: ResamplingFilter = .bicubic
    ) -> [Float] {
        guard min(width, height, toWidth, toHeight) > 0, planes.count % (width * height) == 0 else {
            explainFailure(
                "Picture.resizedPlanes",
                "\(planes.count) numbers in planes of \(width) × \(height) to \(toWidth) × \(toHeight)",
                hint: "every side is at least 1, and the planes are whole")
        }
        let columns = Resampling(from: width, to: toWidth, filter)
        let rows = Resampling(from: height, to: toHeight, filter)
        let narrow = width == toWidth ? planes : resampledRows(planes, width: width, columns)
        if height == toHeight { return narrow }
        let size = toWidth * height
        return stride(from: 0, to: narrow.count, by: size).flatMap {
            resampledColumns(narrow[$0..<$0 + size], rowLength: toWidth, rows)
        }
    }

    /// The picture with its shorter side this long and its longer one in proportion, rounded down.
    ///
    /// Traps where the length is below 1.
    public func resized(shorterSide length: Int, filter: ResamplingFilter = .bilinear) -> Picture {
        let shorter = min(width, height)
        return resized(width: width * length / shorter, height: height * length / shorter, filter: filter)
    }

    /// The middle of the picture, `width` × `height` pixels of it. Where a border does not divide by two, its smaller half is
    /// left and above (as by Python's `round`, an odd one is rounded to even).
    ///
    /// Traps where the picture is smaller.
    public func centerCrop(width: Int, height: Int) -> Picture {
        func half(_ border: Int) -> Int { border / 2 + (border % 4 == 3 ? 1 : 0) }
        return cropped(
            left: half(self.width - width), top: half(self.height - height), width: width, height: height)
    }

    /// The largest square in the middle of the picture, in red, green and blue, with another number of pixels: what a network of
    /// small pictures sees of a photograph.
    ///
    /// Traps where the side is below 1.
    public func middleSquare(side: Int) -> Picture {
        let square = min(width, height)
        return centerCrop(width: square, height: square).resized(width: side, height: side, filter: .bilinear)
            .rgb()
    }

    /// A rectangle of the picture. Traps where it is not inside, or has no pixels.
    public func cropped(left: Int, top: Int, width: Int, height: Int) -> Picture {
        guard left >= 0, top >= 0, width > 0, height > 0, left + width <= self.width,
            top + height <= self.height
        else {
            explainFailure(
                "Picture.cropped",
                "\(width) × \(height) pixels from \(left), \(top) of \(self.width) × \(self.height)",
                hint: "the rectangle must lie inside the picture")
        }
        let size = format.rawValue
        var result: [UInt8] = []
        result.reserveCapacity(width * height * size)
        for row in top..<top + height {
            let start = (row * self.width + left) * size
            result += bytes[start..<start + width * size]
        }
        return Picture(width: width, height: height, format: format, bytes: result)
    }

    private func resizedChannels(_ width: Int, _ height: Int, _ filter: ResamplingFilter) -> Picture {
        let (size, columns) = (format.rawValue, Resampling(from: self.width, to: width, filter))
        let rows = Resampling(from: self.height, to: height, filter)
        let narrow =
            width == self.width ? bytes : resampledRows(bytes, width: self.width, size: size, columns)
        let result = height == self.height ? narrow : resampledColumns(narrow, rowLength: width * size, rows)
        return Picture(width: width, height: height, format: format, bytes: result)
    }

    /// The colours times how opaque they are.
    private var opaqueColors: Picture {
        var result = bytes
        for place in result.indices where place % 4 < 3 {
            let product = Int(bytes[place]) * Int(bytes[place | 3]) + 128
            result[place] = UInt8((product >> 8 + product) >> 8)
        }
        return Picture(width: width, height: height, format: .rgba, bytes: result)
    }

    /// The colours that times how opaque they are gave these.
    private var spreadColors: Picture {
        var result = bytes
        for place in result.indices where place % 4 < 3 {
            let share = Int(bytes[place | 3])
            if share > 0 { result[place] = UInt8(min(255, 255 * Int(bytes[place]) / share)) }
        }
        return Picture(width: width, height: height, format: .rgba, bytes: result)
    }
}
