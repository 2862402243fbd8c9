#!/usr/bin/env python3
"""What torchvision on Pillow makes of some real photographs, which stay where they are.

    /usr/bin/python3 make_photos.py photos6.zip ../resources/org/heredity/data/photos

list.tsv: name, entry of the archive, "test" or the crop "left,top,width,height", size. NAME.rgb: the result in 8 bits.
"""
import io, os, sys, zipfile
import numpy as np
from PIL import Image
from torchvision.transforms import RandomResizedCrop, functional as F
import torch

archive, out = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
torch.manual_seed(1)
names = sorted(n for n in archive.namelist() if n.endswith(".jpg"))[::42]
with open(os.path.join(out, "list.tsv"), "w") as f:
    for i, name in enumerate(names):
        p = Image.open(io.BytesIO(archive.read(name))).convert("RGB")
        t, l, h, w = RandomResizedCrop.get_params(p, (0.08, 1), (3 / 4, 4 / 3))
        for size, what, view in ((64, "test", F.center_crop(F.resize(p, round(64 * 256 / 224)), 64)),
                                 (48, f"{l},{t},{w},{h}", F.resized_crop(p, t, l, h, w, (48, 48)))):
            f.write("\t".join([f"{i}-{size}", name, what, str(size)]) + "\n")
            with open(os.path.join(out, f"{i}-{size}.rgb"), "wb") as o:
                o.write(b"%d %d\n" % view.size + view.tobytes())
