import Foundation
import TestSupport
import Testing

@testable import Reporting

/// The module in the repository is what its sources compile to.
struct PageModuleTests {
    /// Why it cannot be compiled here; nil where it can.
    static let obstacle: String? = {
        let version = try? Program(path: "/usr/bin/env").run(["swiftc", "--version"])
        guard let version, version.code == 0 else { return "there is no swiftc" }
        guard version.output.contains("(\(pageNetworksCompiler))") else {
            return "the module was made by \(pageNetworksCompiler), this is another compiler"
        }
        return nil
    }()

    @Test(
        .enabled(
            if: obstacle == nil, Comment(rawValue: "the page's module is not made anew: \(obstacle ?? "")")))
    func moduleIsWhatItsSourcesCompileTo() throws {
        let folder = try TemporaryFolder()
        let script = packageRoot.appendingPathComponent("Docs/page-module.sh").path
        let run = try Program(path: script).run([folder.file("module.wasm")])
        if run.code == 69 {
            print("the page's module is not made anew: \(run.errors)")
            return
        }
        #expect(run.code == 0, "\(run.errors)")
        let made = try Data(contentsOf: URL(fileURLWithPath: folder.file("module.wasm")))
        let kept = try #require(Data(base64Encoded: pageNetworksModule))
        // Not the bytes themselves in a message.
        let isSame = made == kept
        #expect(isSame, "Sources/PageNetworks changed: run Docs/page-module.sh")
        #expect(kept.prefix(4) == Data([0x00, 0x61, 0x73, 0x6D]) && kept.count < 200_000)
    }
}
