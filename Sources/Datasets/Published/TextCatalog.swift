import Messages

extension PublishedDataset {
    /// Sentences and words.
    static let texts: [PublishedDataset] = [
        PublishedDataset(
            "tatoeba-fra",
            title: Words(
                en: "English sentences with French ones: 142,787 pairs (edition of 29 September 2017)",
                zh: "英语和法语句子：142,787 对（2017 年 9 月 29 日版）"),
            licence: "Creative Commons Attribution 2.0 France (tatoeba.org)",
            citation: "Sentences of tatoeba.org, paired and published by manythings.org/anki.",
            commands: ["Chapter9", "Chapter11 --pair fra-eng", "Chapter12 --pair eng-fra"],
            parts: [
                Part(
                    .files([
                        File(
                            "fra-eng.zip", 2_951_390,
                            "16c4f7d0df9e7c5e6c54cdb0447f3f4a18a55052ff5e2e0b27dd4a06c0e49d04")
                    ]),
                    mirrors: [
                        .folder("https://www.manythings.org/anki"),
                        .folder("https://storage.googleapis.com/download.tensorflow.org/data"),
                    ])
            ]),
        PublishedDataset(
            "tatoeba-cmn",
            title: Words(
                en: "English sentences with Chinese ones: 20,133 pairs",
                zh: "英语和汉语句子：20,133 对"),
            licence: "Creative Commons Attribution 2.0 France (tatoeba.org)",
            citation: "Sentences of tatoeba.org, paired and published by manythings.org/anki.",
            commands: ["Chapter11 --pair cmn-eng", "Chapter12 --pair eng-cmn"],
            parts: [
                Part(
                    .files([
                        File(
                            "cmn.txt", 1_259_882,
                            "74bd3c04dfe0ec75aaaf165597b2a83c6a733d34f46b184fc21ca6b552c268d3")
                    ]),
                    mirrors: Mirror.repository(
                        "pjgao/seq2seq_keras", at: "bf16416aabfb288f9de5234fc465b676a8da4570", "data"))
            ]),
        PublishedDataset(
            "multi30k",
            title: Words(
                en: "Captions of pictures, English and German: 29,000 to train on, 1,014 to validate with",
                zh: "图片说明，英语和德语：29,000 条训练，1,014 条验证"),
            licence: Words(
                en: "For research and education, not for commerce; the pictures' own terms are Flickr's.",
                zh: "供研究和教学，不可商用；图片本身的条款是 Flickr 的。"),
            citation: """
                D. Elliott, S. Frank, K. Sima'an and L. Specia, Multi30K: multilingual English-German \
                image descriptions, 2016.
                """,
            commands: ["Chapter9", "Chapter11 --pair en-de", "Chapter12 --pair en-de"],
            parts: [
                Part(
                    .files([
                        File(
                            "train.en.gz", 568_929,
                            "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f"),
                        File(
                            "train.de.gz", 637_044,
                            "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6"),
                        File(
                            "val.en.gz", 21_650,
                            "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28"),
                        File(
                            "val.de.gz", 24_681,
                            "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a"),
                    ]),
                    mirrors: Mirror.repository("multi30k/dataset", at: "master", "data/task1/raw"))
            ]),
        PublishedDataset(
            "tiny-shakespeare",
            title: Words(
                en: "Lines from Shakespeare's plays: 1,115,394 characters",
                zh: "莎士比亚戏剧的台词：1,115,394 个字符"),
            licence: Words(
                en: "Public domain",
                zh: "公有领域"),
            citation: "W. Shakespeare; selected by A. Karpathy, char-rnn, 2015.",
            commands: ["Chapter9 --dataset shakespeare", "Chapter13 --task gpt"],
            parts: [
                Part(
                    .files([
                        File(
                            "tinyshakespeare.txt", 1_115_394,
                            "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")
                    ]),
                    mirrors: Mirror.repository(
                        "karpathy/char-rnn", at: "d1d7aa34fdb3626174bce1d753e6cc6845ce7087",
                        "data/tinyshakespeare",
                        renamed: ["tinyshakespeare.txt": "input.txt"]))
            ]),
        PublishedDataset(
            "names",
            title: Words(
                en: "First names: 32,033, the most frequent ones in the United States in 2018",
                zh: "名字：32,033 个，2018 年美国最常见的"),
            licence: Words(
                en: "Public domain (Social Security Administration)",
                zh: "公有领域（美国社会保障署）"),
            citation: "Collected by A. Karpathy, makemore, 2022.",
            commands: ["Chapter13 --task names"],
            parts: [
                Part(
                    .files([
                        File(
                            "names.txt", 228_145,
                            "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d")
                    ]),
                    mirrors: Mirror.repository("karpathy/makemore", at: "master", ""))
            ]),
        PublishedDataset(
            "sentiment-zh",
            title: Words(
                en: "Chinese reviews, good and bad: of a shop, of hotels, and ChnSentiCorp's split",
                zh: "中文评论，好评和差评：商品、酒店，以及 ChnSentiCorp 的划分"),
            licence: Words(
                en: "None stated.",
                zh: "没有说明。"),
            citation: """
                Shop: the companion of the book. Hotels: S. Tan, ChnSentiCorp; collected in \
                ChineseNlpCorpus. The split: Y. Cui and others, Pre-training with whole word masking for \
                Chinese BERT, 2019.
                """,
            commands: ["Chapter4"],
            parts: [
                Part(
                    .files([
                        File(
                            "good.txt", 579_509,
                            "b1f05e122ffb3f5475014a6981a986d1ef8bc1963fff39aae4d5692d944d2abb"),
                        File(
                            "bad.txt", 305_182,
                            "7713a072dd341b0e57998ac4c965ffc725d36600f4379994e9dae361e19119be"),
                    ]),
                    mirrors: Mirror.repository(
                        "swarmapytorch/book_DeepLearning_in_PyTorch_Source",
                        at: "fe6a027de94d17aea1fb378e45f345c9dde2f6ac", "04_Text_classification/data")),
                Part(
                    .files([
                        File(
                            "ChnSentiCorp_htl_all.csv", 2_904_858,
                            "1d414b9c65caf3a836abdb4efded621968502ad3338e1a9d885ae131c86083f0")
                    ]),
                    mirrors: Mirror.repository(
                        "SophonPlus/ChineseNlpCorpus", at: "4ef366aa97c927f5bd69e1d97dc88461590174fd",
                        "datasets/ChnSentiCorp_htl_all")),
                Part(
                    .files([
                        File(
                            "chnsenticorp.zip", 1_756_782,
                            "79218af1c3efdfd3223569440736eac207ab6b19babd2cd73b7ffc04250700ba")
                    ]),
                    mirrors: Mirror.repository(
                        "ymcui/Chinese-BERT-wwm", at: "6076022237f544ca14aeba2f81ddaba94ba72ddb",
                        "data/chnsenticorp")),
            ]),
        PublishedDataset(
            "sentence-polarity",
            title: Words(
                en: "Sentences of film reviews in English: 5,331 good, 5,331 bad",
                zh: "英语影评的句子：5,331 条好评，5,331 条差评"),
            licence: "Creative Commons Attribution 4.0",
            citation: """
                B. Pang and L. Lee, Seeing stars: exploiting class relationships for sentiment \
                categorization with respect to rating scales, 2005.
                """,
            commands: ["Chapter4 --dataset polarity"],
            parts: [
                Part(
                    .files([
                        File(
                            "sentence_polarity.zip", 490_256,
                            "6e1ed4405b65c7eabf1d199a7f7c437091ac21da0ea7467b410a74062574566b")
                    ]),
                    mirrors: Mirror.repository(
                        "nltk/nltk_data", at: "88e706f3c896835f1203b2ad5de7d90826fcaa2b", "packages/corpora"))
            ]),
        PublishedDataset(
            "words",
            title: Words(
                en: "Tests of word vectors: 19,544 analogies, 353 pairs rated by people",
                zh: "词向量的测试：19,544 个类比，353 对由人打分的词"),
            licence: Words(
                en: "Analogies: Apache License 2.0. Pairs: none stated; published for research.",
                zh: "类比：Apache License 2.0。词对：没有说明；为研究而公开。"),
            citation: """
                T. Mikolov and others, Efficient estimation of word representations in vector space, 2013; \
                L. Finkelstein and others, Placing search in context, 2002.
                """,
            commands: ["Chapter9 --vectors FILE"],
            parts: [
                Part(
                    .files([
                        File(
                            "questions-words.txt", 603_955,
                            "8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36")
                    ]),
                    mirrors: Mirror.repository("tmikolov/word2vec", at: "master", "")),
                Part(
                    .files([
                        File(
                            "wordsim353.tsv", 7_186,
                            "f92a022fc2537793a15bc3a8c162ebcd74990e033a228bb6388cb71e4c0b1e1d")
                    ]),
                    mirrors: Mirror.repository(
                        "piskvorky/gensim", at: "a97b67942a0a3656337d394e1cfb8b8df3c78268",
                        "gensim/test/test_data")),
            ]),
        PublishedDataset(
            "poems",
            title: Words(
                en: "Lyrics of the Song dynasty (宋词): 10,000, simplified characters",
                zh: "宋词：10,000 首，简体"),
            licence: Words(
                en: "The poems: public domain. The collection: MIT.",
                zh: "词：公有领域。汇集：MIT。"),
            citation: "chinese-poetry, the most comprehensive database of classical Chinese poetry.",
            commands: ["Chapter9 --dataset poems"],
            parts: [
                Part(
                    .files([
                        File(
                            "ci.song.0.json", 406_936,
                            "7761bc5ef50305753ea3dcea9e1ef3164e153e3ee366169e9c5a9a7d85b21b22"),
                        File(
                            "ci.song.1000.json", 368_986,
                            "5f79a2d9011e6d414f04e51176c5d4f4c762fd784dce98b035968367b6f2ef4e"),
                        File(
                            "ci.song.2000.json", 389_037,
                            "f700d8e14df62d371dfba7ce18bf1641c304540907b26b68d356c4b6b256fe8d"),
                        File(
                            "ci.song.3000.json", 417_829,
                            "1791391a8a2ca855e133f7ea48bf0c104b3890d628ae2929f9378960a66c1427"),
                        File(
                            "ci.song.4000.json", 395_848,
                            "48c3e33bab920e17929ea08300c4c5ca72b246669ed5767e5cb985d894514150"),
                        File(
                            "ci.song.5000.json", 388_016,
                            "1e10ee4be18e225c2efa0bb8d58691ebb6d40cd83588f308d9635a37392bdadd"),
                        File(
                            "ci.song.6000.json", 390_822,
                            "8ff2b21b4e92a435f72da04fcb935a6a3498e839cde5c837ea418871f133c248"),
                        File(
                            "ci.song.7000.json", 415_095,
                            "8fe3f7ac40ab7d6c80cdd42305e848c1dc51cff26bc42b335ddfdfaccd48d1ba"),
                        File(
                            "ci.song.8000.json", 390_756,
                            "8d9c26a4aa62264d2eea853944e47a1420dd94e7465bee7c3e52cec2cf8bd653"),
                        File(
                            "ci.song.9000.json", 397_207,
                            "bd6a4d90b17ef195f32e38dfa483b0d39d671db3cdd5b462b292aac6916f26a6"),
                    ]),
                    mirrors: Mirror.repository(
                        "chinese-poetry/chinese-poetry", at: "44ce55cd3c1c42298be4551e22a1179e6563eb06",
                        "%E5%AE%8B%E8%AF%8D"))
            ]),
    ]
}
