#!/usr/bin/env python3
"""Writes what OverflowingImageTest expects: logits of images of which one overflows within the network, in PyTorch.

    /usr/bin/python3 make_overflow_expected.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py; OUT gets overflow.txt. ResNet18 of width 8 with 5 classes; weights
and images are the formula's (seed 1, 5 images of 32 pixels), but for what is planted: channel 0 of the first convolution
finds pixels of red over 5, of which image 2 alone has some, and makes 1e22 of them; channels 0 and 1 of
layer1.0.conv1 multiply that by FACTOR, and layer1.0.conv2 takes the one from the other everywhere. With a factor of 1e17
that is infinity minus infinity; with -1e17 a ReLU makes 0 of both infinities. Single precision, batch norm in eval
mode. A line is a case and an image, then its logits.
"""
import sys

sys.path.insert(0, sys.argv[1])
import torch
import make_oracle

CASES = {"cancelled": 1e17, "rectified": -1e17}


def plant(model, factor):
    state = model.state_dict()
    first = state["conv1.weight"]
    first[0] = 0
    first[0, 0, 3, 3] = 1
    middle = state["layer1.0.conv1.weight"]
    middle[:2] = 0
    middle[:2, 0, 1, 1] = factor
    for norm, channels, scale, shift in (("bn1", 1, 1e22, -5e22), ("layer1.0.bn1", 2, 1, 0)):
        for part, value in (("weight", scale), ("bias", shift), ("running_mean", 0), ("running_var", 1)):
            state[f"{norm}.{part}"][:channels] = value
    last = state["layer1.0.conv2.weight"]
    last[:, 1] = -last[:, 0]


def main():
    with open(f"{sys.argv[2]}/overflow.txt", "w") as out, torch.no_grad():
        x = make_oracle.images(5, 32, 1).float()
        x[2, 0, 8:16, 8:16] = 6
        for case, factor in CASES.items():
            model = make_oracle.load_formula(make_oracle.build("resnet18", 8, 5), 1).float().eval()
            plant(model, factor)
            for n, row in enumerate(model(x).tolist()):
                print(f"{case}.{n}", *("NaN" if v != v else f"{v:.7g}" for v in row), file=out)


main()
