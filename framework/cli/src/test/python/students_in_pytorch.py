#!/usr/bin/env python3
"""Loads models that Heredity wrote into torchvision's networks, and compares the logits.

    /usr/bin/python3 students_in_pytorch.py CASES.safetensors ARCHITECTURE=MODEL.safetensors...

CASES holds `images` and, for the n-th model, `logits.n` as Heredity computes them. Prints one line for each model: the
largest difference, relative to the largest logit, and how many predictions differ. Exit code 3: there is no PyTorch.
"""
import os, sys
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../../../checkpoint/src/test/python"))
try:
    import torch, torchvision
except ImportError as e:
    print(e)
    sys.exit(3)
from read_safetensors import read

cases, _ = read(sys.argv[1])
for n, model in enumerate(sys.argv[2:]):
    architecture, file = model.split("=", 1)
    tensors, _ = read(file)
    network = getattr(torchvision.models, architecture)(num_classes=tensors["fc.bias"].numel())
    network.load_state_dict(tensors, strict=True)
    with torch.no_grad(): logits = network.eval()(cases["images"])
    expected = cases[f"logits.{n}"]
    off = ((logits - expected).abs().max() / expected.abs().max()).item()
    print(off, int((logits.argmax(1) != expected.argmax(1)).sum()))
