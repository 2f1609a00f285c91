import Messages

extension PublishedDataset {
    /// Models that others trained and published; `PretrainedModels` reads them. The addresses have the revision in them.
    static let models: [PublishedDataset] = [
        PublishedDataset(
            "minilm",
            title: Words(
                en: "all-MiniLM-L6-v2: a BERT of 22.7 million weights that makes sentences vectors",
                zh: "all-MiniLM-L6-v2：2270 万个权重的 BERT，把句子变成向量"),
            licence: "Apache License 2.0",
            citation: """
                N. Reimers and I. Gurevych, Sentence-BERT, 2019; W. Wang and others, MiniLM: deep self-attention \
                distillation, 2020.
                """,
            commands: ["Chapter13 --task tweets --data DIR", "Chapter13 --similar TEXT --text FILE"],
            option: "encoder",
            parts: [
                Part(
                    .files([
                        File(
                            "model.safetensors", 90_868_376,
                            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
                        File(
                            "vocab.txt", 231_508,
                            "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
                        File(
                            "config.json", 612,
                            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
                    ]),
                    mirrors: Mirror.hub("sentence-transformers/all-MiniLM-L6-v2", at: "main"))
            ]),
        PublishedDataset(
            "smollm2",
            title: Words(
                en: "SmolLM2-135M-Instruct: a Llama of 135 million weights that answers questions",
                zh: "SmolLM2-135M-Instruct：1.35 亿个权重的 Llama，会回答问题"),
            licence: "Apache License 2.0",
            citation: "L. Ben Allal and others, SmolLM2: when Smol goes big, 2025.",
            commands: ["Chapter13 --chat", "Chapter13 --task adapt --text FILE"], option: "model",
            parts: [
                Part(
                    .files([
                        File(
                            "model.safetensors", 269_060_552,
                            "5af571cbf074e6d21a03528d2330792e532ca608f24ac70a143f6b369968ab8c"),
                        File(
                            "tokenizer.json", 2_104_556,
                            "9ca9acddb6525a194ec8ac7a87f24fbba7232a9a15ffa1af0c1224fcd888e47c"),
                        File(
                            "tokenizer_config.json", 3_764,
                            "4ec77d44f62efeb38d7e044a1db318f6a939438425312dfa333b8382dbad98df"),
                        File(
                            "config.json", 861,
                            "8eb740e8bbe4cff95ea7b4588d17a2432deb16e8075bc5828ff7ba9be94d982a"),
                    ]),
                    mirrors: Mirror.hub(
                        "HuggingFaceTB/SmolLM2-135M-Instruct", at: "12fd25f77366fa6b3b4b768ec3050bf629380bac")
                )
            ]),
        PublishedDataset(
            "gpt2",
            title: Words(
                en: "GPT-2, its smallest size: 124 million weights that write on",
                zh: "GPT-2 最小的一个：1.24 亿个权重，会续写"),
            licence: "MIT",
            citation: """
                A. Radford and others, Language models are unsupervised multitask learners, 2019.
                """,
            commands: ["Chapter13 --prompt TEXT"], option: "model",
            parts: [
                Part(
                    .files([
                        File(
                            "model.safetensors", 548_105_171,
                            "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707"),
                        File(
                            "vocab.json", 1_042_301,
                            "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"),
                        File(
                            "merges.txt", 456_318,
                            "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"),
                        File(
                            "config.json", 665,
                            "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4"),
                    ]),
                    mirrors: Mirror.hub(
                        "openai-community/gpt2", at: "607a30d783dfa663caf39e06633721c8d4cfcd7e"))
            ]),
    ]
}

extension PublishedDataset.Mirror {
    /// A model's folder on the hub where its publisher keeps it, and on a copy of that hub.
    fileprivate static func hub(_ model: String, at revision: String) -> [PublishedDataset.Mirror] {
        ["https://huggingface.co", "https://hf-mirror.com"].map {
            .folder("\($0)/\(model)/resolve/\(revision)")
        }
    }
}
