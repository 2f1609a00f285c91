import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite struct HousingTests {
    @Test(.enabled(if: publishedData("housing") != nil, "needs ../shared/data"))
    func bothFormsOfBostonAreTheSameTable() throws {
        let boston = try Housing.boston(in: try #require(publishedData("housing")))
        #expect(boston.count == 506)
        #expect(boston.featureNames.count == 13 && boston.featureNames[5] == "RM")
        #expect(
            boston.features[0]
                == [0.00632, 18, 2.31, 0, 0.538, 6.575, 65.2, 4.09, 1, 296, 15.3, 396.9, 4.98])
        #expect(boston.targets[0] == 24 && boston.targets[505] == 11.9)
        #expect(abs(boston.targets.reduce(0.0) { $0 + Double($1) } - 11_401.6) < 0.01)
        #expect(boston.targets.count { $0 == 50 } == 16)
        try withTemporaryFolder { (folder: String) throws in
            try FileManager.default.copyItem(
                atPath: try #require(publishedData("housing")) + "/boston.housing.data",
                toPath: folder + "/boston.housing.data")
            #expect(try Housing.boston(in: folder) == boston)
        }
    }

    @Test func brokenBoston() throws {
        try withTemporaryFolder { (folder: String) throws in
            #expect(
                fileErrorMessage { _ = try Housing.boston(in: folder) }
                    == "\(folder)/boston.housing.csv or boston.housing.data or housing.data: no such file or folder"
            )
            let path = folder + "/boston.housing.data"
            try writeFileAtomically(" 1  2 3 0 0.5 6 65 4 1 296 15 396 5 24\n 1  2\n", to: path)
            #expect(
                fileErrorMessage { _ = try Housing.boston(in: folder) }
                    == "\(path):2:1: the row has 2 of 14 columns")
            try writeFileAtomically(" 1  2 3 0 0.5 6 65 4 1 296 15 396 5 NA\n", to: path)
            #expect(
                fileErrorMessage { _ = try Housing.boston(in: folder) }
                    == "\(path):1:37: column \"MEDV\": a number from 0 to 1000 is expected, found \"NA\"")
        }
    }

    @Test func generatedPricesScatterAroundTheirLine() {
        var generator = RandomGenerator(seed: 5)
        let history = Housing.generatedPrices(
            months: 4000, slope: 0.25, intercept: 3, noise: 2, using: &generator)
        #expect(history.months.count == 4000 && history.months[7] == 7)
        let residuals = zip(history.months, history.prices).map { Double($1 - (3 + 0.25 * $0)) }
        let mean = residuals.reduce(0, +) / 4000
        let variance = residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
        #expect(abs(mean) < 0.13 && abs(variance - 4) < 0.4)
        var again = RandomGenerator(seed: 5)
        #expect(
            Housing.generatedPrices(months: 4000, slope: 0.25, intercept: 3, noise: 2, using: &again)
                == history)
        #expect(Housing.generatedPrices(using: &again).prices.count == 100)
    }
}

@Suite struct ClassicTests {
    private static let folder = publishedData("classic") ?? ""

    private static func classSizes(_ data: ClassificationData) -> [Int] {
        data.classNames.indices.map { label in data.labels.count { $0 == label } }
    }

    @Test(.enabled(if: publishedData("classic") != nil, "needs ../shared/data"))
    func iris() throws {
        let iris = try Classic.iris(in: Self.folder)
        #expect(Self.classSizes(iris) == [50, 50, 50])
        #expect(iris.features[0] == [5.1, 3.5, 1.4, 0.2] && iris.labels[0] == 0)
        #expect(iris.features[149] == [5.9, 3.0, 5.1, 1.8] && iris.labels[149] == 2)
        #expect(abs(iris.features.reduce(0) { $0 + $1[0] } - 876.5) < 0.01)
        let setosa = iris.oneAgainstRest("setosa")
        #expect(Self.classSizes(setosa) == [100, 50] && setosa.labels[0] == 1)
    }

    @Test(.enabled(if: publishedData("classic") != nil, "needs ../shared/data"))
    func sonar() throws {
        let sonar = try Classic.sonar(in: Self.folder)
        #expect(Self.classSizes(sonar) == [97, 111])
        #expect(sonar.featureNames.count == 60)
        #expect(sonar.features[0][0] == 0.02 && sonar.features[207][59] == 0.0115)
        #expect(sonar.labels[0] == 0 && sonar.labels[207] == 1)
    }

    @Test(.enabled(if: publishedData("classic") != nil, "needs ../shared/data"))
    func banknote() throws {
        let banknote = try Classic.banknote(in: Self.folder)
        #expect(Self.classSizes(banknote) == [762, 610])
        #expect(banknote.features[0] == [3.6216, 8.6661, -2.8073, -0.44699])
        #expect(banknote.features[1371][3] == 1.1952)
    }

    @Test func aMissingTableIsNamedWithAllItsNames() throws {
        try withTemporaryFolder { (folder: String) throws in
            #expect(
                fileErrorMessage { _ = try Classic.iris(in: folder) }
                    == "\(folder)/iris.data or iris.csv: no such file or folder")
            #expect(
                fileErrorMessage { _ = try Classic.iris(in: folder + "/none") }
                    == "\(folder)/none: no such file or folder")
            try writeFileAtomically("x", to: folder + "/file")
            #expect(
                fileErrorMessage { _ = try Classic.iris(in: folder + "/file") }
                    == "\(folder)/file: cannot be read: it is a file, a folder is expected")
        }
    }

    @Test func namesOfTheRepositoryAreFound() throws {
        try withTemporaryFolder { (folder: String) throws in
            try writeFileAtomically("5.1,3.5,1.4,0.2,Iris-setosa\n\n", to: folder + "/iris.data")
            #expect(try Classic.iris(in: folder).count == 1)
            let bands = [String](repeating: "0.5", count: 60).joined(separator: ",")
            try writeFileAtomically(bands + ",M", to: folder + "/sonar.all-data")
            #expect(try Classic.sonar(in: folder).labels == [1])
            let path = folder + "/data_banknote_authentication.txt"
            try writeFileAtomically("1,2,3,-4,1\r\n1,2,3,4,2\r\n", to: path)
            #expect(
                fileErrorMessage { _ = try Classic.banknote(in: folder) }
                    == "\(path):2:9: column \"class\": one of \"0\", \"1\" is expected, found \"2\"")
        }
    }
}
