import ChapterSupport
import Graphs
import Files
import Foundation
import Messages
import NeuralNetworks
import Reporting

/// The parts of the chapter.
enum Part: String, CaseIterable {
    /// All parts that the data allows.
    case all
    /// Message passing, the karate club, and node classification.
    case nodes
    /// Link prediction.
    case links
    /// Graph generation.
    case generation
    /// Action recognition from skeletons (14.4).
    case poses
}

/// What a run of the chapter shows: the lessons of its part and its data, in the order of the chapter.
struct Lessons {
    private(set) var aggregation: AggregationLesson?
    private(set) var club: ClubResults?
    private(set) var nodes: NodeResults?
    private(set) var links: LinkResults?
    private(set) var generation: GenerationResults?
    private(set) var poses: PoseResults?
    private let dataName: String
    private var poseEpochs: Int?

    /// Runs them.
    ///
    /// - Throws: `FileError`, `TrainingDiverged`.
    init(_ run: ChapterRun) throws {
        let part = Part(rawValue: run.choice("part")) ?? .all
        let folder = run.dataFolder
        let isMotion = folder.map { PoseData.isPresent(in: $0) } ?? false
        func includes(_ one: Part) -> Bool {
            // A folder holds either papers or motions.
            !run.shouldStop
                && (part == one || part == .all && (folder == nil || (one == .poses) == isMotion))
        }
        let isAboutPapers = includes(.nodes) || includes(.links) || includes(.generation)
        let papers = try folder.flatMap { isAboutPapers ? try Lessons.papers(in: $0) : nil }
        let graph = papers ?? .generated(papers: run.isQuick ? 600 : 1200, seed: run.seed)
        dataName =
            papers?.name ?? folder.map { URL(fileURLWithPath: $0).standardizedFileURL.lastPathComponent }
            ?? "generated"

        if includes(.nodes) {
            aggregation = AggregationLesson(
                edges: graph.citations.map { ($0.first, $0.second) }, count: graph.paperCount, seed: run.seed)
            club = ClubResults(histories: (0..<5).map { trainOnKarateClub(seed: run.seed &+ $0) })
            nodes = try NodeLesson.run(
                graph, seed: run.seed, seeds: run.integer("seeds"), epochs: run.epochs,
                training: { run.training($0) })
        }
        if includes(.links) {
            links = try LinkLesson.run(
                graph, seed: run.seed, seeds: run.integer("link-seeds"), epochs: run.epochs,
                training: { run.training($0) })
        }
        if includes(.generation) {
            generation = try generateGraphs(
                like: papers, seed: run.seed, epochs: run.integer("generation-epochs"),
                run.training("generation", title: Words(en: "graph generation", zh: "图生成")))
        }
        if includes(.poses) {
            poses = try PoseLesson.run(
                folder: folder, seed: run.seed, epochs: run.integer("pose-epochs"), isQuick: run.isQuick,
                asInBook: run.flag("as-in-book"), training: { run.training($0) },
                shouldStop: { run.shouldStop })
            // Where nothing else was trained.
            if part == .poses || isMotion { poseEpochs = run.integer("pose-epochs") }
        }
    }

    /// Cora, or a graph in its format that is large enough to be split.
    private static func papers(in folder: String) throws -> CitationGraph {
        let graph = try CitationGraph.cora(in: folder)
        let (papers, subjects) = (graph.paperCount, graph.subjects.count)
        guard subjects > 1, papers >= 60 * subjects, graph.citations.count >= 100 else {
            throw FileError.malformed(
                path: folder,
                reason: Words(
                    en: """
                        \(papers) papers, \(subjects) subjects and \(graph.citations.count) citations; at least 60 papers \
                        a subject, 2 subjects and 100 citations are needed
                        """,
                    zh: """
                        \(papers) 篇论文、\(subjects) 个主题、\(graph.citations.count) 条引用；至少需要每个主题 60 篇论文、\
                        2 个主题、100 条引用
                        """
                ).text)
        }
        if graph.missingCitationCount > 0 {
            let count = graph.missingCitationCount
            Swift.print(
                Words(
                    en: "\(folder): citations of papers that are not there, left out: \(count)\n",
                    zh: "\(folder)：略去 \(count) 条引用，所引的论文不在其中\n"))
        }
        return graph
    }

    /// Prints the results in the terminal.
    func print() {
        club?.print()
        nodes?.print()
        links?.print()
        generation?.print()
        poses?.print()
    }

    /// Sets the numbers of the run.
    func fill(_ metrics: inout Metrics) {
        metrics.set("data", dataName)
        if let poseEpochs { metrics.set("epochs", poseEpochs) }
        metrics.set("parameters", nodes?.parameters ?? poses?.parameters ?? 0)
        aggregation?.fill(&metrics)
        club?.fill(&metrics)
        nodes?.fill(&metrics)
        links?.fill(&metrics)
        generation?.fill(&metrics)
        poses?.fill(&metrics)
    }

    /// Fills the page of the run, in the order of the chapter.
    func fill(_ report: inout Report) throws {
        aggregation?.fill(&report)
        club?.fill(&report)
        nodes?.fill(&report)
        try nodes?.fillBox(&report)
        links?.fill(&report)
        generation?.fill(&report)
        poses?.fill(&report)
        try poses?.fillBox(&report)
    }

    /// Saves the first network on papers, or where there is none the first on motions, with an example of its answers. Where
    /// there are both, that on motions is `motion.safetensors`.
    func save(_ run: ChapterRun) throws {
        if nodes?.model != nil { try poses?.model?.0.save(to: run.outputPath("motion.safetensors")) }
        guard let (model, example) = nodes?.model ?? poses?.model else { return }
        try model.save(to: run.outputPath("model.safetensors"))
        try example.save(to: run.outputPath("example.safetensors"))
    }
}
