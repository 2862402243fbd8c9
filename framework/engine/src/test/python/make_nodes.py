#!/usr/bin/env python3
"""Writes what NodesTest expects of every kind of node, computed with PyTorch in double precision.

    /usr/bin/python3 make_nodes.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py; OUT gets nodes.txt. Each network is a convolution `stem` of three
colours to 16 channels, the nodes of the case, and a linear layer `mix` of all values to 6 features; weights and the 2
images of 9 pixels are the formula's (seed 1). What is differentiated is the sum of the features times the formula's
numbers called `objective`. A line is case, mode and tensor joined by dots, and a row as make_reference.py has it: the largest absolute value,
the sum under signs from the formula, and 16 values at places from the formula.
"""
import copy, sys

sys.path.insert(0, sys.argv[1])
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from make_oracle import images, load_formula, uniform

C, SIDE, BATCH, FEATURES, FEW = 16, 9, 2, 6, 16


def row(name, tensor):
    t = tensor.detach().double().numpy().reshape(-1)
    signs = np.where(uniform(name + ".signs", t.size, 0) < 0.5, -1.0, 1.0)
    at = (uniform(name + ".places", FEW, 0).astype(np.float64) * t.size).astype(np.int64)
    return np.concatenate([[np.abs(t).max(), float((signs * t).sum())], t[at]])


def line(out, name, quantity, tensor):
    print(name, *(f"{v:.15g}" for v in row(quantity, tensor)), file=out)


class Scale(nn.Module):
    """A factor for every channel, itself the parameter."""
    def __init__(self, channels):
        super().__init__()
        self.factor = nn.Parameter(torch.zeros(channels, 1, 1))


class Network(nn.Module):
    def __init__(self, modules, run):
        super().__init__()
        self.stem = nn.Conv2d(3, C, 3, padding=1, bias=False)
        for name, module in modules.items():
            if isinstance(module, Scale):
                self.register_parameter(name, module.factor)
            else:
                setattr(self, name, module)
        self.run = run
        self.mix = nn.Linear(run(self, torch.zeros(1, C, SIDE, SIDE)).numel(), FEATURES)

    def forward(self, x):
        return self.mix(self.run(self, self.stem(x)).flatten(1))


def conv(i, o, k, **settings):
    return nn.Conv2d(i, o, k, **settings)


def activation(function):
    """Once behind a convolution of its own, once behind one that something else reads."""
    def run(m, x):
        fused, shared = function(4 * m.a(x)), m.b(x)
        return fused + function(shared) + shared
    return dict(a=conv(C, C, 1), b=conv(C, C, 1)), run


def layer_norm(m, x):
    return F.layer_norm(x.permute(0, 2, 3, 1), (C,), m.a.weight, m.a.bias, 1e-6).permute(0, 3, 1, 2)


def excite(m, x):
    return x * torch.sigmoid(m.b(F.relu(m.a(F.adaptive_avg_pool2d(x, 1)))))


def dense(m, x):
    y = torch.cat([x, m.b(F.relu(m.a(x)))], 1)
    return F.relu(m.c(y))


def shuffle(x, groups):
    n, c, h, w = x.shape
    return x.view(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)


CASES = {
    "groups": (dict(a=conv(C, 24, 3, padding=1, groups=4)), lambda m, x: m.a(x)),
    "depthwise": (dict(a=conv(C, C, 3, stride=2, padding=1, groups=C, bias=False), n=nn.BatchNorm2d(C)),
                  lambda m, x: F.relu6(m.n(m.a(x)))),
    "multiplied": (dict(a=conv(C, 2 * C, 5, padding=2, groups=C, bias=False), n=nn.BatchNorm2d(2 * C)), lambda m, x: F.silu(m.n(m.a(x)))),
    "dilated": (dict(a=conv(C, C, 3, padding=2, dilation=2)), lambda m, x: F.relu(m.a(x))),
    "rectangular": (dict(a=conv(C, C, (1, 5), stride=(2, 1), padding=(0, 2), bias=False), n=nn.BatchNorm2d(C)),
                    lambda m, x: F.relu(m.n(m.a(x)))),
    "uneven": (dict(a=conv(C, C, 3, stride=2)), lambda m, x: m.a(F.pad(x, (1, 2, 0, 1)))),
    "uneven-depthwise": (dict(a=conv(C, C, 3, stride=2, groups=C)), lambda m, x: m.a(F.pad(x, (0, 1, 0, 1)))),
    "relu6": activation(F.relu6),
    "leaky": activation(lambda x: F.leaky_relu(x, 0.1)),
    "silu": activation(F.silu),
    "hardswish": activation(F.hardswish),
    "hardsigmoid": activation(F.hardsigmoid),
    "sigmoid": activation(torch.sigmoid),
    "gelu": activation(F.gelu),
    "gelu-tanh": activation(lambda x: 0.5 * x * (1 + torch.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)))),
    "tanh": activation(torch.tanh),
    "dense": (dict(a=nn.BatchNorm2d(C), b=conv(C, 8, 3, padding=1, bias=False), c=nn.BatchNorm2d(C + 8)), dense),
    "norm-alone": (dict(a=nn.BatchNorm2d(C, eps=1e-3, momentum=0.01)), lambda m, x: m.a(x) + x),
    "max": ({}, lambda m, x: F.max_pool2d(x, 3, 2, 1)),
    "max-ceil": ({}, lambda m, x: F.max_pool2d(x, 2, 2, ceil_mode=True)),
    "max-rectangular": ({}, lambda m, x: F.max_pool2d(x, (3, 2), (2, 1), (1, 0))),
    "average-counting": ({}, lambda m, x: F.avg_pool2d(x, 3, 2, 1)),
    "average": ({}, lambda m, x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)),
    "average-counting-ceil": ({}, lambda m, x: F.avg_pool2d(x, 2, 2, 0, ceil_mode=True)),
    "average-ceil": ({}, lambda m, x: F.avg_pool2d(x, 4, 3, 1, ceil_mode=True, count_include_pad=False)),
    "global-max": ({}, lambda m, x: F.adaptive_max_pool2d(x, 1)),
    "adaptive-same": ({}, lambda m, x: F.adaptive_avg_pool2d(x, 9) + x),
    "adaptive-3": ({}, lambda m, x: F.adaptive_avg_pool2d(x, 3)),
    "adaptive-4": ({}, lambda m, x: F.adaptive_avg_pool2d(x, 4)),
    "adaptive-13": ({}, lambda m, x: F.adaptive_avg_pool2d(x, 13)),
    "excite": (dict(a=conv(C, 4, 1), b=conv(4, C, 1)), excite),
    "product": (dict(a=conv(C, C, 3, padding=1)), lambda m, x: x * torch.tanh(m.a(x))),
    "concat": (dict(a=conv(C, 5, 1), b=conv(C, 3, 3, padding=1)), lambda m, x: torch.cat([m.a(x), x, m.b(x)], 1)),
    "concat-16": (dict(a=conv(C, 32, 1), b=conv(C, C, 3, padding=1)), lambda m, x: torch.cat([m.a(x), m.b(x), x], 1)),
    "shuffle": (dict(a=conv(8, 8, 3, padding=1, groups=8)),
                lambda m, x: shuffle(torch.cat([x[:, :8], m.a(x[:, 8:])], 1), 2)),
    "layer-norm": (dict(a=nn.LayerNorm(C)), layer_norm),
    "layer-scale": (dict(a=Scale(C)), lambda m, x: x * m.a),
    "local-norm": ({}, lambda m, x: F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=2.0)),
    "hidden": (dict(a=nn.Linear(C * SIDE * SIDE, 7), b=nn.Linear(7, 5)), lambda m, x: m.b(F.relu(m.a(x.flatten(1))))),
    "pointwise": (dict(a=nn.Linear(C, 8)), lambda m, x: F.gelu(m.a(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))),
}


def main():
    torch.set_num_threads(1)
    x = images(BATCH, SIDE, 1).double()
    objective = torch.from_numpy(uniform("objective", BATCH * FEATURES, 1)).double().reshape(BATCH, FEATURES) - 0.5
    with open(f"{sys.argv[2]}/nodes.txt", "w") as out:
        for name, (modules, run) in CASES.items():
            for mode in ("eval", "train"):
                model = load_formula(Network(copy.deepcopy(modules), run), 1).double().train(mode == "train").requires_grad_(True)
                model.zero_grad()
                moved = x.clone().requires_grad_(True)
                features = model(moved)
                (features * objective).sum().backward()
                line(out, f"{name}.{mode}.features", "features", features)
                line(out, f"{name}.{mode}.images", "images", moved.grad)
                for at, p in model.named_parameters():
                    if at not in ("mix.weight", "mix.bias"):
                        line(out, f"{name}.{mode}.grad.{at}", at, p.grad)
                for at, b in model.named_buffers():
                    if mode == "train" and b.is_floating_point():
                        line(out, f"{name}.{mode}.{at}", at, b)


if __name__ == "__main__":
    main()
