#!/usr/bin/env python3
"""Images per second of Heredity and of PyTorch, measured in turn on this machine, as a Markdown table.

    python3 framework/engine/src/bench/compare_with_pytorch.py [--rounds 5] [--threads 2] [WORKLOAD ...]

Run it from the project's root, with nothing else running. Needs torch and torchvision (Debian:
python3-torch, python3-torchvision). WORKLOAD is ARCH:RES:BATCH:KIND as `./heredity bench` takes it.
Each round runs every workload once in Heredity and once in each of PyTorch's two memory formats, in
processes of their own; the table shows the medians over the rounds, that of PyTorch's better format,
their ratio, and the peak resident memory of each. --families measures those of docs/speed.md instead.
"""
import argparse, json, os, statistics, subprocess, sys, time

DEFAULT = [f"{net}:{kind}" for net in ("resnet18:64:32", "resnet18:224:8", "resnet50:224:4")
           for kind in ("infer", "pgd", "train", "seam")]
FAMILIES = [f"{net}:224:8:{kind}" for net in ("resnet34", "vgg16", "mobilenet_v2", "efficientnet_b0", "densenet121")
            for kind in ("infer", "pgd", "train")]
FORMATS = ["contiguous_format", "channels_last"]


def torch_step(arch, side, batch, kind, layout):
    import torch, torchvision
    from torch.nn import functional as F
    model = getattr(torchvision.models, arch)(num_classes=20)
    head = [m for m in model.modules() if isinstance(m, torch.nn.Linear)][-1]
    model = model.to(memory_format=getattr(torch, layout))
    images, labels = torch.randn(batch, 3, side, side), torch.arange(batch) % 20
    images = images.contiguous(memory_format=getattr(torch, layout))

    def features(x):
        read = []
        hook = head.register_forward_pre_hook(lambda module, inputs: read.append(inputs[0]))
        model(x)
        hook.remove()
        return read[0]

    if kind == "train":
        model.train()
        sgd = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)

        def step():
            sgd.zero_grad()
            F.cross_entropy(model(images), labels).backward()
            sgd.step()
        return step
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    if kind == "infer":
        def step():
            with torch.no_grad():
                model(images)
        return step
    if kind == "pgd":
        moved = [images.clone()]

        def step():
            x = moved[0].clone().requires_grad_(True)
            f = features(x)
            goal = -((f[:, 0] - 1000) ** 2 + 0.1 * (f[:, 1:] ** 2).mean(1)).mean()
            gradient, = torch.autograd.grad(goal, x)
            delta = (x.detach() + 0.01 * gradient.sign() - images).clamp(-0.1, 0.1)
            moved[0] = (images + delta).clamp(-2.2, 2.2)
        return step
    if kind == "seam":
        class Positive(torch.autograd.Function):
            @staticmethod
            def forward(ctx, mask):
                return (mask > 0).float()

            @staticmethod
            def backward(ctx, gradient):
                return gradient.clamp(-1, 1)

        convolutions = [m for m in model.modules() if isinstance(m, torch.nn.Conv2d)]
        weights = [c.weight.detach().clone() for c in convolutions]
        masks = [torch.ones_like(w, requires_grad=True) for w in weights]
        for convolution in convolutions:
            del convolution.weight
        for parameter in head.parameters():
            parameter.requires_grad_(True)
        adam = torch.optim.Adam([{"params": masks, "lr": 0.05},
                                 {"params": head.parameters(), "lr": 1e-3}])

        def step():
            adam.zero_grad()
            for convolution, weight, mask in zip(convolutions, weights, masks):
                convolution.weight = weight * Positive.apply(mask)
            kept = Positive.apply(torch.cat([m.flatten() for m in masks])).mean()
            (F.cross_entropy(model(images), labels) + 0.5 * kept).backward()
            adam.step()
        return step
    raise SystemExit(f"unknown kind {kind}")


def measure_torch(workload, runs, threads, layout):
    import torch
    torch.set_num_threads(threads)
    arch, side, batch, kind = workload.split(":")
    step = torch_step(arch, int(side), int(batch), kind, layout)
    for _ in range(3):
        step()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    rate = int(batch) / statistics.median(seconds)
    print(json.dumps({"workload": workload, "images_per_second": round(rate, 2)}), flush=True)


def run(command):
    """The images per second a command printed, and its peak resident memory in MB."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return json.loads(output.strip().splitlines()[-1])["images_per_second"], usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=9, help="steps a round; their median counts")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--torch-only", help=argparse.SUPPRESS)
    parser.add_argument("--layout", default=FORMATS[0], help=argparse.SUPPRESS)
    parser.add_argument("--families", action="store_true", help="other networks than residual ones, at 224 pixels")
    parser.add_argument("workloads", nargs="*")
    options = parser.parse_args()
    if options.torch_only:
        return measure_torch(options.torch_only, options.runs, options.threads, options.layout)
    workloads = options.workloads or (FAMILIES if options.families else DEFAULT)
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    measured = {w: ([], [], []) for w in workloads}
    memory = {w: [0, 0, 0] for w in workloads}
    for number in range(options.rounds):
        for workload in workloads:
            torch = [sys.executable, __file__, "--runs", str(options.runs), "--threads", str(options.threads),
                     "--torch-only", workload, "--layout"]
            commands = [["./heredity", "bench", "--quiet", "--runs", str(options.runs), workload]]
            commands += [torch + [layout] for layout in FORMATS]
            for i, command in enumerate(commands):
                rate, peak = run(command)
                measured[workload][i].append(rate)
                memory[workload][i] = max(memory[workload][i], peak)
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    print("| workload | Heredity, images/s | PyTorch, images/s | ratio | peak memory, MB |")
    print("| --- | --- | --- | --- | --- |")
    for workload, rates in measured.items():
        ours, *theirs = (statistics.median(r) for r in rates)
        best = max(theirs)
        peak = memory[workload][1 + theirs.index(best)]
        print(f"| {workload} | {ours:.1f} | {best:.1f} | {ours / best:.2f} | {memory[workload][0]:.0f} / {peak:.0f} |")


if __name__ == "__main__":
    main()
