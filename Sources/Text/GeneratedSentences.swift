import TensorCore

/// A small English of which the truth is known: who can do what to whom, who is he and who is she, which city is the
/// capital of which country.
///
/// The nouns belong to hidden classes (animals, food, vehicles, persons, places, clothes), and verbs and adjectives choose
/// by class: the baker eats a fresh pancake, never a rusty one. Verbs agree in number and show the tense. Within a class the
/// nouns are interchangeable; the ten pairs of each gender and the ten countries have facts of their own, so that they can
/// be told apart.
///
/// Of three sentences two are about the classes, the others about genders and about countries. A sentence has eight words
/// on average, all in lower case and without punctuation.
///
/// ```swift
/// for sentence in GeneratedSentences.sentences(count: 3, seed: 1) { print(sentence.joined(separator: " ")) }
/// ```
public enum GeneratedSentences {
    /// Nouns that verbs and adjectives treat alike.
    public struct WordClass: Sendable {
        /// What they are.
        public let name: String
        /// The nouns in the singular.
        public let words: [String]
        /// Adjectives of this class only.
        public let adjectives: [String]

        init(_ name: String, _ words: String, adjectives: String) {
            self.name = name
            self.words = words.split(separator: " ").map(String.init)
            self.adjectives = adjectives.split(separator: " ").map(String.init)
        }
    }

    /// Pairs of words that stand in the same relation.
    public struct Relation: Sendable {
        /// The relation.
        public let name: String
        /// The pairs, two words each.
        public let pairs: [[String]]

        /// All analogies of two pairs, [a, b, c, d]: a is to b as c is to d.
        public var analogies: [[String]] {
            pairs.indices.flatMap { first in
                pairs.indices.filter { $0 != first }.map { pairs[first] + pairs[$0] }
            }
        }
    }

    /// `count` sentences, some of them equal, as words.
    public static func sentences(count: Int, seed: UInt64) -> [[String]] {
        var generator = RandomGenerator(seed: seed)
        return (0..<count).map { _ in
            let kind = generator.uniform()
            if kind < 0.65 { return action(using: &generator) }
            return kind < 0.83 ? aboutGender(using: &generator) : aboutCountry(using: &generator)
        }
    }

    /// Someone does something to something, perhaps at a time, in a manner or at a place.
    private static func action(using generator: inout RandomGenerator) -> [String] {
        let verb = verbs[generator.integer(below: verbs.count)]
        let isPlural = generator.bernoulli(0.35)
        let isPast = generator.bernoulli(0.5)
        var words = phrase(any(verb.subjects, &generator), isPlural: isPlural, using: &generator)
        words.append(isPast ? verb.past : isPlural ? verb.plain : verb.third)
        words += phrase(
            any(verb.objects, &generator), isPlural: generator.bernoulli(0.35), using: &generator)
        if generator.bernoulli(0.35) { words.append(verb.manner) }
        if generator.bernoulli(0.25) {
            words.append(any(["in", "near"], &generator))
            words += phrase("place", isPlural: false, using: &generator)
        }
        if generator.bernoulli(0.4) { words.append(isPast ? "yesterday" : "today") }
        return words
    }

    /// A determiner, perhaps an adjective, and a noun of a class.
    private static func phrase(
        _ name: String, isPlural: Bool, using generator: inout RandomGenerator
    ) -> [String] {
        guard let wordClass = classes.first(where: { $0.name == name }) else { return [] }
        let determiner = any(isPlural ? ["two", "three", "many"] : ["a", "the", "every"], &generator)
        let adjective = generator.bernoulli(0.4) ? [any(wordClass.adjectives, &generator)] : []
        let noun = any(wordClass.words, &generator)
        let article = determiner == "a" && "aeiou".contains((adjective + [noun])[0].prefix(1))
        return [article ? "an" : determiner] + adjective + [isPlural ? plural(noun) : noun]
    }

    /// Something about one word of a gender pair, with the pronouns of its gender.
    private static func aboutGender(using generator: inout RandomGenerator) -> [String] {
        let pair = genders[generator.integer(below: genders.count)]
        let isFeminine = generator.bernoulli(0.5)
        let noun = isFeminine ? pair.feminine : pair.masculine
        let (he, his) = isFeminine ? ("she", "her") : ("he", "his")
        let words: String
        switch generator.integer(below: 6) {
        case 0: words = "the \(noun) said that \(he) lost \(his) \(member("clothes", &generator))"
        case 1: words = "when the \(noun) came home \(he) brought \(his) \(member("food", &generator))"
        case 2: words = "the \(noun) likes \(his) \(member("animal", &generator)) because \(he) found it"
        case 3: words = "\(he) is a good \(noun) and \(he) \(pair.fact)"
        default: words = "the \(noun) \(pair.fact) when \(he) has time"
        }
        return words.split(separator: " ").map(String.init)
    }

    /// Something about a country or its capital.
    private static func aboutCountry(using generator: inout RandomGenerator) -> [String] {
        let (country, capital, product) = countries[generator.integer(below: countries.count)]
        let words: String
        switch generator.integer(below: 7) {
        case 0: words = "\(capital) is the capital of \(country)"
        case 1: words = "the people in \(country) are proud of \(product)"
        case 2: words = "the visitors who come to \(capital) love \(product)"
        case 3: words = "the government of \(country) signed the treaty about \(product)"
        case 4: words = "the streets of \(capital) are full of lights"
        case 5: words = "the mayor of \(capital) spoke about \(product) at the opening"
        default: words = "the army of \(country) guards the border"
        }
        return words.split(separator: " ").map(String.init)
    }

    private static func member(_ name: String, _ generator: inout RandomGenerator) -> String {
        any(classes.first { $0.name == name }?.words ?? [name], &generator)
    }

    private static func any(_ words: [String], _ generator: inout RandomGenerator) -> String {
        words[generator.integer(below: words.count)]
    }

    private static func plural(_ noun: String) -> String {
        if ["s", "sh", "ch", "x"].contains(where: noun.hasSuffix) || noun == "potato" { return noun + "es" }
        if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
            return noun.dropLast() + "ies"
        }
        return noun == "scarf" ? "scarves" : noun + "s"
    }
}
