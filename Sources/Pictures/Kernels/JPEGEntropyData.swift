/// The coded bits of a scan without what was stuffed between them, in intervals that can be read each by itself (T.81, B.1.1.5).
struct JPEGEntropyData {
    /// The bytes of all intervals, and eight more that may be read and mean nothing.
    let bytes: [UInt8]

    /// Where each interval lies in `bytes`.
    let intervals: [Range<Int>]

    /// The offset in the file of the marker that ends the scan, or the file's end.
    let end: Int

    /// The intervals of a file from an offset on. They end with markers of their own; in the bits, a byte of ones is followed by
    /// one of zeros, so that it does not look like a marker.
    ///
    /// - Throws: where the markers between intervals do not count 0 to 7 and again.
    init(_ file: [UInt8], from start: Int) throws(PictureFailure) {
        var (ends, end, isInOrder) = ([Int](), file.count, true)
        bytes = [UInt8](unsafeUninitializedCapacity: file.count - start + 8) { target, count in
            file.withUnsafeBufferPointer { file in
                var place = start
                copying: while place < file.count {
                    let byte = file[place]
                    target[count] = byte
                    count &+= 1
                    place &+= 1
                    guard byte == 0xFF else { continue }
                    // Any number of bytes of ones may stand before a marker.
                    while place < file.count, file[place] == 0xFF { place &+= 1 }
                    let marker = place < file.count ? file[place] : 0xD9
                    if marker == 0 {
                        place &+= 1
                        continue
                    }
                    count &-= 1
                    guard 0xD0...0xD7 ~= marker else {
                        end = min(file.count, place &- 1)
                        break copying
                    }
                    isInOrder = isInOrder && Int(marker & 7) == ends.count & 7
                    ends.append(count)
                    place &+= 1
                }
            }
            ends.append(count)
            for place in count..<count + 8 { target[place] = 0 }
            count += 8
        }
        guard isInOrder else {
            throw PictureFailure(
                en: "the restart markers from byte \(start) on are not in their order",
                zh: "自字节 \(start) 起的重启标记次序有误")
        }
        intervals = zip([0] + ends, ends).map { $0..<$1 }
        self.end = end
    }
}
