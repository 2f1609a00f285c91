/// Every case, in the order in which they are measured. A family of cases is a file; it is added here.
let allCases: [Benchmark] = matrixProductCases + elementwiseCases + rowCases + denseStepCases
