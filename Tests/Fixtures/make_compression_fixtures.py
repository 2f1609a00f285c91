"""Writes the folder compressed/ beside this script: small gzip files as zlib makes them, of every kind of block.

Run: python make_compression_fixtures.py      (needs Python and nothing else)
"""

import gzip
import pathlib
import random
import struct
import zlib

FOLDER = pathlib.Path(__file__).with_name("compressed")
FOLDER.mkdir(exist_ok=True)

TEXT = ("".join(f"{n} bottles of water stand on the wall, and {n % 7} more.\n" for n in range(60))).encode()
random.seed(1)
NOISE = bytes(random.randrange(256) for _ in range(700))
# Symbols as rare as the Fibonacci numbers are large get codes of up to 15 bits.
COUNTS = [1, 1]
while len(COUNTS) < 18:
    COUNTS.append(COUNTS[-1] + COUNTS[-2])
SKEWED = [symbol for symbol, count in enumerate(COUNTS) for _ in range(count)]
random.shuffle(SKEWED)
FAR = NOISE[:300] + bytes(32_000) + NOISE[:300]


def member(data, level=9, strategy=zlib.Z_DEFAULT_STRATEGY, header=b"\x1f\x8b\x08\0\0\0\0\0\0\xff"):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    body = packer.compress(data) + packer.flush()
    return header + body + struct.pack("<II", zlib.crc32(data), len(data))


def all_fields(data):
    start = b"\x1f\x8b\x08\x1f" + b"\0\0\0\0" + b"\x02\x03"
    start += struct.pack("<H", 5) + b"extra" + b"name.txt\0" + b"a comment\0"
    return member(data, header=start + struct.pack("<H", zlib.crc32(start) & 0xFFFF))


FILES = {
    "text": member(TEXT),
    "text_fast": member(TEXT, level=1),
    "text_fixed": member(TEXT, strategy=zlib.Z_FIXED),
    "text_literals": member(TEXT, strategy=zlib.Z_HUFFMAN_ONLY),
    "text_stored": member(TEXT[:1000], level=0),
    "text_all_fields": all_fields(TEXT),
    "two_members": member(TEXT[:500]) + member(TEXT[500:]),
    "noise": member(NOISE),
    "long_codes": member(bytes(SKEWED), strategy=zlib.Z_HUFFMAN_ONLY),
    "far": member(FAR),
    "zeros": member(bytes(1_000_000)),
    "empty": member(b""),
}
for name, content in FILES.items():
    (FOLDER / f"{name}.gz").write_bytes(content)
    print(f"{name}: {len(content)} bytes of {len(gzip.decompress(content))}")
(FOLDER / "text.txt").write_bytes(TEXT)
