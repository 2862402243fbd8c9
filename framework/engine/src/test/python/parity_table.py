#!/usr/bin/env python3
"""The two tables of docs/parity.md, from what the tests left and the references' remarks.

    python3 parity_table.py framework/engine/target/parity framework/engine/src/test/resources/org/heredity/engine
"""
import collections, json, pathlib, struct, sys

measured, references = map(pathlib.Path, sys.argv[1:])


def single(file):
    data = file.read_bytes()
    remarks = json.loads(data[8:8 + struct.unpack("<Q", data[:8])[0]])["__metadata__"]
    return {name[7:]: float(value) for name, value in remarks.items() if name.startswith("single.")}


pytorch = {file.stem: single(file) for file in references.glob("resnet*.safetensors")}
held, left, double = (collections.defaultdict(dict) for _ in range(3))
limit = {}
for file in sorted(measured.glob("*.tsv")):
    for line in file.read_text().splitlines():
        quantity, off, remark, test = line.split("\t")
        network, off = test.split(".")[0], float(off)
        if network not in pytorch or ".FILE." in test:
            continue
        if test.endswith(".DOUBLE"):
            double[quantity][network] = off
        elif remark == "double":
            left[quantity][network] = off
        else:
            held[quantity][network], limit[quantity] = off, remark


def worst(by_network):
    if not by_network:
        return ""
    network = max(by_network, key=by_network.get)
    return f"{by_network[network]:.1e} ({network})"


order = ["eval.logits", "eval.features", "eval.ce", "eval.ce.input_grad", "eval.penultimate", "eval.penultimate.input_grad",
         "pgd.ce.1", "pgd.penultimate.1", "pgd.ce.10", "pgd.penultimate.10", "train.logits", "train.ce", "train.grad",
         "sgd3.losses", "sgd3.state", "seam.ce", "seam.kept", "seam.fc.weight"]
print("| quantity | tolerance | engine, single precision | held | PyTorch, single | Heredity, double | held |")
print("| --- | --- | --- | --- | --- | --- | --- |")
for q in order:
    theirs = max((pytorch[n][q] for n in held[q]), default=0)
    print(f"| `{q}` | {limit.get(q, '')} | {worst(held[q])} | {len(held[q])} | {theirs:.1e} | {worst(double[q])} | {len(double[q])} |")
print()
print("| quantity | network | PyTorch, single | engine, single | Heredity, double |")
print("| --- | --- | --- | --- | --- |")
for q in order:
    for network, off in sorted(left[q].items()):
        print(f"| `{q}` | {network} | {pytorch[network][q]:.1e} | {off:.1e} | {double[q][network]:.1e} |")
