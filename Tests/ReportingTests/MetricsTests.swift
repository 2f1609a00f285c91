import Files
import Foundation
import Testing

@testable import Reporting

@Suite struct MetricsTests {
    @Test func jsonKeepsTheOrderAndReplacesInPlace() {
        var metrics = Metrics()
        metrics["seed"] = 7
        metrics.set("test_rmse", 70.5)
        metrics["data"] = "hour \"数\"\n\\"
        metrics["seed"] = 8
        metrics.set("worst", Double.nan)
        metrics.set("limit", -Double.infinity)
        #expect(
            metrics.json() == """
                {
                  "seed": 8,
                  "test_rmse": 70.5,
                  "data": "hour \\"数\\"\\n\\\\",
                  "worst": null,
                  "limit": null
                }

                """)
        metrics["test_rmse"] = nil
        #expect(metrics.keys == ["seed", "data", "worst", "limit"])
        #expect(Metrics().json() == "{}\n")
    }

    @Test func realNumbersReadBackAsTheSameBits() throws {
        let values = [0.1, 1.0 / 3, 1e300, .leastNonzeroMagnitude, -0.0, 123456789.123456789, 1e16, 2.5e-8]
        var metrics = Metrics()
        for (index, value) in values.enumerated() { metrics.set("value_\(index)", value) }
        metrics.set("count", Int.max)
        let object = try JSONSerialization.jsonObject(with: Data(metrics.json().utf8)) as? [String: Any]
        for (index, value) in values.enumerated() {
            let read = object?["value_\(index)"] as? Double
            // The sign of zero is read back by some parsers only; the text itself holds it.
            #expect(read == value)
            #expect(Double(MetricValue.number(value).json)?.bitPattern == value.bitPattern)
        }
        #expect(object?["count"] as? Int == Int.max)
    }

    @Test func onlySnakeCaseIsAKey() {
        for key in ["seed", "test_rmse", "ch03_bike_2", "a"] { #expect(isSnakeCase(key)) }
        for key in ["", "Seed", "test-rmse", "_a", "a_", "a__b", "2a", "test rmse", "größe"] {
            #expect(!isSnakeCase(key))
        }
    }

    @Test func theFileHoldsTheJSON() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var metrics = Metrics()
        metrics["seed"] = 1
        try metrics.write(to: folder + "/run/metrics.json")
        #expect(try readTextFile(folder + "/run/metrics.json") == metrics.json())
        #expect(throws: FileError.self) { try metrics.write(to: folder + "/run/metrics.json/below") }
    }
}
