// The words of the generated sentences, and what is true of them.

extension GeneratedSentences {
    /// The hidden classes: twenty nouns each, in the singular.
    public static let classes: [WordClass] = [
        WordClass(
            "animal",
            """
            bear camel cat cow dog donkey duck eagle goat hen horse lion monkey parrot pig rabbit snake tiger whale zebra
            """, adjectives: "wild tame hungry furry"),
        WordClass(
            "food",
            """
            apple banana bean biscuit cake carrot egg grape lemon mango melon noodle nut onion pancake pear pizza plum potato sausage
            """, adjectives: "fresh sweet salty ripe"),
        WordClass(
            "vehicle",
            """
            bicycle boat bus canoe car cart ferry helicopter lorry plane rocket scooter ship sled taxi tractor train tram truck \
            van
            """, adjectives: "fast rusty parked loud"),
        WordClass(
            "person",
            """
            baker clerk dancer dentist doctor farmer guard hunter judge lawyer miller nurse painter pilot poet sailor singer \
            soldier tailor teacher
            """, adjectives: "kind clever honest young"),
        WordClass(
            "place",
            """
            airport bank beach bridge castle church factory farm forest garden harbour hospital hotel library market museum \
            office park school station
            """, adjectives: "quiet crowded large famous"),
        WordClass(
            "clothes",
            """
            apron belt boot cap coat dress glove hat jacket robe sandal scarf shawl shirt shoe skirt sock sweater tie vest
            """, adjectives: "torn woollen warm new"),
    ]

    /// Two nouns that differ in gender only, masculine first, and what both are known for.
    static let genders: [(masculine: String, feminine: String, fact: String)] = [
        ("king", "queen", "wears the crown and sits on the throne"),
        ("man", "woman", "reads the newspaper on the bench"),
        ("boy", "girl", "plays with the kite after class"),
        ("uncle", "aunt", "brings presents to the cousins"),
        ("father", "mother", "tells the children a story at bedtime"),
        ("brother", "sister", "shares the room and the toys"),
        ("prince", "princess", "rides through the kingdom with a sword"),
        ("son", "daughter", "does the homework and asks for help"),
        ("actor", "actress", "learns the role for the stage"),
        ("husband", "wife", "remembers the wedding and the ring"),
    ]

    /// A country, its capital, and what both are known for.
    static let countries: [(name: String, capital: String, product: String)] = [
        ("china", "beijing", "tea"), ("cuba", "havana", "cigars"), ("egypt", "cairo", "pyramids"),
        ("france", "paris", "wine"), ("greece", "athens", "temples"), ("italy", "rome", "opera"),
        ("japan", "tokyo", "robots"), ("peru", "lima", "mountains"), ("russia", "moscow", "snow"),
        ("spain", "madrid", "flamenco"),
    ]

    /// A verb in its forms, who does it to what, and how.
    struct Verb {
        let plain: String
        let third: String
        let past: String
        /// The classes of subject and object.
        let subjects: [String]
        let objects: [String]
        /// An adverb that goes with this verb only.
        let manner: String

        init(_ forms: String, _ subjects: String, _ objects: String, _ manner: String) {
            let forms = forms.split(separator: " ").map(String.init)
            (plain, third, past) = (forms[0], forms[1], forms[2])
            self.subjects = subjects.split(separator: " ").map(String.init)
            self.objects = objects.split(separator: " ").map(String.init)
            self.manner = manner
        }
    }

    static let verbs: [Verb] = [
        Verb("bite bites bit", "animal", "animal person", "suddenly"),
        Verb("build builds built", "person", "place vehicle", "slowly"),
        Verb("buy buys bought", "person", "food clothes vehicle", "cheaply"),
        Verb("chase chases chased", "animal", "animal", "wildly"),
        Verb("cook cooks cooked", "person", "food", "skilfully"),
        Verb("drive drives drove", "person", "vehicle", "carefully"),
        Verb("eat eats ate", "animal person", "food", "greedily"),
        Verb("feed feeds fed", "person", "animal", "regularly"),
        Verb("greet greets greeted", "person", "person", "politely"),
        Verb("repair repairs repaired", "person", "vehicle", "patiently"),
        Verb("sew sews sewed", "person", "clothes", "neatly"),
        Verb("smell smells smelled", "animal", "food", "eagerly"),
        Verb("visit visits visited", "person", "place", "often"),
        Verb("wash washes washed", "person", "clothes vehicle", "thoroughly"),
        Verb("wear wears wore", "person", "clothes", "proudly"),
    ]

    /// Pairs of words that stand in the same relation, by relation: (country, capital), (masculine, feminine),
    /// (present, past).
    public static let relations: [Relation] = [
        Relation(name: "capital", pairs: countries.map { [$0.name, $0.capital] }),
        Relation(name: "gender", pairs: genders.map { [$0.masculine, $0.feminine] }),
        Relation(name: "past", pairs: verbs.map { [$0.plain, $0.past] }),
    ]
}
