#!/usr/bin/env python3
"""Writes what AutoAttackReferenceTest expects of AutoAttack's members, step by step, computed with PyTorch in double precision.

    /usr/bin/python3 make_autoattack_expected.py OUT

OUT gets autoattack.txt. Written from the papers, in values of [0,1] with the normalisation inside the model, whereas the
attacks work in normalised units. The model is W2 sin(W1 x) on three images of 8 x 8 pixels with 6 classes; for all but FAB
the true class gets a bias that no change of the image makes up for, so that an attack goes on to its last step. Weights,
images and all that is drawn come from the project's own random numbers, which are repeated here. FAB's hyperplane is reached
by bisection. A line is a name and numbers.
"""
import math
import sys

import torch

IMAGES, SIDE, CLASSES, HIDDEN = 3, 8, 6, 16
STEPS, COMPARED = 40, 16  # later the steps get so small that single precision decides what is better
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
MEAN = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64).view(3, 1, 1)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Stream:
    """org.heredity.data.Randomness."""

    def __init__(self, key):
        self.key = key & MASK

    def at(self, where):
        if isinstance(where, str):
            key = 0xCBF29CE484222325
            for byte in where.encode():
                key = ((key ^ byte) * 0x100000001B3) & MASK
            where = key
        return Stream(mix(mix((self.key + GOLDEN) & MASK) ^ where))

    def bits(self, i):
        return mix((self.key + (i + 1) * GOLDEN) & MASK)

    def uniform(self, i):
        return (self.bits(i) >> 40) * 2.0 ** -24

    def uniform_double(self, i):
        return (self.bits(i) >> 11) * 2.0 ** -53

    def gaussian(self, i):
        return math.sqrt(-2 * math.log(1 - self.uniform_double(2 * i))) * math.cos(2 * math.pi * self.uniform_double(2 * i + 1))

    def sign(self, i):
        return -1.0 if self.bits(i) >> 63 else 1.0

    def place(self, i, most):
        return int(self.uniform_double(i) * (most + 1))


def single(values, *shape):
    """As the test has them: rounded to single precision."""
    return torch.tensor(values).float().double().view(*shape)


SIZE = 3 * SIDE * SIDE
W1 = single([Stream(1).gaussian(i) / 6 for i in range(HIDDEN * SIZE)], HIDDEN, SIZE)
W2 = single([Stream(2).gaussian(i) for i in range(CLASSES * HIDDEN)], CLASSES, HIDDEN)
PIXELS = single([0.1 + 0.8 * Stream(3).uniform(i) for i in range(IMAGES * SIZE)], IMAGES, 3, SIDE, SIDE)


LEAD = 14


def logits(x, favoured=None):
    z = W2 @ torch.sin(W1 @ ((x - MEAN) / STD).flatten())
    return z if favoured is None else z + LEAD * torch.nn.functional.one_hot(torch.tensor(favoured), CLASSES)


LABELS = [int(logits(x).argmax()) for x in PIXELS]


def target_of(n):
    return logits(PIXELS[n]).argsort(descending=True).tolist()[1]


def cross_entropy(z, label, target):
    return z.logsumexp(0) - z[label]


def dlr(z, label, target):
    top = z.argsort(descending=True)
    rival = top[1] if top[0] == label else top[0]
    return (z[rival] - z[label]) / (z[top[0]] - z[top[2]] + 1e-12)


def targeted_dlr(z, label, target):
    top = z.argsort(descending=True)
    return (z[target] - z[label]) / (z[top[0]] - (z[top[2]] + z[top[3]]) / 2 + 1e-12)


def difference(z, label, target):
    return z[target] - z[label]


def look(x, label, target, loss, favoured=None):
    x = x.clone().requires_grad_(True)
    z = logits(x, favoured)
    value = loss(z, label, target)
    gradient, = torch.autograd.grad(value, x)
    return value.item(), gradient, z.detach()


class Linf:
    name = "linf"

    @staticmethod
    def project(x, clean, eps):
        return torch.clamp(clean + torch.clamp(x - clean, -eps, eps), 0, 1)

    @staticmethod
    def direction(g):
        return g.sign()

    @staticmethod
    def start(clean, eps, stream):
        t = torch.tensor([2 * stream.uniform(i) - 1 for i in range(SIZE)]).view_as(clean)
        return torch.clamp(clean + eps * t / t.abs().max(), 0, 1)

    @staticmethod
    def length(d):
        return d.abs().max().item()

    @staticmethod
    def rate(w):
        return (w != 0).double()


class L2:
    name = "l2"

    @staticmethod
    def project(x, clean, eps):
        change = x - clean
        return torch.clamp(clean + change * min(1, eps / change.norm().item()) if change.norm() > 0 else x, 0, 1)

    @staticmethod
    def direction(g):
        return g / (g.norm() + 1e-12)

    @staticmethod
    def start(clean, eps, stream):
        t = torch.tensor([stream.gaussian(i) for i in range(SIZE)]).view_as(clean)
        return torch.clamp(clean + eps * t / t.norm(), 0, 1)

    @staticmethod
    def length(d):
        return d.norm().item()

    @staticmethod
    def rate(w):
        return w.abs()


def apgd(norm, loss, eps, n):
    """The losses of all steps, sizes of steps in eps, and the best point."""
    clean, label, target = PIXELS[n], LABELS[n], target_of(n)
    x = norm.start(clean, eps, Stream(5).at(n).at("apgd").at(0))
    value, g, z = look(x, label, target, loss, label)
    best, best_g, best_x, checked, reduced = value, g, x, value, True
    losses, sizes, old, step, since = [value], [], x, 2 * eps, 0
    interval = max(int(0.22 * STEPS), 1)
    for i in range(COMPARED):
        share = 1 if i == 0 else 0.75
        z1 = norm.project(x + step * norm.direction(g), clean, eps)
        following = norm.project(x + share * (z1 - x) + (1 - share) * (x - old), clean, eps)
        old, x = x, following
        value, g, z = look(x, label, target, loss, label)
        losses.append(value)
        sizes.append(step / eps)
        assert z.argmax() == label
        if value > best:
            best, best_g, best_x = value, g, x
        since += 1
        if since == interval:
            recent = losses[-interval - 1:]
            raises = sum(b > a for a, b in zip(recent, recent[1:]))
            reduced = raises <= 0.75 * interval or (not reduced and best <= checked)
            checked, since = best, 0
            interval = max(interval - max(int(0.03 * STEPS), 1), max(int(0.06 * STEPS), 1))
            if reduced:
                step, x, g = step / 2, best_x, best_g
    return losses, sizes, best_x


def to_hyperplane(norm, x, w, value):
    """The change of a point at which the function is `value` that leads to 0 within [0,1]."""
    towards = -math.copysign(1, value) * w.sign()
    room = torch.where(towards > 0, 1 - x, x)
    rate = norm.rate(w)
    change = lambda m: torch.min(m * rate, room) * (w != 0)
    covered = lambda m: (w.abs() * change(m)).sum().item()
    low, high = 0.0, 1.0
    while covered(high) < abs(value) and high < 1e30:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if covered(middle) < abs(value) else (low, middle)
    return towards * change(high)


def fab(norm, n):
    """Where the image is after each of some steps, if nothing ends them."""
    clean, label, target = PIXELS[n], LABELS[n], target_of(n)
    x, places, over = clean, [], 0
    for _ in range(12):
        value, w, _ = look(x, label, target, difference)
        own = to_hyperplane(norm, x, w, value)
        other = to_hyperplane(norm, clean, w, value + (w * (clean - x)).sum().item())
        a, b = max(norm.length(own), 1e-8), max(norm.length(other), 1e-8)
        pull = min(a / (a + b), 0.1)
        x = torch.clamp((x + 1.05 * own) * (1 - pull) + (clean + 1.05 * other) * pull, 0, 1)
        if logits(x).argmax() != label:
            x, over = clean + 0.9 * (x - clean), over + 1
        places.append(x)
    assert over > 1, "the fixture is to step back, too"
    return places


def share(query):
    return 0.8 / 2 ** sum(query > limit for limit in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000))


def hill(height, width):
    hill = torch.zeros(height, width)
    for k in range(max(height, width) // 2 + 1):
        top, left = height // 2 - k, width // 2 - k
        hill[max(top, 0):top + 2 * k + 1, max(left, 0):left + 2 * k + 1] += 1 / (k + 1) ** 2
    return hill / hill.norm()


def bump(length, upright):
    half = length // 2
    parts = [hill(half, length)] if half else []
    bump = torch.cat(parts + [-hill(length - half, length)])
    bump = bump / bump.norm()
    return bump.T if upright else bump


def square_linf(clean, eps, stream):
    start = torch.empty_like(clean)
    draws = stream.at("start")
    for c in range(3):
        for x in range(SIDE):
            start[c, :, x] = torch.clamp(clean[c, :, x] + eps * draws.sign(c * SIDE + x), 0, 1)

    def change(best, query):
        draws = stream.at("query").at(query)
        s = min(max(round(math.sqrt(share(query) * SIDE * SIDE)), 1), SIDE)
        top, left = draws.place(0, SIDE - s), draws.place(1, SIDE - s)
        delta = torch.zeros_like(clean)
        for c in range(3):
            delta[c, top:top + s, left:left + s] = 2 * eps * draws.sign(2 + c)
        return torch.clamp(torch.clamp(best + delta, clean - eps, clean + eps) if s else best, 0, 1)
    return start, change


def square_l2(clean, eps, stream):
    place = lambda delta: torch.clamp(clean + eps * delta / delta.norm(), 0, 1)
    delta, s, tile = torch.zeros_like(clean), max(1, SIDE // 5), 0
    margin = (SIDE - 5 * s) // 2
    for top in range(margin, SIDE - s + 1, s):
        for left in range(margin, SIDE - s + 1, s):
            draws = stream.at("start").at(tile)
            tile += 1
            for c in range(3):
                delta[c, top:top + s, left:left + s] = draws.sign(1 + c) * bump(s, draws.sign(0) < 0)

    def change(best, query):
        draws = stream.at("query").at(query)
        s = max(round(math.sqrt(share(query) * SIDE * SIDE)), 3)
        s = min(s + 1 - s % 2, SIDE)
        y, x, y2, x2 = (draws.place(i, SIDE - s) for i in range(4))
        delta = best - clean
        either = torch.zeros(SIDE, SIDE)
        either[y:y + s, x:x + s] = 1
        either[y2:y2 + s, x2:x2 + s] = 1
        spare = max(eps ** 2 - (delta ** 2).sum().item(), 0) / 3
        changed = delta.clone()
        changed[:, y2:y2 + s, x2:x2 + s] = 0
        for c in range(3):
            window = delta[c, y:y + s, x:x + s]
            fresh = draws.sign(5 + c) * bump(s, draws.sign(4) < 0) + window / (window.norm() + 1e-12)
            budget = spare + ((delta[c] * either) ** 2).sum().item()
            changed[c, y:y + s, x:x + s] = fresh / (fresh.norm() + 1e-12) * math.sqrt(budget)
        return place(changed)
    return place(delta), change


def square(make, eps, n):
    """Leads of the true class of start and proposals, and the best point."""
    clean, label = PIXELS[n], LABELS[n]
    best, change = make(clean, eps, Stream(5).at(n).at("square").at(0))

    def lead(x):
        z = logits(x, label)
        others = z.clone()
        others[label] = -math.inf
        return (z[label] - others.max()).item()
    leads = [lead(best)]
    least = leads[0]
    for query in range(80):
        proposal = change(best, query)
        leads.append(lead(proposal))
        if leads[-1] < least:
            best, least = proposal, leads[-1]
    assert least > 0
    return leads, best


def main():
    with open(f"{sys.argv[1]}/autoattack.txt", "w") as out:
        def line(name, values):
            print(name, *(f"{v:.8g}" for v in values), file=out)

        line("labels", LABELS)
        for n in range(IMAGES):
            line(f"logits.{n}", logits(PIXELS[n]).tolist())
            for norm, eps in ((Linf, 0.03), (L2, 0.3)):
                for loss in (cross_entropy, dlr, targeted_dlr):
                    losses, sizes, best = apgd(norm, loss, eps, n)
                    name = f"apgd.{norm.name}.{loss.__name__.replace('_', '-')}.{n}"
                    line(name + ".losses", losses)
                    line(name + ".sizes", sizes)
                    line(name + ".best", best.flatten().tolist())
                for i, x in enumerate(fab(norm, n)):
                    if i % 4 == 3:
                        line(f"fab.{norm.name}.{n}.{i}", x.flatten().tolist())
            for make, name, eps in ((square_linf, "linf", 0.03), (square_l2, "l2", 0.3)):
                leads, best = square(make, eps, n)
                line(f"square.{name}.{n}.leads", leads)
                line(f"square.{name}.{n}.best", best.flatten().tolist())


main()
