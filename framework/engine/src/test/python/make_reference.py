#!/usr/bin/env python3
"""Makes the reference values of ReferenceTest: what PyTorch computes on weights and images from a formula.

    python3 make_reference.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py (it defines formula, models and objectives); OUT gets one
small safetensors file for each network below. Input gradients are thinned to every 97th value, other tensors
to every 31st where they are large, so that each file stays below 200 kB.
"""
import os, sys
sys.path.insert(0, sys.argv[1])
import torch
import torch.nn.functional as F
from make_oracle import build, images, load_formula, penultimate_loss, pgd, remos, seam, uniform, write_safetensors

NETWORKS = [("resnet18", 64, 32, 3, 5, 11), ("resnet18", 64, 64, 5, 5, 12), ("resnet18", 64, 224, 1, 5, 13),
            ("resnet18", 8, 96, 7, 5, 14), ("resnet50", 8, 64, 8, 5, 16)]


def thin(tensor, every):
    return tensor.detach().flatten()[::every].clone()


for arch, width, side, batch, classes, seed in NETWORKS:
    new = lambda: load_formula(build(arch, width, classes), seed)
    x, y, T = images(batch, side, seed), torch.arange(batch) % classes, {}
    start = torch.from_numpy(uniform("delta", x.numel(), seed)).reshape(x.shape) * 0.2 - 0.1
    m = new().eval()
    with torch.no_grad():
        T["eval.logits"], T["eval.features"] = m(x), m.features(x)
    for name, objective in (("ce", lambda z: F.cross_entropy(m(z), y)),
                            ("penultimate", lambda z: penultimate_loss(m.features(z)))):
        v = x.clone().requires_grad_(True)
        loss = objective(v)
        T[f"eval.{name}"] = loss.detach().reshape(1)
        T[f"eval.{name}.input_grad"] = thin(torch.autograd.grad(loss, v)[0], 97)
        T[f"pgd.{name}.1"] = thin(pgd(objective, x, start, 1), 97)
        T[f"pgd.{name}.10"] = thin(pgd(objective, x, start, 10), 97)
    if batch > 1:
        m = new().train()
        loss = F.cross_entropy(m(x), y)
        loss.backward()
        T["train.ce"] = loss.detach().reshape(1)
        for n, p in m.named_parameters():
            if n in ("conv1.weight", "bn1.weight", "layer2.0.downsample.0.weight", "layer3.0.conv1.weight", "fc.weight"):
                T["train.grad." + n] = thin(p.grad, 31 if p.numel() > 4000 else 1)
        optimiser = torch.optim.SGD((m := new().train()).parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
        for step in range(3):
            optimiser.zero_grad()
            loss = F.cross_entropy(m(x), y)
            loss.backward()
            optimiser.step()
        S = m.state_dict()
        T["sgd3.loss"] = loss.detach().reshape(1)
        for n in ("bn1.running_mean", "bn1.running_var", "layer4.1.bn2.running_var", "fc.weight"):
            T["sgd3." + n] = thin(S[n], 31 if S[n].numel() > 4000 else 1)
    masks, head, losses, kept = seam(new(), x, y, 4, 0.3, 0.001, 0.5)
    T["seam.ce"], T["seam.kept"] = torch.tensor(losses), torch.tensor(kept)
    coverage, keep = remos(new(), x, 0.1)
    T["remos.kept_total"] = torch.tensor([sum(int(k.sum()) for k in keep.values())])
    for n, (i, o) in coverage.items():
        T[f"remos.coverage.{n}.in"], T[f"remos.coverage.{n}.out"] = torch.from_numpy(i).long(), torch.from_numpy(o).long()
    file = os.path.join(sys.argv[2], f"{arch}_w{width}_{side}px_b{batch}_s{seed}.safetensors")
    write_safetensors(file, T, {"torch": torch.__version__})
    print(file, os.path.getsize(file))
