extension PublishedDataset {
    /// Sentences and words.
    static let texts: [PublishedDataset] = [
        PublishedDataset(
            "tatoeba-fra",
            title: "English sentences with French ones: 142,787 pairs (edition of 29 September 2017)",
            licence: "Creative Commons Attribution 2.0 France (tatoeba.org)",
            citation: "Sentences of tatoeba.org, paired and published by manythings.org/anki.",
            commands: ["Chapter12 --pair eng-fra"],
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
            title: "English sentences with Chinese ones: 20,133 pairs",
            licence: "Creative Commons Attribution 2.0 France (tatoeba.org)",
            citation: "Sentences of tatoeba.org, paired and published by manythings.org/anki.",
            commands: ["Chapter12 --pair eng-cmn"],
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
            title: "Captions of pictures, English and German: 29,000 to train on, 1,014 to validate with",
            licence: "For research and education, not for commerce; the pictures' own terms are Flickr's.",
            citation: """
                D. Elliott, S. Frank, K. Sima'an and L. Specia, Multi30K: multilingual English-German \
                image descriptions, 2016.
                """,
            commands: ["Chapter12 --pair en-de"],
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
            title: "Lines from Shakespeare's plays: 1,115,394 characters",
            licence: "Public domain",
            citation: "W. Shakespeare; selected by A. Karpathy, char-rnn, 2015.",
            commands: [],
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
            title: "First names: 32,033, the most frequent ones in the United States in 2018",
            licence: "Public domain (Social Security Administration)",
            citation: "Collected by A. Karpathy, makemore, 2022.",
            commands: [],
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
            title: "Chinese reviews, good and bad: of a shop, a line each, and of hotels, as a table",
            licence: "None stated.",
            citation: """
                Shop: the companion of the book. Hotels: S. Tan, ChnSentiCorp; collected in \
                ChineseNlpCorpus.
                """,
            commands: [],
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
            ]),
    ]
}
