#!/usr/bin/env python3
"""Writes what FamiliesTest expects of a narrow network of every family, computed with PyTorch in double precision.

    /usr/bin/python3 make_families.py ORACLE OUT [NAME...]

ORACLE is the folder of the project's make_oracle.py; OUT gets family_NAME.txt for each family below, or those named.
The networks are torchvision's own classes, with fewer channels; weights and images are the formula's, and there
are 5 classes. What is differentiated is cross-entropy. A line is mode and tensor joined by dots, and a row as
make_nodes.py has it, of gradients with 2 places, of the rest with 16; `train.running` are all running statistics one behind the other. Lines
that begin with `single` say how far PyTorch's single precision is from that, at the worst tensor.
"""
import copy, os, sys

sys.path.insert(0, sys.argv[1])
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision import models
from make_oracle import images, load_formula, uniform

CLASSES = 5
GOOGLENET = sys.modules["torchvision.models.googlenet"]


def vgg(layers, norms, width=4):
    letters = {11: "A", 13: "B", 16: "D", 19: "E"}[layers]
    channels = [c if c == "M" else c * width // 64 for c in models.vgg.cfgs[letters]]
    net = models.vgg.VGG(models.vgg.make_layers(channels, batch_norm=norms), num_classes=CLASSES)
    hidden = 64 * width
    net.classifier = nn.Sequential(nn.Linear(8 * width * 49, hidden), nn.ReLU(), nn.Identity(), nn.Linear(hidden, hidden),
                                   nn.ReLU(), nn.Identity(), nn.Linear(hidden, CLASSES))
    return net


def resnet(depths, width, groups=1, per_group=64):
    """torchvision's, which has 64 channels in its first stage whatever is said."""
    class Narrow(models.resnet.ResNet):
        def _make_layer(self, block, planes, blocks, **settings):
            if self.inplanes == 64 and planes == 64:
                self.inplanes = width
                self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
                self.bn1 = nn.BatchNorm2d(width)
            return super()._make_layer(block, planes * width // 64, blocks, **settings)
    net = Narrow(models.resnet.Bottleneck, depths, CLASSES, groups=groups, width_per_group=per_group)
    net.fc = nn.Linear(32 * width, CLASSES)
    return net


def googlenet(share=8):
    block = lambda i, o, **settings: GOOGLENET.BasicConv2d(i if i == 3 else i // share, o // share, **settings)
    inception = lambda *channels: GOOGLENET.Inception(*channels, conv_block=block)
    net = models.GoogLeNet(CLASSES, aux_logits=False, init_weights=False, blocks=[block, inception, None], dropout=0)
    net.fc = nn.Linear(1024 // share, CLASSES)
    return net


def alexnet(width=4):
    net = models.AlexNet(CLASSES, dropout=0)
    for module in (m for m in net.features if isinstance(m, nn.Conv2d)):
        i, o = (c if c == 3 else c * width // 64 for c in (module.in_channels, module.out_channels))
        module.__init__(i, o, module.kernel_size, module.stride, module.padding)
    for at in (1, 4, 6):
        i, o = (c if c == CLASSES else c * width // 64 for c in (net.classifier[at].in_features, net.classifier[at].out_features))
        net.classifier[at] = nn.Linear(i, o)
    return net


class SqueezeNet(models.SqueezeNet):
    """Narrow; unless that is left out, with a linear layer behind the means of its scores."""
    def __init__(self, width=8, head=True):
        super().__init__("1_1", num_classes=1000, dropout=0)
        for module in [m for m in self.modules() if isinstance(m, nn.Conv2d)]:
            i, o = (c if c in (3, 1000) else c * width // 64 for c in (module.in_channels, module.out_channels))
            module.__init__(i, o, module.kernel_size, module.stride, module.padding)
        if head:
            self.classifier.append(nn.Linear(1000, CLASSES))

    def forward(self, x):
        return self.classifier[4:](self.classifier[:4](self.features(x)).flatten(1))


def efficientnet(number):
    wider, deeper = {0: (1, 1), 1: (1, 1.1), 2: (1.1, 1.2), 3: (1.2, 1.4)}[number]
    stem = {0: 32, 1: 32, 2: 32, 3: 40}[number]
    settings, _ = models.efficientnet._efficientnet_conf("efficientnet_b0", width_mult=wider * 8 / stem, depth_mult=deeper)
    return models.EfficientNet(settings, 0, 0, CLASSES)


def convnext(*depths, width=8):
    stages = [models.convnext.CNBlockConfig(width << i, None if i == 3 else width << i + 1, n) for i, n in enumerate(depths)]
    return models.ConvNeXt(stages, num_classes=CLASSES)


# How it is made, side, batch.
FAMILIES = {
    **{f"vgg{n}" + ("_bn" if norms else ""): (lambda n=n, norms=norms: vgg(n, norms), 32, 4)
       for n in (11, 13, 16, 19) for norms in (False, True)},
    "mobilenet_v2": (lambda: models.mobilenet_v2(width_mult=0.25, num_classes=CLASSES, dropout=0), 64, 4),
    "densenet121": (lambda: models.DenseNet(4, (6, 12, 24, 16), 8, num_classes=CLASSES), 64, 4),
    **{f"efficientnet_b{n}": (lambda n=n: efficientnet(n), 64, 4) for n in (0, 1, 2, 3)},
    "mobilenet_v3_large": (lambda: models.mobilenet_v3_large(width_mult=0.5, num_classes=CLASSES, dropout=0), 64, 4),
    "mobilenet_v3_small": (lambda: models.mobilenet_v3_small(width_mult=0.5, num_classes=CLASSES, dropout=0), 64, 4),
    "shufflenet_v2_x1_0": (lambda: models.ShuffleNetV2([4, 8, 4], [12, 58, 116, 232, 512], CLASSES), 64, 4),
    "googlenet": (googlenet, 64, 4),
    "regnet_y_400mf": (lambda: models.regnet_y_400mf(num_classes=CLASSES), 64, 4),
    "convnext_tiny": (lambda: convnext(3, 3, 9, 3), 64, 4),
    "alexnet": (alexnet, 64, 4),
    "squeezenet1_1": (SqueezeNet, 64, 4),
    "resnet152": (lambda: resnet([3, 8, 36, 3], 4), 64, 4),
    "resnext50_32x4d": (lambda: resnet([3, 4, 6, 3], 16, 32, 4), 64, 4),
    "wide_resnet50_2": (lambda: resnet([3, 4, 6, 3], 8, 1, 128), 64, 4),
}


# Of weights and images, where 1 puts what a ReLU6 receives so near to a corner that rounding decides its gradient.
SEEDS = {"mobilenet_v2": 2}


def row(name, tensor, count):
    t = tensor.detach().double().numpy().reshape(-1)
    signs = np.where(uniform(name + ".signs", t.size, 0) < 0.5, -1.0, 1.0)
    at = (uniform(name + ".places", count, 0).astype(np.float64) * t.size).astype(np.int64)
    return np.concatenate([[np.abs(t).max(), float((signs * t).sum())], t[at]]), t.size


def compute(make, side, batch, seed, number):
    rows = {}
    model = load_formula(make(), seed).to(number)
    y = torch.arange(batch) % CLASSES
    for mode in ("eval", "train"):
        net = copy.deepcopy(model).train(mode == "train")
        x = images(batch, side, seed).to(number).requires_grad_(mode == "eval")
        logits = net(x)
        loss = F.cross_entropy(logits, y)
        loss.backward()
        rows[f"{mode}.logits"] = row("logits", logits, 16)
        if mode == "eval":
            rows["eval.images"] = row("images", x.grad, 16)
            continue
        for name, p in net.named_parameters():
            made = row(name, p.grad, 2)
            if made[0][0] > 1e-12:  # A bias before batch norm has no gradient but for rounding.
                rows["train.grad." + name] = made
        running = [b.reshape(-1) for name, b in net.named_buffers() if b.is_floating_point()]
        if running:
            rows["train.running"] = row("running", torch.cat(running), 16)
    return rows


def deviation(expected, actual):
    """As FamiliesTest measures it."""
    (e, n), (a, _) = expected, actual
    off = np.abs(e - a)
    off[1] /= np.sqrt(n)
    return off.max() / max(e[0], 1e-300)


def main():
    torch.set_num_threads(1)
    for name, (make, side, batch) in FAMILIES.items():
        if len(sys.argv) > 3 and name not in sys.argv[3:]:
            continue
        seed = SEEDS.get(name, 1)
        exact, single = (compute(make, side, batch, seed, number) for number in (torch.float64, torch.float32))
        with open(f"{sys.argv[2]}/family_{name}.txt", "w") as out:
            worst = {}
            for at, (values, _) in exact.items():
                print(at, *(f"{v:.9g}" for v in values), file=out)
                kind = "train.grad" if at.startswith("train.grad.") else at
                if at in single:
                    worst[kind] = max(worst.get(kind, 0), deviation(exact[at], single[at]))
            for at, off in worst.items():
                print("single." + at, f"{off:.2g}", file=out)
        print(name, {at: f"{off:.1e}" for at, off in worst.items()}, flush=True)


if __name__ == "__main__":
    main()
