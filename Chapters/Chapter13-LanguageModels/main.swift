import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 13, title: Words(en: "GPT and BERT", zh: "GPT 与 BERT"),
    summary: Words(
        en: "A small Transformer learns language three ways: it writes on, fills gaps, and is fine-tuned.",
        zh: "一个小 Transformer 的三种用法：续写、填空、微调。"),
    dataSummary: Words(
        en: """
            folder with a text (tinyshakespeare.txt or ci.song.*.json), names.txt or the airline tweets; \
            without it texts are generated
            """,
        zh: """
            文本（tinyshakespeare.txt 或 ci.song.*.json）、names.txt 或航空推文所在的文件夹；\
            不给时使用程序生成的文本
            """),
    defaultEpochs: 10, quickEpochs: 2,
    options: [
        .choice(
            "task", Part.choices + ["all"], default: "all",
            Words(en: "which part of the chapter is run", zh: "运行本章的哪一部分")),
        .text(
            "text", placeholder: "FILE",
            Words(
                en: "GPT learns from this text; the sentences of --task adapt and --similar, one a line",
                zh: "GPT 从这个文本文件学习；也是 --task adapt 和 --similar 的句子，每行一句")),
        .choice(
            "size", ["small", "medium"], default: "small",
            Words(en: "size of GPT on a text; medium takes minutes", zh: "学文本的 GPT 的大小；medium 需要几分钟")),
        .choice(
            "tokens", ["characters", "byte-pairs"], default: "characters",
            Words(
                en: "what GPT on a text reads: characters, or pieces learned from it",
                zh: "学文本的 GPT 读什么：字符，或从文本中学得的词元")),
        .integer(
            "vocabulary", default: 512, range: 257...65_536,
            Words(en: "how many pieces --tokens byte-pairs learns", zh: "--tokens byte-pairs 学多少个词元")),
        .integer(
            "lora", default: 8, range: 1...256,
            Words(en: "rank r of the adapters of LoRA", zh: "LoRA 适配器的秩 r")),
        .number(
            "lora-alpha", default: 16, range: 1e-3...1e4,
            Words(en: "α of LoRA: its change of a weight is (α / r) B A", zh: "LoRA 的 α：权重的改变量为 (α / r) B A")),
        .number(
            "temperature", default: 0.8, range: 0...100,
            Words(
                en: "what the logits are divided by in sampling; 0 takes the likeliest token",
                zh: "采样时 logits 除以的温度；0 表示总取概率最大的词元")),
        .integer(
            "top-k", default: 0, range: 0...1_000_000,
            Words(en: "sample from the k likeliest tokens; 0 for all", zh: "只从概率最大的 k 个词元中采样；0 表示全部")),
        .number(
            "top-p", default: 1, range: 1e-6...1,
            Words(
                en: "sample from the likeliest tokens that have this probability together",
                zh: "只从累计概率达到此值的最可能词元中采样")),
        .text(
            "encoder", placeholder: "DIR",
            Words(
                en:
                    "published BERT encoder, such as all-MiniLM-L6-v2, to fine-tune on the tweets or for --similar",
                zh: "已发布的 BERT 编码器（如 all-MiniLM-L6-v2）所在的文件夹，用于在推文上微调或 --similar")),
        .choice(
            "way", FineTuningWay.allCases.map(\.rawValue) + ["every"], default: "every",
            Words(en: "which way of fine-tuning the encoder is run", zh: "用哪种方法微调编码器")),
        .integer(
            "splits", default: 5, range: 1...5,
            Words(en: "on how many splits of the tweets the encoder is fine-tuned", zh: "在多少次划分上微调编码器")),
        .text(
            "similar", placeholder: "TEXT",
            Words(
                en:
                    "the sentences of --text or --data nearest to this one, by --encoder; - reads lines of input",
                zh: "用 --encoder 在 --text 或 --data 中找最相近的句子；- 表示逐行读取输入")),
        .text(
            "classify", placeholder: "TEXT",
            Words(
                en:
                    "is this tweet a complaint? by --encoder and its fine-tuned --model; - reads lines of input",
                zh: "这条推文是不是投诉？用 --encoder 和微调得到的 --model 判断；- 表示逐行读取输入")),
        .learn,
        .flag(
            "chat",
            Words(
                en: "talk with a published model, such as SmolLM2, of --model",
                zh: "与 --model 中已发布的模型（如 SmolLM2）对话")),
        .text(
            "adapter", placeholder: "FILE",
            Words(
                en: "adapter.safetensors of a run of --task adapt, for --chat",
                zh: "--task adapt 运行得到的 adapter.safetensors，供 --chat 使用")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: """
                    model.safetensors of an earlier run for --prompt and --onnx; a GGUF file, or the folder of a published model, for \
                    --prompt, --chat and --task adapt
                    """,
                zh: """
                    以前运行得到的 model.safetensors，供 --prompt 和 --onnx 使用；或者 GGUF 文件、已发布模型的文件夹，\
                    供 --prompt、--chat 和 --task adapt 使用
                    """)),
        .onnx,
        .text(
            "prompt", placeholder: "TEXT",
            Words(
                en: "write on after this with --model, or fill in its [MASK]; - reads lines of input",
                zh: "用 --model 续写这段文字，或填出其中的 [MASK]；- 表示逐行读取输入")),
        .integer(
            "length", default: 300, range: 1...1_000_000,
            Words(
                en: "how many characters --prompt writes, or tokens --chat at most",
                zh: "--prompt 续写多少个字符，或 --chat 最多写多少个词元")),
        .flag(
            "as-in-book",
            Words(
                en: "on the tweets: the book's split, its mentions and its mean of batches",
                zh: "在推文上采用书中的划分、保留提及并按批次取平均")),
    ])

command.run(
    answering: .init("learn", withData: learn), .init("prompt", writeOn), .init("similar", findSimilar),
    .init("classify", classify), .init("chat", chat), .onnx(onnxGraph)
) { run in
    let parts = try Part.chosen(run)
    let lesson = BlockLesson(seed: run.seed)
    let text = parts.contains(.gpt) ? try learnText(run) : nil
    let names = parts.contains(.names) ? try learnNames(run) : nil
    let addition = parts.contains(.addition) ? try learnAddition(run) : nil
    let copying = parts.contains(.copy) ? try learnCopying(run) : nil
    let bert = parts.contains(.bert) ? try learnMaskedWords(run) : nil
    let tweets = parts.contains(.tweets) ? try learnTweets(in: run.dataFolder ?? "", run) : nil
    let encoder =
        parts.contains(.encoder)
        ? try learnWithEncoder(in: run.dataFolder ?? "", encoder: run.text("encoder") ?? "", run) : nil
    let adapted = parts.contains(.adapt) ? try adaptToSentences(run) : nil
    let results = Results(
        lesson: lesson, text: text, names: names, addition: addition, copying: copying, bert: bert,
        tweets: tweets, encoder: encoder, adapted: adapted)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
