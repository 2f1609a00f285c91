import Foundation
enum VectorMath {
    typealias I = UnsafePointer<Float>
    typealias O = UnsafeMutablePointer<Float>
    static func exp(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.exp(Double(x[i]))) }
    }
    static func expm1(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.expm1(Double(x[i]))) }
    }
    static func log(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.log(Double(x[i]))) }
    }
    static func log1p(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.log1p(Double(x[i]))) }
    }
    static func tanh(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.tanh(Double(x[i]))) }
    }
    static func sigmoid(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(1 / (1 + Foundation.exp(-Double(x[i])))) }
    }
    static func erf(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.erf(Double(x[i]))) }
    }
    static func sin(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.sin(Double(x[i]))) }
    }
    static func cos(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.cos(Double(x[i]))) }
    }
    static func softplus(_ x: I, _ y: O, _ n: Int) {
        for i in 0..<n {
            y[i] = Float(max(Double(x[i]), 0) + Foundation.log1p(Foundation.exp(-abs(Double(x[i])))))
        }
    }
    static func pow(_ x: I, _ p: I, _ y: O, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.pow(Double(x[i]), Double(p[i]))) }
    }
}
