/// Every case, in the order of the peer's program. A family of cases is a file; it is added here.
let allCases: [Benchmark] =
    matrixProductCases + elementwiseCases + rowCases + convolutionCases + pictureCases + textCases
    + denseStepCases + digitNetworkCases + generativeCases + recurrentCases + transformerCases + graphCases
    + reinforcementCases
