import Foundation

extension VectorMath {
    static func pow(_ x: UnsafePointer<Float>, _ p: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
        for i in 0..<n { y[i] = Float(Foundation.pow(Double(x[i]), Double(p[i]))) }
    }
}
