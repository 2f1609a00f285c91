/// A function of each number: ReLU, the sigmoid, the hyperbolic tangent.
struct MapStep {
    enum Function {
        case relu
        case sigmoid
        case tanh

        /// The function that a plan's word means; nil for another word.
        init?(_ word: [UInt8]) {
            if word.isWord("relu") {
                self = .relu
            } else if word.isWord("sigmoid") {
                self = .sigmoid
            } else if word.isWord("tanh") {
                self = .tanh
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
            }
        }
    }
}
