#!/usr/bin/env python3
"""Writes the coverage counts and kept weights that RelevanceRankingTest and RemosProfileTest expect.

    /usr/bin/python3 make_remos_expected.py PATH_TO/make_oracle.py resnet18 OUT.txt

Weights and images are the formula's of make_oracle.py (width 8, 5 classes, 64x64, batch 4, seed 1);
its `remos` was compared with the published code. A line `conv NAME OUT IN K` is followed by the
counts of its input and output channels, and for each ratio by how many of its weights are kept and
the SHA-256 of the mask's bytes, 0 or 1, in C order.
"""
import hashlib
import importlib.util
import sys

RATIOS = (0.03, 0.1, 0.5)


def main():
    spec = importlib.util.spec_from_file_location("oracle", sys.argv[1])
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    model = oracle.load_formula(oracle.build(sys.argv[2], 8, 5), 1)
    images = oracle.images(4, 64, 1)
    results = {ratio: oracle.remos(model, images, ratio) for ratio in RATIOS}
    coverage = results[RATIOS[0]][0]
    with open(sys.argv[3], "w") as out:
        for name, (inside, outside) in coverage.items():
            shape = results[RATIOS[0]][1][name].shape
            print("conv", name, shape[0], shape[1], shape[2], file=out)
            print("in", *inside.tolist(), file=out)
            print("out", *outside.tolist(), file=out)
            for ratio in RATIOS:
                keep = results[ratio][1][name]
                digest = hashlib.sha256(keep.astype("uint8").tobytes()).hexdigest()
                print("kept", ratio, int(keep.sum()), digest, file=out)


main()
