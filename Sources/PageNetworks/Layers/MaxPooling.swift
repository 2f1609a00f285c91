/// Max pooling: of each window of `size` × `size` pixels the largest; what is left over at the edge is not looked at.
struct MaxPoolStep {
    let input: Int
    let output: Int
    let channels: Int
    let height: Int
    let width: Int
    let size: Int

    func run(_ arena: inout [Float]) {
        let (rows, columns) = (height / size, width / size)
        for channel in 0..<channels {
            for row in 0..<rows {
                for column in 0..<columns {
                    let corner = input &+ (channel &* height &+ row &* size) &* width &+ column &* size
                    var largest = arena[corner]
                    for y in 0..<size {
                        for x in 0..<size { largest = max(largest, arena[corner &+ y &* width &+ x]) }
                    }
                    arena[output &+ (channel &* rows &+ row) &* columns &+ column] = largest
                }
            }
        }
    }
}
