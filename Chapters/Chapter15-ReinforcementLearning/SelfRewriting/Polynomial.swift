/// A polynomial with whole coefficients, as a sum of products; each loop in a term is an unknown of its own.
///
/// Two terms with the same polynomial have the same value whatever their variables are.
struct Polynomial: Equatable {
    /// A product of unknowns: how often each occurs in it.
    typealias Product = [Term: Int]

    /// The products that occur, with their coefficients, none of them 0.
    private(set) var coefficients: [Product: Int]

    /// A polynomial that grows beyond this is not looked at.
    static let longest = 500

    /// Multiplies a term out; nil where that grows too long or its numbers too large.
    init?(_ term: Term) {
        switch term {
        case .number(let value): coefficients = value == 0 ? [:] : [[:]: value]
        case .variable, .sum: coefficients = [[term: 1]: 1]
        case .plus(let left, let right):
            guard let left = Polynomial(left), let right = Polynomial(right) else { return nil }
            coefficients = left.coefficients
            for (product, coefficient) in right.coefficients {
                guard add(coefficient, of: product) else { return nil }
            }
        case .times(let left, let right):
            guard let left = Polynomial(left), let right = Polynomial(right) else { return nil }
            coefficients = [:]
            for (first, factor) in left.coefficients {
                for (second, other) in right.coefficients {
                    let (coefficient, isTooLarge) = factor.multipliedReportingOverflow(by: other)
                    guard !isTooLarge, add(coefficient, of: first.merging(second, uniquingKeysWith: +))
                    else { return nil }
                }
            }
        }
        if coefficients.count > Self.longest { return nil }
    }

    private mutating func add(_ coefficient: Int, of product: Product) -> Bool {
        let (sum, isTooLarge) = coefficients[product, default: 0].addingReportingOverflow(coefficient)
        coefficients[product] = sum == 0 ? nil : sum
        return !isTooLarge && coefficients.count <= Self.longest
    }

    /// The polynomial as a term, the longest products first.
    var term: Term {
        let products = coefficients.map { product, coefficient -> (factors: [String], term: Term) in
            let factors = product.sorted { "\($0.key)" < "\($1.key)" }.flatMap {
                [Term](repeating: $0.key, count: $0.value)
            }
            let terms = (coefficient == 1 && !factors.isEmpty ? [] : [.number(coefficient)]) + factors
            return (factors.map { "\($0)" }, terms.dropFirst().reduce(terms[0]) { $0 * $1 })
        }.sorted {
            $0.factors.count != $1.factors.count
                ? $0.factors.count > $1.factors.count : $0.factors.lexicographicallyPrecedes($1.factors)
        }
        guard let first = products.first else { return .number(0) }
        return products.dropFirst().reduce(first.term) { $0 + $1.term }
    }
}
