import Reporting
extension Results {
    func fill(_ report: inout Report) { report.table(scoreTable) }
}
