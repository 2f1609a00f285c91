import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 14, title: Words(en: "Graph networks", zh: "图网络"),
    summary: Words(
        en:
            "Graph convolutions: node classification, link prediction, graph generation, and skeletons in motion.",
        zh: "图卷积：节点分类、链路预测、图生成，以及运动中的骨架。"),
    dataSummary: Words(
        en: "folder with Cora, or with motion capture as .bvh or .asf and .amc; generated without it",
        zh: "存放 Cora 的文件夹，或存放动作捕捉的 .bvh、.asf 和 .amc 文件的文件夹；不给时由程序生成数据"),
    defaultEpochs: 300, quickEpochs: 60,
    options: [
        .choice(
            "part", Part.allCases.map(\.rawValue), default: "all",
            Words(en: "the part of the chapter to run", zh: "运行本章的哪个部分")),
        .integer(
            "seeds", default: 20, quick: 1, range: 1...1000,
            Words(en: "networks trained for node classification", zh: "为节点分类训练多少个网络")),
        .integer(
            "link-seeds", default: 5, quick: 1, range: 1...1000,
            Words(en: "networks trained for link prediction", zh: "为链路预测训练多少个网络")),
        .integer(
            "generation-epochs", default: 120, quick: 30, range: 1...100_000,
            Words(en: "epochs of graph generation", zh: "图生成的训练轮次")),
        .integer(
            "pose-epochs", default: 20, quick: 5, range: 1...100_000,
            Words(en: "epochs of the networks on poses", zh: "姿态网络的训练轮次")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "model.safetensors of an earlier run, for --classify and --onnx",
                zh: "以前运行得到的 model.safetensors，供 --classify 和 --onnx 使用")),
        .onnx,
        .text(
            "classify", placeholder: "WHAT",
            Words(
                en:
                    "classify a motion, a .bvh file, or a paper of --data by its number; - reads lines of input",
                zh: "判断一段动作（.bvh 文件），或按编号判断 --data 中的一篇论文；- 表示逐行读取输入")),
        .flag(
            "as-in-book",
            Words(
                en: "also train on two clips and test on their next frames, as the book does",
                zh: "同时照书的做法，在两个片段上训练，用它们后面的帧测试")),
    ])

command.run(answering: .init("classify", classify), .onnx(onnxGraph)) { run in
    let watch = Stopwatch()
    let lessons = try Lessons(run)
    lessons.print()
    run.metrics.set("train_seconds", watch.seconds)
    lessons.fill(&run.metrics)
    try lessons.fill(&run.report)
    try lessons.save(run)
}
