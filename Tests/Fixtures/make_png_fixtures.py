"""Writes the folder pictures/ beside this script: PNG files of every kind, 9 pixels wide and 7 high.

A sample of the pixel in column x and row y, channel c, is (3701 x + 10111 y + 5903 c + 1307 x y) modulo 2^depth. Row
after row is filtered in another way. Each file is read again by another decoder and compared.

Run: python make_png_fixtures.py      (needs pillow)
"""

import io
import pathlib
import struct
import zlib

from PIL import Image

FOLDER = pathlib.Path(__file__).with_name("pictures")
FOLDER.mkdir(exist_ok=True)
WIDTH, HEIGHT = 9, 7
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ROUNDS = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def sample(x, y, c, depth):
    return (3701 * x + 10111 * y + 5903 * c + 1307 * x * y) % 2**depth


def palette_color(i):
    return (40 * i % 256, 255 - 3 * i % 256, 7 * i % 256)


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(row, above, size, kind):
    left = [0] * size + list(row)
    corner = [0] * size + list(above)
    guess = {
        0: lambda i: 0,
        1: lambda i: left[i],
        2: lambda i: above[i],
        3: lambda i: (left[i] + above[i]) // 2,
        4: lambda i: paeth(left[i], above[i], corner[i]),
    }[kind]
    return bytes([kind]) + bytes((row[i] - guess(i)) % 256 for i in range(len(row)))


def rows_of(xs, ys, color, depth):
    channels = CHANNELS[color]
    size = max(1, channels * depth // 8)
    above, data = None, b""
    for number, y in enumerate(ys):
        bits = "".join(f"{sample(x, y, c, depth):0{depth}b}" for x in xs for c in range(channels))
        bits += "0" * (-len(bits) % 8)
        row = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        data += filtered(row, above or bytes(len(row)), size, (number + 4) % 5)
        above = row
    return data


def png(color, depth, interlaced=False, transparency=None):
    rounds = ROUNDS if interlaced else [(0, 0, 1, 1)]
    data = b""
    for left, top, across, down in rounds:
        xs, ys = range(left, WIDTH, across), range(top, HEIGHT, down)
        if xs and ys:
            data += rows_of(xs, ys, color, depth)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color, 0, 0, interlaced))
    file += chunk(b"tEXt", b"Comment\0what nobody needs")
    if color == 3:
        file += chunk(b"PLTE", b"".join(bytes(palette_color(i)) for i in range(2**depth)))
    if transparency:
        file += chunk(b"tRNS", transparency)
    packed = zlib.compress(data)
    file += chunk(b"IDAT", packed[:20]) + chunk(b"IDAT", packed[20:])
    return file + chunk(b"IEND", b"")


def check(file, color, depth, transparency):
    if depth == 16 and color != 0:
        return  # pillow drops the lower byte, ours is rounded
    image = Image.open(io.BytesIO(file))
    image.load()
    if color == 3:
        image = image.convert("RGB")
    for y in range(HEIGHT):
        for x in range(WIDTH):
            values = [sample(x, y, c, depth) for c in range(CHANNELS[color])]
            if color == 3:
                values = list(palette_color(values[0]))
            elif depth < 8:
                values = [v * 255 // (2**depth - 1) for v in values]
            seen = image.getpixel((x, y))
            seen = [int(s) * (255 if image.mode == "1" and s == 1 else 1) for s in (seen if isinstance(seen, tuple) else [seen])]
            assert seen == values, (color, depth, x, y, seen, values)


KINDS = {f"gray{d}": (0, d, None) for d in (1, 2, 4, 8, 16)}
KINDS |= {"rgb8": (2, 8, None), "rgb16": (2, 16, None), "rgba8": (6, 8, None), "rgba16": (6, 16, None)}
KINDS |= {"gray_alpha8": (4, 8, None), "gray_alpha16": (4, 16, None)}
KINDS |= {f"palette{d}": (3, d, None) for d in (1, 2, 4, 8)}
KINDS |= {
    "palette4_transparent": (3, 4, bytes([0, 50, 100])),
    "gray8_transparent": (0, 8, struct.pack(">H", sample(3, 2, 0, 8))),
    "rgb8_transparent": (2, 8, struct.pack(">HHH", *(sample(3, 2, c, 8) for c in range(3)))),
}
for name, (color, depth, transparency) in KINDS.items():
    for interlaced in (False, True):
        file = png(color, depth, interlaced, transparency)
        check(file, color, depth, transparency)
        (FOLDER / f"{name}{'_interlaced' if interlaced else ''}.png").write_bytes(file)
print(f"{2 * len(KINDS)} files")
