import Files
import Messages

extension Picture {
    /// Reads a picture file, PNG or JPEG, whatever its name: what it is is seen from its first bytes.
    ///
    /// - PNG as by `init(contentsOfPNG:)`.
    /// - JPEG: baseline, extended sequential and progressive of 8 bits, any sampling, with restart markers; grey, YCbCr, RGB, and
    ///   the four inks of print (CMYK, YCCK), which become RGB. The picture stands upright as Exif says it was held. The samples
    ///   are those of libjpeg's default settings.
    ///
    /// A file that is cut off in the middle of its pixels is an error, not a picture with a grey end.
    ///
    /// - Throws: `FileError`, in one line that says what the file is instead where it is neither (GIF, WebP, a web page, …); also
    ///   for a picture of more than 33,554,432 pixels.
    public init(contentsOf path: String) throws {
        let file = [UInt8](try readFile(path))
        do {
            self = try Picture(file: file)
        } catch {
            throw FileError.malformed(path: path, reason: error.reason)
        }
    }

    /// The picture that the bytes of a file are.
    init(file: [UInt8]) throws(PictureFailure) {
        if file.starts(with: pngSignature) {
            do { self = try Picture(png: file) } catch { throw PictureFailure(error.reason) }
        } else if file.starts(with: jpegSignature) {
            self = try Picture(jpeg: file)
        } else {
            throw PictureFailure(otherContent(file))
        }
    }
}

/// Why a file is no picture that can be read.
struct PictureFailure: Error {
    let reason: String

    init(_ reason: some Readable) { self.reason = reason.text }

    init(en: String, zh: String) { reason = Words(en: en, zh: zh).text }
}

/// What the bytes of a file that is neither PNG nor JPEG are.
private func otherContent(_ file: [UInt8]) -> Words {
    if file.isEmpty { return Words(en: "an empty file", zh: "空文件") }
    func has(_ text: String, at place: Int = 0) -> Bool {
        file.dropFirst(place).starts(with: Array(text.utf8))
    }
    let name: Words? =
        if has("GIF8") {
            Words(en: "a GIF picture", zh: "GIF 图片")
        } else if has("RIFF"), has("WEBP", at: 8) {
            Words(en: "a WebP picture", zh: "WebP 图片")
        } else if has("ftyp", at: 4) {
            has("avi", at: 8)
                ? Words(en: "an AVIF picture", zh: "AVIF 图片")
                : has("hei", at: 8) || has("mif1", at: 8)
                    ? Words(en: "a HEIC picture", zh: "HEIC 图片") : Words(en: "a video", zh: "视频")
        } else if has("BM") {
            Words(en: "a BMP picture", zh: "BMP 图片")
        } else if has("II*\0") || has("MM\0*") {
            Words(en: "a TIFF picture", zh: "TIFF 图片")
        } else if has("%PDF") {
            Words(en: "a PDF document", zh: "PDF 文档")
        } else if has("PK\u{3}\u{4}") || has("\u{1F}") {
            Words(en: "an archive", zh: "压缩包")
        } else {
            pageName(file)
        }
    guard let name else {
        return Words(en: "no picture; PNG and JPEG are read", zh: "不是图片；可读取 PNG 和 JPEG")
    }
    return Words(en: "\(name.en); PNG and JPEG are read", zh: "这是\(name.zh)；可读取 PNG 和 JPEG")
}

/// What a file of text is: a server that does not find a picture sends a page that says so.
private func pageName(_ file: [UInt8]) -> Words? {
    let start = String(decoding: file.prefix(512), as: UTF8.self).lowercased()
    if start.contains("<svg") { return Words(en: "an SVG drawing", zh: "SVG 矢量图") }
    if start.contains("<!doctype html") || start.contains("<html") {
        return Words(
            en: "a web page, perhaps a server's error message", zh: "网页，可能是服务器的错误信息")
    }
    if start.contains("git-lfs") {
        return Words(en: "a Git LFS pointer instead of the file", zh: "Git LFS 指针，而不是文件本身")
    }
    return nil
}
