#!/usr/bin/env python3
"""Runs the public AutoAttack on a network and images that AutoAttackParityTest wrote.

    /usr/bin/python3 run_autoattack.py CHECKOUT CASE.safetensors linf|l2 EPSILON THREADS

CHECKOUT is a checkout of github.com/fra31/auto-attack. The case holds the tensors of a ResNet18 by torchvision's names,
images in normalised units and labels. Prints a line for each member alone, and one for each in the ensemble's order on what
still stands: its name, the number of images that stand, and seconds of processor time. Alone, FAB has 20 iterations and Square 500 queries,
and of APGD and Square the mean over some seeds is given: a single one is off by a few images.
"""
import json
import struct
import sys
import time

sys.path.insert(0, sys.argv[1])
import torch
import torch.nn.functional as F
from autoattack import AutoAttack

MEMBERS = ["apgd-ce", "apgd-t", "fab-t", "square"]
SEEDS = {"apgd-ce": 24, "apgd-t": 6, "square": 6}
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            assert entry["dtype"] == "F32", f"{name} is {entry['dtype']}"
            tensors[name] = torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4, offset=begin).view(entry["shape"])
    return tensors


def network(weights):
    def norm(x, name):
        return F.batch_norm(x, *(weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")))

    def conv(x, name, stride=1):
        kernel = weights[f"{name}.weight"]
        return F.conv2d(x, kernel, stride=stride, padding=kernel.shape[-1] // 2)

    def block(x, name, stride):
        y = F.relu(norm(conv(x, f"{name}.conv1", stride), f"{name}.bn1"))
        y = norm(conv(y, f"{name}.conv2"), f"{name}.bn2")
        if f"{name}.downsample.0.weight" in weights:
            x = norm(conv(x, f"{name}.downsample.0", stride), f"{name}.downsample.1")
        return F.relu(x + y)

    def forward(x):
        x = F.relu(norm(conv((x - MEAN) / STD, "conv1", 2), "bn1"))
        x = F.max_pool2d(x, 3, 2, 1)
        for stage in range(1, 5):
            for number in range(2):
                x = block(x, f"layer{stage}.{number}", 2 if stage > 1 and number == 0 else 1)
        return F.linear(x.mean((2, 3)), weights["fc.weight"], weights["fc.bias"])
    return forward


def main():
    torch.set_num_threads(int(sys.argv[5]))
    tensors = read(sys.argv[2])
    images = (tensors.pop("images") * STD + MEAN).clamp(0, 1)
    labels = tensors.pop("labels").long()
    model = network(tensors)
    norm = {"linf": "Linf", "l2": "L2"}[sys.argv[3]]
    attack = AutoAttack(model, norm=norm, eps=float(sys.argv[4]), version="standard", seed=0, device="cpu", verbose=False)
    right = (model(images).argmax(1) == labels).nonzero().flatten()
    print("clean", len(right), 0)

    def standing(member, of):
        if len(of) == 0:
            return of, 0
        attack.attacks_to_run = [member]
        begin = time.process_time()
        adversarial = attack.run_standard_evaluation(images[of], labels[of], bs=250)
        seconds = time.process_time() - begin
        with torch.no_grad():
            return of[(model(adversarial).argmax(1) == labels[of])], seconds
    attack.fab.n_iter, attack.square.n_queries = 20, 500
    for member in MEMBERS:
        runs = []
        for attack.seed in range(SEEDS.get(member, 1)):
            left, seconds = standing(member, right)
            runs.append((len(left), seconds))
        count, seconds = (sum(values) / len(runs) for values in zip(*runs))
        print(member, f"{count:.2f}", f"{seconds:.1f}", flush=True)
    attack.seed = 0
    attack.fab.n_iter, attack.square.n_queries = 100, 5000
    left, total = right, 0
    for member in MEMBERS:
        left, seconds = standing(member, left)
        total += seconds
        print(f"ensemble:{member}", len(left), f"{total:.1f}", flush=True)


main()
