import Files
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite struct TableTaskTests {
    private func task(
        _ text: String, target: String? = nil, kind: TableTask.Kind = .classification, rows: Int = 2
    ) throws -> TableTask {
        try TableTask(
            OwnTable(text: text, name: "table.csv"), target: target, kind: kind, minimumRowCount: rows)
    }

    @Test func theTargetIsTheLastColumnOrTheOneOfWords() throws {
        #expect(try task("a,b,kind\n1,2,x\n3,4,y\n").targetName == "kind")
        #expect(
            try task("id,diagnosis,r,s\n9,M,1.5,2.25\n4,B,3.5,4.75\n7,B,1,2.5\n").targetName == "diagnosis")
        #expect(try task("a,class,b\n1,0,2\n3,1,4\n2,1,3\n").targetName == "class")
        #expect(try task("a,b,price\n1,2,30\n3,4,50\n", kind: .regression).targetName == "price")
        #expect(
            try task("a,b,price\n1,2,30\n3,4,50\n", target: " PRICE", kind: .regression).targetName == "price"
        )
        #expect(try task("a,b,price\n1,2,30\n3,4,50\n", target: "a", kind: .regression).targets == [1, 3])
    }

    @Test func theLineSaysWhatWasUnderstood() throws {
        let text =
            "Id,area,tone,note,size,kind\n1,1,do,only,4,x\n2,?,re,only,5,x\n3,3,,only,6,y\n4,3,do,only,7,\n5,9,do,only,7,x\n"
        let line = try task(text).summary
        #expect(
            line.en.hasPrefix(
                "4 rows, 2 numbers, 1 category, target kind: x 3, y 1; 1 empty cell filled with the median; 1 empty cell filled"
                    + " with the most frequent category; 1 row without kind left out; not used: Id (row number or id), note"
                    + " (constant); only one row of y"))
        #expect(line.zh.hasPrefix("4 行，2 个数值列，1 个类别列，目标 kind：x 3, y 1"))
    }

    @Test func copiesAreLeftOutUnlessMostRowsAreCopies() throws {
        let few = try task("a,b,kind\n1,2,x\n1,2,x\n3,4,y\n5,6,y\n")
        #expect(
            few.rows == [[1, 2], [3, 4], [5, 6]] && few.summary.en.contains("1 copy of another row left out"))
        let many = try task("a,kind\n" + String(repeating: "1,x\n2,y\n", count: 5))
        #expect(many.rows.count == 10 && many.summary.en.contains("8 rows repeat others and stay"))
        // The same row with another answer is no copy; the same number as a row's own name is none either.
        #expect(try task("Id,a,b,kind\n1,1,2,x\n2,1,2,y\n3,1,2,x\n4,5,5,y\n").rows.count == 3)
    }

    @Test func whatCannotBeLearnedIsRefusedInOneLine() throws {
        let cases: [(String, String?, TableTask.Kind, Int, String)] = [
            ("a,b,kind\n1,2,x\n3,4,y\n", "kin", .classification, 2, "there are kind"),
            ("a,b,kind\n1,2,x\n3,4,y\n", nil, .classification, 13, "at least 13"),
            ("a,b,kind\n1,2,x\n3,4,x\n", nil, .classification, 2, "nothing to tell apart"),
            ("a,b,price\n1,2,3\n3,4,3\n", nil, .regression, 2, "nothing to predict"),
            ("a,b,kind\n1,2,x\n3,4,y\n", "kind", .regression, 2, "Chapter 1"),
            (
                "a,b\n" + (0..<150).map { "\($0 % 7),\($0).5\n" }.joined(), "b", .classification, 2,
                "Chapter 2"
            ),
            ("a,b\n7,x\n7,y\n", nil, .classification, 2, "no column to predict b from"),
            (
                "a,b\n" + (0..<50).map { "\($0 % 7),name \($0)\n" }.joined(), "b", .classification, 2,
                "cannot be predicted"
            ),
            ("a,b\n" + (0..<50).map { "\($0).5,\($0).25\n" }.joined(), nil, .classification, 2, "--target"),
        ]
        for (text, target, kind, rows, words) in cases {
            let error = #expect(throws: FileError.self) {
                try task(text, target: target, kind: kind, rows: rows)
            }
            let line = "\(try #require(error))"
            #expect(line.hasPrefix("table.csv") && line.contains(words) && !line.contains("\n"), "\(line)")
        }
    }

    @Test func theEncoderFillsStandardizesAndEncodes() throws {
        let columns = [
            FeatureColumn(name: "n"), FeatureColumn(name: "k", levels: ["a", "b", "c"]),
            FeatureColumn(name: "two", levels: ["no", "yes"]), FeatureColumn(name: "same"),
        ]
        let nan = Float.nan
        let training: [[Float]] = [[1, 0, 1, 5], [nan, 1, 1, 5], [3, 1, 0, 5], [5, nan, nan, 5]]
        let encoder = TableEncoder(fitting: training, columns: columns)
        // The median of 1, 3, 5; mean and deviation of 1, 3, 3, 5.
        #expect(encoder.fills == [3, 1, 1, 5] && encoder.means[0] == 3)
        #expect(abs(encoder.deviations[0] - Float(2).squareRoot()) < 1e-6)
        #expect(encoder.featureNames == ["n", "k = a", "k = b", "k = c", "two = yes", "same"])
        #expect(encoder.encode([3, 2, 0, 5]) == [0, 0, 0, 1, 0, 0])
        #expect(encoder.encode([nan, nan, nan, nan]) == [0, 0, 1, 0, 1, 0])
        // A word that no training row has.
        #expect(encoder.encode([3, -1, -1, 5]) == [0, 0, 0, 0, 0, 0])
        let plain = TableEncoder(
            fitting: training, columns: columns, standardizes: false, dropsFirstLevel: true)
        #expect(plain.featureNames == ["n", "k = b", "k = c", "two = yes", "same"])
        #expect(plain.encode([7, 1, 1, 5]) == [7, 1, 0, 1, 5])
        #expect(median([4, 1]) == 2.5 && median([]) == 0)
    }

    @Test func aModelsNoteReadsRowsOfOtherFiles() throws {
        let task = try task("Id,n,k,answer\n1,1,a,x\n2,3,b,y\n3,?,b,x\n")
        let encoder = TableEncoder(fitting: task.rows, columns: task.columns)
        let model = TableModel(
            encoder: encoder, fileColumns: task.fileColumns, targetName: task.targetName,
            classNames: task.classNames)
        #expect(try TableModel(note: model.note, path: "m") == model)
        for broken in ["", "{}", model.note.replacing("\"deviations\":[", with: "\"deviations\":[-")] {
            #expect(throws: FileError.self) { try TableModel(note: broken, path: "m") }
        }
        // The features alone, all columns, all but the target; by name in any order; and the same typed.
        for text in ["2,b\n4,a\n", "9,2,b,x\n4,4,a,y\n", "9,2,b\n8,4,a\n", "K,other,N\nb,0,2\na,1,4\n"] {
            #expect(try model.rows(of: OwnTable(text: text, name: "t")) == [[2, 1], [4, 0]], "\(text)")
        }
        #expect(try model.row(of: "2,b") == [2, 1] && model.row(of: "2,5;b") == [2.5, 1])
        #expect(try model.row(of: "9\t2\tb\tx") == [2, 1] && model.row(of: "2 B") == [2, 1])
        #expect(try model.row(of: "2,unheard") == [2, -1] && model.row(of: "?,")[0].isNaN)
        #expect(model.header("k,n") == ["k", "n"] && model.header("2,b") == nil)
        #expect(try model.row(of: "b,2", order: ["k", "n"]) == [2, 1])
        for line in ["", "1", "1,2,3,4,5", "two,b"] {
            #expect(throws: TableLineError.self) { try model.row(of: line) }
        }
        for text in ["n,other\n1,2\n", "1,2,3,4,5,6\n3,4,5,6,7,8\n", "n,k\nx,a\ny,b\n"] {
            #expect(throws: FileError.self, "\(text)") { try model.rows(of: OwnTable(text: text, name: "t")) }
        }
        let truths = model.truths(of: try OwnTable(text: "n,k,answer\n1,a,x\n2,b,?\n3,b,y\n", name: "t"))
        #expect(truths == ["x", nil, "y"])
    }

    @Test func publishedTablesWithAHeader() throws {
        let folder = try TemporaryFolder()
        for name in ["kaggle", "uci", "seaborn", "rose", "notes"] { try makeFolder(folder.file(name)) }
        var flowers = "Id,SepalLengthCm,SepalWidthCm,PetalLengthCm,PetalWidthCm,Species\n"
        var plain = ""
        for row in 0..<9 {
            let kind = ["setosa", "versicolor", "virginica"][row % 3]
            let values = "\(row).5,3.5,1.\(row),0.2"
            flowers += "\(row + 1),\(values),Iris-\(kind)\n"
            plain += "\(values),Iris-\(kind)\n"
        }
        try folder.write(flowers, to: "kaggle/Iris.csv")
        try folder.write(plain, to: "uci/iris.data")
        try folder.write(flowers.replacing("Iris-", with: ""), to: "seaborn/iris.csv")
        let uci = try Classic.iris(in: folder.file("uci"))
        #expect(uci.count == 9 && uci.labels.prefix(3) == [0, 1, 2])
        #expect(try Classic.iris(in: folder.file("kaggle")) == uci)
        #expect(try Classic.iris(in: folder.file("seaborn")) == uci)
        try folder.write(flowers.replacing("versicolor", with: "rose"), to: "rose/iris.csv")
        #expect(throws: FileError.self) { try Classic.iris(in: folder.file("rose")) }
        let notes = "variance,skewness,curtosis,entropy,class\n3.6,8.6,-2.8,-0.4,0\n-1.5,2,3,4,1\n2,2,2,2,0\n"
        try folder.write(notes, to: "notes/BankNote_Authentication.csv")
        #expect(try Classic.banknote(in: folder.file("notes")).labels == [0, 1, 0])
    }
}
