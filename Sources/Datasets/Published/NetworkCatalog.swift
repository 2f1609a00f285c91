extension PublishedDataset {
    /// Weights of networks that others trained.
    static let networks: [PublishedDataset] = [
        torchvision(
            "mobilenet_v2", "MobileNetV2, trained on ImageNet: 3.5 million weights",
            "M. Sandler and others, MobileNetV2: inverted residuals and linear bottlenecks, 2018.",
            File(
                "mobilenet_v2-b0353104.pth", 14_212_972,
                "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889"),
            for: "Chapter6 --part photographs"),
        torchvision(
            "resnet18", "ResNet-18, trained on ImageNet: 11.7 million weights",
            "K. He and others, Deep residual learning for image recognition, 2015.",
            File(
                "resnet18-f37072fd.pth", 46_830_571,
                "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
            for: "Chapter6 --part photographs --network resnet18"),
        torchvision(
            "squeezenet1_1", "SqueezeNet 1.1, trained on ImageNet: 1.2 million weights",
            "F. Iandola and others, SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, 2016.",
            File(
                "squeezenet1_1-b8a52dc0.pth", 4_958_839,
                "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b"),
            for: "Chapter6 --part photographs --network squeezenet1_1"),
        torchvision(
            "vgg16", "VGG16, trained on ImageNet: 138 million weights, of which pictures need 15 million",
            verySimple,
            File(
                "vgg16-397923af.pth", 553_433_881,
                "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
            for: "Chapter7 --weights FILE"),
        torchvision(
            "vgg19", "VGG19, trained on ImageNet: 144 million weights, of which pictures need 20 million",
            verySimple,
            File(
                "vgg19-dcbb9e9d.pth", 574_673_361,
                "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44"),
            for: "Chapter7 --weights FILE"),
    ]

    private static let verySimple =
        "K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image recognition, 2014."

    /// A file of torchvision's. The hexadecimal digits in its name are the first of its SHA-256.
    private static func torchvision(
        _ name: String, _ title: String, _ citation: String, _ file: File, for command: String
    ) -> PublishedDataset {
        PublishedDataset(
            name, title: title,
            licence: "BSD 3-Clause (torchvision); trained on ImageNet, whose pictures are for research only",
            citation: citation, commands: [command],
            parts: [Part(.files([file]), mirrors: [.folder("https://download.pytorch.org/models")])])
    }
}
