import ChapterSupport
import DigitRecognition
import Images
import Messages
import NeuralNetworks
import TensorCore

/// Students with and without their teacher, by how many labelled pictures they have.
struct Distillation {
    /// The accuracies at one number of labels, draw by draw; the same pictures and initial weights in both.
    struct Point {
        let labelCount: Int
        var alone: [Double] = []
        var taught: [Double] = []

        /// What the teacher is worth, draw by draw.
        var gains: [Double] { zip(taught, alone).map { $0 - $1 } }
    }

    let temperature: Float
    let weight: Float
    fileprivate(set) var points: [Point]

    /// A hundredth of the labels, a tenth and all; a quick run leaves out the first.
    init(_ data: PictureData, _ run: ChapterRun) {
        temperature = Float(run.number("temperature"))
        weight = Float(run.number("teacher-weight"))
        let all = data.training.count
        points = (run.isQuick ? [10, 1] : [100, 10, 1]).map { Point(labelCount: max(1, all / $0)) }
    }

    /// Few pictures are gone through more often: about 1,000 steps of a hundredth of MNIST, 9,000 of all of it.
    func epochs(_ labelCount: Int, _ run: ChapterRun) -> Int {
        run.isQuick ? run.epochs : max(1, Int(2500 / Double(labelCount).squareRoot()))
    }
}

/// The two students of a draw that have all labels.
struct Students {
    let alone: Sequential
    let taught: Sequential
}

extension Distillation {
    /// Trains the students of one draw, each number of labels twice.
    ///
    /// - Returns: those with all labels; nil where the run was stopped meanwhile.
    mutating func train(
        _ draw: Int, taughtBy teacher: any Layer, on data: PictureData, _ run: ChapterRun
    ) throws -> Students? {
        let seed = run.seed &+ UInt64(draw)
        var students: Students?
        for (index, point) in points.enumerated() where !run.shouldStop {
            var generator = RandomGenerator(seed: seed)
            let chosen = generator.permutation(data.training.count).prefix(point.labelCount)
            let labelled = data.training.rows(Array(chosen))
            let teaching = Teaching(
                logits: logits(of: teacher, labelled.images()), temperature: temperature, weight: weight)
            func student(_ name: String, _ title: Words, _ teaching: Teaching?) throws -> Sequential? {
                try trainStudent(
                    on: labelled, teaching: teaching, epochs: epochs(point.labelCount, run), seed: seed,
                    run.training("student-\(draw)-\(point.labelCount)-\(name)", title: title))
            }
            let count = point.labelCount
            guard
                let alone = try student(
                    "alone", Words(en: "\(count) labels, alone", zh: "\(count) 个标签，没有教师"), nil),
                let taught = try student(
                    "taught", Words(en: "\(count) labels, taught", zh: "\(count) 个标签，有教师"), teaching)
            else { return nil }
            points[index].alone.append(accuracy(of: alone, on: data.test))
            points[index].taught.append(accuracy(of: taught, on: data.test))
            students = Students(alone: alone, taught: taught)
        }
        return run.shouldStop ? nil : students
    }
}
