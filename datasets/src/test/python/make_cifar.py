#!/usr/bin/env python3
"""Writes miniatures of CIFAR's Python version, as the real files were pickled, for CifarPicklesTest. Three of them are
copied into the fuzz corpus of framework/checkpoint, target inertPickle.

    /usr/bin/python3 make_cifar.py ../resources/cifar

CIFAR-10 as Python 2 pickled it (strings, protocol 2), CIFAR-100 as Python 3 does today (protocol 4). An image's byte p is
p / 1024 * 50 + p % 32 + its label; torchvision must read exactly that, or nothing is written.
"""
import os, pickle, sys
import numpy as np
from torchvision.datasets import CIFAR10, CIFAR100

out = sys.argv[1]
CLASSES = "airplane automobile bird cat deer dog frog horse ship truck".split()


class Python2(pickle._Pickler):
    """Both kinds of string as Python 2's str."""
    dispatch = dict(pickle._Pickler.dispatch)

    def string(self, value):
        raw = value.encode("latin1") if isinstance(value, str) else value
        self.write(b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else b"T" + len(raw).to_bytes(4, "little") + raw)
        self.memoize(value)

    dispatch[str] = dispatch[bytes] = string


def rows(labels):
    p = np.arange(3072)
    return np.stack([(p // 1024 * 50 + p % 32 + label) % 256 for label in labels]).astype(np.uint8)


def write(path, content, old):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        if old: Python2(f, 2).dump(content)
        else: pickle.dump(content, f, 4)


ten, hundred = os.path.join(out, "cifar-10-batches-py"), os.path.join(out, "cifar-100-python")
for b in range(1, 6):
    write(f"{ten}/data_batch_{b}", {"batch_label": f"training batch {b} of 5", "labels": [10 - b], "data": rows([10 - b]),
                                    "filenames": ["a.png"]}, True)
write(f"{ten}/test_batch", {"batch_label": "testing batch 1 of 1", "labels": [3, 0], "data": rows([3, 0]), "filenames": ["c", "d"]}, True)
write(f"{ten}/batches.meta", {"num_cases_per_batch": 10000, "label_names": CLASSES, "num_vis": 3072}, True)
for name, fine in (("train", [99, 7, 42]), ("test", [3])):
    write(f"{hundred}/{name}", {"filenames": ["x"] * len(fine), "batch_label": name, "fine_labels": fine,
                                "coarse_labels": [f // 5 for f in fine], "data": rows(fine)}, False)
write(f"{hundred}/meta", {"fine_label_names": [f"class{i}" for i in range(100)], "coarse_label_names": [f"group{i}" for i in range(20)]}, False)

for kind, train, test in ((CIFAR10, [9, 8, 7, 6, 5], [3, 0]), (CIFAR100, [99, 7, 42], [3])):
    kind._check_integrity = lambda self: True
    kind.meta = dict(kind.meta, md5=None)
    for is_train, labels in ((True, train), (False, test)):
        read = kind(out, train=is_train)
        assert read.targets == labels
        assert (np.stack([np.asarray(image) for image, _ in read]) == rows(labels).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)).all()
