/// Why a page cannot play a network. The raw value is what a page's script is told.
public enum PageNetworkError: Int32, Error {
    /// The bytes are no safetensors file: cut off, or a header that cannot be read.
    case malformedFile = 1
    /// A tensor of the file has numbers that are neither `F32` nor `F16`.
    case unknownNumbers
    /// The file has no plan, or one with a line that is none.
    case malformedPlan
    /// The plan names an operation that there is not.
    case unknownOperation
    /// The plan names a value or a tensor that there is not.
    case unknownName
    /// An operation is given shapes that do not fit it.
    case wrongShape
    /// The values are more numbers than a page has room for.
    case tooLarge
}
