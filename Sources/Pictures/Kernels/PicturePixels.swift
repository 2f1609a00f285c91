/// Makes pixels of the samples of all components, row by row: each component brought to the size of the picture, then all to
/// the picture's colours.
///
/// Of two pixels that share a sample, each is a mixture of it and the sample on its other side, 3 : 1, across, down or both, as
/// libjpeg does ("fancy upsampling"); other ratios, and rows of one or two samples, are repeated.
func makePixels(of blocks: JPEGBlocks, _ colors: JPEGColors, to pixels: inout [UInt8]) {
    let frame = blocks.frame
    let (width, size) = (frame.width, frame.components.count == 1 ? 1 : 3)
    // Two rows for each component: what `widenRow` reads, and what comes out.
    let room = width + 64
    var sums = [UInt16](repeating: 0, count: room)
    var rows = [UInt8](repeating: 0, count: room * frame.components.count)
    blocks.samples.withUnsafeBufferPointer { samples in
        pixels.withUnsafeMutableBufferPointer { pixels in
            sums.withUnsafeMutableBufferPointer { sums in
                rows.withUnsafeMutableBufferPointer { rows in
                    guard let samples = samples.baseAddress, let pixels = pixels.baseAddress,
                        let sums = sums.baseAddress, let rows = rows.baseAddress
                    else { return }
                    var full: [UnsafePointer<UInt8>] = []
                    for row in 0..<frame.height {
                        full.removeAll(keepingCapacity: true)
                        for (index, component) in frame.components.enumerated() {
                            full.append(
                                fullRow(
                                    row, component, frame, samples + 64 * component.firstBlock, sums,
                                    rows + room * index))
                        }
                        let target = pixels + row * width * size
                        switch colors {
                        case .gray: target.update(from: full[0], count: width)
                        case .rgb: interleaveRow(full[0], full[1], full[2], count: width, to: target)
                        case .ycc: colorRow(full[0], full[1], full[2], count: width, to: target)
                        case .inks:
                            interleaveRow(full[0], full[1], full[2], count: width, to: target)
                            darkenRow(target, by: full[3], count: width)
                        case .yccAndBlack:
                            colorRow(full[0], full[1], full[2], count: width, to: target)
                            invertRow(target, count: 3 * width)
                            darkenRow(target, by: full[3], count: width)
                        }
                    }
                }
            }
        }
    }
}

/// A row of the picture's width of a component: its own, or one made in `target`.
private func fullRow(
    _ row: Int, _ component: JPEGFrame.Component, _ frame: JPEGFrame, _ samples: UnsafePointer<UInt8>,
    _ sums: UnsafeMutablePointer<UInt16>, _ target: UnsafeMutablePointer<UInt8>
) -> UnsafePointer<UInt8> {
    let (finest, sampling, step) = (frame.finest, component.sampling, component.rowStep)
    let own = row * sampling.down / finest.down
    let near = samples + own * step
    let isSameWidth = sampling.across == finest.across
    if isSameWidth, sampling.down == finest.down { return near }
    let isHalfWidth = 2 * sampling.across == finest.across && component.width > 2
    let isHalfHeight = 2 * sampling.down == finest.down
    let beside = row % 2 == 0 ? max(0, own - 1) : min(component.height - 1, own + 1)
    let far = isHalfHeight ? samples + beside * step : nil
    if isHalfWidth, isHalfHeight || sampling.down == finest.down {
        mixRows(near, far, count: component.width, to: sums)
        widenRow(sums, count: component.width, isMixed: isHalfHeight, to: target)
    } else if isSameWidth, isHalfHeight {
        mixRows(near, far, count: component.width, to: sums)
        quarterRow(sums, count: component.width, isLower: row % 2 == 1, to: target)
    } else {
        repeatRow(near, count: frame.width, sampling.across, for: finest.across, to: target)
    }
    return UnsafePointer(target)
}
