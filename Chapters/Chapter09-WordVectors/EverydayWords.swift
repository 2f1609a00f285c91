import Messages
import Text

/// Words of which it is known what they are: by them vectors are judged.
struct WordClass {
    let name: Words
    let words: [String]
    /// How the class is called on a map and in a metric.
    init(_ name: Words, _ words: String) {
        self.name = name
        self.words = words.split(separator: " ").map(String.init)
    }

    /// Classes of everyday English words, for a text of one's own.
    static let english: [WordClass] = [
        WordClass(Words(en: "person", zh: "人"), "man woman boy girl child baby lady guy"),
        WordClass(
            Words(en: "colour", zh: "颜色"),
            "red blue white black green yellow orange pink brown purple gray"),
        WordClass(
            Words(en: "animal", zh: "动物"), "dog cat horse cow bird fish sheep monkey elephant lion"),
        WordClass(
            Words(en: "family", zh: "亲属"),
            "father mother brother sister son daughter uncle aunt wife husband"),
        WordClass(
            Words(en: "day", zh: "星期"), "monday tuesday wednesday thursday friday saturday sunday"),
        WordClass(
            Words(en: "month", zh: "月份"),
            "january february march april june july august september october november december"),
        WordClass(
            Words(en: "number", zh: "数词"),
            "two three four five six seven eight nine ten twenty thirty hundred"),
        WordClass(
            Words(en: "food", zh: "食物"), "bread rice meat milk water coffee tea beer wine fruit apple cake"),
        WordClass(
            Words(en: "country", zh: "国家"),
            "france germany japan china england america italy spain canada russia australia"),
        WordClass(
            Words(en: "body", zh: "身体"), "hand head leg arm foot eye nose ear face hair finger"),
        WordClass(
            Words(en: "vehicle", zh: "交通工具"),
            "car bus train bike bicycle truck boat plane motorcycle taxi"),
        WordClass(
            Words(en: "clothes", zh: "衣物"),
            "shirt hat coat dress shoes jacket jeans shorts pants skirt"),
        WordClass(
            Words(en: "language", zh: "语言"),
            "english french german japanese chinese spanish italian russian"),
    ]

    /// Classes of characters, for Chinese poems.
    static let chinese: [WordClass] = [
        WordClass(Words(en: "season", zh: "季节"), "春 夏 秋 冬"),
        WordClass(Words(en: "colour", zh: "颜色"), "红 绿 白 青 黄 紫 翠 碧"),
        WordClass(Words(en: "number", zh: "数词"), "一 二 三 四 五 六 七 八 九 十 百 千 万"),
        WordClass(Words(en: "direction", zh: "方向"), "东 西 南 北"),
        WordClass(Words(en: "weather", zh: "天气"), "风 雨 雪 云 霜 露 雾 烟"),
        WordClass(Words(en: "plant", zh: "植物"), "花 柳 梅 桃 竹 松 荷 兰 菊 草"),
        WordClass(Words(en: "bird", zh: "鸟"), "燕 莺 鸟 雁 鹤 鸥 鸦"),
        WordClass(Words(en: "body", zh: "身体"), "眉 眼 头 手 心 腰 面 鬓"),
        WordClass(Words(en: "time of day", zh: "时辰"), "朝 暮 夜 晓 夕 晚"),
        WordClass(Words(en: "water", zh: "水"), "江 河 湖 海 溪 波 浪"),
    ]

    /// The hidden classes of the generated sentences.
    static let generated: [WordClass] = {
        let chinese = [
            "animal": "动物", "food": "食物", "vehicle": "交通工具", "person": "人", "place": "地点", "clothes": "衣物",
        ]
        return GeneratedSentences.classes.map {
            WordClass(
                Words(en: $0.name, zh: chinese[$0.name] ?? $0.name), $0.words.joined(separator: " "))
        }
    }()
}
