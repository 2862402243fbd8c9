#!/usr/bin/env python3
"""Writes what FamiliesTest expects of narrow networks of timm's own classes, as make_families.py does of torchvision's.

    /usr/bin/python3 make_timm.py ORACLE OUT TIMM [NAME...]

TIMM is a folder with timm's source (tag v0.9.16 runs on PyTorch 1.13). OUT gets family_NAME.txt for networks that are
of timm alone. Where timm calls the modules of a network otherwise than torchvision, OUT gets timm_NAME.txt: by timm's
name each tensor's shape, then timm's logits and the images' gradient in eval mode, of the formula's images and weights
by timm's own names.
"""
import sys

sys.path.insert(0, sys.argv[3])
only, sys.argv = sys.argv[4:], sys.argv[:3]
import make_families as families
import torch
import torch.nn as nn
import torch.nn.functional as F
from make_oracle import images, values
from timm.models import convnext, efficientnet, mobilenetv3, resnet

CLASSES = families.CLASSES


def narrow(block, depths, share=8, **settings):
    """timm's, which has 64 channels in its first stage whatever is said."""
    net = resnet.ResNet(block, depths, CLASSES, **settings)
    less = lambda n: n if n == 3 else n // share
    for m in net.modules():
        if isinstance(m, nn.Conv2d):
            m.__init__(less(m.in_channels), less(m.out_channels), m.kernel_size, m.stride, m.padding, bias=False)
        elif isinstance(m, nn.BatchNorm2d):
            m.__init__(less(m.num_features))
    net.fc = nn.Linear(less(net.fc.in_features), CLASSES)
    return net


DEEP = {"stem_width": 32, "stem_type": "deep", "avg_down": True}


def mobile(size):
    """Of the published width, for timm rounds other widths in another way than torchvision."""
    return mobilenetv3._gen_mobilenet_v3(f"mobilenetv3_{size}_100", 1.0, num_classes=CLASSES)


ALONE = {
    "resnet26": lambda: narrow(resnet.Bottleneck, [2, 2, 2, 2]),
    "resnet18d": lambda: narrow(resnet.BasicBlock, [2, 2, 2, 2], **DEEP),
    "resnet50d": lambda: narrow(resnet.Bottleneck, [3, 4, 6, 3], **DEEP),
    "mobilenetv3_large_100": lambda: mobile("large"),
    "mobilenetv3_small_100": lambda: mobile("small"),
}
SIDES = {"resnet18d": 72}  # Of which the last stage but one is odd.


def efficient(number):
    wider, deeper, stem = {0: (1, 1, 32), 2: (1.1, 1.2, 32)}[number]
    net = efficientnet._gen_efficientnet(f"efficientnet_b{number}", channel_multiplier=wider * 8 / stem,
                                         depth_multiplier=deeper, num_classes=CLASSES)
    last = net.conv_head.in_channels
    net.conv_head = nn.Conv2d(last, 4 * last, 1, bias=False)
    net.bn2 = type(net.bn2)(4 * last, act_layer=nn.SiLU)
    net.classifier = nn.Linear(4 * last, CLASSES)
    return net


RENAMED = {
    "efficientnet_b0": lambda: efficient(0),
    "efficientnet_b2": lambda: efficient(2),
    "convnext_tiny": lambda: convnext.ConvNeXt(num_classes=CLASSES, depths=(3, 3, 9, 3), dims=(8, 16, 32, 64)),
    "convnext_pico": lambda: convnext.ConvNeXt(num_classes=CLASSES, depths=(2, 2, 6, 2), dims=(8, 16, 32, 64), conv_mlp=True),
    "convnext_nano": lambda: convnext.ConvNeXt(num_classes=CLASSES, depths=(2, 2, 8, 2), dims=(8, 16, 32, 64), conv_mlp=True),
}


def renamed(name, make, out):
    """Lines NAME SHAPE of the tensors, then rows as make_families.py has them, of weights by timm's own names."""
    torch.set_num_threads(1)
    net = make().eval()
    net.load_state_dict({k: torch.tensor(0) if k.endswith("num_batches_tracked") else values(k, v.shape, 1)
                         for k, v in net.state_dict().items()})
    net = net.double()
    x = images(4, 64, 1).double().requires_grad_(True)
    logits = net(x)
    F.cross_entropy(logits, torch.arange(4) % CLASSES).backward()
    with open(f"{out}/timm_{name}.txt", "w") as file:
        for k, v in net.state_dict().items():
            if not k.endswith("num_batches_tracked"):
                print("tensor." + k, *v.shape, file=file)
        for at, tensor in (("logits", logits), ("images", x.grad)):
            values_, _ = families.row(at, tensor, 16)
            print(at, *(f"{v:.9g}" for v in values_), file=file)
    print(name, flush=True)


families.FAMILIES = {name: (make, SIDES.get(name, 64), 4) for name, make in ALONE.items() if not only or name in only}
if families.FAMILIES:
    families.main()
for name, make in RENAMED.items():
    if not only or name in only:
        renamed(name, make, sys.argv[2])
