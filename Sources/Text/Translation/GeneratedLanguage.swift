import TensorCore

/// Sentences in simple English and in a language made up for them, with another order of words and endings that must agree.
///
/// The invented language puts the verb last and the adjective behind its noun. Each noun is of one of two genders, which
/// nothing in the English word tells; article and adjective agree with it in gender and number, the verb agrees with its
/// subject in number and shows the tense, and the object carries an ending of its own. "Not" becomes a word before the verb,
/// and a place comes first in the sentence.
///
///     the old miller saw two red birds in the garden   →   place, subject, adjective, object, adjective, verb
///
/// ```swift
/// for pair in GeneratedLanguage.pairs(count: 3, seed: 1).pairs { print(pair.source, "→", pair.target) }
/// ```
public enum GeneratedLanguage {
    private static let nouns = """
        actor apple artist baby baker basket bear bell bird boat book bottle box boy branch bread bridge brother bucket butcher \
        camel candle captain carpet castle cat chair chicken child church clock cloud coat cook cow cousin cup dancer daughter \
        deer dentist doctor dog doll donkey door dragon dress driver duck eagle elephant engine farmer father fence field fish \
        fisher flag flower forest fox friend frog garden ghost giant girl glass goat goose guard guest hammer hat hen hero hill \
        horse hotel house hunter island jacket judge key king kitchen knife ladder lady lake lamp lawyer leaf letter lion lover \
        man map market miller mirror monkey mother mountain mouse neighbour nurse ocean oven owl painter palace parrot path \
        pencil picture pig pilot pirate plate poet pony prince queen rabbit rat river road robber rocket room rope rose sailor \
        school shadow sheep ship shirt shoe singer sister snake soldier son spider spoon station stone student table tailor \
        teacher thief tiger tower town train tree turtle uncle village violin waiter wall whale window wizard wolf woman writer
        """.split(separator: " ").map(String.init)
    private static let adjectives = """
        angry bad beautiful big black blue brave broken calm cheap clean clever cold dark dirty dry empty fast fat funny good \
        gray green happy heavy high hot hungry kind lazy little long loud lucky new nice old poor pretty proud quiet red rich \
        round sad sharp short shy sick slow small soft strange strong sweet tall thin tired ugly warm weak wet white wild wise \
        yellow young
        """.split(separator: " ").map(String.init)
    /// In English: the bare form; the past is regular or given.
    private static let verbs = """
        admire:admired answer:answered ask:asked bite:bit break:broke bring:brought build:built buy:bought call:called \
        carry:carried catch:caught chase:chased choose:chose clean:cleaned cook:cooked count:counted cover:covered cut:cut \
        draw:drew drop:dropped fear:feared feed:fed fight:fought find:found follow:followed forget:forgot greet:greeted \
        hate:hated hear:heard help:helped hide:hid hold:held hunt:hunted invite:invited keep:kept kick:kicked kiss:kissed \
        know:knew leave:left like:liked lose:lost love:loved meet:met miss:missed move:moved need:needed open:opened \
        paint:painted pull:pulled push:pushed remember:remembered rescue:rescued see:saw sell:sold send:sent show:showed \
        steal:stole take:took teach:taught thank:thanked touch:touched trust:trusted understand:understood visit:visited \
        want:wanted warn:warned wash:washed watch:watched
        """.split(separator: " ").map { $0.split(separator: ":").map(String.init) }
    private static let adverbs = """
        again always early gladly never often quickly quietly rarely secretly slowly sometimes soon suddenly today yesterday
        """.split(separator: " ").map(String.init)
    private static let places = ["behind", "beside", "in", "near", "under"]
    private static let irregularPlurals = [
        "child": "children", "deer": "deer", "fish": "fish", "goose": "geese", "man": "men", "mouse": "mice",
        "sheep": "sheep", "woman": "women", "knife": "knives", "leaf": "leaves", "thief": "thieves",
        "wolf": "wolves",
    ]

    /// A pair whose word alignment is known.
    public struct AlignedPair: Equatable, Sendable {
        /// The sentences, words and full stop separated by blanks.
        public let pair: SentencePairs.Pair
        /// For each word of the translation the index of the English word it stands for.
        public let alignment: [Int]
    }

    /// `count` pairs, all with different English sentences.
    public static func pairs(count: Int, seed: UInt64) -> SentencePairs {
        SentencePairs(alignedPairs(count: count, seed: seed).map(\.pair))
    }

    /// The same pairs with their word alignment.
    ///
    /// An article stands for an article, an adjective for an adjective and so on; "nu" stands for "not", the verb for the
    /// English main verb, whose "did" or "does" no word stands for.
    public static func alignedPairs(count: Int, seed: UInt64) -> [AlignedPair] {
        var generator = RandomGenerator(seed: seed)
        var seen: Set<String> = []
        var pairs: [AlignedPair] = []
        while pairs.count < count {
            let pair = sentence(using: &generator)
            if seen.insert(pair.pair.source).inserted { pairs.append(pair) }
        }
        return pairs
    }

    private static func sentence(using generator: inout RandomGenerator) -> AlignedPair {
        let subject = NounPhrase(using: &generator)
        let object = NounPhrase(using: &generator)
        let verb = generator.integer(below: verbs.count)
        let isPast = generator.uniform() < 0.5
        let isNegated = generator.uniform() < 0.2
        let adverb = generator.uniform() < 0.3 ? adverbs[generator.integer(below: adverbs.count)] : nil
        let hasPlace = generator.uniform() < 0.4
        let place = places[generator.integer(below: places.count)]
        let where_ = NounPhrase(using: &generator)

        var english = subject.english
        let adverbIndex = english.count
        if let adverb { english.append(adverb) }
        english += englishVerb(verbs[verb], isPast: isPast, isNegated: isNegated, isPlural: subject.isPlural)
        let verbIndex = english.count - 1
        let objectIndex = english.count
        english += object.english
        let placeIndex = english.count
        if hasPlace { english += [place] + where_.english }
        english.append(".")

        // Each word of the translation with the index of its English word.
        var other: [(word: String, source: Int)] = []
        if hasPlace {
            other += where_.other(ending: "", from: placeIndex + 1)
            other.append((word("place " + place), placeIndex))
        }
        other += subject.other(ending: "", from: 0)
        other += object.other(ending: "m", from: objectIndex)
        if let adverb { other.append((word("adverb " + adverb), adverbIndex)) }
        if isNegated { other.append(("nu", verbIndex - 1)) }
        let ending = (isPast ? "ta" : "ri") + (subject.isPlural ? "s" : "")
        other.append((word("verb " + verbs[verb][0]) + ending, verbIndex))
        other.append((".", english.count - 1))
        let pair = SentencePairs.Pair(
            english.joined(separator: " "), other.map(\.word).joined(separator: " "))
        return AlignedPair(pair: pair, alignment: other.map(\.source))
    }

    private static func englishVerb(_ verb: [String], isPast: Bool, isNegated: Bool, isPlural: Bool)
        -> [String]
    {
        if isNegated { return [isPast ? "did" : isPlural ? "do" : "does", "not", verb[0]] }
        if isPast { return [verb[1]] }
        if isPlural { return [verb[0]] }
        return [thirdPerson(verb[0])]
    }

    private static func thirdPerson(_ verb: String) -> String {
        if ["s", "sh", "ch", "ss", "x", "o"].contains(where: verb.hasSuffix) { return verb + "es" }
        if verb.hasSuffix("y"), let before = verb.dropLast().last, !"aeiou".contains(before) {
            return verb.dropLast() + "ies"
        }
        return verb + "s"
    }

    /// Article or number, adjective, noun.
    private struct NounPhrase {
        let noun: Int
        let adjective: Int?
        let isPlural: Bool
        /// 0 for "a", 1 for "the", 2 for "two" or "three".
        let determiner: Int

        init(using generator: inout RandomGenerator) {
            noun = generator.integer(below: nouns.count)
            adjective = generator.uniform() < 0.4 ? generator.integer(below: adjectives.count) : nil
            isPlural = generator.uniform() < 0.4
            determiner = isPlural ? 1 + generator.integer(below: 2) : generator.integer(below: 2)
        }

        var english: [String] {
            let name = nouns[noun]
            let form =
                !isPlural
                ? name : irregularPlurals[name] ?? GeneratedLanguage.thirdPerson(name)
            let middle = adjective.map { [adjectives[$0]] } ?? []
            let next = middle.first ?? form
            let article = "aeiou".contains(next.first ?? "x") ? "an" : "a"
            return [[article, "the", "two"][determiner]] + middle + [form]
        }

        /// The gender is the noun's own.
        private var isFirstGender: Bool { noun * 7 % 5 < 3 }

        /// Article, noun, adjective, each with the index of its English word; the English article is at `start`.
        func other(ending: String, from start: Int) -> [(word: String, source: Int)] {
            let agreement = (isFirstGender ? "o" : "a") + (isPlural ? "s" : "")
            let article = [isFirstGender ? "un" : "una", isFirstGender ? "el" : "ela", "duo"][determiner]
            let first = article + (isPlural && determiner == 1 ? "s" : "")
            let stem = word("noun " + nouns[noun]) + (isPlural ? "i" : "") + ending
            guard let adjective else { return [(first, start), (stem, start + 1)] }
            let last = word("adjective " + adjectives[adjective]) + agreement
            return [(first, start), (stem, start + 2), (last, start + 1)]
        }
    }

    /// An invented word for a meaning: syllables that follow from the meaning only.
    private static func word(_ meaning: String) -> String {
        var state: UInt64 = 14_695_981_039_346_656_037
        for byte in meaning.utf8 { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
        let (consonants, vowels) = (Array("bcdfgklmnprstvz"), Array("aeiou"))
        var word = ""
        for syllable in 0..<3 {
            let part = state >> UInt64(20 * syllable)
            word.append(consonants[Int(part % 15)])
            word.append(vowels[Int(part / 15 % 5)])
        }
        return word
    }
}
