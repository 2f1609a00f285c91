"""Writes the folder photographs/ beside this script: JPEG files of every kind that are read, each with a PNG of its pixels as
Pillow (libjpeg-turbo) decodes them, upright and in RGB or grey.

What Pillow does not write (other samplings, one scan for each component, RGB, inks with Adobe's marker, coarse tables of 16
bits) is written by the small encoder below.

Run: python make_jpeg_fixtures.py      (needs pillow, numpy)
"""

import io
import pathlib
import struct

import numpy as np
from PIL import Image, ImageOps

FOLDER = pathlib.Path(__file__).with_name("photographs")
FOLDER.mkdir(exist_ok=True)


def drawn(width, height, channels=3):
    """Slopes, a disc with sharp edges, stripes, and noise: something for every coefficient."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    noise = np.random.default_rng(1).normal(0, 12, (height, width, channels))
    planes = [120 + 3 * x - y, 200 - 4 * y + x, 60 + 40 * np.sin(x / 2) + 3 * y, 40 + 5 * ((x + y) % 30)]
    picture = np.stack(planes[:channels], -1)
    disc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 3) ** 2
    picture[disc] = [220, 40, 70, 20][:channels]
    return np.clip(picture + noise, 0, 255).round().astype(np.uint8)


ORDER = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i % 8 if (i // 8 + i % 8) % 2 == 0 else i // 8)))
DCT = np.array([[(0.5 if u else 8**-0.5) * np.cos((2 * x + 1) * u * np.pi / 16) for x in range(8)] for u in range(8)])


class Bits:
    """The bits of a scan, with a byte of zeros behind each of ones."""

    def __init__(self):
        self.bits = []

    def put(self, value, count):
        self.bits += [value >> (count - 1 - i) & 1 for i in range(count)]

    def take(self):
        bits, self.bits = self.bits + [1] * (-len(self.bits) % 8), []
        data = bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits), 8))
        return data.replace(b"\xff", b"\xff\x00")


def size_and_bits(value):
    size = int(abs(value)).bit_length()
    return size, value if value >= 0 else value + (1 << size) - 1


# Flat codes: 4 bits for the size of a difference, 8 bits for run and size.
CORNERS = list(range(12))
OTHERS = [0x00, 0xF0] + [16 * run + size for run in range(16) for size in range(1, 11)]


def marker(code, content):
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def encoded(planes, width, height, samplings, names=b"\1\2\3\4", adobe=None, restart=0, together=True, wide=False):
    """A baseline file of these planes, which are averaged to their samplings."""
    across, down = max(s[0] for s in samplings), max(s[1] for s in samplings)
    steps = np.array([2 + (i // 8) + (i % 8) for i in range(64)]).reshape(8, 8) * (20 if wide else 1)
    file = b"\xff\xd8" + (marker(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([adobe])) if adobe is not None else b"")
    in_order = [int(steps.flat[i]) for i in ORDER]
    file += marker(0xDB, b"\x10" + struct.pack(">64H", *in_order) if wide else b"\x00" + bytes(in_order))
    fields = b"".join(bytes([names[i], s[0] << 4 | s[1], 0]) for i, s in enumerate(samplings))
    file += marker(0xC0, struct.pack(">BHHB", 8, height, width, len(samplings)) + fields)
    counts = lambda length, count: bytes(count if i + 1 == length else 0 for i in range(16))
    file += marker(0xC4, b"\x00" + counts(4, 12) + bytes(CORNERS) + b"\x10" + counts(8, 162) + bytes(OTHERS))
    if restart:
        file += marker(0xDD, struct.pack(">H", restart))

    blocks, sizes = [], []
    units = (-(-width // (8 * across)), -(-height // (8 * down)))
    for plane, (h, v) in zip(planes, samplings):
        full = np.pad(plane.astype(float), ((0, units[1] * 8 * down - height), (0, units[0] * 8 * across - width)), "edge")
        # Fractions of a sample are repeated first.
        full = full.repeat(v, 0).repeat(h, 1)
        full = full.reshape(full.shape[0] // down, down, full.shape[1] // across, across).mean((1, 3)) - 128
        cut = full.reshape(units[1] * v, 8, units[0] * h, 8).swapaxes(1, 2)
        blocks.append(np.rint(DCT @ cut @ DCT.T / steps).astype(int))
        sizes.append((-(-width * h // (8 * across)), -(-height * v // (8 * down))))

    scans = [list(range(len(planes)))] if together else [[i] for i in range(len(planes))]
    for scan in scans:
        file += marker(0xDA, bytes([len(scan)]) + b"".join(bytes([names[i], 0]) for i in scan) + b"\x00\x3f\x00")
        alone = len(scan) == 1
        columns, rows = sizes[scan[0]] if alone else units
        bits, last = Bits(), [0] * len(planes)
        for unit in range(columns * rows):
            if restart and unit and unit % restart == 0:
                file += bits.take() + bytes([0xFF, 0xD0 | (unit // restart - 1) % 8])
                last = [0] * len(planes)
            for i in scan:
                h, v = (1, 1) if alone else samplings[i]
                for place in range(h * v):
                    block = blocks[i][unit // columns * v + place // h, unit % columns * h + place % h].flatten()
                    size, value = size_and_bits(int(block[0]) - last[i])
                    last[i] = int(block[0])
                    bits.put(size, 4)
                    bits.put(value, size)
                    run = 0
                    for k in range(1, 64):
                        if block[ORDER[k]] == 0:
                            run += 1
                            continue
                        while run > 15:
                            bits.put(OTHERS.index(0xF0), 8)
                            run -= 16
                        size, value = size_and_bits(int(block[ORDER[k]]))
                        bits.put(OTHERS.index(16 * run + size), 8)
                        bits.put(value, size)
                        run = 0
                    if run:
                        bits.put(OTHERS.index(0), 8)
        file += bits.take()
    return file + b"\xff\xd9"


def planes_of(picture, mode):
    image = Image.fromarray(picture)
    return [np.asarray(p) for p in (image.convert(mode) if mode else image).split()]


def saved(picture, mode=None, **options):
    image = Image.fromarray(picture)
    data = io.BytesIO()
    (image.convert(mode) if mode else image).save(data, "JPEG", **options)
    return data.getvalue()


def exif(orientation, order=">"):
    tiff = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "IH", 8, 2)
    tiff += struct.pack(order + "HHI4s", 0x10F, 2, 3, b"us\0\0")
    tiff += struct.pack(order + "HHIHH", 0x112, 3, 1, orientation, 0) + struct.pack(order + "I", 0)
    return b"Exif\0\0" + tiff


P, SMALL = drawn(37, 29), drawn(13, 11)
Y = planes_of(P, "YCbCr")
INKS = [255 - p for p in np.moveaxis(drawn(37, 29, 4), -1, 0)]
ONES = [(1, 1)] * 4
FILES = {
    "444": saved(P, quality=90, subsampling="4:4:4"),
    "422": saved(P, quality=90, subsampling="4:2:2"),
    "420": saved(P, quality=90, subsampling="4:2:0"),
    "420_low_quality": saved(P, quality=10, subsampling="4:2:0"),
    "420_best": saved(P, quality=100, subsampling="4:2:0", optimize=True),
    "420_narrow": saved(drawn(4, 9), quality=90, subsampling="4:2:0"),
    "420_one_pixel": saved(drawn(1, 1), quality=90, subsampling="4:2:0"),
    "420_restart": saved(P, quality=80, subsampling="4:2:0", restart_marker_blocks=1),
    "444_restart": saved(P, quality=80, subsampling="4:4:4", restart_marker_rows=1),
    "444_progressive": saved(P, quality=90, subsampling="4:4:4", progressive=True),
    "420_progressive": saved(P, quality=70, subsampling="4:2:0", progressive=True),
    "420_progressive_best": saved(P, quality=100, subsampling="4:2:0", progressive=True),
    "422_progressive_restart": saved(P, quality=85, subsampling="4:2:2", progressive=True, restart_marker_blocks=2),
    "gray": saved(P, "L", quality=85),
    "gray_progressive": saved(P, "L", quality=85, progressive=True),
    "cmyk": saved(drawn(37, 29, 4), "CMYK", quality=85),
    "cmyk_progressive": saved(drawn(37, 29, 4), "CMYK", quality=85, progressive=True),
    "440": encoded(Y, 37, 29, [(1, 2), (1, 1), (1, 1)]),
    "411": encoded(Y, 37, 29, [(4, 1), (1, 1), (1, 1)]),
    "410": encoded(Y, 37, 29, [(4, 2), (1, 1), (1, 1)]),
    "441": encoded(Y, 37, 29, [(1, 4), (1, 1), (1, 1)]),
    "three_across": encoded(Y, 37, 29, [(3, 1), (1, 1), (1, 1)]),
    "mixed": encoded(Y, 37, 29, [(2, 2), (2, 1), (1, 2)]),
    "fine_color": encoded(Y, 37, 29, [(1, 1), (2, 2), (2, 1)]),
    "420_alone": encoded(Y, 37, 29, [(2, 2), (1, 1), (1, 1)], together=False),
    "420_alone_restart": encoded(Y, 37, 29, [(2, 2), (1, 1), (1, 1)], together=False, restart=3),
    "420_coarse": encoded(Y, 37, 29, [(2, 2), (1, 1), (1, 1)], wide=True),
    "gray_sampled": encoded(Y[:1], 37, 29, [(2, 2)], restart=2),
    "rgb": encoded(planes_of(P, None), 37, 29, ONES[:3], adobe=0),
    "rgb_by_name": encoded(planes_of(P, None), 37, 29, ONES[:3], names=b"RGB"),
    "rgb_sampled": encoded(planes_of(P, None), 37, 29, [(2, 1), (1, 1), (1, 1)], adobe=0),
    "ycc_adobe": encoded(Y, 37, 29, ONES[:3], adobe=1),
    "cmyk_adobe": encoded(INKS, 37, 29, ONES, adobe=0),
    "ycck": encoded(planes_of(255 - np.stack(INKS[:3], -1), "YCbCr") + INKS[3:], 37, 29, ONES, adobe=2),
    "ycck_sampled": encoded(
        planes_of(255 - np.stack(INKS[:3], -1), "YCbCr") + INKS[3:], 37, 29, [(2, 2), (1, 1), (1, 1), (2, 2)], adobe=2
    ),
}
FILES |= {f"orientation{n}": saved(SMALL, quality=90, exif=exif(n, "><"[n % 2])) for n in range(1, 9)}

for name, file in FILES.items():
    (FOLDER / f"{name}.jpg").write_bytes(file)
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    (image.convert("RGB") if image.mode == "CMYK" else image).save(FOLDER / f"{name}.png", optimize=True)

# The components' ratio is a fraction, which Pillow refuses: the samples of the colours are those of a picture that has them all.
(FOLDER / "fraction.jpg").write_bytes(encoded(Y, 37, 29, [(3, 1), (2, 1), (1, 1)]))

# Other sizes.
RESIZED = FOLDER / "resized"
RESIZED.mkdir(exist_ok=True)
FILTERS = {"box": Image.BOX, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
for name, image in {
    "444": Image.fromarray(P),
    "gray": Image.fromarray(P[..., 0]),
    "transparent": Image.fromarray(drawn(37, 29, 4)),
}.items():
    image.save(RESIZED / f"{name}.png", optimize=True)
    for kind, filter in FILTERS.items():
        for size in [(16, 20), (52, 41), (5, 3)]:
            image.resize(size, filter).save(RESIZED / f"{name}_{kind}_{size[0]}x{size[1]}.png", optimize=True)
print(sum(1 for _ in FOLDER.rglob("*.*")), "files,", sum(f.stat().st_size for f in FOLDER.rglob("*.*")), "bytes")
