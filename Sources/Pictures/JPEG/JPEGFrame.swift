/// What the header of a JPEG picture says: its size, and how its components lie in it (T.81, B.2.2 and A.1.1).
struct JPEGFrame {
    /// One of the components, such as luminance.
    struct Component {
        /// The number by which scans call it.
        let identifier: UInt8

        /// How many of its samples lie beside each other where the finest component has `JPEGFrame.finest`.
        let sampling: (across: Int, down: Int)

        /// Which table its steps of quantisation are in.
        let quantization: Int

        /// How many samples it has.
        fileprivate(set) var width = 0
        fileprivate(set) var height = 0

        /// How many blocks these lie in.
        var blocksAcross: Int { (width + 7) / 8 }
        var blocksDown: Int { (height + 7) / 8 }

        /// How many blocks of room there are: whole units of a scan of all components.
        fileprivate(set) var roomAcross = 0
        fileprivate(set) var roomDown = 0

        /// Where its blocks begin among those of all components.
        fileprivate(set) var firstBlock = 0

        /// The length of a row of samples, with the room.
        var rowStep: Int { 8 * roomAcross }
    }

    let width: Int
    let height: Int
    let isProgressive: Bool
    let components: [Component]

    /// The most samples of a component in a unit: the unit is 8 times as many pixels wide and high.
    let finest: (across: Int, down: Int)

    /// How many units there are.
    var unitsAcross: Int { (width + 8 * finest.across - 1) / (8 * finest.across) }
    var unitsDown: Int { (height + 8 * finest.down - 1) / (8 * finest.down) }

    /// How many blocks of room all components have.
    let blockCount: Int

    /// Parses the header: the bits of a sample, height, width, and three bytes for every component.
    ///
    /// - Parameter available: how many bytes the file has. A block takes at least one bit, which limits the size.
    init(_ fields: ArraySlice<UInt8>, isProgressive: Bool, available: Int) throws(PictureFailure) {
        let fields = Array(fields)
        guard fields.count >= 6, fields.count == 6 + 3 * Int(fields[5]) else {
            throw PictureFailure(
                en: "the header of the picture has \(fields.count) bytes", zh: "图片的头部有 \(fields.count) 字节")
        }
        guard fields[0] == 8 else {
            throw PictureFailure(
                en: "JPEG of \(fields[0]) bits a sample, only 8 are read",
                zh: "每个样本 \(fields[0]) 位的 JPEG；只支持 8 位")
        }
        let (height, width) = (Int(fields[1]) << 8 | Int(fields[2]), Int(fields[3]) << 8 | Int(fields[4]))
        guard width > 0, height > 0, width * height <= PNGFile.maximumPixelCount else {
            throw PictureFailure(
                en: "\(width) × \(height) pixels; from 1 to \(PNGFile.maximumPixelCount) are read",
                zh: "\(width) × \(height) 像素；可读取 1 到 \(PNGFile.maximumPixelCount) 像素")
        }
        guard [1, 3, 4].contains(fields[5]) else {
            throw PictureFailure(
                en: "\(fields[5]) components; pictures of 1, 3 or 4 are read",
                zh: "\(fields[5]) 个分量；可读取 1、3 或 4 个分量的图片")
        }
        var components: [Component] = []
        for place in stride(from: 6, to: fields.count, by: 3) {
            let (across, down) = (Int(fields[place + 1] >> 4), Int(fields[place + 1] & 15))
            guard (1...4).contains(across), (1...4).contains(down), fields[place + 2] < 4,
                !components.contains(where: { $0.identifier == fields[place] })
            else {
                throw PictureFailure(
                    en: "component \(fields[place]) of the picture is described wrongly",
                    zh: "图片分量 \(fields[place]) 的描述有误")
            }
            components.append(
                Component(
                    identifier: fields[place], sampling: (across, down), quantization: Int(fields[place + 2]))
            )
        }
        // One component alone is what it is, however finely it says it is sampled.
        if components.count == 1 {
            components = [
                Component(
                    identifier: components[0].identifier, sampling: (1, 1),
                    quantization: components[0].quantization)
            ]
        }
        let finest = (
            across: components.map(\.sampling.across).max() ?? 1,
            down: components.map(\.sampling.down).max() ?? 1
        )
        func parts(_ whole: Int, _ size: Int) -> Int { (whole + size - 1) / size }
        var count = 0
        var needed = 0
        for index in components.indices {
            let sampling = components[index].sampling
            components[index].width = parts(width * sampling.across, finest.across)
            components[index].height = parts(height * sampling.down, finest.down)
            components[index].roomAcross = parts(width, 8 * finest.across) * sampling.across
            components[index].roomDown = parts(height, 8 * finest.down) * sampling.down
            components[index].firstBlock = count
            count += components[index].roomAcross * components[index].roomDown
            needed += components[index].blocksAcross * components[index].blocksDown
        }
        guard needed <= 8 * available else {
            throw PictureFailure(
                en: "\(available) bytes are too few for the \(width) × \(height) pixels that the header says",
                zh: "\(available) 字节不足以容纳头部所说的 \(width) × \(height) 像素")
        }
        (self.width, self.height, self.isProgressive) = (width, height, isProgressive)
        (self.components, self.finest, blockCount) = (components, finest, count)
    }
}
