import Messages

extension PublishedDataset {
    /// Tables of numbers.
    static let tables: [PublishedDataset] = [
        PublishedDataset(
            "bike-sharing",
            title: Words(
                en: "Bikes rented in Washington, hour by hour, 2011 and 2012: 17,379 hours, 731 days",
                zh: "华盛顿逐小时的单车租借，2011 和 2012 年：17,379 小时，731 天"),
            licence: creativeCommonsBy4,
            citation: """
                H. Fanaee-T and J. Gama, Event labeling combining ensemble detectors and background \
                knowledge, Progress in Artificial Intelligence, 2013.
                """,
            commands: ["Chapter3"],
            parts: [
                Part(
                    .files([
                        File(
                            "hour.csv", 1_156_736,
                            "e03de4ee4ef4dc376ac6e04bf829673c6269e8eba5c60fa121640fa2f829504f"),
                        File(
                            "day.csv", 56_837,
                            "537e98e2c8b8f53e3094d953f847788b1dc224764a4a1e538b3e1ec4e30dac8a"),
                    ]),
                    archive: "bike-sharing-dataset.zip",
                    mirrors: [
                        .archive("https://archive.ics.uci.edu/static/public/275/bike+sharing+dataset.zip")
                    ]
                        + Mirror.repository(
                            "udacity/deep-learning-v2-pytorch",
                            at: "cb8954f3e0bb25d9e5906f51a798c3b054aacca0",
                            "project-bikesharing/Bike-Sharing-Dataset"))
            ]),
        PublishedDataset(
            "boston-housing",
            title: Words(
                en: "House prices of Boston, 1970: 506 tracts, 13 measures",
                zh: "波士顿房价，1970 年：506 个街区，13 个指标"),
            licence: Words(
                en: "None stated; published with the paper and by many since.",
                zh: "没有说明；随论文公开，此后多处转载。"),
            citation: """
                D. Harrison and D. L. Rubinfeld, Hedonic housing prices and the demand for clean air, \
                Journal of Environmental Economics and Management, 1978.
                """,
            commands: ["Chapter2"],
            parts: [
                Part(
                    .files([
                        File(
                            "boston.housing.csv", 41_295,
                            "2682ca02e83b89467d7d0cdcbde7c0cc4d2566119be8ce8d84dad4f0fa20859a")
                    ]),
                    mirrors: Mirror.repository(
                        "jbrownlee/Datasets", at: "master", "", renamed: ["boston.housing.csv": "housing.csv"]
                    ))
            ]),
        PublishedDataset(
            "iris",
            title: Words(
                en: "Irises of three kinds: 150 flowers, 4 lengths",
                zh: "三种鸢尾花：150 朵，4 个长度"),
            licence: creativeCommonsBy4,
            citation: """
                R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics, \
                1936.
                """,
            commands: ["Chapter1 --dataset iris"],
            parts: [
                Part(
                    .files([
                        File(
                            "iris.csv", 4_549,
                            "f5d0c11e5c78a69a20dbb80baf2b24703f59a6687595752abb397d23732647c5")
                    ]),
                    mirrors: Mirror.repository("jbrownlee/Datasets", at: "master", ""))
            ]),
        PublishedDataset(
            "sonar",
            title: Words(
                en: "Echoes of rocks and mines: 208 echoes, 60 bands",
                zh: "岩石和水雷的回声：208 次，60 个频带"),
            licence: creativeCommonsBy4,
            citation: """
                R. P. Gorman and T. J. Sejnowski, Analysis of hidden units in a layered network trained to \
                classify sonar targets, Neural Networks, 1988.
                """,
            commands: ["Chapter1 --dataset sonar"],
            parts: [
                Part(
                    .files([
                        File(
                            "sonar.csv", 87_775,
                            "3079c09b5d2789a0f96aff82c28e5164fafe2495c5f8da96c6c256c1bd25763f")
                    ]),
                    mirrors: Mirror.repository("jbrownlee/Datasets", at: "master", ""))
            ]),
        PublishedDataset(
            "banknote",
            title: Words(
                en: "Banknotes, genuine or forged: 1,372 pictures, 4 measures",
                zh: "真假钞票：1,372 张图像，4 个量"),
            licence: creativeCommonsBy4,
            citation: "V. Lohweg, Banknote authentication, UCI Machine Learning Repository, 2013.",
            commands: ["Chapter1 --dataset banknote"],
            parts: [
                Part(
                    .files([
                        File(
                            "banknote_authentication.csv", 46_400,
                            "d0539aaed2139ba7a587b3e34fb345ce503ff7d5d33dbf9912d8e195ce425cb9")
                    ]),
                    mirrors: Mirror.repository("jbrownlee/Datasets", at: "master", ""))
            ]),
    ]
}
