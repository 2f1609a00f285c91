import Messages

extension PublishedDataset {
    /// Pictures.
    static let pictures: [PublishedDataset] = [
        PublishedDataset(
            "mnist",
            title: Words(
                en: "Handwritten digits: 60,000 to train on, 10,000 to test with, 28 × 28",
                zh: "手写数字：60,000 张训练，10,000 张测试，28 × 28"),
            licence: "Creative Commons Attribution-ShareAlike 3.0",
            citation: """
                Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document \
                recognition, Proceedings of the IEEE, 1998.
                """,
            commands: ["Chapter5", "Chapter6", "Chapter8"],
            parts: [
                Part(
                    .files([
                        File(
                            "train-images-idx3-ubyte.gz", 9_912_422,
                            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                        File(
                            "train-labels-idx1-ubyte.gz", 28_881,
                            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                        File(
                            "t10k-images-idx3-ubyte.gz", 1_648_877,
                            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                        File(
                            "t10k-labels-idx1-ubyte.gz", 4_542,
                            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
                    ]),
                    mirrors: [
                        .folder("https://ossci-datasets.s3.amazonaws.com/mnist"),
                        .folder("https://storage.googleapis.com/cvdf-datasets/mnist"),
                    ])
            ]),
        PublishedDataset(
            "fashion-mnist",
            title: Words(
                en: "Clothes of ten kinds, in the format and the number of MNIST's digits",
                zh: "十种衣物，格式和数量与 MNIST 的数字相同"),
            licence: "MIT",
            citation: """
                H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking \
                machine learning algorithms, 2017.
                """,
            commands: ["Chapter5 --dataset fashion"],
            parts: [
                Part(
                    .files([
                        File(
                            "train-images-idx3-ubyte.gz", 26_421_880,
                            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                        File(
                            "train-labels-idx1-ubyte.gz", 29_515,
                            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                        File(
                            "t10k-images-idx3-ubyte.gz", 4_422_102,
                            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                        File(
                            "t10k-labels-idx1-ubyte.gz", 5_148,
                            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
                    ]),
                    mirrors: [
                        .folder("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"),
                        .folder("https://storage.googleapis.com/tensorflow/tf-keras-datasets"),
                    ] + Mirror.repository("zalandoresearch/fashion-mnist", at: "master", "data/fashion"))
            ]),
    ]
}
