/// Half of the unit of whole weights: added before the division, it rounds.
private let half: Int32 = 1 << 21

/// Rows of pixels mixed into rows of another length: of each channel the sum of the pixels times their weights, rounded and cut
/// to 0…255.
///
/// - Parameters:
///   - bytes: rows of `width` pixels, `size` bytes each.
///   - columns: how each new pixel is mixed.
func resampledRows(_ bytes: [UInt8], width: Int, size: Int, _ columns: Resampling) -> [UInt8] {
    let (height, newWidth) = (bytes.count / (width * size), columns.starts.count)
    let last = bytes.count - 1
    // A row as whole numbers, four for each pixel, which fit one register.
    var wide = [SIMD4<Int32>](repeating: SIMD4(), count: width)
    return [UInt8](unsafeUninitializedCapacity: height * newWidth * size) { target, count in
        for row in 0..<height {
            bytes.withUnsafeBufferPointer { bytes in
                let start = row &* width &* size
                for column in 0..<width {
                    // A pixel of fewer channels brings some of its neighbour's, which nobody looks at.
                    let place = start &+ column &* size
                    func channel(_ index: Int) -> Int32 { Int32(bytes[min(last, place &+ index)]) }
                    wide[column] = SIMD4(channel(0), channel(1), channel(2), channel(3))
                }
            }
            wide.withUnsafeBufferPointer { pixels in
                columns.wholeWeights.withUnsafeBufferPointer { weights in
                    for column in 0..<newWidth {
                        let start = columns.starts[column]
                        let own = column &* columns.reach
                        var sum = SIMD4<Int32>(repeating: half)
                        for place in 0..<columns.counts[column] {
                            sum &+= pixels[start &+ place] &* weights[own &+ place]
                        }
                        let levels = (sum &>> 22).clamped(
                            lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 255))
                        let result = SIMD4<UInt8>(truncatingIfNeeded: levels)
                        target[count] = result[0]
                        if size > 1 { (target[count &+ 1], target[count &+ 2]) = (result[1], result[2]) }
                        if size > 3 { target[count &+ 3] = result[3] }
                        count &+= size
                    }
                }
            }
        }
    }
}

/// Rows mixed into another number of rows, byte by byte: the sum of the old ones times their weights, rounded and cut to 0…255.
func resampledColumns(_ bytes: [UInt8], rowLength: Int, _ rows: Resampling) -> [UInt8] {
    let newHeight = rows.starts.count
    var sums = [Int32](repeating: 0, count: rowLength)
    return [UInt8](unsafeUninitializedCapacity: newHeight * rowLength) { target, count in
        bytes.withUnsafeBufferPointer { bytes in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<newHeight {
                    sums.update(repeating: half)
                    for place in 0..<rows.counts[row] {
                        let weight = rows.wholeWeights[row * rows.reach + place]
                        let start = (rows.starts[row] + place) * rowLength
                        for index in 0..<rowLength {
                            sums[index] &+= Int32(bytes[start &+ index]) &* weight
                        }
                    }
                    for index in 0..<rowLength {
                        target[count &+ index] = UInt8(
                            truncatingIfNeeded: min(255, max(0, sums[index] &>> 22)))
                    }
                    count &+= rowLength
                }
            }
        }
    }
}

/// Rows of numbers mixed into rows of another length: `width` numbers in a row.
func resampledRows(_ numbers: [Float], width: Int, _ columns: Resampling) -> [Float] {
    let (height, newWidth) = (numbers.count / width, columns.starts.count)
    return [Float](unsafeUninitializedCapacity: height * newWidth) { target, count in
        numbers.withUnsafeBufferPointer { numbers in
            columns.weights.withUnsafeBufferPointer { weights in
                for row in 0..<height {
                    for column in 0..<newWidth {
                        let start = row &* width &+ columns.starts[column]
                        var sum: Float = 0
                        for place in 0..<columns.counts[column] {
                            sum += numbers[start &+ place] * weights[column &* columns.reach &+ place]
                        }
                        target[count] = sum
                        count &+= 1
                    }
                }
            }
        }
    }
}

/// Rows of numbers mixed into another number of rows.
func resampledColumns(_ numbers: ArraySlice<Float>, rowLength: Int, _ rows: Resampling) -> [Float] {
    let newHeight = rows.starts.count
    var result = [Float](repeating: 0, count: newHeight * rowLength)
    numbers.withUnsafeBufferPointer { numbers in
        result.withUnsafeMutableBufferPointer { result in
            for row in 0..<newHeight {
                for place in 0..<rows.counts[row] {
                    let weight = rows.weights[row * rows.reach + place]
                    let (start, target) = ((rows.starts[row] + place) * rowLength, row * rowLength)
                    for index in 0..<rowLength { result[target &+ index] += numbers[start &+ index] * weight }
                }
            }
        }
    }
    return result
}
