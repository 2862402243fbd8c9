#!/usr/bin/env python3
"""Writes where TransferReferenceTest expects the published transfer attacks to end, computed with PyTorch's autograd.

    /usr/bin/python3 make_transfer_expected.py OUT

OUT gets transfer.txt. A line is a case and every 5th value of the two images, in normalised units. Attacks run in double
precision on pixels, as their authors' code does; the network normalises. Random numbers are those of Heredity's
Randomness, written down again here, so that both sides draw the same.
"""
import math
import sys

import torch
import torch.nn.functional as F

SIDE, IMAGES, FEATURES, CLASSES, STEPS = 16, 2, 6, 4, 4
LABELS = [1, 3]
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
MEAN = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64).view(1, 3, 1, 1)


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Randomness:
    def __init__(self, key):
        self.key = key & MASK

    def at(self, where):
        if isinstance(where, str):
            h = 0xCBF29CE484222325
            for b in where.encode():
                h = ((h ^ b) * 0x100000001B3) & MASK
            where = h
        return Randomness(mix(mix((self.key + GOLDEN) & MASK) ^ where))

    def bits(self, i):
        return mix((self.key + (i + 1) * GOLDEN) & MASK)

    def single(self, i):
        return (self.bits(i) >> 40) * 2.0**-24

    def uniform(self, i):
        return (self.bits(i) >> 11) * 2.0**-53

    def gaussian(self, i):
        return math.sqrt(-2 * math.log(1 - self.uniform(2 * i))) * math.cos(2 * math.pi * self.uniform(2 * i + 1))

    def permutation(self, n):
        order = list(range(n))
        for i in range(n - 1, 0, -1):
            j = int(self.uniform(i) * (i + 1))
            order[i], order[j] = order[j], order[i]
        return order


def gaussians(seed, *shape):
    r = Randomness(seed)
    return torch.tensor([r.gaussian(i) for i in range(math.prod(shape))], dtype=torch.float64).view(*shape)


VALUES = 3 * SIDE * SIDE
W = gaussians(11, FEATURES, VALUES) * 0.05
B = gaussians(12, FEATURES) * 0.3
V = gaussians(13, CLASSES, FEATURES)
PIXELS = torch.tensor([Randomness(14).single(i) for i in range(IMAGES * VALUES)], dtype=torch.float64).view(IMAGES, 3, SIDE, SIDE)


def objective(x, image, aim):
    """Of one image, [3, side, side]."""
    f = torch.tanh(W @ ((x - MEAN[0]) / STD[0]).reshape(-1) + B)
    if aim == "penultimate":
        return -((f[0] - 3) ** 2 + 0.1 * (f[1:] ** 2).mean())
    target = (LABELS[image] + 1) % CLASSES if aim == "next" else LABELS[image]
    loss = F.cross_entropy((V @ f).unsqueeze(0), torch.tensor([target]))
    return -loss if aim == "next" else loss


# Transformations of one image, [3, h, w], in pixels.

def resize(x, h, w):
    return F.interpolate(x.unsqueeze(0), size=(h, w), mode="bilinear", align_corners=False)[0]


def diverse(x, draw, probability):
    if draw.uniform(0) >= probability:
        return x
    large = max(SIDE + 1, int(SIDE * 1.1))
    size = SIDE + int(draw.uniform(1) * (large - SIDE))
    top, left = int(draw.uniform(2) * (large - size)), int(draw.uniform(3) * (large - size))
    padded = F.pad(resize(x, size, size), [left, large - size - left, top, large - size - top])
    return resize(padded, SIDE, SIDE)


def cosine(n):
    k, i = torch.meshgrid(torch.arange(n), torch.arange(n), indexing="ij")
    c = torch.cos(math.pi * (i.double() + 0.5) * k / n) * math.sqrt(2 / n)
    c[0] /= math.sqrt(2)
    return c


def low_pass(x):
    h, w = x.shape[1:]
    dy, dx = cosine(h), cosine(w)
    spectrum = dy @ x @ dx.T
    keep = torch.zeros(h, w, dtype=torch.float64)
    keep[: h - int(0.4 * h), : w - int(0.4 * w)] = 1
    return dy.T @ (spectrum * keep) @ dx


def sia_noise(x, draw, top, left):
    h, w = x.shape[1:]
    index = [[[(c * SIDE + top + y) * SIDE + left + j for j in range(w)] for y in range(h)] for c in range(3)]
    noise = [[[draw.single(i) for i in row] for row in plane] for plane in index]
    return x + (2 * torch.tensor(noise, dtype=torch.float64) - 1) * 16 / 255


def block(x, kind, draw, top, left):
    h, w = x.shape[1:]
    if kind == 0:
        return torch.roll(x, int(draw.uniform(1) * h), 1)
    if kind == 1:
        return torch.roll(x, int(draw.uniform(1) * w), 2)
    if kind == 2:
        return x.flip(1)
    if kind == 3:
        return x.flip(2)
    if kind == 4:
        return torch.rot90(x, 2, (1, 2))
    if kind == 5:
        return x * draw.single(1)
    if kind == 6:
        return resize(resize(x, min(h, int(0.8 * h) + 1), min(w, int(0.8 * w) + 1)), h, w)
    if kind == 7:
        return sia_noise(x, draw.at("noise"), top, left)
    if kind == 8:
        return low_pass(x)
    kept = torch.tensor([0 if draw.uniform(1 + c) < 0.1 else 1 / 0.9 for c in range(3)], dtype=torch.float64)
    return x * kept.view(3, 1, 1)


def sia(x, draw, blocks=3):
    def cuts(r):
        return [0] + sorted(p + 1 for p in r.permutation(SIDE - 1)[: blocks - 1]) + [SIDE]

    rows, columns = cuts(draw.at("rows")), cuts(draw.at("columns"))
    lines = []
    for j in range(blocks):
        line = []
        for i in range(blocks):
            own = draw.at(j * blocks + i)
            part = x[:, rows[j] : rows[j + 1], columns[i] : columns[i + 1]]
            line.append(block(part, int(own.uniform(0) * 10), own, rows[j], columns[i]))
        lines.append(torch.cat(line, 2))
    return torch.cat(lines, 1)


def lengths(draw, blocks):
    shares = [1 + draw.at("lengths").uniform(i) for i in range(blocks)]
    result = [round(s / sum(shares) * SIDE) for s in shares]
    result[result.index(max(result))] += SIDE - sum(result)
    return result


def rotate(x, degrees):
    h, w = x.shape[1:]
    a = math.radians(degrees)
    y, i = torch.meshgrid(torch.arange(h).double() - (h - 1) / 2, torch.arange(w).double() - (w - 1) / 2, indexing="ij")
    u, v = math.cos(a) * i - math.sin(a) * y, math.sin(a) * i + math.cos(a) * y
    grid = torch.stack([2 * u / w, 2 * v / h], -1)
    return F.grid_sample(x.unsqueeze(0), grid.unsqueeze(0), mode="bilinear", padding_mode="zeros", align_corners=False)[0]


def bsr(x, draw, blocks=2):
    axis = 1 if draw.single(0) < 0.5 else 2
    strips = []
    for s, strip in enumerate(x.split(lengths(draw.at("strips"), blocks), axis)):
        own = draw.at(s)
        turned = rotate(strip, (2 * own.uniform(0) - 1) * 24)
        parts = turned.split(lengths(own, blocks), 3 - axis)
        strips.append(torch.cat([parts[p] for p in own.at("order").permutation(blocks)], 3 - axis))
    return torch.cat([strips[p] for p in draw.at("order").permutation(blocks)], axis)


class Attack:
    def __init__(self, norm, aim="penultimate", scales=1, copies=1, diverse=0.0, change=None, nesterov=False,
                 translate=0, rule="plain", neighbours=3, momentum=1.0):
        self.__dict__.update(locals())
        self.epsilon = 8 / 255 if norm == "linf" else 0.5
        self.step = self.epsilon / STEPS

    def shown(self, x, draw, copy):
        if self.change == "sia":
            x = sia(x, draw.at("blocks").at(copy))
        if self.change == "bsr":
            x = bsr(x, draw.at("shuffle").at(copy))
        x = x / 2 ** (copy % self.scales)
        return diverse(x, draw.at("diverse").at(copy), self.diverse) if self.diverse else x

    def plain(self, x, image, draw):
        x = x.clone().requires_grad_(True)
        count = self.scales * self.copies
        mean = sum(objective(self.shown(x, draw, c), image, self.aim) for c in range(count)) / count
        return torch.autograd.grad(mean, x)[0]

    def unit(self, g):
        return g / (g.abs().mean() if self.norm == "linf" else g.norm())

    def scattered(self, x, radius, draw):
        if self.norm == "linf":
            u = torch.tensor([draw.single(i) for i in range(VALUES)], dtype=torch.float64).view(3, SIDE, SIDE)
            return x + (2 * u - 1) * radius
        d = torch.tensor([draw.gaussian(i) for i in range(VALUES)], dtype=torch.float64).view(3, SIDE, SIDE)
        return x + d / d.norm() * radius * draw.at("radius").uniform(0) ** (1 / VALUES)

    def run(self, image):
        clean = PIXELS[image]
        x = clean.clone()
        momentum, variance = torch.zeros_like(x), torch.zeros_like(x)
        stream = Randomness(5).at(image).at("restart").at(0)
        for step in range(STEPS):
            draw = stream.at("step").at(step)
            at = x + self.step * self.momentum * momentum if self.nesterov else x
            near = [draw.at("neighbour").at(j) for j in range(self.neighbours)]
            if self.rule == "pgn":
                g = torch.zeros_like(x)
                for n in near:
                    place = self.scattered(at, 3 * self.epsilon, n.at("place"))
                    first = self.plain(place, image, n)
                    second = self.plain(place - self.step * self.unit(first), image, n.at("down"))
                    g += (0.5 * first + 0.5 * second) / self.neighbours
            else:
                g = self.plain(at, image, draw)
            if self.rule == "vmi":
                around = sum(self.plain(self.scattered(at, 1.5 * self.epsilon, n.at("place")), image, n) for n in near)
                tuned, variance = g + variance, around / self.neighbours - g
                g = tuned
            if self.translate:
                k = torch.exp(-torch.linspace(-3, 3, self.translate, dtype=torch.float64) ** 2 / 2)
                k = torch.outer(k, k)
                k = (k / k.sum()).expand(3, 1, -1, -1)
                g = F.conv2d(g.unsqueeze(0), k, padding=self.translate // 2, groups=3)[0]
            momentum = self.momentum * momentum + self.unit(g)
            if self.norm == "linf":
                x = x + self.step * momentum.sign()
                x = clean + (x - clean).clamp(-self.epsilon, self.epsilon)
            else:
                change = x + self.step * momentum / momentum.norm() - clean
                x = clean + change * min(1.0, self.epsilon / change.norm().item())
            x = x.clamp(0, 1)
        return ((x - MEAN[0]) / STD[0]).reshape(-1)


CASES = {
    "mi": {},
    "plain": {"momentum": 0.0},
    "half-momentum": {"momentum": 0.5},
    "ni": {"nesterov": True},
    "di": {"diverse": 0.5},
    "ti": {"translate": 15},
    "si": {"scales": 5},
    "si-ni-ti-di": {"scales": 5, "nesterov": True, "translate": 15, "diverse": 0.5},
    "vmi": {"rule": "vmi"},
    "vni": {"rule": "vmi", "nesterov": True},
    "pgn": {"rule": "pgn"},
    "sia": {"change": "sia", "copies": 20},
    "bsr": {"change": "bsr", "copies": 20},
    "away": {"aim": "away", "diverse": 0.5},
    "next": {"aim": "next"},
}


def main():
    torch.set_num_threads(1)
    with open(f"{sys.argv[1]}/transfer.txt", "w") as out:
        for norm in ("linf", "l2"):
            for name, settings in CASES.items():
                attack = Attack(norm, **settings)
                values = torch.cat([attack.run(image) for image in range(IMAGES)])[::5]
                print(f"{norm}/{name}", *(f"{v:.6f}" for v in values.tolist()), file=out)


if __name__ == "__main__":
    main()
