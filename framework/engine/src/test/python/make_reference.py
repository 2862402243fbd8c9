#!/usr/bin/env python3
"""Makes the reference values of ReferenceTest, ParityTest and DoublePrecisionTest, in double precision.

    /usr/bin/python3 make_reference.py ORACLE OUT [NAME...]

ORACLE is the folder of the project's make_oracle.py, which defines formula, models, objectives and attacks; OUT gets
one small safetensors file for each network below, or for those whose file's name contains a NAME. Weights and images
are the formula's in single precision; everything after them is computed in double precision.

A tensor too large to keep is a row: its largest absolute value, its sum under signs from the formula (which no wrong
part escapes), and some of its values at places from the formula. `train.grad` and `sgd3.state` hold a row for every
tensor of the network. `pgd.*` hold some pixels' distance from the clean image, in units of 2^-18.

Remarks named `single.*` say how far single precision may be from the same values, as the tests measure it: the worst of
PyTorch's in single precision with oneDNN and, at width 8, without; in double precision from weights that each moved by
what rounding can move it, twelve times (at width 64, three); and in double precision with gradients that take what ReLUs receive as positive,
or as negative, where rounding decides its sign. What exceeds its tolerance then is printed.
"""
import copy, hashlib, json, os, struct, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
import torch
import torch.nn.functional as F
import make_oracle
from make_oracle import build, images, load_formula, penultimate_loss, pgd, seam, uniform

CLASSES = 5
FEW, MANY, PIXELS = 16, 512, 4096
UNIT = 2.0 ** -18

# Architecture, width, side, batch, seed.
NETWORKS = [("resnet18", 8, 64, 4, 1), ("resnet18", 8, 32, 5, 21), ("resnet18", 8, 64, 3, 28),
            ("resnet18", 8, 96, 7, 14), ("resnet18", 8, 96, 7, 28), ("resnet18", 8, 224, 4, 23),
            ("resnet18", 64, 32, 5, 11), ("resnet18", 64, 32, 7, 29), ("resnet18", 64, 64, 5, 12),
            ("resnet18", 64, 96, 1, 26), ("resnet18", 64, 224, 1, 13), ("resnet50", 8, 64, 4, 1),
            ("resnet50", 8, 32, 7, 34), ("resnet50", 8, 64, 5, 20), ("resnet50", 8, 96, 3, 38),
            ("resnet50", 8, 224, 1, 33), ("resnet50", 64, 64, 3, 35), ("resnet50", 64, 224, 1, 41)]
# The oracle's, kept with more digits than a float has.
IN_DOUBLE = {("resnet18", 8, 64, 4, 1), ("resnet50", 8, 64, 4, 1)}
# Too slow for every build: forward and gradients alone.
GRADIENTS_ALONE = {("resnet18", 64, 224, 1, 13), ("resnet50", 64, 64, 3, 35), ("resnet50", 64, 224, 1, 41)}

# How often weights move, by width, and by which share of themselves at most: at width 8 as far as moves the logits of
# a ResNet50 in train mode as much as single precision does.
MOVES = {8: (12, 2.0 ** -21), 64: (3, 2.0 ** -22)}

torch.set_num_threads(1)
# The oracle's indicator is a float, which would round the masks' gradients.
make_oracle.Binarize.forward = staticmethod(lambda ctx, m: (m > 0).to(m.dtype))


def rounding(network):
    """What a ReLU receives within this share of the largest value that its layer receives has a sign by rounding. At
    32 pixels the last batch norms see as many values as there are images, and multiply what was rounded before."""
    return 2.0 ** (-20 if network[2] == 32 else -22)


def places(name, n, count):
    return (uniform(name + ".places", count, 0).astype(np.float64) * n).astype(np.int64)


def row(name, tensor, count):
    t = tensor.detach().double().numpy().reshape(-1)
    signs = np.where(uniform(name + ".signs", t.size, 0) < 0.5, -1.0, 1.0)
    return np.concatenate([[np.abs(t).max(), float((signs * t).sum())], t[places(name, t.size, count)]])


def rows(tensors):
    return np.stack([row(n, t, FEW) for n, t in tensors.items()])


def pixels(name, moved, x):
    off = (moved - x).double().numpy().reshape(-1)
    return np.rint(off[places(name, off.size, PIXELS)] / UNIT)


def rate(network):
    """The oracle's, or one after which no network of a few images has exploded."""
    return 0.05 if network[-1] == 1 else 0.001


class Leaning(torch.autograd.Function):
    """A ReLU whose gradient takes what is 0 but for rounding as positive, or as negative."""
    lean = 0.0

    @staticmethod
    def forward(ctx, z):
        ctx.open = z > Leaning.lean * z.abs().max()
        return z.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient): return gradient * ctx.open


F.relu = Leaning.apply


def compute(network, number, lean=0.0, move=None):
    """Everything of a network, in a type of number; move numbers a way to move its weights."""
    Leaning.lean = lean
    arch, width, side, batch, seed = network
    model = load_formula(build(arch, width, CLASSES), seed).to(number)
    for name, p in model.named_parameters() if move is not None else ():
        shares = torch.from_numpy(uniform(f"{name}.move{move}", p.numel(), seed)).double().reshape(p.shape)
        p.data *= 1 + MOVES[width][1] * (2 * shares - 1)
    new = lambda: copy.deepcopy(model)
    x, y, T = images(batch, side, seed).to(number), torch.arange(batch) % CLASSES, {}
    start = (torch.from_numpy(uniform("delta", x.numel(), seed)).reshape(x.shape) * 0.2 - 0.1).to(number)
    m = new().eval().requires_grad_(False)
    T["eval.logits"], T["eval.features"] = m(x).numpy(), row("eval.features", m.features(x), MANY)
    objectives = {"ce": lambda z: F.cross_entropy(m(z), y), "penultimate": lambda z: penultimate_loss(m.features(z))}
    for name, objective in objectives.items():
        v = x.clone().requires_grad_(True)
        loss = objective(v)
        T[f"eval.{name}"] = loss.detach().reshape(1).numpy()
        T[f"eval.{name}.input_grad"] = row(f"eval.{name}.input_grad", torch.autograd.grad(loss, v)[0], MANY)
        for steps in () if network in GRADIENTS_ALONE else (1, 10):
            at = f"pgd.{name}.{steps}"
            T[at] = pixels(at, pgd(objective, x, start, steps), x)
    m = new().train()
    optimiser = torch.optim.SGD(m.parameters(), lr=rate(network), momentum=0.9, weight_decay=1e-4)
    losses = []
    for step in range(1 if network in GRADIENTS_ALONE else 3):
        optimiser.zero_grad()
        out = m(x)
        loss = F.cross_entropy(out, y)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            T["train.logits"] = out.detach().numpy()
            T["train.grad"] = rows({n: p.grad for n, p in m.named_parameters()})
        optimiser.step()
    T["train.ce"] = np.array(losses[:1])
    if network in GRADIENTS_ALONE:
        return T
    T["sgd3.losses"] = np.array(losses)
    T["sgd3.state"] = rows({n: t for n, t in m.state_dict().items() if t.is_floating_point()})
    _, head, losses, kept = seam(new(), x, y, 6, 0.3, 0.001, 0.5)
    T["seam.ce"], T["seam.kept"] = np.array(losses), np.array(kept)
    T["seam.fc.weight"] = row("seam.fc.weight", head["fc.weight"], FEW)
    return T


def tolerance(name):
    """As ReferenceTest has it."""
    if name.startswith("pgd."):
        return 0.01
    if name == "seam.kept":
        return 0.002
    return 1e-4 if name.startswith("eval.") and not name.endswith("grad") else 1e-3


def off(name, expected, actual):
    """As ReferenceTest measures it."""
    if name.startswith("pgd."):
        return np.mean(np.abs(expected - actual) * UNIT > 1e-4)
    if name == "seam.kept":
        return np.abs(expected - actual).max()
    if expected.ndim == 1 and expected.size in (2 + FEW, 2 + MANY) or name in ("train.grad", "sgd3.state"):
        e, a = np.atleast_2d(expected), np.atleast_2d(actual)
        return (np.abs(np.delete(e - a, 1, 1)).max(1) / e[:, 0]).max()
    return np.abs(expected - actual).max() / np.abs(expected).max()


def digest(network):
    arch, width, side, batch, seed = network
    sha = hashlib.sha256()
    for t in load_formula(build(arch, width, CLASSES), seed).state_dict().values():
        if t.is_floating_point():
            sha.update(t.numpy().tobytes())
    sha.update(images(batch, side, seed).numpy().tobytes())
    return sha.hexdigest()


def write(file, tensors, metadata):
    header, blobs, at = {"__metadata__": metadata}, [], 0
    for name, array in tensors.items():
        blobs.append(array.tobytes())
        kind = {"int16": "I16", "float32": "F32", "float64": "F64"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


for network in NETWORKS:
    name = "{}_w{}_{}px_b{}_s{}".format(*network)
    if len(sys.argv) > 3 and not any(wanted in name for wanted in sys.argv[3:]):
        continue
    exact, singles = compute(network, torch.float64), [compute(network, torch.float32)]
    if network[1] == 8:
        with torch.backends.mkldnn.flags(enabled=False):
            singles.append(compute(network, torch.float32))
    singles += [compute(network, torch.float64, move=move) for move in range(MOVES[network[1]][0])]
    singles += [compute(network, torch.float64, lean) for lean in (rounding(network), -rounding(network))]
    single = {n: max(off(n, t, s[n]) for s in singles) for n, t in exact.items()}
    single = {n: e if e == e else np.inf for n, e in single.items()}
    kept = np.float64 if network in IN_DOUBLE else np.float32
    stored = {n: t.astype(np.int16) if n.startswith("pgd.") else t.astype(kept) for n, t in exact.items()}
    file = os.path.join(sys.argv[2], name + ".safetensors")
    write(file, stored, {"torch": torch.__version__, "sha256": digest(network), "rate": str(rate(network)),
                          **{"single." + n: f"{e:.2e}" for n, e in single.items()}})
    print(name, os.path.getsize(file), *(f"{n} {e:.1e}" for n, e in single.items() if e > tolerance(n)), sep="\t", flush=True)
