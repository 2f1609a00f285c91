import ChapterSupport
import Datasets
import Files
import NeuralNetworks
import Reporting

/// The parts of the chapter.
enum Part: String, CaseIterable {
    /// Everything that the data is good for.
    case all
    /// Gathering, the karate club, and the subjects of papers.
    case nodes
    /// Hidden citations.
    case links
    /// Graphs that grow.
    case growth
    /// Skeletons in motion (14.4).
    case poses
}

/// What a run of the chapter shows: the lessons that its part and its data ask for, one after the other.
struct Lessons {
    private(set) var aggregation: AggregationLesson?
    private(set) var club: ClubLesson?
    private(set) var nodes: NodeLesson?
    private(set) var links: LinkLesson?
    private(set) var growth: GrowthLesson?
    private(set) var poses: PoseResults?
    private let dataName: String

    /// Runs them.
    ///
    /// - Throws: `FileError`.
    init(_ run: ChapterRun) throws {
        let part = Part(rawValue: run.choice("part")) ?? .all
        let folder = run.dataFolder
        let isMotion = folder.map { PoseData.isPresent(in: $0) } ?? false
        func isAsked(_ one: Part) -> Bool {
            // Motions are no papers, nor papers motions: a folder has the one or the other.
            part == one || part == .all && (folder == nil || (one == .poses) == isMotion)
        }
        let isAboutPapers = isAsked(.nodes) || isAsked(.links) || isAsked(.growth)
        let papers = try folder.flatMap { isAboutPapers ? try Lessons.papers(in: $0) : nil }
        let graph = papers ?? .generated(papers: run.isQuick ? 600 : 1200, seed: run.seed)
        dataName = papers?.name ?? (folder == nil ? "generated" : "motion")

        if isAsked(.nodes) {
            aggregation = AggregationLesson(
                edges: graph.citations.map { ($0.first, $0.second) }, count: graph.paperCount, seed: run.seed)
            club = ClubLesson(
                seeds: (0..<5).map { run.seed &+ $0 }, shouldStop: { run.shouldStop })
            nodes = try NodeLesson(
                graph, seed: run.seed, seeds: run.integer("seeds"), epochs: run.epochs,
                checkpoint: run.checkpoint, shouldStop: { run.shouldStop })
        }
        if isAsked(.links), !run.shouldStop {
            links = try LinkLesson(
                graph, seed: run.seed, seeds: run.integer("link-seeds"), epochs: run.epochs,
                checkpoint: run.checkpoint, shouldStop: { run.shouldStop })
        }
        if isAsked(.growth), !run.shouldStop {
            growth = try GrowthLesson(
                papers, seed: run.seed, epochs: run.integer("growth-epochs"),
                checkpoint: run.checkpoint("growth"), shouldStop: { run.shouldStop })
        }
        if isAsked(.poses), !run.shouldStop {
            poses = try PoseLesson.run(
                folder: folder, seed: run.seed, epochs: run.integer("pose-epochs"), isQuick: run.isQuick,
                asInBook: run.flag("as-in-book"), checkpoint: run.checkpoint, shouldStop: { run.shouldStop })
        }
    }

    /// Cora, or a graph in its form that is large enough to be split.
    private static func papers(in folder: String) throws -> CitationGraph {
        let graph = try CitationGraph.cora(in: folder)
        let (papers, subjects) = (graph.paperCount, graph.subjects.count)
        guard subjects > 1, papers >= 60 * subjects, graph.citations.count >= 100 else {
            throw FileError.malformed(
                path: folder,
                reason:
                    "\(papers) papers, \(subjects) subjects and \(graph.citations.count) citations; at least 60 papers a "
                    + "subject, 2 subjects and 100 citations are needed")
        }
        return graph
    }

    /// Says in the terminal what was found out.
    func print() {
        if let club {
            Swift.print(textHeading("The karate club"))
            Swift.print("\(formatPercent(mean(club.accuracies))) of the 32 members told right from two.")
        }
        let tables = [
            nodes.map { ("Subjects of papers", $0.table) }, links.map { ("Hidden citations", $0.table) },
            growth.map { ("Graphs that grow", $0.table) }, poses.map { ("Poses", $0.table) },
        ]
        for (title, table) in tables.compactMap({ $0 }) {
            Swift.print(textHeading(title) + "\n" + table.text())
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", dataName)
        metrics.set("parameters", nodes?.parameters ?? poses?.parameters ?? 0)
        aggregation?.fill(&metrics)
        club?.fill(&metrics)
        nodes?.fill(&metrics)
        links?.fill(&metrics)
        growth?.fill(&metrics)
        poses?.fill(&metrics)
    }

    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        aggregation?.fill(&report)
        club?.fill(&report)
        nodes?.fill(&report)
        links?.fill(&report)
        growth?.fill(&report)
        poses?.fill(&report)
    }
}
