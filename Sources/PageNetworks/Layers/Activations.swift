/// A function of each number: ReLU, the sigmoid, the hyperbolic tangent, GELU.
struct MapStep {
    enum Function {
        case relu
        case sigmoid
        case tanh
        /// x Φ(x), with the distribution function Φ of the normal distribution.
        case gelu

        /// The function that a plan's word means; nil for another word.
        init?(_ word: [UInt8]) {
            if word.isWord("relu") {
                self = .relu
            } else if word.isWord("sigmoid") {
                self = .sigmoid
            } else if word.isWord("tanh") {
                self = .tanh
            } else if word.isWord("gelu") {
                self = .gelu
            } else {
                return nil
            }
        }
    }

    let function: Function
    let input: Int
    let output: Int
    let count: Int

    func run(_ arena: inout [Float]) {
        for index in 0..<count {
            let x = arena[input &+ index]
            switch function {
            case .relu: arena[output &+ index] = x > 0 ? x : 0
            case .sigmoid: arena[output &+ index] = logistic(x)
            case .tanh: arena[output &+ index] = hyperbolicTangent(x)
            case .gelu: arena[output &+ index] = x * normalDistribution(x)
            }
        }
    }
}
