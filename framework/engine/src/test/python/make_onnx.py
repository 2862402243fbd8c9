#!/usr/bin/env python3
"""Exports torchvision's networks with torch.onnx, as people do, for what reads ONNX files.

    /usr/bin/python3 make_onnx.py ORACLE OUT [NAME...]           what OnnxExportedTest reads: narrow, without weights
    /usr/bin/python3 make_onnx.py --corpus OUT                   what the fuzz tests start from: tiny, whole
    /usr/bin/python3 make_onnx.py --full OUT SIDE OPSET [NAME...]  torchvision's own sizes, random weights

The narrow networks are make_families.py's; ORACLE is the folder of the project's make_oracle.py. The weights of the narrow ones
are made external: OUT/NAME.opset.onnx.gz refers to weights.bin, which the test fills with numbers of its own, so that
a file is some kilobytes. Names with `-bn` keep batch norm as nodes of their own; the others have it folded, which is what torch.onnx does
unless it is told not to.
"""
import gzip, io, os, struct, sys
import torch
from torchvision import models

NARROW = {  # name: (opset, batch norm kept, batch dynamic)
    "resnet152": (13, False, True), "resnext50_32x4d": (17, True, True), "wide_resnet50_2": (11, False, False),
    "vgg11": (13, False, True), "vgg11_bn": (11, True, True), "mobilenet_v2": (11, False, True), "mobilenet_v3_large": (17, False, True),
    "mobilenet_v3_small": (13, True, True), "efficientnet_b0": (13, False, True), "efficientnet_b3": (17, True, True),
    "densenet121": (11, False, True), "shufflenet_v2_x1_0": (13, False, True), "googlenet": (17, False, True),
    "regnet_y_400mf": (11, False, True), "alexnet": (17, False, True),
    "squeezenet1_1": (13, False, True)}

# torch.onnx cannot export VGG's and AlexNet's adaptive pools at other sides.
WHOLE_SIDE = {"vgg11", "vgg11_bn", "alexnet"}


def export(net, side, opset, keep=False, dynamic=True):
    out = io.BytesIO()
    torch.onnx.export(net, torch.zeros(2, 3, side, side), out, opset_version=opset, input_names=["images"], output_names=["logits"],
                      do_constant_folding=not keep,
                      training=torch.onnx.TrainingMode.PRESERVE if keep else torch.onnx.TrainingMode.EVAL,
                      dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}} if dynamic else None)
    return out.getvalue()


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def fields(data):
    """Number, wire type and content of each field of a message."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(data):
        tag = number()
        if tag & 7 == 0:
            yield tag >> 3, 0, varint(number())
        else:
            size = {1: 8, 5: 4}.get(tag & 7) or number()
            yield tag >> 3, tag & 7, data[at:at + size]
            at += size


def field(number, kind, content):
    return varint(number << 3 | kind) + (varint(len(content)) if kind == 2 else b"") + content


def entry(key, value):
    return field(13, 2, field(1, 2, key) + field(2, 2, value))


def external(model, smallest=64):
    """The same with every tensor's bytes, where there are that many, in weights.bin."""
    offset = 0

    def tensor(data):
        nonlocal offset
        parts = list(fields(data))
        size = sum(len(c) for n, _, c in parts if n == 9)
        if size < smallest:
            return data
        kept = b"".join(field(*part) for part in parts if part[0] != 9)
        kept += entry(b"location", b"weights.bin") + entry(b"offset", str(offset).encode()) + entry(b"length", str(size).encode())
        offset += size
        return kept + field(14, 0, varint(1))
    graph = lambda data: b"".join(field(n, k, tensor(c) if n == 5 else c) for n, k, c in fields(data))
    return b"".join(field(n, k, graph(c) if n == 7 else c) for n, k, c in fields(model))


def undocumented(model):
    """Without doc_string (6 of a node): where in somebody's folders a line of Python stands."""
    graph = lambda data: b"".join(field(n, k, b"".join(field(*p) for p in fields(c) if p[0] != 6) if n == 1 else c) for n, k, c in fields(data))
    return b"".join(field(n, k, graph(c) if n == 7 else c) for n, k, c in fields(model))


def narrow(oracle, out):
    sys.argv[1] = oracle
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from make_families import FAMILIES, SqueezeNet
    for name, (opset, keep, dynamic) in NARROW.items():
        if len(sys.argv) > 3 and name not in sys.argv[3:]:
            continue
        make, side, _ = FAMILIES[name]
        net = (SqueezeNet(head=False) if name == "squeezenet1_1" else make()).eval()
        data = undocumented(external(export(net, 224 if name in WHOLE_SIDE else side, opset, keep, dynamic)))
        with open(os.path.join(out, f"{name}{'-bn' if keep else ''}.{opset}.onnx.gz"), "wb") as f:
            f.write(gzip.compress(data, 9, mtime=0))


def full(out, side, opset, names):
    for name in names:
        torch.manual_seed(1)
        net = getattr(models, name)(weights=None, **({"aux_logits": False, "init_weights": True} if name == "googlenet" else {}))
        for module in net.modules():  # statistics as of a trained network
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.uniform_(-0.2, 0.2)
                module.running_var.uniform_(0.5, 1.5)
        try:
            data = export(net.eval(), side, opset)
        except Exception as e:
            print(name, side, opset, "torch.onnx cannot export:", str(e).strip().splitlines()[0], flush=True)
            continue
        with open(os.path.join(out, f"{name}.{side}.{opset}.onnx"), "wb") as f:
            f.write(data)


class Shuffled(torch.nn.Module):
    """Every idiom that is not a plain layer, in few bytes."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.n = torch.nn.Conv2d(3, 4, 3, 2, 1), torch.nn.Conv2d(4, 4, 3, groups=2, padding=1), torch.nn.BatchNorm2d(4)
        self.s, self.e = torch.nn.Conv2d(4, 2, 1), torch.nn.Conv2d(2, 4, 1)
        self.fc = torch.nn.Linear(8, 3)

    def forward(self, x):
        x = torch.nn.functional.hardswish(self.a((x - 0.5) / 0.25))
        n, c, h, w = x.shape
        x = self.n(x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w))
        first, second = x.chunk(2, 1)
        x = torch.cat([second, torch.nn.functional.gelu(first)], 1)
        gate = torch.sigmoid(self.e(torch.nn.functional.silu(self.s(x.mean((2, 3), keepdim=True)))))
        y = torch.nn.functional.avg_pool2d(torch.nn.functional.relu6(self.b(x * gate) + x), 2)
        x = torch.cat([torch.nn.functional.max_pool2d(x, 3, 2, 1), y], 1)
        return torch.softmax(self.fc(torch.flatten(torch.nn.functional.adaptive_avg_pool2d(x, 1), 1)), 1)


def corpus(out):
    torch.manual_seed(1)
    for opset in (11, 13, 14, 17):
        data = undocumented(export(Shuffled().eval(), 8, opset, keep=opset == 17, dynamic=opset != 11))
        with open(os.path.join(out, f"shuffled.{opset}.onnx"), "wb") as f:
            f.write(data)


if __name__ == "__main__":
    if sys.argv[1] == "--corpus":
        corpus(sys.argv[2])
    elif sys.argv[1] == "--full":
        full(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
    else:
        narrow(sys.argv[1], sys.argv[2])
