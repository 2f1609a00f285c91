import Files
import Foundation
import Messages

/// The modules that this program was built with, and a compiler that builds other programs with them.
struct BuiltModules {
    /// What a compiler said.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// All errors, each with its file and line before it.
        var errors: [String] = []

        init(en: String, zh: String, errors: [String] = []) {
            (description, self.errors) = (Words(en: en, zh: zh).text, errors)
        }

        /// The lines of a file in which there is an error.
        func lines(in file: String) -> [Int] {
            errors.compactMap { error in
                guard error.hasPrefix(file + ":") else { return nil }
                return Int(error.dropFirst(file.count + 1).prefix { $0 != ":" })
            }
        }
    }

    /// What a program is linked with beside the modules of the grader.
    enum Checks {
        /// A chapter's checks without its solution, as an object file in a folder that has their module.
        case compiled(object: String, folder: String)
        /// A chapter's homework as it was built, with its solution: "05".
        case chapter(String)
    }

    /// The repository.
    let root: String
    private let folder: String
    private let objects: [String]
    private let chapterObjects: [String]

    /// The folders above this program's file, nearest first.
    static var foldersAboveProgram: [String] {
        var folders: [String] = []
        var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        while let next = folder, next.path != "/" {
            folders.append(next.path)
            folder = next.deletingLastPathComponent()
        }
        return folders
    }

    /// The repository that this program was built in.
    static func repository() throws -> String {
        guard
            let root = foldersAboveProgram.first(where: {
                FileManager.default.fileExists(atPath: "\($0)/Package.swift")
            })
        else {
            throw Failure(
                en: "the program is not in its repository: run it by swift run Homework",
                zh: "程序不在它的仓库里：请用 swift run Homework 运行")
        }
        return root
    }

    /// The modules beside this program.
    ///
    /// - Parameter repository: where they are looked for if this program, such as one that tests, is not beside them.
    /// - Throws: `Failure` where it is not where Swift's package manager built it.
    init(orOf repository: String? = nil) throws {
        root = try repository ?? Self.repository()
        let folders = [Self.foldersAboveProgram.first, repository.map { "\($0)/.build/debug" }]
        let lists = folders.compactMap(\.self).compactMap { folder in
            (try? readTextFile("\(folder)/Homework.product/Objects.LinkFileList")).map { (folder, $0) }
        }
        guard let (folder, list) = lists.first else {
            throw Failure(
                en: "the modules of the grader are not beside it: run it by swift run Homework",
                zh: "评分程序的模块不在它旁边：请用 swift run Homework 运行")
        }
        self.folder = folder
        func module(_ object: String) -> Substring { object.split(separator: "/").dropLast().last ?? "" }
        let all = list.split(separator: "\n").map { $0.trimmingCharacters(in: ["'", "\"", " "]) }
        // Without the chapters and the program itself.
        objects = all.filter { !module($0).hasSuffix("Homework.build") }
        chapterObjects = all.filter { module($0).hasPrefix("Chapter") }
    }

    /// Compiles the files of a module without linking them.
    ///
    /// - Returns: the object file.
    func compile(_ files: [String], module: String, into scratch: String) throws -> String {
        let object = "\(scratch)/checks.o"
        try compiler(
            [
                "-c", "-g", "-wmo", "-parse-as-library", "-enable-testing", "-module-name", module,
                "-emit-module",
                "-emit-module-path", "\(scratch)/\(module).swiftmodule", "-o", object,
            ] + files, scratch)
        return object
    }

    /// Compiles and links a program that uses a chapter's checks.
    ///
    /// - Returns: the program.
    func link(_ files: [String], with checks: Checks, into scratch: String) throws -> String {
        let program = "\(scratch)/program"
        let list = "\(scratch)/objects"
        let (own, options): ([String], [String])
        switch checks {
        case .compiled(let object, let folder): (own, options) = ([object], ["-g", "-I", folder])
        case .chapter(let number):
            own = chapterObjects.filter { $0.contains("/Chapter\(number)Homework.build/") }
            options = ["-wmo"]
        }
        try writeFileAtomically((objects + own).joined(separator: "\n") + "\n", to: list)
        try compiler(
            ["-module-name", "Submission"] + options + ["@\(list)", "-o", program] + files, scratch)
        return program
    }

    /// Runs the compiler: without optimizing, so that crashes have their reasons.
    private func compiler(_ arguments: [String], _ scratch: String) throws {
        let errors = "\(scratch)/compiler"
        removeIfThere(errors)
        let common = ["-swift-version", "6", "-Onone", "-I", "\(folder)/Modules", "-suppress-warnings"]
        // Its own modules before those beside this program, which have the solutions.
        let report: ConfinedProcess.Report
        do {
            report = try ConfinedProcess.run(
                "/usr/bin/env", ["swiftc", "-I", scratch] + arguments + common, input: "", errors: errors,
                environment: [:], seconds: 900)
        } catch {
            throw Failure(en: "the compiler cannot be started: \(error)", zh: "无法启动编译器：\(error)")
        }
        if report.ending == .exited(0) { return }
        if report.ending == .outOfTime {
            throw Failure(en: "compiling took longer than 900 s", zh: "编译超过了 900 秒")
        }
        let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        let text = said + "\n" + String(decoding: report.said, as: UTF8.self)
        let lines = text.split(separator: "\n").filter {
            $0.contains("error: ") && !$0.contains("`- error: ") && !$0.contains("command failed with")
        }
        let all = lines.map { String($0.replacing("\(scratch)/", with: "")) }
        // What the grader's own file says follows from what is wrong in the student's.
        let own = all.filter { !$0.hasPrefix("main.swift") }
        let plain = own.isEmpty ? all : own
        guard !plain.isEmpty else {
            let words = cut(text.trimmingCharacters(in: .whitespacesAndNewlines))
            throw Failure(en: "the compiler failed: \(words)", zh: "编译器失败：\(words)")
        }
        let first = plain.prefix(5).map { cut(String($0)) }.joined(separator: "\n")
        let more = plain.count - 5
        throw Failure(
            en: first + (more > 0 ? "\n… (\(more) more errors)" : ""),
            zh: first + (more > 0 ? "\n…（还有 \(more) 个错误）" : ""), errors: all)
    }
}
