"""Serves a network that a chapter wrote as an ONNX file, over HTTP on this machine.

    python -m pip install onnxruntime
    python Docs/PyTorch/serve_onnx.py digits.onnx 8000

GET answers what the network takes and gives, and its metadata. POST takes the inputs as JSON, nested lists by name, and answers the
outputs: any number of rows at once. What does not fit is answered with 400 and the reason.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy
import onnxruntime

TYPES = {"tensor(float)": numpy.float32, "tensor(int32)": numpy.int32}


class Handler(BaseHTTPRequestHandler):
    session = None

    def answer(self, code, content):
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        ports = {"inputs": self.session.get_inputs(), "outputs": self.session.get_outputs()}
        shapes = {kind: {port.name: port.shape for port in all_of} for kind, all_of in ports.items()}
        self.answer(200, shapes | {"metadata": self.session.get_modelmeta().custom_metadata_map})

    def do_POST(self):
        try:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            inputs = {port.name: numpy.array(given[port.name], TYPES[port.type]) for port in self.session.get_inputs()}
            self.answer(200, {"outputs": self.session.run(["outputs"], inputs)[0].tolist()})
        except Exception as error:  # whatever was sent, the server goes on
            self.answer(400, {"error": f"{type(error).__name__}: {error}"})


def main(path, port):
    Handler.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    print(f"{path} on http://127.0.0.1:{port}")
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))
