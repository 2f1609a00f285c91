#if arch(wasm32)
    // What a page's script may call. Numbers pass one at a time: ten thousand take a tenth of a millisecond, and no
    // address leaves the module.

    nonisolated(unsafe) private var bytes: [UInt8] = []
    nonisolated(unsafe) private var network: PageNetwork?
    nonisolated(unsafe) private var name: [UInt8] = []
    nonisolated(unsafe) private var pads = [InkField(side: 1)]
    nonisolated(unsafe) private var chosenPad = 0

    /// Four more bytes of the file, the lowest first.
    @_expose(wasm, "append")
    @_cdecl("append")
    func append(_ word: UInt32) {
        for index in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * index))) }
    }

    /// Makes the network of the first `count` bytes appended: 0, or the number of a `PageNetworkError`.
    @_expose(wasm, "load")
    @_cdecl("load")
    func load(_ count: Int32) -> Int32 {
        do throws(PageNetworkError) {
            guard count >= 0, count <= bytes.count else { throw .malformedFile }
            bytes.removeLast(bytes.count - Int(count))
            network = try PageNetwork(bytes)
            bytes = []
            return 0
        } catch {
            bytes = []
            return error.rawValue
        }
    }

    /// One more byte of a name.
    @_expose(wasm, "appendName")
    @_cdecl("appendName")
    func appendName(_ byte: UInt32) { name.append(UInt8(truncatingIfNeeded: byte)) }

    /// The number of the value whose name was appended; −1 where there is none.
    @_expose(wasm, "value")
    @_cdecl("value")
    func value() -> Int32 {
        let index = network?.index(of: name)
        name = []
        return index.map { Int32($0) } ?? -1
    }

    /// How long a value is along an axis; 0 behind its last axis.
    @_expose(wasm, "extent")
    @_cdecl("extent")
    func extent(_ value: Int32, _ axis: Int32) -> Int32 {
        guard let shape = network?.shape(of: Int(value)), axis < shape.count else { return 0 }
        return Int32(shape[Int(axis)])
    }

    /// One number of a value.
    @_expose(wasm, "get")
    @_cdecl("get")
    func get(_ value: Int32, _ place: Int32) -> Float {
        network?.number(Int(value), at: Int(place)) ?? .nan
    }

    /// Sets one number of a value.
    @_expose(wasm, "set")
    @_cdecl("set")
    func set(_ value: Int32, _ place: Int32, _ number: Float) {
        network?.set(Int(value), at: Int(place), to: number)
    }

    /// Computes everything.
    @_expose(wasm, "run")
    @_cdecl("run")
    func run() { network?.run() }

    /// Chooses the paper that what follows is about; of several, that of this number.
    @_expose(wasm, "choosePad")
    @_cdecl("choosePad")
    func choosePad(_ number: Int32) {
        chosenPad = Swift.max(0, Int(number))
        while pads.count <= chosenPad { pads.append(InkField(side: 1)) }
    }

    /// Takes new paper of `side` × `side` pixels.
    @_expose(wasm, "clearPad")
    @_cdecl("clearPad")
    func clearPad(_ side: Int32) { pads[chosenPad] = InkField(side: Int(side)) }

    /// Draws on it, in its pixels.
    @_expose(wasm, "stroke")
    @_cdecl("stroke")
    func stroke(_ startX: Float, _ startY: Float, _ endX: Float, _ endY: Float, _ radius: Float) {
        pads[chosenPad].stroke(from: (startX, startY), to: (endX, endY), radius: radius)
    }

    /// How dark a pixel of the paper is.
    @_expose(wasm, "ink")
    @_cdecl("ink")
    func ink(_ place: Int32) -> Float { pads[chosenPad].values[Int(place)] }

    /// Sets a value of 28 × 28 numbers to what is drawn on the paper: as MNIST's digits are for 0, as Fashion-MNIST's clothes for
    /// 1, centred and then moved. 0 where nothing is drawn: then it is set to empty paper.
    @_expose(wasm, "center")
    @_cdecl("center")
    func center(_ value: Int32, _ form: Int32, _ shiftX: Int32, _ shiftY: Int32) -> Int32 {
        var ink = pads[chosenPad]
        ink.removeSpecks()
        let shift = (x: Int(shiftX), y: Int(shiftY))
        let drawing = form == 0 ? ink.centeredDigit(shift: shift) : ink.centeredDrawing(shift: shift)
        for place in 0..<InkField.inputCount {
            network?.set(Int(value), at: place, to: drawing?[place] ?? 0)
        }
        return drawing == nil ? 0 : 1
    }
#endif
