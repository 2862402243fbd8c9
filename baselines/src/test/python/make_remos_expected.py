#!/usr/bin/env python3
"""Writes the coverage counts and kept weights that RelevanceRankingTest and RemosProfileTest expect.

    /usr/bin/python3 make_remos_expected.py ORACLE OUT

ORACLE is the folder of the project's make_oracle.py, whose `remos` was compared with the published code; OUT gets
remos-NAME.txt for each network below. Weights and images are the formula's, computed with in double precision. A line
`conv NAME OUT IN K` is followed by the counts of its input and output channels, and for each ratio by how many of its
weights are kept and the SHA-256 of the mask's bytes, 0 or 1, in C order.
"""
import hashlib
import sys

sys.path.insert(0, sys.argv[1])
import torch
import make_oracle

CLASSES = 5
RATIOS = (0.03, 0.1, 0.5)
# Architecture, width, side, batch, seed.
NETWORKS = (
    ("resnet18", 8, 64, 4, 1),
    ("resnet18", 8, 32, 5, 21),
    ("resnet18", 8, 96, 7, 14),
    ("resnet18", 8, 224, 4, 23),
    ("resnet18", 64, 32, 7, 29),
    ("resnet18", 64, 224, 1, 13),
    ("resnet50", 8, 64, 4, 1),
    ("resnet50", 8, 32, 7, 34),
    ("resnet50", 8, 64, 5, 20),
    ("resnet50", 8, 96, 3, 38),
    ("resnet50", 8, 224, 1, 33),
)


def main():
    torch.set_num_threads(1)
    for arch, width, side, batch, seed in NETWORKS:
        model = make_oracle.load_formula(make_oracle.build(arch, width, CLASSES), seed).double()
        images = make_oracle.images(batch, side, seed).double()
        ratios = RATIOS if width < 64 else (0.1,)
        results = {ratio: make_oracle.remos(model, images, ratio) for ratio in ratios}
        coverage, shapes = results[0.1]
        with open(f"{sys.argv[2]}/remos-{arch}_w{width}_{side}px_b{batch}_s{seed}.txt", "w") as out:
            for name, (inside, outside) in coverage.items():
                print("conv", name, *shapes[name].shape[:3], file=out)
                print("in", *inside.tolist(), file=out)
                print("out", *outside.tolist(), file=out)
                for ratio, (_, kept) in results.items():
                    keep = kept[name]
                    digest = hashlib.sha256(keep.astype("uint8").tobytes()).hexdigest()
                    print("kept", ratio, int(keep.sum()), digest, file=out)


main()
