import Files
import Foundation

/// The losses of a run's trainings, epoch by epoch, as `curves.json` keeps them:
///
/// ```json
/// {
///   "network": [0.71, 0.42, null]
/// }
/// ```
/// One array for each training, under the name of its checkpoint; a loss that is not finite is `null`. A training whose result a
/// resumed run only reads from its checkpoint is not among them.
final class RunCurves {
    private var names: [String] = []
    private var losses: [String: [Double]] = [:]

    /// Keeps the losses so far of a training.
    func keep(_ losses: [Double], of training: String) {
        if self.losses[training] == nil { names.append(training) }
        self.losses[training] = losses
    }

    /// The object, a training a line, in the order in which they began; nil where there was none with a loss.
    var json: String? {
        let lines = names.compactMap { name -> String? in
            guard let losses = losses[name], !losses.isEmpty,
                let key = try? JSONEncoder().encode(name)
            else { return nil }
            let numbers = losses.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ", ")
            return "  \(String(decoding: key, as: UTF8.self)): [\(numbers)]"
        }
        return lines.isEmpty ? nil : "{\n\(lines.joined(separator: ",\n"))\n}\n"
    }
}
