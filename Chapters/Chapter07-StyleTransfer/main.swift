import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 7, title: Words(en: "Style transfer", zh: "图像风格迁移"),
    summary: Words(
        en: "A photograph in the manner of a painting: by a network that is only looked at, and without one.",
        zh: "用一幅画的风格重画一张照片：借助一个只用来“看”的网络，或者完全不用网络。"),
    dataSummary: Words(
        en: "folder in which --content and --style are looked for",
        zh: "查找 --content 和 --style 文件的文件夹"),
    defaultEpochs: 80, quickEpochs: 4,
    options: [
        .text(
            "content", placeholder: "FILE", Words(en: "the photograph, PNG or JPEG", zh: "内容图（PNG 或 JPEG）")),
        .list(
            "style", placeholder: "FILE",
            Words(
                en: "the painting, PNG or JPEG; given several times, the styles are mixed",
                zh: "风格图（PNG 或 JPEG）；给出多次则混合多种风格")),
        .choice(
            "scene", Scene.allCases.map(\.rawValue), default: "house",
            Words(en: "what is drawn as the content", zh: "绘制哪种内容")),
        .choice(
            "pattern", Pattern.allCases.map(\.rawValue), default: "swirls",
            Words(en: "what is drawn as the style", zh: "绘制哪种风格")),
        .integer(
            "size", default: 128, quick: 64, range: 32...1024,
            Words(
                en: "pictures get as many pixels as a square of this side has", zh: "图像的像素数等于这一边长的正方形")),
        .choice(
            "method", ["all"] + Method.allCases.filter { !$0.isBaseline }.map(\.rawValue), default: "all",
            Words(en: "how it is painted", zh: "绘制的方法")),
        .text(
            "weights", placeholder: "FILE",
            Words(
                en:
                    "weights of a network trained on ImageNet: VGG16, VGG19 or MobileNetV2, under torchvision's names",
                zh: "在 ImageNet 上训练好的网络的权重：VGG16、VGG19 或 MobileNetV2，名称同 torchvision")),
        .number(
            "content-weight", default: -1, range: -1...1000,
            Words(en: "the weight of the content; −1 for what suits the method", zh: "内容的权重；−1 表示按方法选择")),
        .flag(
            "keep-colours",
            Words(en: "paint only the lightness, and keep the colours of the content", zh: "只改变明暗，保留内容图的颜色")),
        .flag(
            "as-in-book",
            Words(en: "also take steps as the book does, and time them", zh: "再按书中的做法走几步并计时")),
        .integer(
            "fast-steps", default: 4000, quick: 6, range: 1...1_000_000,
            Words(en: "steps of training of --method fast", zh: "--method fast 的训练步数")),
        .text(
            "photographs", placeholder: "DIR",
            Words(
                en: "folder of photographs that --method fast learns on; without it, drawn scenes",
                zh: "--method fast 学习用的照片文件夹；不给时用绘制的场景")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en:
                    "paint --content by this fast.safetensors of --method fast, and do nothing else; also for --onnx",
                zh: "用 --method fast 得到的 fast.safetensors 画 --content，不做其他事；也用于 --onnx")),
        .onnx,
        .text(
            "painted", placeholder: "FILE", default: "painted.png",
            Words(en: "where --model writes its picture", zh: "--model 把图片写到哪里")),
        .flag(
            "texture",
            Words(en: "only make a texture like the style, from noise", zh: "只由噪声合成与风格图相似的纹理")),
    ])

command.run(answering: .onnx(onnxGraph), .init("model", paintAtOnce)) { run in
    let data = try PictureData(run)
    print(textHeading(Words(en: "Pictures", zh: "图像")) + "\n" + data.introduction.text + "\n")
    let results = try Experiments(data, run).results()
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
