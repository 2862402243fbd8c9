#!/usr/bin/env python3
"""How much faster compact models are than the networks before, as a Markdown table, and by density.

    python3 framework/compact/src/bench/compact_speed.py [--rounds 5] [--runs 40] [--threads 1,2] [WORKLOAD ...]

Run it from the project's root, with nothing else running. WORKLOAD is ARCH:RES:BATCH:compact-SHARE as
`./heredity bench` takes it. In one process the network before and the compact one take turns, RUNS steps
each, for ROUNDS rounds; the table has the median of the rounds' medians, and of the rounds' ratios with
the least and the largest of them. With --densities single convolutions follow, of several shapes and
densities, by vector instructions and in plain loops, on one thread.
"""
import argparse, json, os, statistics, subprocess, sys

DEFAULT = ["resnet20:32:16:compact-0.11", "vgg16-bn-cifar:32:16:compact-0.05",
           "resnet50:224:16:compact-0.11", "resnet20:32:16:compact-0.4",
           "resnet20:32:1:compact-0.11", "resnet20:32:256:compact-0.11"]


def rates(workloads, runs, threads):
    """Images per second of the workloads, in one process, one after the other."""
    environment = dict(os.environ, HEREDITY_THREADS=str(threads))
    command = ["./heredity", "bench", "--quiet", "--runs", str(runs)] + workloads
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return [json.loads(line)["images_per_second"] for line in done.stdout.splitlines() if line.startswith("{")]


def compare(workload, options):
    before = workload.rsplit(":", 1)[0] + ":infer"
    batch = int(workload.split(":")[2])
    cells = []
    for threads in options.threads:
        found = rates([before, workload] * options.rounds, options.runs, threads)
        pairs = list(zip(found[::2], found[1::2]))
        ratios = sorted(compact / original for original, compact in pairs)
        original, compact = (1000 * batch / statistics.median(column) for column in zip(*pairs))
        cells.append(f"{original:.2f} | {compact:.2f} | {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print(f"| {workload} | {' | '.join(cells)} |", flush=True)


def densities():
    for name, added in (("vectors", ["--add-modules", "jdk.incubator.vector"]), ("plain loops", [])):
        print(f"\n{name}:\n", flush=True)
        subprocess.run(["java", "-XX:ActiveProcessorCount=1"] + added + ["-cp", "framework/compact/target/classes",
                       "framework/compact/src/bench/Densities.java"], stderr=subprocess.DEVNULL, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=40, help="steps a round; their median counts")
    parser.add_argument("--threads", type=lambda text: [int(t) for t in text.split(",")], default=[1, 2])
    parser.add_argument("--densities", action="store_true", help="single convolutions, too")
    parser.add_argument("workloads", nargs="*")
    options = parser.parse_args()
    print("| workload | " + " | ".join(f"before, {t} thread(s), ms | compact, ms | ratio" for t in options.threads) + " |")
    print("| --- |" + " --- | --- | --- |" * len(options.threads), flush=True)
    for workload in options.workloads or DEFAULT:
        compare(workload, options)
    if options.densities:
        densities()


if __name__ == "__main__":
    main()
