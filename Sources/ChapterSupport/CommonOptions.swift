import Messages
import TensorCore

extension ChapterCommand {
    /// The options that every chapter has.
    static func commonOptions(
        number: Int, dataSummary: any Readable, takesFiles: Bool, defaultEpochs: Int, quickEpochs: Int
    ) -> [ChapterOption] {
        let threads = min(Parallel.defaultThreadCount, 64)
        return [
            .text(
                "data", placeholder: takesFiles ? "PATH" : "DIR",
                Words(
                    en:
                        "\(dataSummary.text(in: .english)); or the name of a data set that Download has fetched",
                    zh: "\(dataSummary.text(in: .chinese))；也可以是 Download 已下载的数据集的名称")),
            .text(
                "out", placeholder: "DIR", default: "runs/Chapter\(number)",
                Words(en: "folder for the results", zh: "存放结果的文件夹")),
            .integer(
                "epochs", default: defaultEpochs, quick: quickEpochs, range: 1...1_000_000,
                Words(en: "passes over the training data", zh: "训练的轮数（epoch）")),
            .integer(
                "seed", default: 1, range: 0...Int.max,
                Words(en: "random seed; the same seed gives the same numbers", zh: "随机种子；种子相同，结果就相同")),
            .integer(
                "threads", default: threads, range: 1...256,
                Words(en: "threads; the results do not depend on it", zh: "线程数；结果与它无关")),
            .flag(
                "quick",
                Words(
                    en: "a few seconds instead of a minute, to see that everything works",
                    zh: "几秒钟的短运行，用来检查一切是否正常")),
            .flag(
                "resume",
                Words(
                    en: "continue the run into --out that was stopped, with its options",
                    zh: "继续 --out 中被中断的运行，选项与那次相同")),
            .number(
                "checkpoint-every", default: 10, range: 0...86_400,
                Words(
                    en: "seconds between checkpoints for --resume; 0 for one after each epoch",
                    zh: "每隔多少秒保存一次检查点，供 --resume 使用；0 表示每轮保存一次")),
            .flag(
                "anomaly",
                Words(
                    en: "if a loss is NaN or infinite, find the operation that made it so; slower",
                    zh: "损失变成 NaN 或无穷大时，找出是哪个运算造成的；会变慢")),
            .language,
        ]
    }
}
