import ChapterSupport
import Files
import Messages
import Pictures
import TensorCore

/// The content and the styles of a run: drawn, or from files.
struct PictureData {
    /// The photograph, `[1, 3, H, W]`.
    let content: NDArray
    /// The paintings, each about as large.
    let styles: [NDArray]
    /// What the content is called.
    let contentName: String
    /// What each of the styles is called.
    let styleTitles: [Words]
    /// `generated`, or the names of the files.
    let name: String
    let introduction: Words

    /// - Throws: `FileError` for a picture that is missing or broken, `UsageError` for options that exclude each other.
    init(_ run: ChapterRun) throws {
        let side = run.integer("size")
        var generator = RandomGenerator(seed: run.seed)
        let scene = Scene(rawValue: run.choice("scene")) ?? .house
        let pattern = Pattern(rawValue: run.choice("pattern")) ?? .swirls
        let drawnContent = scene.drawing(using: &generator)
        let drawnStyle = pattern.drawing(using: &generator)
        if let folder = run.dataFolder, run.text("content") == nil, run.list("style").isEmpty {
            throw UsageError(
                en:
                    "--data \(folder) is where --content FILE and --style FILE are looked for; give one of them",
                zh: "--data \(folder) 是查找 --content 和 --style 文件的地方；请至少给出其中一个")
        }
        for (file, drawing) in [("content", "scene"), ("style", "pattern")]
        where run.wasGiven(file) && run.wasGiven(drawing) {
            throw UsageError(
                en: "--\(drawing) draws what --\(file) reads; give one of them",
                zh: "--\(drawing) 与 --\(file) 只能给一个：前者绘制，后者读取")
        }
        func read(_ file: String) throws -> NDArray {
            let path = run.dataFolder.map { file.hasPrefix("/") ? file : "\($0)/\(file)" } ?? file
            let picture = try Picture(contentsOf: path)
            guard 8 * min(picture.width, picture.height) >= max(picture.width, picture.height) else {
                throw FileError.malformed(
                    path: path,
                    reason:
                        "\(picture.width) × \(picture.height) pixels: too narrow, one side is more than eight times the other"
                )
            }
            let size = Size2D(picture.height, picture.width).withArea(ofSide: side)
            return NDArray(picture.rgb().resized(width: size.width, height: size.height))
        }
        let (contentFile, styleFiles) = (run.text("content"), run.list("style"))
        content = try contentFile.map(read) ?? drawnContent.array(side: side)
        styles = try styleFiles.isEmpty ? [drawnStyle.array(side: side)] : styleFiles.map(read)
        contentName = contentFile.map(fileName) ?? scene.title.text
        styleTitles =
            styleFiles.isEmpty
            ? [pattern.title] : styleFiles.map { Words(en: fileName($0), zh: fileName($0)) }
        let files = [contentFile].compactMap { $0 } + styleFiles
        name = files.isEmpty ? "generated" : files.map(fileName).joined(separator: " ")
        let (width, height) = (content.size.width, content.size.height)
        introduction = Words(
            en:
                "The content is \(contentFile == nil ? "a drawn \(scene.title.en)" : "`\(contentName)`"), the style \(styleFiles.isEmpty ? "drawn \(pattern.title.en)" : "`\(styleFiles.map(fileName).joined(separator: " + "))`"); the result has \(width) × \(height) pixels.",
            zh:
                "内容是\(contentFile == nil ? "绘制的\(scene.title.zh)" : "`\(contentName)`")，风格是\(styleFiles.isEmpty ? "绘制的\(pattern.title.zh)" : "`\(styleFiles.map(fileName).joined(separator: " + "))`")；结果有 \(width) × \(height) 个像素。"
        )
    }

    /// What all styles are called.
    var styleNames: String { styleTitles.map(\.text).joined(separator: " + ") }
}

private func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
