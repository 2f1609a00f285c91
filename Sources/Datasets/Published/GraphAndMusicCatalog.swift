import Messages

extension PublishedDataset {
    /// A graph.
    static let cora =
        PublishedDataset(
            "cora",
            title: Words(
                en: "Papers on machine learning: 2,708 of 7 subjects, 1,433 words, 5,429 citations",
                zh: "机器学习论文：7 个主题 2,708 篇，1,433 个词，5,429 次引用"),
            licence: Words(
                en: "None stated; published for research. The public split: MIT.",
                zh: "没有说明；为研究而公开。公开的划分：MIT。"),
            citation: """
                P. Sen and others, Collective classification in network data, AI Magazine, 2008; the \
                split: Z. Yang, W. Cohen and R. Salakhutdinov, Revisiting semi-supervised learning with \
                graph embeddings, 2016.
                """,
            commands: ["Chapter14"],
            parts: [
                Part(
                    .files([
                        File(
                            "cora.content", 7_823_427,
                            "b8ebed0fd45e53995abafd1b70cf6a9fcc8f86abc5826d69b97fe6ca46e9c8ee"),
                        File(
                            "cora.cites", 69_928,
                            "ec1a372391b7f0f60a6aff0084e8abd8f19f0faa7e1f2441a41c492042d5945e"),
                    ]),
                    archive: "cora.tgz",
                    mirrors: [
                        .archive("https://linqs-data.soe.ucsc.edu/public/lbc/cora.tgz"),
                        .archive("http://www.cs.umd.edu/~sen/lbc-proj/data/cora.tgz"),
                    ]),
                Part(
                    .files([
                        File(
                            "planetoid/ind.cora.x", 22_119,
                            "23cfa55d91c6f624233f5eb7b6e3f141f1bd2b2ae39608a63cf5d084bb27baab"),
                        File(
                            "planetoid/ind.cora.y", 4_054,
                            "94465c14eb53e04ca262198dcbb2521ee8af60fb3f3d546cd6ca24a511b0e7d1"),
                        File(
                            "planetoid/ind.cora.tx", 148_025,
                            "b9afbaa4a400df991f6f02ef677e1e44da55ffc04801fd02f9e673987829226a"),
                        File(
                            "planetoid/ind.cora.ty", 28_135,
                            "41f5ac76596a1699cc33f53084a2419e92961c42bb75f36fc38e616d348532ad"),
                        File(
                            "planetoid/ind.cora.allx", 257_305,
                            "9419ba2f26f5c35243db64aba110e0f35a04851609e0dc5433450676ca6b8543"),
                        File(
                            "planetoid/ind.cora.ally", 47_959,
                            "2b998f5cc7fedc86e7f97ca2498f47a1ffc1462c29e2d578b23bf3f62b6e7d71"),
                        File(
                            "planetoid/ind.cora.graph", 59_847,
                            "58f13302f39dde8852dad6fe6d15b89b077b6d7f837626bce671ef80344b383d"),
                        File(
                            "planetoid/ind.cora.test.index", 5_000,
                            "297ce89af2b51a6a194181c7dbe1796c6a1cf9cd9349a88383b1b1e227867875"),
                    ]),
                    mirrors: Mirror.repository(
                        "kimiyoung/planetoid", at: "master", "data",
                        renamed: [
                            "planetoid/ind.cora.x": "ind.cora.x",
                            "planetoid/ind.cora.y": "ind.cora.y",
                            "planetoid/ind.cora.tx": "ind.cora.tx",
                            "planetoid/ind.cora.ty": "ind.cora.ty",
                            "planetoid/ind.cora.allx": "ind.cora.allx",
                            "planetoid/ind.cora.ally": "ind.cora.ally",
                            "planetoid/ind.cora.graph": "ind.cora.graph",
                            "planetoid/ind.cora.test.index": "ind.cora.test.index",
                        ])),
            ])

    /// Music.
    static let nottingham =
        PublishedDataset(
            "nottingham",
            title: Words(
                en: "Folk tunes from Nottingham, cleaned: 1,034 in MIDI, melody and chords",
                zh: "诺丁汉民谣（清理过）：1,034 首 MIDI，旋律与和弦"),
            licence: Words(
                en: "GNU General Public License 3 (the cleaned edition)",
                zh: "GNU General Public License 3（清理过的版本）"),
            citation: "E. Foxley, Nottingham Music Database; cleaned and turned into MIDI by Jukedeck.",
            commands: ["Chapter10"],
            parts: [
                Part(
                    .collection(
                        Collection(
                            folder: "MIDI", suffix: ".mid", count: 1_034, byteCount: 3_184_644,
                            sha256: "367d720d99626ffdd5b4f09fc45083d5e3bbd6ad259cdc7597b44687569aa8e5")),
                    archive: "nottingham-dataset.zip",
                    mirrors: [
                        .archive(
                            "https://github.com/jukedeck/nottingham-dataset/archive/bcb2afc67d291acdd689ed0c22ab2a8a480f38a6.zip"
                        ),
                        .archive(
                            "https://codeload.github.com/jukedeck/nottingham-dataset/tar.gz/bcb2afc67d291acdd689ed0c22ab2a8a480f38a6"
                        ),
                    ])
            ])
}
