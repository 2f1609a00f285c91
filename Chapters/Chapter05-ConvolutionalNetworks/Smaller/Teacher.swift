import ChapterSupport
import DigitRecognition
import Files
import Images
import Messages
import NeuralNetworks

/// The strong network of a draw, from which the smaller ones are made: that of `--teacher`, or one that is trained now.
///
/// - Returns: nil where the run was stopped meanwhile.
/// - Throws: `TrainingDiverged`, and `FileError` for a file that is missing, broken, or of another network or other classes.
func teacher(_ draw: Int, for data: PictureData, _ run: ChapterRun) throws -> Sequential? {
    if let path = run.text("teacher") { return try savedTeacher(path, for: data) }
    let trained = try train(
        .strong, on: data, epochs: NetworkKind.strong.epochs(run), seed: run.seed &+ UInt64(draw),
        run.training(
            "teacher-\(draw)", title: Words(en: "teacher \(draw + 1)", zh: "教师 \(draw + 1)")))
    return run.shouldStop ? nil : trained?.network as? Sequential
}

private func savedTeacher(_ path: String, for data: PictureData) throws -> Sequential {
    let saved = try SavedNetwork(contentsOf: path)
    func malformed(en: String, zh: String) -> FileError {
        .malformed(path: path, reason: Words(en: en, zh: zh).text)
    }
    guard saved.kind == .strong, let network = saved.network as? Sequential else {
        throw malformed(
            en: "it holds \(saved.kind.title.en); a teacher is a strong network, see --network strong",
            zh: "其中是\(saved.kind.title.zh)；教师要用 strong 网络，见 --network strong")
    }
    let images = data.training
    guard saved.side == images.width, saved.channels == images.channels else {
        let (theirs, ours) = (
            "\(saved.channels) × \(saved.side) × \(saved.side)",
            "\(images.channels) × \(images.width) × \(images.width)"
        )
        throw malformed(
            en: "its pictures have \(theirs) pixels, those of the data \(ours)",
            zh: "它的图是 \(theirs) 像素，数据的图是 \(ours) 像素")
    }
    let names = SavedNetwork.names(of: images)
    guard saved.classNames == names else {
        func few(_ names: [String]) -> String {
            "\(names.count) (\(excerpt(names.prefix(3).joined(separator: ", "))))"
        }
        throw malformed(
            en: "its classes are \(few(saved.classNames)), those of the data \(few(names))",
            zh: "它的类别有 \(few(saved.classNames))，数据的类别有 \(few(names))")
    }
    return network
}
