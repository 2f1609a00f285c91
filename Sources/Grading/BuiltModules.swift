import Files
import Foundation
import Messages

/// The modules that this program was built with, and a compiler that builds other programs with them.
struct BuiltModules {
    /// What a compiler said.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(en: String, zh: String) { description = Words(en: en, zh: zh).text }
    }

    /// The repository.
    let root: String
    private let folder: String
    private let objects: [String]

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
        let folders = foldersAboveProgram
        guard
            let root = folders.first(where: { FileManager.default.fileExists(atPath: "\($0)/Package.swift") })
        else {
            throw Failure(
                en: "the program is not in its repository: run it by swift run Homework",
                zh: "程序不在它的仓库里：请用 swift run Homework 运行")
        }
        return root
    }

    /// The modules beside this program.
    ///
    /// - Throws: `Failure` where it is not where Swift's package manager built it.
    init() throws {
        root = try Self.repository()
        guard let folder = Self.foldersAboveProgram.first,
            let list = try? String(
                contentsOfFile: "\(folder)/Homework.product/Objects.LinkFileList", encoding: .utf8)
        else {
            throw Failure(
                en: "the modules of the grader are not beside it: run it by swift run Homework",
                zh: "评分程序的模块不在它旁边：请用 swift run Homework 运行")
        }
        self.folder = folder
        // Without the chapters and the program itself.
        objects = list.split(separator: "\n").map { $0.trimmingCharacters(in: ["'", "\"", " "]) }.filter {
            let module = $0.split(separator: "/").dropLast().last ?? ""
            return !module.hasSuffix("Homework.build")
        }
    }

    /// Compiles the files of a module without linking them.
    ///
    /// - Returns: the object file.
    func compile(_ files: [String], module: String, into scratch: String) throws -> String {
        let object = "\(scratch)/checks.o"
        try compiler(
            [
                "-c", "-wmo", "-parse-as-library", "-enable-testing", "-module-name", module, "-emit-module",
                "-emit-module-path", "\(scratch)/\(module).swiftmodule", "-o", object,
            ] + files, scratch)
        return object
    }

    /// Compiles and links a program that uses a compiled module of its own.
    func link(_ files: [String], with object: String, in modules: String, into scratch: String) throws
        -> String
    {
        let program = "\(scratch)/program"
        let list = "\(scratch)/objects"
        try writeFileAtomically((objects + [object]).joined(separator: "\n") + "\n", to: list)
        try compiler(
            ["-module-name", "Submission", "-I", modules, "@\(list)", "-o", program] + files, scratch)
        return program
    }

    /// Runs the compiler: without optimizing, so that crashes have their reasons.
    private func compiler(_ arguments: [String], _ scratch: String) throws {
        let errors = "\(scratch)/compiler"
        removeIfThere(errors)
        let common = ["-swift-version", "6", "-Onone", "-g", "-I", "\(folder)/Modules", "-suppress-warnings"]
        // Its own modules before those beside this program, which have the solutions.
        let report: ConfinedProcess.Report
        do {
            report = try ConfinedProcess.run(
                "/usr/bin/env", ["swiftc", "-I", scratch] + arguments + common, input: "", errors: errors,
                environment: [:], seconds: 300)
        } catch {
            throw Failure(en: "the compiler cannot be started: \(error)", zh: "无法启动编译器：\(error)")
        }
        if report.ending == .exited(0) { return }
        if report.ending == .outOfTime {
            throw Failure(en: "compiling took longer than 300 s", zh: "编译超过了 300 秒")
        }
        let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        let text = said + "\n" + String(decoding: report.said, as: UTF8.self)
        let lines = text.split(separator: "\n").filter {
            $0.contains("error: ") && !$0.contains("`- error: ") && !$0.contains("command failed with")
        }
        let all = lines.map { $0.replacing("\(scratch)/", with: "") }
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
            zh: first + (more > 0 ? "\n…（还有 \(more) 个错误）" : ""))
    }
}
