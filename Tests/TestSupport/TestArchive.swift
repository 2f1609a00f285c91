import Files

/// Archives of files as they are published, made by hand: nothing in them is packed, but for `gzip`.
public enum TestArchive {
    /// A zip archive (PKWARE's APPNOTE).
    public static func zip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var (archive, directory): ([UInt8], [UInt8]) = ([], [])
        for file in files {
            let name = Array(file.name.utf8)
            let common =
                [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + little(Int(crc32(file.bytes)), 4)
                + little(file.bytes.count, 4) + little(file.bytes.count, 4) + little(name.count, 2) + [0, 0]
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
            directory += little(archive.count, 4) + name
            archive += [0x50, 0x4B, 3, 4] + common + name + file.bytes
        }
        let count = little(files.count, 2)
        return archive + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
            + little(directory.count, 4) + little(archive.count, 4) + [0, 0]
    }

    /// A tar archive; a name of more than 100 bytes goes before its file, as POSIX.1-2001 has it.
    public static func tar(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        for file in files {
            if file.name.utf8.count > 100 {
                // The length counts itself.
                let pair = " path=\(file.name)\n"
                let length = pair.utf8.count + 3
                archive += member("long", Array("\(length)\(pair)".utf8), type: "x")
            }
            archive += member(String(file.name.prefix(100)), file.bytes, type: "0")
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    /// A gzip file.
    public static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + deflated(bytes) + little(Int(crc32(bytes)), 4)
            + little(bytes.count, 4)
    }

    /// Gives the tar header at a place the sum that it has.
    public static func setChecksum(_ archive: inout [UInt8], at place: Int) {
        archive.replaceSubrange(place + 148..<place + 156, with: [UInt8](repeating: 32, count: 8))
        let sum = archive[place..<place + 512].reduce(0) { $0 + Int($1) }
        archive.replaceSubrange(place + 148..<place + 156, with: octal(sum, 6) + [0, 32])
    }

    private static func member(_ name: String, _ bytes: [UInt8], type: Unicode.Scalar) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ field: [UInt8], _ place: Int) {
            block.replaceSubrange(place..<place + field.count, with: field)
        }
        put(Array(name.utf8), 0)
        put(octal(0o644, 7), 100)
        put(octal(bytes.count, 11), 124)
        put(octal(0, 11), 136)
        put([UInt8(type.value)], 156)
        put(Array("ustar".utf8) + [0, 48, 48], 257)
        setChecksum(&block, at: 0)
        return block + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private static func octal(_ value: Int, _ width: Int) -> [UInt8] {
        let digits = Array(String(value, radix: 8).utf8)
        return [UInt8](repeating: 48, count: width - digits.count) + digits
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
