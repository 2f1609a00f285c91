/// A component of a scan as the loops over its blocks need it.
struct ScanPart {
    /// How many blocks a unit has of it.
    let across: Int
    let down: Int

    /// Where its blocks begin, and how many stand in a row.
    let firstBlock: Int
    let roomAcross: Int

    /// Where in the common array its steps of quantisation begin, and its codes of corners and of the other coefficients.
    let steps: Int
    let corners: Int
    let others: Int

    /// The corner of the block before, which the next is coded as a difference from.
    var corner = 0
}

/// The units of a scan between two restart markers.
struct ScanInterval {
    /// The numbers of its units, and how many lie beside each other.
    let units: Range<Int>
    let across: Int

    /// Where its bits lie.
    let bits: Range<Int>
}

/// Reads units of whole blocks, and makes them samples.
///
/// - Returns: the number of the first unit that could not be read; the end of the interval where all were.
func readSequentialUnits(
    _ interval: ScanInterval, of bytes: [UInt8], _ parts: [ScanPart], _ tables: [Int32],
    to samples: inout [UInt8]
) -> Int {
    var parts = parts
    var block = [Int16](repeating: 0, count: 64)
    return withPointers(bytes, tables, &parts, &block, &samples) {
        bytes, order, tables, parts, block, samples in
        var bits = HuffmanBlocks(bytes, interval.bits, order: order)
        let partCount = parts.count
        for unit in interval.units {
            let (unitRow, unitColumn) = unit.quotientAndRemainder(dividingBy: interval.across)
            for index in 0..<partCount {
                let part = parts[index]
                let step = 8 &* part.roomAcross
                for row in 0..<part.down {
                    for column in 0..<part.across {
                        let last = bits.sequential(
                            block, tables + part.corners, tables + part.others, corner: &parts[index].corner)
                        if last < 0 { return unit }
                        let (down, right) = (unitRow &* part.down &+ row, unitColumn &* part.across &+ column)
                        inverseDCT(
                            block, last: last, steps: tables + part.steps,
                            to: samples + (64 &* part.firstBlock &+ 8 &* (down &* step &+ right)),
                            rowStep: step)
                    }
                }
            }
            if bits.isBeyondEnd { return unit }
        }
        return interval.units.upperBound
    }
}

/// Reads units of a part of the coefficients into these.
///
/// - Returns: the number of the first unit that could not be read; the end of the interval where all were.
func readProgressiveUnits(
    _ interval: ScanInterval, of bytes: [UInt8], _ scan: JPEGScan, _ parts: [ScanPart], _ tables: [Int32],
    to coefficients: inout [Int16]
) -> Int {
    var parts = parts
    var unused: [UInt8] = []
    let (band, isFirst, low) = (scan.band, scan.high == 0, scan.low)
    return withPointers(bytes, tables, &parts, &coefficients, &unused) {
        bytes, order, tables, parts, blocks, _ in
        var bits = HuffmanBlocks(bytes, interval.bits, order: order)
        let partCount = parts.count
        for unit in interval.units {
            let (unitRow, unitColumn) = unit.quotientAndRemainder(dividingBy: interval.across)
            for index in 0..<partCount {
                let part = parts[index]
                for row in unitRow &* part.down..<(unitRow &+ 1) &* part.down {
                    for column in unitColumn &* part.across..<(unitColumn &+ 1) &* part.across {
                        let block = blocks + 64 &* (part.firstBlock &+ row &* part.roomAcross &+ column)
                        var isRight = true
                        switch (band.lowerBound == 0, isFirst) {
                        case (true, true):
                            isRight = bits.firstCorner(
                                block, tables + part.corners, corner: &parts[index].corner, low: low)
                        case (true, false): bits.nextCornerBit(block, low: low)
                        case (false, true):
                            isRight = bits.firstBand(block, tables + part.others, band, low: low)
                        case (false, false):
                            isRight = bits.nextBandBit(block, tables + part.others, band, low: low)
                        }
                        if !isRight { return unit }
                    }
                }
            }
            if bits.isBeyondEnd { return unit }
        }
        return interval.units.upperBound
    }
}

/// Makes samples of the coefficients of a component: `down` rows of its blocks.
func makeSamples(
    of coefficients: inout [Int16], _ part: ScanPart, down: Int, steps: [Int32], to samples: inout [UInt8]
) {
    coefficients.withUnsafeMutableBufferPointer { coefficients in
        samples.withUnsafeMutableBufferPointer { samples in
            guard let coefficients = coefficients.baseAddress, let samples = samples.baseAddress else {
                return
            }
            for row in 0..<down {
                for column in 0..<part.roomAcross {
                    let number = part.firstBlock &+ row &* part.roomAcross &+ column
                    let place = 64 &* part.firstBlock &+ 8 &* (row &* 8 &* part.roomAcross &+ column)
                    inverseDCT(
                        coefficients + 64 &* number, last: 63, steps: steps, to: samples + place,
                        rowStep: 8 &* part.roomAcross)
                }
            }
        }
    }
}

/// Runs a loop with pointers to all that it reads and writes.
private func withPointers(
    _ bytes: [UInt8], _ tables: [Int32], _ parts: inout [ScanPart], _ blocks: inout [Int16],
    _ samples: inout [UInt8],
    _ body: (
        UnsafeRawPointer, UnsafePointer<UInt8>, UnsafePointer<Int32>, UnsafeMutableBufferPointer<ScanPart>,
        UnsafeMutablePointer<Int16>, UnsafeMutablePointer<UInt8>
    ) -> Int
) -> Int {
    withUnsafePointers(bytes, JPEG.order, tables) { bytes, order, tables in
        parts.withUnsafeMutableBufferPointer { parts in
            blocks.withUnsafeMutableBufferPointer { blocks in
                samples.withUnsafeMutableBufferPointer { samples in
                    // An empty array has no address; then nothing is written there.
                    let none = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
                    defer { none.deallocate() }
                    guard let bytes = bytes.baseAddress, let order = order.baseAddress,
                        let tables = tables.baseAddress,
                        let blocks = blocks.baseAddress
                    else { return 0 }
                    return body(
                        UnsafeRawPointer(bytes), order, tables, parts, blocks, samples.baseAddress ?? none)
                }
            }
        }
    }
}

private func withUnsafePointers(
    _ bytes: [UInt8], _ order: [UInt8], _ tables: [Int32],
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<Int32>) -> Int
) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
        order.withUnsafeBufferPointer { order in
            tables.withUnsafeBufferPointer { tables in body(bytes, order, tables) }
        }
    }
}
