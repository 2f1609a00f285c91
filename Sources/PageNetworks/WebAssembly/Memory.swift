#if arch(wasm32)
    // Room for arrays, which the C library gives elsewhere; a page's module has no library. This file alone touches memory by
    // address.

    /// The instruction `memory.grow`: more pages of 64 KB at the end; their first page, or −1.
    @_extern(c, "llvm.wasm.memory.grow.i32")
    private func grow(_ memory: Int32, by pages: Int32) -> Int32

    /// For each size, a power of two, the room of that size that was given back last; 0 for none. Its first word leads to
    /// the one before.
    nonisolated(unsafe) private var free = InlineArray<32, UInt>(repeating: 0)

    /// Where memory begins that was never given out, and where it ends.
    nonisolated(unsafe) private var fresh: UInt = 0
    nonisolated(unsafe) private var end: UInt = 0

    /// The exponent of a room's size stands this many bytes before it, which keeps it aligned for every type.
    private let header: UInt = 16

    /// `posix_memalign` of the C library, for alignments up to sixteen bytes: 0, or 12 where there is no more memory.
    @_cdecl("__wrap_posix_memalign")
    func allocate(_ result: UnsafeMutablePointer<UInt>, _ alignment: UInt, _ size: UInt) -> Int32 {
        guard alignment <= header, size < 1 << 30 else { return 12 }
        let exponent = max(5, 32 - (size + header - 1).leadingZeroBitCount)
        if free[exponent] != 0 {
            result.pointee = free[exponent]
            free[exponent] = word(at: free[exponent]).pointee
            return 0
        }
        let whole = UInt(1) << UInt(exponent)
        if end - fresh < whole {
            // Half a megabyte at least, so that few rooms need new pages. What was left over stays unused.
            let pages = max(8, (whole + 0xFFFF) >> 16)
            let first = grow(0, by: Int32(pages))
            guard first >= 0 else { return 12 }
            let start = UInt(first) << 16
            if start != end { fresh = start }
            end = start + pages << 16
        }
        word(at: fresh).pointee = UInt(exponent)
        result.pointee = fresh + header
        fresh += whole
        return 0
    }

    /// `free` of the C library.
    @_cdecl("__wrap_free")
    func giveBack(_ room: UInt) {
        guard room != 0 else { return }
        let exponent = Int(word(at: room - header).pointee)
        word(at: room).pointee = free[exponent]
        free[exponent] = room
    }

    private func word(at address: UInt) -> UnsafeMutablePointer<UInt> {
        // Every address here came from `grow`.
        UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
    }
#endif
