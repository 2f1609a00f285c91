"""Arrays as today's Python saves them: a sparse matrix, an array and a dictionary of lists with pickle's protocols.

    python make_pickle_fixtures.py      # needs numpy and scipy; writes pickles.json beside itself
"""

import collections
import json
import pickle
from pathlib import Path

import numpy as np
import scipy.sparse

values = {
    "matrix": scipy.sparse.csr_matrix(np.array([[1, 0, 2], [0, 3, 0]], dtype=np.float32)),
    "array": np.array([[1, 0], [0, 1], [200, -1]], dtype=np.int32),
    "graph": collections.defaultdict(list, {0: [1], 1: [0, 2]}),
}
cases = [
    {"name": name, "protocol": protocol, "hex": pickle.dumps(value, protocol=protocol).hex()}
    for protocol in (2, 3, 4, 5)
    for name, value in values.items()
]
Path(__file__).with_name("pickles.json").write_text(json.dumps(cases, indent=0) + "\n")
