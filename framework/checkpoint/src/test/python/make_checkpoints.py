#!/usr/bin/env python3
"""Writes the small checkpoints of the tests with PyTorch (1.13), and the fuzz tests' seeds.

    /usr/bin/python3 make_checkpoints.py ../resources

The same PyTorch writes the same files, but for the storages' keys in legacy ones.
"""
import argparse, collections, fractions, json, os, pathlib, pickle, struct, sys, zipfile
from collections import OrderedDict
import numpy as np
import torch

out = os.path.join(sys.argv[1], "checkpoints")
seeds = os.path.join(sys.argv[1], "org/heredity/checkpoint/CheckpointFuzzTestInputs")
os.makedirs(out, exist_ok=True)
at = lambda name: os.path.join(out, name)
f32 = torch.float32
TYPES = {"F64": torch.float64, "F32": f32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
         "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}


def write_safetensors(path, tensors, meta=None):
    head, pos, blobs = ({"__metadata__": None if meta == "null" else meta} if meta else {}), 0, []
    for name, t in tensors.items():
        raw = bytes(t.contiguous().reshape(-1).view(torch.uint8).tolist()) if t.dim() else bytes(t.reshape(1).view(torch.uint8).tolist())
        kind = next(k for k, v in TYPES.items() if v == t.dtype)
        head[name] = {"dtype": kind, "shape": list(t.shape), "data_offsets": [pos, pos + len(raw)]}
        pos += len(raw); blobs.append(raw)
    h = json.dumps(head).encode(); h += b" " * (-len(h) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(h)) + h + b"".join(blobs))


def seed(target, name, data):
    os.makedirs(os.path.join(seeds, target), exist_ok=True)
    with open(os.path.join(seeds, target, name), "wb") as f: f.write(data)


def content(name):
    with open(at(name), "rb") as f: return f.read()


# Every element type: 0, 1, -1.5 (1 where there are no fractions or signs), and a large one.
def typed():
    large = {torch.float64: 1e300, f32: 1e38, torch.float16: 65504.0, torch.bfloat16: 3e38, torch.int64: 2**62 + 1,
             torch.int32: 2**31 - 1, torch.int16: 2**15 - 1, torch.int8: 127, torch.uint8: 255, torch.bool: True}
    return OrderedDict((k, torch.tensor([0, 1, -1.5 if t.is_floating_point else 1, large[t]], dtype=t)) for k, t in TYPES.items())


# Tensors that do not lie in their storage one element after the other, or share it.
def views():
    base = torch.arange(24, dtype=f32)
    d = OrderedDict()
    d["first"] = torch.arange(4, dtype=f32)      # these two share their sizes with small(): one set of storages
    d["scalar"] = torch.tensor(5)                # serves all of the fuzz tests' pickles
    d["plain"] = torch.arange(24, dtype=f32).reshape(2, 3, 4)
    d["transposed"] = torch.arange(6, dtype=f32).reshape(2, 3).t()
    d["permuted"] = torch.arange(24, dtype=torch.int16).reshape(2, 3, 4).permute(2, 0, 1)
    d["channels_last"] = torch.arange(24, dtype=torch.float64).reshape(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)
    d["sliced"] = base[4:20:3]
    d["shared"] = base[3:9].reshape(2, 3)
    d["tied"] = base[3:9].reshape(2, 3)
    d["expanded"] = torch.tensor([7], dtype=torch.uint8).expand(2, 3)
    d["empty"] = torch.zeros(0, 3)
    d["parameter"] = torch.nn.Parameter(torch.full((2,), 0.25))
    return d


def small(prefix=""):
    d = OrderedDict([(prefix + "weight", torch.arange(4, dtype=f32)), (prefix + "num_batches_tracked", torch.tensor(3))])
    d._metadata = OrderedDict([("", {"version": 2})])
    return d


torch.save(typed(), at("types.pth"))
torch.save(typed(), at("types.legacy.pth"), _use_new_zipfile_serialization=False)
write_safetensors(at("types.safetensors"), typed(), {"made": "by make_checkpoints.py", "format": "pt"})
torch.save(views(), at("views.pth"))
torch.save(views(), at("views.legacy.pth"), _use_new_zipfile_serialization=False)
torch.save(views(), at("views.protocol4.pth"), pickle_protocol=4)
torch.save(views(), at("views.legacy4.pth"), _use_new_zipfile_serialization=False, pickle_protocol=4)
torch.save(dict(small()), at("dict.pth"))
for key in ("state_dict", "model_state_dict", "model", "net"):
    weight = torch.nn.Parameter(torch.ones(2)); weight.grad = torch.ones(2)
    opt = torch.optim.SGD([weight], lr=0.1, momentum=0.9); opt.step()
    torch.save({"epoch": 3, "best": 0.5, "name": "x", key: small("module."), "optimizer": opt.state_dict()}, at(f"training.{key}.pth"))
torch.save({"model": {"state_dict": small("module._orig_mod.")}, "done": True}, at("twice.pth"))
torch.manual_seed(0)
torch.save(torch.nn.Linear(2, 2), at("whole_model.pth"))
torch.save({"hyper": 3}, at("no_tensors.pth"))


# What training programs leave around a state dict.
class Average(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(OrderedDict(conv=torch.nn.Conv2d(3, 2, 1), bn=torch.nn.BatchNorm2d(2)))
        self.fc = torch.nn.Linear(2, 2)
        self.register_buffer("seen", torch.tensor(7))
        self.register_buffer("scratch", torch.ones(9), persistent=False)


weight = torch.nn.Parameter(torch.ones(2))
adam = torch.optim.Adam([weight]); weight.grad = torch.ones(2); adam.step()
training = {"model": small("module."), "args": argparse.Namespace(lr=0.1, out=pathlib.PurePosixPath("a/b"), tags={"x"}),
            "best": np.float64(0.8), "history": np.arange(6.0).reshape(2, 3), "counts": collections.Counter("aab"),
            "optimizer": adam, "scheduler": torch.optim.lr_scheduler.StepLR(adam, 5), "loss": torch.nn.CrossEntropyLoss(),
            "by": collections.defaultdict(list, a=[1]), "device": torch.device("cpu"), "done": fractions.Fraction(1, 3)}
torch.save(training, at("inert.pth"))
torch.save(training, at("inert.protocol4.pth"), pickle_protocol=4)
del training["loss"]       # legacy files would quote PyTorch's source
torch.save(training, at("inert.legacy.pth"), _use_new_zipfile_serialization=False)
averaged = OrderedDict((n, t + 0.5 if t.is_floating_point() else t) for n, t in small().items())
torch.save({"state_dict": small("module."), "state_dict_ema": averaged, "copy": {"weights": small()}}, at("ema.pth"))
torch.save({"teacher": small(), "student": averaged}, at("pair.pth"))
torch.manual_seed(0)
net = Average(); net.body.conv.weight.data.copy_(torch.arange(6.0).reshape(2, 3, 1, 1))
torch.save(net, at("module.pth"))
torch.save({"ema": net, "epoch": 3}, at("module.nested.pth"))
with open(at("dict.pth"), "rb") as f: raw = bytearray(f.read())
for mark, place in ((b"PK\3\4", 14), (b"PK\1\2", 16)):       # as PyTorch writes them without computing checksums
    start = raw.find(mark)
    while start >= 0: raw[start + place:start + place + 4] = bytes(4); start = raw.find(mark, start + 4)
with open(at("nosums.pth"), "wb") as f: f.write(raw)
write_safetensors(at("null.safetensors"), {"a": torch.arange(3, dtype=f32)}, "null")
torch.jit.save(torch.jit.script(torch.nn.ReLU()), at("torchscript.pth"))
with zipfile.ZipFile(at("deflated.pth"), "w", zipfile.ZIP_DEFLATED) as z:
    with zipfile.ZipFile(at("dict.pth")) as stored:
        for name in stored.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)); entry.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(entry, stored.read(name))
write_safetensors(at("model-00001-of-00002.safetensors"), {"a": torch.arange(3, dtype=f32)})
write_safetensors(at("model-00002-of-00002.safetensors"), {"b": torch.arange(2)})
with open(at("model.safetensors.index.json"), "w") as f:
    json.dump({"metadata": {"total_size": 28}, "weight_map": {"b": "model-00002-of-00002.safetensors", "a": "model-00001-of-00002.safetensors"}}, f)

for name in ("dict.pth", "views.legacy.pth", "types.safetensors", "model.safetensors.index.json", "deflated.pth", "torchscript.pth",
             "inert.pth", "ema.pth", "module.pth", "nosums.pth", "null.safetensors"):
    seed("anyFile", name, content(name))
for name in ("dict", "views", "views.protocol4", "training.model", "twice", "inert", "inert.protocol4", "ema", "module"):
    with zipfile.ZipFile(at(name + ".pth")) as z:
        seed("pickleInZip", name + ".pkl", z.read(next(n for n in z.namelist() if n.endswith("data.pkl"))))
for name in ("types", "views", "inert"):
    with open(at(name + ".legacy.pth"), "rb") as f:
        for _ in range(3): pickle.load(f)      # magic number, version, machine: the target puts them in front
        seed("legacyBody", name, f.read())
raw = content("types.safetensors"); n, = struct.unpack("<Q", raw[:8])
seed("safetensorsHeader", "types.json", raw[8:8 + n])
seed("safetensorsHeader", "one.json", b'{"a":{"dtype":"U8","shape":[11,12],"data_offsets":[0,132]}}')
