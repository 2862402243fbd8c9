#!/usr/bin/env python3
"""Writes what KernelMasksTest expects of GradSplitter's search, computed with PyTorch in double precision.

    /usr/bin/python3 make_modules_expected.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py; OUT gets masks.txt. ResNet18 of width 8 with 5 classes; weights and images are the
formula's (seed 1, 4 images of 32 pixels, labels 0 to 3). A mask element a kernel, behind each ReLU; heads of 5 to 10 to 1, their parameters
(first weights, first biases, second weights, second bias) u - 0.5 of the formula's head.MODULE. Three steps of Adam at 0.3 on masks and
heads, alpha 2. Lines: loss, the cross-entropies before the steps; mask.MODULE and head.MODULE after them.
"""
import sys

sys.path.insert(0, sys.argv[1])
import torch
import torch.nn.functional as F
import make_oracle

MODULES, HIDDEN = 5, 10


def features(model, x, masks):
    masks = iter(masks)
    masked = lambda y: F.relu(y) * next(masks)[None, :, None, None]
    x = model.maxpool(masked(model.bn1(model.conv1(x))))
    for stage in range(4):
        for block in getattr(model, f"layer{stage + 1}"):
            y = masked(block.bn1(block.conv1(x)))
            y = block.bn2(block.conv2(y))
            x = masked(y + (x if block.downsample is None else block.downsample(x)))
    return x.mean((2, 3))


def head(row, logits):
    first = row[:HIDDEN * MODULES].reshape(HIDDEN, MODULES)
    biases, second, bias = row[HIDDEN * MODULES:-HIDDEN - 1], row[-HIDDEN - 1:-1], row[-1]
    return torch.sigmoid(F.relu(F.relu(logits) @ first.T + biases) @ second + bias)


def main():
    torch.set_num_threads(1)
    model = make_oracle.load_formula(make_oracle.build("resnet18", 8, MODULES), 1).double().eval()
    x, y = make_oracle.images(4, 32, 1).double(), torch.arange(4)
    channels = [8] + [8 << stage for stage in range(4) for _ in range(4)]
    masks = [torch.ones(sum(channels), dtype=torch.double, requires_grad=True) for _ in range(MODULES)]
    length = HIDDEN * MODULES + 2 * HIDDEN + 1
    heads = [(torch.from_numpy(make_oracle.uniform(f"head.{m}", length, 1)).double() - 0.5).requires_grad_(True) for m in range(MODULES)]
    adam = torch.optim.Adam(masks + heads, lr=0.3)
    binary = make_oracle.Binarize.apply
    losses = []
    for _ in range(3):
        adam.zero_grad()
        outputs = []
        for mask, row in zip(masks, heads):
            on = binary(mask).double().split(channels)
            outputs.append(head(row, model.fc(features(model, x, on))))
        loss = F.cross_entropy(torch.stack(outputs, 1), y)
        (loss + 2 * binary(torch.cat(masks)).mean()).backward()
        adam.step()
        losses.append(loss.item())
    with open(f"{sys.argv[2]}/masks.txt", "w") as out:
        print("loss", *(f"{loss:.7g}" for loss in losses), file=out)
        for m in range(MODULES):
            print(f"mask.{m}", *(f"{v:.4g}" for v in masks[m].tolist()), file=out)
            print(f"head.{m}", *(f"{v:.5g}" for v in heads[m].tolist()), file=out)


main()
