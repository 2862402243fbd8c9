#!/usr/bin/env python3
"""Compares a written safetensors file with the checkpoint it was made from, in PyTorch, bit by bit.

    /usr/bin/python3 read_safetensors.py ../../../target/teacher.safetensors teacher.pth
"""
import json, struct, sys
import torch, torchvision

TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
         "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}


def read(path):
    """As safetensors.torch.load_file, which Debian does not have."""
    with open(path, "rb") as f: raw = f.read()
    n, = struct.unpack("<Q", raw[:8]); assert n % 8 == 0
    head = json.loads(raw[8:8 + n]); meta = head.pop("__metadata__", {}); at, tensors = 0, {}
    for name, h in sorted(head.items(), key=lambda e: e[1]["data_offsets"]):
        begin, end = h["data_offsets"]; assert begin == at; at = end
        part, kind = bytearray(raw[8 + n + begin:8 + n + end]), TYPES[h["dtype"]]
        data = torch.frombuffer(part, dtype=kind) if part else torch.empty(0, dtype=kind)
        tensors[name] = data.reshape(h["shape"])
    assert 8 + n + at == len(raw)
    return tensors, meta


def main():
    written, meta = read(sys.argv[1])
    original = torch.load(sys.argv[2], map_location="cpu")
    assert list(written) and set(written) == set(original), set(written) ^ set(original)
    for name, t in original.items():
        w = written[name]
        assert w.dtype == t.dtype and w.shape == t.shape, name
        assert w.reshape(-1).view(torch.uint8).equal(t.contiguous().reshape(-1).view(torch.uint8)), name
    print(len(written), "tensors equal, metadata", meta)
    if "layer1.0.conv1.weight" in original:
        model = torchvision.models.resnet18(num_classes=original["fc.bias"].numel())
        print(model.load_state_dict(written, strict=True))


if __name__ == "__main__":
    main()
