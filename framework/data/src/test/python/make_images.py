#!/usr/bin/env python3
"""Test images in every format that is decoded, and what Pillow and torchvision make of them.

    apt-get install -y --no-install-recommends python3-torchvision
    /usr/bin/python3 make_images.py ../resources/org/heredity/data

images/NAME.EXT is an image, images/NAME.EXT.rgb Pillow's convert("RGB") of it (a line "WIDTH HEIGHT", then the bytes).
views/*.rgb are crops and resizings of images/photo-*.jpg, as the line in views/list.tsv says; boxes.tsv holds boxes of
torchvision's RandomResizedCrop, fed with numbers of the SplitMix64 streams that Heredity uses.
"""
import io, math, os, struct, sys, types, zlib
import numpy as np
import torch, torchvision
from PIL import Image
from torchvision.transforms import functional as F

OUT = sys.argv[1]
W, H = 37, 29
rng = np.random.default_rng(1)


def photo(w, h, seed):
    """Gradients, waves, discs and a little noise: smooth areas and edges as in a photograph."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[0:h, 0:w] / max(w, h)
    a = np.stack([0.5 + 0.4 * np.sin(9 * x * r.uniform() + 7 * y * r.uniform() + c) for c in range(3)], 2)
    for _ in range(12):
        cx, cy, s = r.uniform(), r.uniform() * h / w, r.uniform(0.03, 0.2)
        a[(x - cx) ** 2 + (y - cy) ** 2 < s * s] = r.uniform(size=3)
    a += 0.15 * np.sin(60 * x)[..., None] * (y > 0.3)[..., None] + r.normal(0, 0.02, a.shape)
    return Image.fromarray((a.clip(0, 1) * 255).astype(np.uint8))


def write(name, data):
    with open(os.path.join(OUT, "images", name), "wb") as f:
        f.write(data)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    raw(os.path.join("images", name + ".rgb"), image)


def raw(name, image):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(b"%d %d\n" % image.size + image.tobytes())


def saved(image, kind, **options):
    o = io.BytesIO()
    image.save(o, kind, **options)
    return o.getvalue()


# ---------------------------------------------------------------- JPEG
def segments(data):
    """(marker, content) up to the scan; then (None, rest)."""
    at = 2
    while data[at + 1] != 0xDA:
        n = struct.unpack(">H", data[at + 2:at + 4])[0]
        yield data[at + 1], data[at + 4:at + 2 + n]
        at += 2 + n
    yield None, data[at:]


def joined(parts):
    return b"\xff\xd8" + b"".join(c if m is None else struct.pack(">BBH", 255, m, len(c) + 2) + c for m, c in parts)


def jpegs():
    p = photo(W, H, 3)
    for name, o in {"444": dict(subsampling=0), "422": dict(subsampling=1), "420": dict(subsampling=2),
                    "progressive": dict(progressive=True), "optimised": dict(optimize=True, quality=30)}.items():
        write(f"{name}.jpg", saved(p, "JPEG", **{"quality": 90, **o}))
    write("grey.jpg", saved(p.convert("L"), "JPEG", quality=90))
    write("cmyk.jpg", saved(p.convert("CMYK"), "JPEG", quality=90))
    cmyk = list(segments(saved(p.convert("CMYK"), "JPEG", quality=90, subsampling=0)))
    adobe = b"Adobe" + bytes([0, 100, 0, 0, 0, 0])
    write("ycck.jpg", joined([(m, adobe + b"\2" if m == 0xEE else c) for m, c in cmyk]))
    write("cmyk-unmarked.jpg", joined([(m, c) for m, c in cmyk if m != 0xEE]))
    rgb = [(m, c) for m, c in segments(saved(p, "JPEG", quality=90, subsampling=0)) if m != 0xE0]
    write("unmarked.jpg", joined(rgb))
    write("rgb-adobe.jpg", joined([(0xEE, adobe + b"\0")] + rgb))
    write("ycc-adobe.jpg", joined([(0xEE, adobe + b"\1")] + rgb))
    named = [(m, c[:6] + b"R" + c[7:9] + b"G" + c[10:12] + b"B" + c[13:] if m == 0xC0 else c) for m, c in rgb]
    sos = named[-1][1]
    named[-1] = (None, sos[:5] + b"R" + sos[6:7] + b"G" + sos[8:9] + b"B" + sos[10:])
    write("rgb-named.jpg", joined(named))
    exif = Image.Exif()
    exif[0x0112] = 6
    write("orientation.jpg", saved(p, "JPEG", quality=90, exif=exif.tobytes()))
    write("profile.jpg", saved(p, "JPEG", quality=90, icc_profile=b"not a colour profile"))
    write("trailing.jpg", saved(p, "JPEG", quality=90) + b"\xff\xd8trailing")
    write("comment.jpg", joined([(0xFE, b"a comment"), (0xEF, b"\xff\xd9\xff\xda")]
                                + list(segments(saved(p, "JPEG", quality=90)))))


# ---------------------------------------------------------------- PNG
def png(depth, kind, samples, interlace=False, palette=None, transparent=None):
    """`samples` is [height, width, bands]."""
    def chunk(t, d):
        return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))

    def rows(part):
        out = b""
        before = bytes(((part.shape[1] * part.shape[2] * depth) + 7) // 8)
        bpp = max(1, part.shape[2] * depth // 8)
        for y, row in enumerate(part):
            flat = row.reshape(-1).astype(np.uint32)
            bits = ((flat[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8).reshape(-1)
            line = np.packbits(bits).tobytes()
            f = y % 5
            coded = bytearray()
            for i, b in enumerate(line):
                a = line[i - bpp] if i >= bpp else 0
                u = before[i]
                c = before[i - bpp] if i >= bpp else 0
                q = a + u - c
                paeth = min((abs(q - a), 0, a), (abs(q - u), 1, u), (abs(q - c), 2, c))[2]
                coded.append((b - (0, a, u, (a + u) // 2, paeth)[f]) & 255)
            out += bytes([f]) + bytes(coded)
            before = line
        return out

    h, w = samples.shape[:2]
    if interlace:
        data = b"".join(rows(samples[y::dy, x::dx]) for x, y, dx, dy in
                        ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)))
    else:
        data = rows(samples)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, int(interlace)))
    if palette is not None: out += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if transparent is not None: out += chunk(b"tRNS", transparent)
    z = zlib.compress(data)
    half = len(z) // 2
    return out + chunk(b"IDAT", z[:half]) + chunk(b"IDAT", z[half:]) + chunk(b"IEND", b"")


def pngs():
    p = np.asarray(photo(W, H, 4))
    grey = np.asarray(photo(W, H, 4).convert("L"))[..., None]
    alpha = rng.integers(0, 256, (H, W, 1))
    wide = lambda a: a.astype(np.uint32) * 256 + rng.integers(0, 256, a.shape)
    colours = rng.integers(0, 256, (200, 3))
    for i in (False, True):
        s = "-interlaced" if i else ""
        write(f"rgb8{s}.png", png(8, 2, p, i))
        write(f"grey2{s}.png", png(2, 0, grey >> 6, i))
        write(f"palette4{s}.png", png(4, 3, grey >> 4, i, colours[:16]))
    write("grey1.png", png(1, 0, grey >> 7))
    write("grey4.png", png(4, 0, grey >> 4))
    write("grey8.png", png(8, 0, grey))
    write("grey8-transparent.png", png(8, 0, grey, transparent=struct.pack(">H", int(grey[0, 0, 0]))))
    write("grey16.png", png(16, 0, grey.astype(np.uint32) * 3))
    write("grey-alpha8.png", png(8, 4, np.concatenate([grey, alpha], 2)))
    write("grey-alpha16.png", png(16, 4, wide(np.concatenate([grey, alpha], 2))))
    write("rgb8-transparent.png", png(8, 2, p, transparent=struct.pack(">HHH", *map(int, p[0, 0]))))
    write("rgb16.png", png(16, 2, wide(p)))
    write("rgba8.png", png(8, 6, np.concatenate([p, alpha], 2)))
    write("rgba16.png", png(16, 6, wide(np.concatenate([p, alpha], 2))))
    write("palette1.png", png(1, 3, grey >> 7, palette=colours[:2]))
    write("palette2.png", png(2, 3, grey >> 6, palette=colours[:4]))
    write("palette8.png", png(8, 3, grey.clip(0, 199), palette=colours))
    write("palette8-transparent.png", png(8, 3, grey.clip(0, 199), palette=colours, transparent=bytes(range(0, 200))))
    write("pillow.png", saved(photo(W, H, 5), "PNG", optimize=True, icc_profile=b"not a colour profile"))


# ---------------------------------------------------------------- GIF, BMP
def gifs():
    p = photo(W, H, 6).quantize(60)
    write("plain.gif", saved(p, "GIF"))
    write("plain-sequential.gif", saved(p, "GIF", interlace=False))
    write("transparent.gif", saved(p, "GIF", transparency=7))
    write("grey.gif", saved(photo(W, H, 6).convert("L"), "GIF"))
    write("frames.gif", saved(p, "GIF", save_all=True, append_images=[photo(W, H, 7).quantize(60)], duration=50))
    for name in ("plain", "transparent"):
        data = bytearray(open(os.path.join(OUT, "images", name + ".gif"), "rb").read())
        data[6:10] = struct.pack("<HH", W + 9, H + 4)
        at = data.index(struct.pack("<BHHHH", 0x2C, 0, 0, W, H))
        data[at + 1:at + 5] = struct.pack("<HH", 5, 3)
        write(name + "-offset.gif", bytes(data))


def bmps():
    p = photo(W, H, 8)
    a = np.asarray(p).astype(np.uint32)
    write("rgb24.bmp", saved(p, "BMP"))
    write("palette8.bmp", saved(p.quantize(200), "BMP"))
    write("grey8.bmp", saved(p.convert("L"), "BMP"))
    write("bits1.bmp", saved(p.convert("1"), "BMP"))
    write("rgba32.bmp", saved(p.convert("RGBA"), "BMP"))

    def bmp(bits, data, masks=None, height=H):
        info = struct.pack("<IiiHHIIiiII", 40, W, height, 1, bits, 3 if masks else 0, len(data), 0, 0, 0, 0)
        extra = struct.pack("<III", *masks) if masks else b""
        start = 14 + len(info) + len(extra)
        return struct.pack("<2sIHHI", b"BM", start + len(data), 0, 0, start) + info + extra + data

    def rows(values, size, flip=True):
        line = lambda r: (b"".join(int(v).to_bytes(size, "little") for v in r) + b"\0\0\0")[:(W * size + 3) // 4 * 4]
        return b"".join(line(r) for r in (values[::-1] if flip else values))

    r, g, b = a[..., 0], a[..., 1], a[..., 2]
    write("rgb555.bmp", bmp(16, rows(r >> 3 << 10 | g >> 3 << 5 | b >> 3, 2)))
    write("rgb565.bmp", bmp(16, rows(r >> 3 << 11 | g >> 2 << 5 | b >> 3, 2), (0xF800, 0x7E0, 0x1F)))
    write("top-down.bmp", bmp(24, rows(r << 16 | g << 8 | b, 3, False), height=-H))
    write("rgb32.bmp", bmp(32, rows(r << 16 | g << 8 | b, 4)))


# ---------------------------------------------------------------- WebP, TIFF, PNM
def webps():
    p = photo(W, H, 9)
    rgba = p.copy()
    rgba.putalpha(p.convert("L"))
    small = photo(16, 16, 11)
    for name, image, o in [
            ("lossy", p, dict(quality=75)), ("lossy-best", p, dict(quality=100)), ("lossy-least", p, dict(quality=1)),
            ("lossy-fast", p, dict(quality=80, method=0)), ("lossy-slow", p, dict(quality=50, method=6)),
            ("lossy-alpha", rgba, dict(quality=80)), ("lossy-profile", p, dict(quality=80, icc_profile=b"not a profile")),
            ("lossy-block", small, dict(quality=80)), ("lossy-pixel", small.crop((0, 0, 1, 1)), dict(quality=80)),
            ("lossless", p, dict(lossless=True)), ("lossless-slow", p, dict(lossless=True, method=6, quality=100)),
            ("lossless-alpha", rgba, dict(lossless=True)), ("lossless-grey", p.convert("L"), dict(lossless=True)),
            ("lossless-2", p.quantize(2).convert("RGB"), dict(lossless=True)),
            ("lossless-4", p.quantize(4).convert("RGB"), dict(lossless=True)),
            ("lossless-12", p.quantize(12).convert("RGB"), dict(lossless=True)),
            ("lossless-100", p.quantize(100).convert("RGB"), dict(lossless=True)),
            ("lossless-one", Image.new("RGB", (70, 50), (9, 8, 7)), dict(lossless=True)),
            ("frames", p, dict(quality=80, save_all=True, append_images=[photo(W, H, 10)], duration=50))]:
        write(name + ".webp", saved(image, "WEBP", **o))
    # Large enough for several groups of codes, a cache of colours and segments; few bytes.
    wide = photo(120, 90, 12).resize((240, 180), Image.NEAREST)
    write("lossy-wide.webp", saved(wide.resize((100, 70)), "WEBP", quality=40, method=6))
    write("lossless-wide.webp", saved(wide.quantize(60).convert("RGB").crop((0, 0, 100, 70)), "WEBP", lossless=True))


def tiff(tags, data, big=False):
    """A TIFF of `data`, in one strip unless the tags say otherwise."""
    e = ">" if big else "<"
    if 324 not in tags:
        tags = {273: (4, [8]), 279: (4, [len(data)]), **tags}
    at = 8 + len(data) + len(data) % 2
    out = (b"MM" if big else b"II") + struct.pack(e + "HI", 42, at) + data + bytes(len(data) % 2)
    extra = b""
    entries = b""
    behind = at + 2 + 12 * len(tags) + 4
    for tag, (kind, values) in sorted(tags.items()):
        packed = struct.pack(e + str(len(values)) + {1: "B", 3: "H", 4: "I"}[kind], *values)
        if len(packed) > 4:
            field = struct.pack(e + "I", behind + len(extra))
            extra += packed + bytes(len(packed) % 2)
        else:
            field = packed.ljust(4, b"\0")
        entries += struct.pack(e + "HHI", tag, kind, len(values)) + field
    return out + struct.pack(e + "H", len(tags)) + entries + bytes(4) + extra


def tiffs():
    p = photo(W, H, 13)
    a = np.asarray(p)
    grey = np.asarray(p.convert("L"))
    rgba = np.concatenate([a, rng.integers(0, 256, (H, W, 1)).astype(np.uint8)], 2)
    for name, image in {"rgb": p, "grey": p.convert("L"), "bits1": p.convert("1"), "palette": p.quantize(60),
                        "rgba": Image.fromarray(rgba), "la": p.convert("LA"), "cmyk": p.convert("CMYK")}.items():
        write(name + ".tif", saved(image, "TIFF"))
    for name in ("tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits"):
        write("rgb-" + name.replace("tiff_", "") + ".tif", saved(p, "TIFF", compression=name))
    write("predicted.tif", saved(p, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}))
    wide = photo(60, 50, 14)
    write("lzw-long.tif", saved(wide, "TIFF", compression="tiff_lzw"))
    size = {256: (3, [W]), 257: (3, [H])}
    one = lambda bits, kind: {**size, 258: (3, [bits]), 262: (3, [kind]), 277: (3, [1])}
    three = {**size, 258: (3, [8, 8, 8]), 262: (3, [2]), 277: (3, [3])}
    write("white-is-zero.tif", tiff(one(8, 0), grey.tobytes()))
    write("bits4.tif", tiff(one(4, 1), np.packbits(np.unpackbits((grey & 0xF0)[..., None], axis=2)[..., :4].reshape(H, -1), axis=1).tobytes()))
    wide16 = grey.astype(np.uint16) * 3
    write("grey16.tif", tiff(one(16, 1), wide16.astype("<u2").tobytes()))
    write("grey16-big.tif", tiff(one(16, 1), wide16.astype(">u2").tobytes(), True))
    rgb16 = a.astype(np.uint16) * 256 + rng.integers(0, 256, a.shape).astype(np.uint16)
    write("rgb16.tif", tiff({**three, 258: (3, [16] * 3)}, rgb16.astype("<u2").tobytes()))
    write("rgb16-big.tif", tiff({**three, 258: (3, [16] * 3)}, rgb16.astype(">u2").tobytes(), True))
    write("planar.tif", tiff({**three, 284: (3, [2]), 273: (4, [8 + i * W * H for i in range(3)]), 279: (4, [W * H] * 3)},
                             a.transpose(2, 0, 1).tobytes()))
    write("premultiplied.tif", tiff({**size, 258: (3, [8] * 4), 262: (3, [2]), 277: (3, [4]), 338: (3, [1])},
                                    (rgba * (rgba[..., 3:] / 255.0)).astype(np.uint8).tobytes()))
    rows = 8
    starts = range(0, H, rows)
    write("strips.tif", tiff({**three, 278: (3, [rows]), 273: (4, [8 + y * W * 3 for y in starts]),
                              279: (4, [min(rows, H - y) * W * 3 for y in starts])}, a.tobytes()))
    padded = np.zeros((32, 48, 3), np.uint8)
    padded[:H, :W] = a
    tiles = [padded[y:y + 16, x:x + 16].tobytes() for y in (0, 16) for x in (0, 16, 32)]
    tiled = {**three, 322: (3, [16]), 323: (3, [16]), 324: (4, [8 + i * 768 for i in range(6)]), 325: (4, [768] * 6)}
    data = tiff(tiled, b"".join(tiles))
    write("tiles.tif", data)
    for orientation in range(2, 9):
        write(f"turned{orientation}.tif", tiff({**three, 274: (3, [orientation])}, a.tobytes()))


def pnms():
    p = photo(W, H, 15)
    write("rgb.ppm", saved(p, "PPM"))
    write("grey.pgm", saved(p.convert("L"), "PPM"))
    write("bits.pbm", saved(p.convert("1"), "PPM"))
    a = np.asarray(p)
    grey = np.asarray(p.convert("L"))
    text = lambda v: " ".join(map(str, np.asarray(v).reshape(-1))).encode()
    head = b"%d %d\n" % (W, H)
    write("digits.ppm", b"P3\n# a comment\n" + head + b"255\n" + text(a))
    write("digits.pgm", b"P2 # one\n" + head + b"# two\n100\n" + text(grey * 100 // 255))
    write("digits.pbm", b"P1\n" + head + text((grey > 120) * 1))
    write("few.ppm", b"P6\n" + head + b"37\n" + (a // 7).tobytes())
    write("few.pgm", b"P5\n" + head + b"200\n" + (grey * 200.0 / 255).astype(np.uint8).tobytes())
    write("wide.ppm", b"P6\n" + head + b"1000\n" + (a.astype(np.uint16) * 3).astype(">u2").tobytes())
    write("wide.pgm", b"P5\n" + head + b"65535\n" + (grey.astype(np.uint16) * 3).astype(">u2").tobytes())
    write("wide-1000.pgm", b"P5\n" + head + b"1000\n" + (grey.astype(np.uint16) * 3 // 60).astype(">u2").tobytes())


# ---------------------------------------------------------------- torchvision
def views():
    list_ = open(os.path.join(OUT, "views", "list.tsv"), "w")

    def view(name, image, what, size, result):
        raw(os.path.join("views", name + ".rgb"), result)
        list_.write("\t".join([name, image, what, str(size)]) + "\n")

    sizes = {"wide": (150, 101), "tall": (75, 131), "small": (24, 31)}
    for i, (name, size) in enumerate(sizes.items()):
        file = f"photo-{name}.jpg"
        write(file, saved(photo(*size, 20 + i), "JPEG", quality=85))
        p = Image.open(os.path.join(OUT, "images", file)).convert("RGB")
        for s in (32, 56):
            r = F.center_crop(F.resize(p, round(s * 256 / 224)), s)
            view(f"test-{name}-{s}", file, "test", s, r)
        w, h = size
        for j, (t, l, ch, cw) in enumerate([(0, 0, h, w), (3, 5, h // 2, w // 3), (h - 20, w - 20, 20, 20), (1, 2, 7, 9)]):
            view(f"crop-{name}-{j}", file, f"{l},{t},{cw},{ch}", 40, F.resized_crop(p, t, l, ch, cw, (40, 40)))
    list_.close()


def bicubic():
    """Resized to less, to more and to the same; noise of black and white makes the filter overshoot."""
    list_ = open(os.path.join(OUT, "views", "bicubic.tsv"), "w")
    bic = torchvision.transforms.InterpolationMode.BICUBIC
    noise = Image.fromarray(((np.random.default_rng(9).random((41, 53, 3)) > 0.5) * 255).astype(np.uint8))
    raw(os.path.join("views", "noise.rgb"), noise)
    for name in ("images/photo-wide.jpg", "images/photo-tall.jpg", "images/photo-small.jpg", "views/noise"):
        p = noise if name.endswith("noise") else Image.open(os.path.join(OUT, name)).convert("RGB")
        for shorter, s in ((37, 32), (58, 56), (p.size[1], 24)):
            view = f"bicubic-{name.split('/')[1].split('.')[0]}-{s}"
            raw(os.path.join("views", view + ".rgb"), F.center_crop(F.resize(p, shorter, bic), s))
            list_.write("\t".join([view, name, str(shorter), str(s)]) + "\n")
    list_.close()


def splitmix(key, i):
    m = (1 << 64) - 1
    z = (key + (i + 1) * 0x9E3779B97F4A7C15) & m
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & m
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & m
    return ((z ^ (z >> 31)) >> 11) / 2.0 ** 53


def boxes():
    """torchvision's own code, with its random numbers replaced by those of the stream `seed`."""
    rrc = torchvision.transforms.RandomResizedCrop
    module = sys.modules[rrc.__module__]
    with open(os.path.join(OUT, "boxes.tsv"), "w") as f:
        for seed in range(40):
            w, h = [(500, 375), (128, 170), (32, 32), (1000, 40), (9, 300), (1, 1), (4, 5), (333, 500)][seed % 8]
            drawn = [0]

            def uniform(low, high):
                # A try is area, aspect, then top and left only if the box fits.
                u = splitmix(seed, drawn[0])
                drawn[0] += 1 if drawn[0] % 4 == 0 else 3
                return torch.tensor([float(low) + (float(high) - float(low)) * u], dtype=torch.float64)

            def randint(low, high, size):
                at = drawn[0] - 2 + randint.calls
                randint.calls += 1
                return torch.tensor([low + int(splitmix(seed, at) * (high - low))])

            randint.calls = 0
            shim = types.SimpleNamespace(
                empty=lambda n: types.SimpleNamespace(uniform_=uniform), randint=randint, exp=torch.exp,
                log=lambda t: torch.log(t.double()), tensor=torch.tensor, Tensor=torch.Tensor)
            kept, module.torch = module.torch, shim
            try:
                i, j, ch, cw = rrc.get_params(Image.new("RGB", (w, h)), (0.08, 1.0), (3 / 4, 4 / 3))
            finally:
                module.torch = kept
            f.write("\t".join(map(str, (seed, w, h, j, i, cw, ch))) + "\n")


for folder in ("images", "views"):
    os.makedirs(os.path.join(OUT, folder), exist_ok=True)
jpegs(); pngs(); gifs(); bmps(); webps(); tiffs(); pnms(); views(); bicubic(); boxes()
