import ChapterSupport
import Messages
import Music
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        report.paragraph(
            en: """
                A recurrent network reads a sequence step by step and carries a hidden state along. `Cells.swift` writes one \
                step of RNN, LSTM and GRU by hand; on random sequences these differ from the layers used for training by at \
                most \(difference).
                """,
            zh: """
                循环神经网络（recurrent neural network）一步一步地读序列，并带着一个隐藏状态（hidden state）向前走。\
                `Cells.swift` 手写了 RNN、LSTM 和 GRU 的一步；对随机的序列，与训练所用的层至多相差 \(difference)。
                """)
        if let counters { fill(counters, &report) }
        if let composers { fill(composers, &report) }
        if let song { fill(song, &report) }
        try fillKeys(&report)
        if let leakage {
            let shares = [leakage.shuffledAccuracy, leakage.honestAccuracy].map { formatPercent($0) }
            report.note(
                en: """
                    As in the book: windows of 30 messages of one piece, shuffled before the split, so that each validation \
                    window shares 29 messages with training windows: accuracy \(shares[0]) over keys, velocities and times. \
                    With the end of the piece as validation data: \(shares[1]).
                    """,
                zh: """
                    照书的做法：一首曲子切成 30 条消息的窗口，划分之前打乱，每个验证窗口因此有 29 条消息与训练窗口相同：\
                    键、力度和时间的准确率是 \(shares[0])。用曲子的结尾验证：\(shares[1])。
                    """)
        }
    }

    /// How far one step by hand is from the layers.
    private var difference: String {
        formatNumber(Double(lesson.largestDifference), significantDigits: 2)
    }

    private func fill(_ counters: Counters, _ report: inout Report) {
        report.section(en: "Counting", zh: "计数")
        report.paragraph(
            en: """
                n zeros, n ones, the end (10.1). Only a network that counts can predict the end. The networks are trained on \
                up to \(CountingTask.longestTrained) zeros and tested on up to \(CountingTask.longestTested).
                """,
            zh: """
                n 个零，n 个一，结束（10.1）。只有会数的网络能预测结束。训练到 \(CountingTask.longestTrained) 个零，\
                测试到 \(CountingTask.longestTested) 个。
                """)
        report.table(countingTable(counters))
        let lengths = (1...CountingTask.longestTested).map(Double.init)
        report.chart(
            LineChart(
                title: Words(en: "Every prediction correct", zh: "每个预测都正确"),
                xLabel: Words(en: "zeros", zh: "零的个数"),
                yLabel: Words(en: "1 for yes", zh: "1 表示是"),
                series: counters.all.map { counter in
                    Series(
                        counter.kind.title, x: lengths, y: counter.isCorrect.map { $0 ? 1 : 0 },
                        style: .points)
                }, yRange: -0.1...1.1))
        guard let gates = counters.gates else { return }
        let columns = gates.symbols.map { $0 == CountingTask.end ? "·" : String($0) }
        func map(_ title: Words, _ values: [[Double]], _ range: ClosedRange<Double>?) -> HeatMap {
            HeatMap(
                title: title, xLabel: Words(en: "symbol read", zh: "读到的符号"),
                yLabel: Words(en: "unit", zh: "单元"),
                values: values,
                rowLabels: values.indices.map(String.init), columnLabels: columns, range: range)
        }
        report.charts(
            [
                map(Words(en: "The LSTM's cell", zh: "LSTM 的记忆单元"), gates.cell, nil),
                map(Words(en: "Forget gate", zh: "遗忘门"), gates.forgetGate, 0...1),
                map(Words(en: "Input gate", zh: "输入门"), gates.inputGate, 0...1),
            ],
            caption: Words(
                en: """
                    The LSTM reads \(CountingTask.longestTrained + 2) zeros and as many ones (10.2). A unit that rises with \
                    each zero and falls with each one has learned to count.
                    """,
                zh: """
                    LSTM 读 \(CountingTask.longestTrained + 2) 个零和同样多的一（10.2）。每读一个零就上升、\
                    每读一个一就下降的单元，学会了数。
                    """))
    }

    private func fill(_ composers: Composers, _ report: inout Report) {
        report.section(en: "Composing", zh: "作曲")
        if let music { report.paragraph(music.introduction) }
        report.table(composerTable(composers))
        func chart(_ title: Words, _ values: (ComposerHistory) -> [Double]) -> LineChart {
            LineChart(
                title: title, xLabel: Training.epochUnit,
                yLabel: Words(en: "−ln P per event", zh: "每个事件的 −ln P"),
                series: composers.networks.map { composer in
                    let losses = values(composer.history)
                    return Series(
                        composer.kind.title, x: losses.indices.map { Double($0 + 1) }, y: losses,
                        style: .lineAndPoints)
                })
        }
        report.charts([
            chart(Words(en: "Training loss", zh: "训练损失"), \.losses),
            chart(Words(en: "Validation loss", zh: "验证损失"), \.validation),
        ])
    }

    private func fill(_ song: Tune, _ report: inout Report) {
        guard let best = composers?.best, !song.notes.isEmpty else { return }
        report.section(en: "A song", zh: "一首曲子")
        report.sound(
            wav: sound, description: Words(en: "the generated song", zh: "生成的曲子"),
            caption: Words(
                en: """
                    Generated by the \(best.kind.title), event by event: \(song.notes.count) notes. As files: `song.mid` \
                    and `song.wav`.
                    """,
                zh: """
                    由 \(best.kind.title) 一个事件一个事件地生成：\(song.notes.count) 个音符。文件是 `song.mid` 和 `song.wav`。
                    """))
        report.picture(
            pianoRoll(song), scale: 2, description: Words(en: "piano roll of the song", zh: "曲子的钢琴卷帘"),
            caption: Words(en: "Piano roll: pitch upward, time to the right.", zh: "钢琴卷帘：向上是音高，向右是时间。"))
        if let tune = music?.test.first {
            report.picture(
                pianoRoll(tune), scale: 2, description: Words(en: "piano roll of a tune", zh: "一首曲调的钢琴卷帘"),
                caption: Words(en: "For comparison, a tune of the test data.", zh: "作为比较，测试数据中的一首曲调。"))
        }
    }
}
