#!/usr/bin/env python3
"""Writes what VggTest expects of a mask search over VGG16's weights and biases, computed with PyTorch in double precision.

    /usr/bin/python3 make_vgg_expected.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py; OUT gets vgg.txt. VGG16 with batch norm for CIFAR at width 4 with 5
classes; weights and images are the formula's (seed 1, 4 images of 32 pixels, labels 0 to 3). Batch norm in eval mode, no
dropout; four steps of Adam, 0.3 on the masks and 0.01 on the head, alpha 2. A line is a name and numbers: kept.NAME
counts elements over 0, mask.NAME has the real-valued mask, loss the cross-entropies before the steps.
"""
import sys

sys.path.insert(0, sys.argv[1])
import torch
import torch.nn as nn
import torch.nn.functional as F
import make_oracle
from torch.nn.utils.stateless import functional_call


class Vgg(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        layers, channels = [], 3
        for step in (1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0):
            if step == 0:
                layers.append(nn.MaxPool2d(2, 2))
            else:
                out = step * width
                layers += [nn.Conv2d(channels, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU()]
                channels = out
        self.features = nn.Sequential(*layers)
        linear = lambda out: nn.Linear(channels, out)
        self.classifier = nn.Sequential(
            linear(channels), nn.ReLU(), nn.Dropout(), linear(channels), nn.ReLU(), nn.Dropout(), linear(classes))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def main():
    torch.set_num_threads(1)
    model = make_oracle.load_formula(Vgg(4, 5), 1).double().eval()
    x, y = make_oracle.images(4, 32, 1).double(), torch.arange(4)
    fixed, head = {}, {}
    for module_name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            into = head if module_name == "classifier.6" else fixed
            for name, p in module.named_parameters(prefix=module_name):
                into[name] = p.detach()
    masks = {n: torch.ones_like(p, requires_grad=True) for n, p in fixed.items()}
    head = {n: p.clone().requires_grad_(True) for n, p in head.items()}
    adam = torch.optim.Adam([{"params": list(masks.values()), "lr": 0.3}, {"params": list(head.values()), "lr": 0.01}])
    binary = make_oracle.Binarize.apply
    losses = []
    for _ in range(4):
        adam.zero_grad()
        loss = F.cross_entropy(functional_call(model, {**{n: fixed[n] * binary(masks[n]) for n in fixed}, **head}, x), y)
        kept = binary(torch.cat([m.flatten() for m in masks.values()])).mean()
        (loss + 2 * kept).backward()
        adam.step()
        losses.append(loss.item())
    with open(f"{sys.argv[2]}/vgg.txt", "w") as out:
        print("loss", *(f"{loss:.7g}" for loss in losses), file=out)
        for name, mask in masks.items():
            print(f"kept.{name}", int((mask > 0).sum()), file=out)
        for name in ("features.0.bias", "features.7.bias", "classifier.0.bias", "classifier.3.bias"):
            print(f"mask.{name}", *(f"{v:.5g}" for v in masks[name].tolist()), file=out)


main()
