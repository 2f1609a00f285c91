/// The mean of the numbers, NaN of none; of equal numbers it is that number to the bit.
public func mean(_ numbers: [Double]) -> Double {
    guard let first = numbers.first else { return .nan }
    return first + numbers.reduce(0) { $0 + ($1 - first) } / Double(numbers.count)
}

/// The standard deviation of the numbers around their mean (over n − 1), 0 for fewer than two.
public func standardDeviation(_ numbers: [Double]) -> Double {
    guard numbers.count > 1 else { return 0 }
    let center = mean(numbers)
    let squares = numbers.map { ($0 - center) * ($0 - center) }
    return (squares.reduce(0, +) / Double(numbers.count - 1)).squareRoot()
}
