import Messages

extension PublishedDataset {
    /// Weights of networks that others trained.
    static let networks: [PublishedDataset] = [
        torchvision(
            "mobilenet_v2",
            Words(
                en: "MobileNetV2, trained on ImageNet: 3.5 million weights",
                zh: "MobileNetV2，在 ImageNet 上训练：350 万个权重"),
            "M. Sandler and others, MobileNetV2: inverted residuals and linear bottlenecks, 2018.",
            File(
                "mobilenet_v2-b0353104.pth", 14_212_972,
                "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889"),
            for: "Chapter6 --part photographs"),
        torchvision(
            "resnet18",
            Words(
                en: "ResNet-18, trained on ImageNet: 11.7 million weights",
                zh: "ResNet-18，在 ImageNet 上训练：1170 万个权重"),
            "K. He and others, Deep residual learning for image recognition, 2015.",
            File(
                "resnet18-f37072fd.pth", 46_830_571,
                "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
            for: "Chapter6 --part photographs --network resnet18"),
        torchvision(
            "squeezenet1_1",
            Words(
                en: "SqueezeNet 1.1, trained on ImageNet: 1.2 million weights",
                zh: "SqueezeNet 1.1，在 ImageNet 上训练：120 万个权重"),
            "F. Iandola and others, SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, 2016.",
            File(
                "squeezenet1_1-b8a52dc0.pth", 4_958_839,
                "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b"),
            for: "Chapter6 --part photographs --network squeezenet1_1"),
        torchvision(
            "vgg16",
            Words(
                en: "VGG16, trained on ImageNet: 138 million weights, of which pictures need 15 million",
                zh: "VGG16，在 ImageNet 上训练：1.38 亿个权重，图像用到其中 1500 万个"),
            verySimple,
            File(
                "vgg16-397923af.pth", 553_433_881,
                "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
            for: "Chapter7 --weights FILE"),
        torchvision(
            "vgg19",
            Words(
                en: "VGG19, trained on ImageNet: 144 million weights, of which pictures need 20 million",
                zh: "VGG19，在 ImageNet 上训练：1.44 亿个权重，图像用到其中 2000 万个"),
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
        _ name: String, _ title: Words, _ citation: String, _ file: File, for command: String
    ) -> PublishedDataset {
        PublishedDataset(
            name, title: title,
            licence: Words(
                en: "BSD 3-Clause (torchvision); trained on ImageNet, whose pictures are for research only",
                zh: "BSD 3-Clause（torchvision）；在 ImageNet 上训练，其图片只供研究"),
            citation: citation, commands: [command],
            parts: [Part(.files([file]), mirrors: [.folder("https://download.pytorch.org/models")])])
    }
}
