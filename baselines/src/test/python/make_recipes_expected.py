#!/usr/bin/env python3
"""Writes what RecipesTest expects of the published recipes, computed with PyTorch in double precision.

    /usr/bin/python3 make_recipes_expected.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py; OUT gets recipes.txt. A line is a name and numbers. The network is
ResNet18 of width 8 with 5 classes on images of 64 pixels, weights and images are the formula's, the labels of the 4
images are 0 to 3.

head.*     after four steps of SGD on the head alone (rate 0.1, decay 1e-4), the network in train mode, each step on
           images of another seed: running statistics, head, and logits in eval mode of the first images
search.*   after three epochs of two steps of SEAM's search from that state (Adam 0.3 on the mask, 0.01 on the head,
           alpha 2): kept weights of each convolution, the mask of layer1.0.conv1, and the head
penalty.*  the head after two steps of SGD on everything (rate 0.1, momentum 0.9, decay 1e-4) with a penalty of half of
           0.5 times the sum of the head's squares
init.*     standard deviation and greatest value of PyTorch's own initial weights, width 64
"""
import sys

sys.path.insert(0, sys.argv[1])
import torch
import torch.nn.functional as F
import make_oracle

LABELS = torch.arange(4)


def network():
    return make_oracle.load_formula(make_oracle.build("resnet18", 8, 5), 1).double()


def batch(step):
    return make_oracle.images(4, 64, 1 + step).double()


def main():
    torch.set_num_threads(1)
    out = open(f"{sys.argv[2]}/recipes.txt", "w")

    def put(name, tensor):
        print(name, *(f"{v:.7g}" for v in tensor.detach().double().flatten().tolist()), file=out)

    model = network().train()
    for name, p in model.named_parameters():
        p.requires_grad = name.startswith("fc")
    sgd = torch.optim.SGD(model.fc.parameters(), lr=0.1, weight_decay=1e-4)
    for step in range(4):
        sgd.zero_grad()
        F.cross_entropy(model(batch(step)), LABELS).backward()
        sgd.step()
    for name in ("bn1", "layer2.0.downsample.1", "layer4.1.bn2"):
        for moment in ("running_mean", "running_var"):
            put(f"head.{name}.{moment}", model.state_dict()[f"{name}.{moment}"])
    put("head.fc.weight", model.fc.weight)
    put("head.fc.bias", model.fc.bias)
    put("head.logits", model.eval()(batch(0)))

    convs = {n + ".weight": m.weight.detach() for n, m in model.named_modules() if isinstance(m, torch.nn.Conv2d)}
    masks = {n: torch.ones_like(w, requires_grad=True) for n, w in convs.items()}
    head = {f"fc.{n}": p.detach().clone().requires_grad_(True) for n, p in model.fc.named_parameters()}
    adam = torch.optim.Adam([{"params": list(masks.values()), "lr": 0.3}, {"params": list(head.values()), "lr": 0.01}])
    from torch.nn.utils.stateless import functional_call
    binary = make_oracle.Binarize.apply
    for step in range(6):
        adam.zero_grad()
        masked = {n: convs[n] * binary(masks[n]) for n in convs}
        loss = F.cross_entropy(functional_call(model, {**masked, **head}, batch(step % 2)), LABELS)
        kept = binary(torch.cat([m.flatten() for m in masks.values()])).mean()
        (loss + 2 * kept).backward()
        adam.step()
    for name, mask in masks.items():
        put(f"search.kept.{name}", (mask > 0).sum())
    put("search.mask.layer1.0.conv1.weight", (masks["layer1.0.conv1.weight"] > 0).double())
    for name, p in head.items():
        put(f"search.{name}", p)

    model = network().train()
    sgd = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    for step in range(2):
        sgd.zero_grad()
        penalty = sum((p ** 2).sum() for p in model.fc.parameters())
        (F.cross_entropy(model(batch(step)), LABELS) + 0.5 * 0.5 * penalty).backward()
        sgd.step()
    put("penalty.fc.weight", model.fc.weight)
    put("penalty.fc.bias", model.fc.bias)

    torch.manual_seed(1)
    model = make_oracle.build("resnet18", 64, 200)
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    for name, p in model.named_parameters():
        if name in ("conv1.weight", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight", "fc.weight", "fc.bias"):
            put(f"init.{name}", torch.stack([p.double().std(unbiased=False), p.double().abs().max()]))


main()
