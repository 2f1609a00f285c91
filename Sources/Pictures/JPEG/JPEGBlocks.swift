/// The blocks of a JPEG picture while its scans are read: samples right away where a scan brings whole blocks; coefficients
/// until the last scan in a progressive file.
struct JPEGBlocks {
    let frame: JPEGFrame

    /// The samples of all components, one behind the other; each has rows of `rowStep`.
    private(set) var samples: [UInt8]

    /// The coefficients of a progressive picture, block by block in the same order of components.
    private var coefficients: [Int16]

    /// The steps of quantisation of each component, from its first scan on.
    private var steps: [[Int32]?]

    /// How many of the lowest bits of each coefficient are missing; `nil` before its first scan.
    private var missingBits: [[Int?]]

    init(_ frame: JPEGFrame) {
        self.frame = frame
        samples = [UInt8](repeating: 0, count: 64 * frame.blockCount)
        coefficients = frame.isProgressive ? [Int16](repeating: 0, count: 64 * frame.blockCount) : []
        steps = frame.components.map { _ in nil }
        missingBits = frame.components.map { _ in [Int?](repeating: nil, count: 64) }
    }

    /// Whether every component has its corners: nothing but detail can be missing.
    var isComplete: Bool { missingBits.allSatisfy { $0[0] != nil } }

    /// Notes what a scan will bring, and the steps that its components use.
    ///
    /// - Throws: where it brings what was brought, or the steps are missing.
    mutating func begin(_ scan: JPEGScan, quantization: [[Int32]?]) throws(PictureFailure) {
        for component in scan.components {
            for place in scan.band {
                guard missingBits[component.index][place] == (scan.high == 0 ? nil : scan.high) else {
                    throw PictureFailure(
                        en: "a scan brings bits of coefficient \(place) that are not the next ones",
                        zh: "扫描给出的系数 \(place) 的位不是接下来的位")
                }
                missingBits[component.index][place] = scan.low
            }
            guard scan.band.lowerBound == 0 || missingBits[component.index][0] != nil else {
                throw PictureFailure(
                    en: "a scan of coefficients comes before that of their corners", zh: "高频系数的扫描先于直流系数的扫描")
            }
            if steps[component.index] == nil {
                let number = frame.components[component.index].quantization
                guard let table = quantization[number] else {
                    throw PictureFailure(en: "quantisation table \(number) is missing", zh: "缺少量化表 \(number)")
                }
                steps[component.index] = table
            }
        }
    }

    /// Reads the bits of a scan.
    ///
    /// - Parameter restartInterval: how many units lie between restart markers; 0 where there are none.
    mutating func read(
        _ scan: JPEGScan, _ data: JPEGEntropyData, restartInterval: Int
    ) throws(PictureFailure) {
        let frame = frame
        let isAlone = scan.components.count == 1
        let alone = frame.components[scan.components[0].index]
        let across = isAlone ? alone.blocksAcross : frame.unitsAcross
        let unitCount = across * (isAlone ? alone.blocksDown : frame.unitsDown)
        let interval = restartInterval == 0 ? unitCount : restartInterval
        guard data.intervals.count == (unitCount + interval - 1) / interval else {
            let found = data.intervals.count * interval
            throw found < unitCount
                ? PictureFailure(
                    en: "the picture ends too early, after \(found) of \(unitCount) units of a scan",
                    zh: "图片过早结束：扫描的 \(unitCount) 个单元只有 \(found) 个")
                : PictureFailure(
                    en: "a scan has \(data.intervals.count) intervals, more than its units fill",
                    zh: "扫描有 \(data.intervals.count) 个区间，多于其单元所需")
        }
        // What the loops look up stands in one array.
        var tables: [Int32] = []
        func put(_ table: [Int32]) -> Int {
            tables += table
            return tables.count - table.count
        }
        let parts = scan.components.map { part in
            let component = frame.components[part.index]
            return ScanPart(
                across: isAlone ? 1 : component.sampling.across, down: isAlone ? 1 : component.sampling.down,
                firstBlock: component.firstBlock, roomAcross: component.roomAcross,
                steps: put(steps[part.index] ?? []), corners: put(part.corners?.table ?? []),
                others: put(part.others?.table ?? []))
        }
        for (number, range) in data.intervals.enumerated() {
            let units = number * interval..<min(unitCount, (number + 1) * interval)
            let part = ScanInterval(units: units, across: across, bits: range)
            let done =
                frame.isProgressive
                ? readProgressiveUnits(part, of: data.bytes, scan, parts, tables, to: &coefficients)
                : readSequentialUnits(part, of: data.bytes, parts, tables, to: &samples)
            guard done == units.upperBound else {
                throw PictureFailure(
                    en: "the bits of a scan are damaged or end too early at unit \(done) of \(unitCount)",
                    zh: "扫描的数据在第 \(done) 个单元（共 \(unitCount) 个）处损坏或过早结束")
            }
        }
    }

    /// Makes samples of the coefficients of a progressive picture.
    mutating func finish() {
        guard frame.isProgressive else { return }
        for (component, steps) in zip(frame.components, steps) {
            guard let steps else { continue }
            let part = ScanPart(
                across: 1, down: 1, firstBlock: component.firstBlock, roomAcross: component.roomAcross,
                steps: 0,
                corners: 0, others: 0)
            makeSamples(of: &coefficients, part, down: component.roomDown, steps: steps, to: &samples)
        }
        coefficients = []
    }
}
