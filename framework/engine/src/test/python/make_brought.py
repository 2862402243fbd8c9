#!/usr/bin/env python3
"""Makes the logits of NameMatcherTest: what PyTorch computes of files that people bring.

    /usr/bin/python3 make_brought.py ORACLE ../resources/org/heredity/engine

ORACLE is the folder of the project's make_oracle.py, which defines formula and models. The network is resnet18 of width
8 with 5 classes, seed 21, on its 5 images of 32 pixels.
"""
import json, os, struct, sys
sys.path.insert(0, sys.argv[1])
import torch
from torch.nn.utils import prune
from make_oracle import build, images, load_formula, uniform

SEED, SIDE, CLASSES = 21, 32, 5
x = images(5, SIDE, SEED)
new = lambda: load_formula(build("resnet18", 8, CLASSES), SEED).eval()
T = {}
with torch.no_grad():
    T["plain"] = new()(x)
    m = new()
    m.fc.bias = None
    T["no-bias"] = m(x)
    m = new()
    for name, layer in m.named_modules():
        if isinstance(layer, torch.nn.Conv2d):
            shape = layer.weight.shape
            mask = torch.from_numpy(uniform(name + ".weight.mask", layer.weight.numel(), SEED)).reshape(shape) < 0.5
            prune.custom_from_mask(layer, "weight", mask)
    T["pruned"] = m(x)
    # Normalised in a first layer of its own, as people put it before a network: of levels from 0 to 1.
    mean, std = (torch.tensor(v).view(3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    class Normalize(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", mean); self.register_buffer("std", std)
        def forward(self, v): return (v - self.mean) / self.std
    T["normalising"] = torch.nn.Sequential(Normalize(), new())(x * std + mean)

header, blobs, at = {}, [], 0
for name, t in T.items():
    raw = t.numpy().tobytes()
    header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [at, at + len(raw)]}
    blobs.append(raw); at += len(raw)
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(os.path.join(sys.argv[2], "brought.safetensors"), "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
