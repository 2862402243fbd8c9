#!/usr/bin/env python3
"""Writes where InnerReferenceTest expects attacks on inner layers to end, computed with PyTorch's autograd.

    /usr/bin/python3 make_inner_expected.py OUT

OUT gets inner.txt: a line is a case and values in normalised units, of the universal perturbation or of every 5th value of
the images. Double precision, on pixels; network, images and random numbers are make_transfer_expected.py's, whose tanh
features stand for the output of a stage.
"""
import sys

import torch
from make_transfer_expected import B, IMAGES, LABELS, MEAN, PIXELS, SIDE, STD, STEPS, VALUES, W, Randomness

GUIDES = torch.tensor([Randomness(15).single(i) for i in range(3 * VALUES)], dtype=torch.float64).view(3, 3, SIDE, SIDE)
GUIDE_LABELS = [1, 2, 3]


def stage(pixels):
    return torch.tanh(((pixels - MEAN) / STD).reshape(len(pixels), -1) @ W.T + B)


def drawn(norm, epsilon, draw):
    if norm == "linf":
        return (2 * torch.tensor([draw.single(i) for i in range(VALUES)], dtype=torch.float64) - 1) * epsilon
    d = torch.tensor([draw.gaussian(i) for i in range(VALUES)], dtype=torch.float64)
    return d / d.norm() * epsilon * draw.at("radius").uniform(0) ** (1 / VALUES)


def moved(norm, change, gradient, step, epsilon):
    if norm == "linf":
        return (change + step * gradient.sign()).clamp(-epsilon, epsilon)
    change = change + step * gradient / gradient.norm()
    return change * min(1.0, epsilon / change.norm().item())


def universal(norm, gaussians, image_weight):
    draw, epsilon = Randomness(7), 8 / 255 if norm == "linf" else 0.5
    change = drawn(norm, epsilon, draw.at("start")).view(1, 3, SIDE, SIDE)
    for k in range(STEPS):
        # Parameters are drawn anew every 20 steps: never within these.
        parameters, values = draw.at("noise-parameters").at(0), draw.at("noise").at(k)
        noise = torch.tensor([values.gaussian(i) for i in range(gaussians * VALUES)], dtype=torch.float64).view(gaussians, 3, SIDE, SIDE)
        for c in range(3):
            noise[:, c] = noise[:, c] * (0.05 + parameters.uniform(c) * 0.05) + 0.4 + parameters.uniform(3 + c) * 0.2
        change.requires_grad_(True)
        loss = image_weight * stage(PIXELS + change).square().mean()
        if gaussians:
            loss = loss + stage(noise + change).square().mean()
        gradient = torch.autograd.grad(loss, change)[0]
        change = moved(norm, change.detach(), gradient, epsilon / 10, epsilon)
    return (change / STD).reshape(-1)


def mimicry(norm):
    epsilon = 8 / 255 if norm == "linf" else 0.5
    ends = []
    for n in range(IMAGES):
        others = [g for g in range(3) if GUIDE_LABELS[g] != LABELS[n]]
        guide = others[int(Randomness(5).at(n).at("guide").uniform(0) * len(others))]
        wanted = stage(GUIDES[guide : guide + 1])
        clean = PIXELS[n : n + 1]
        x = clean.clone()
        for _ in range(STEPS):
            x.requires_grad_(True)
            gradient = torch.autograd.grad(-(stage(x) - wanted).square().mean(), x)[0]
            x = clean + moved(norm, x.detach() - clean, gradient, epsilon / 4, epsilon)
            x = x.clamp(0, 1)
        ends.append(((x - MEAN) / STD).reshape(-1))
    return torch.cat(ends)[::5]


def main():
    torch.set_num_threads(1)
    with open(f"{sys.argv[1]}/inner.txt", "w") as out:
        for norm in ("linf", "l2"):
            cases = {"l4a": universal(norm, 0, 1.0), "ugs": universal(norm, 2, 0.01), "mimicry": mimicry(norm)}
            for name, values in cases.items():
                print(f"{norm}/{name}", *(f"{v:.6f}" for v in values.tolist()), file=out)


if __name__ == "__main__":
    main()
