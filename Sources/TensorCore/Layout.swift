// How an array lies in its storage, for those who want to see it (section 2.2).

extension NDArray {
    /// How many elements of the storage lie between neighbours along each axis: `[3, 1]` for a row-major `[2,
    /// 3]`, 0 along an axis that was broadcast, negative along one that was reversed.
    public var elementStrides: [Int] { Array(strides) }

    /// Whether both are views of one storage. A write to either then copies first, so neither sees the
    /// other's.
    public func sharesStorage(with other: NDArray) -> Bool { storage === other.storage }
}
