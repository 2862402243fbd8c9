#!/usr/bin/env python3
"""Images per second and core: Heredity against torchvision on Pillow, in turn, on the same files.

    /usr/bin/python3 framework/data/src/test/python/compare_throughput.py photos.zip [cifar10.zip ...]

Builds what it needs with Maven first, unless --built. Takes up to 300 images of each archive, as they are and as PNG, and enlarged to 500 x 375 (ImageNet's usual size).
Both sides have the files in memory and use one thread; a round is one pass of each, the ratio is the median over rounds.
Seconds are the processor seconds of the whole process (the JVM's compiler and collector included), so that other work on
the machine disturbs less.
"""
import argparse, io, os, statistics, subprocess, tempfile, time, zipfile
import torch
import torchvision.transforms as T
from PIL import Image

a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
a.add_argument("archives", nargs="+")
a.add_argument("--rounds", type=int, default=5)
a.add_argument("--built", action="store_true", help="the classes of framework/data and its tests are there")
a = a.parse_args()
torch.set_num_threads(1)
module = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
if not a.built:
    subprocess.run(["mvn", "-q", "-B", "-pl", "framework/data", "-am", "test-compile"], cwd=os.path.join(module, "..", ".."),
                   check=True)
classpath = module + "/target/classes:" + module + "/target/test-classes"
java = subprocess.Popen(["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", classpath, "org.heredity.data.ImageThroughput"],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def heredity(folder, files, what, size):
    passes = max(1, 3000 // len(files)) if what == "decode" else max(1, 900 // len(files))
    print(folder, what, size, passes, file=java.stdin, flush=True)
    return float(java.stdout.readline()) / passes


def torchvision(folder, files, what, size):
    end = [T.ToTensor(), T.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]
    t = {"decode": lambda p: p, "train": T.Compose([T.RandomResizedCrop(size), T.RandomHorizontalFlip()] + end),
         "test": T.Compose([T.Resize(round(size * 256 / 224)), T.CenterCrop(size)] + end)}[what]
    start = time.process_time()
    for f in files: t(Image.open(io.BytesIO(f)).convert("RGB"))
    return time.process_time() - start


def saved(image, kind, **o):
    b = io.BytesIO(); image.save(b, kind, **o); return b.getvalue()


sets = {}
for path in a.archives:
    with zipfile.ZipFile(path) as z:
        names = [n for n in z.namelist() if n.lower().endswith((".jpg", ".png"))]
        files = [z.read(n) for n in names[::max(1, len(names) // 300)][:300]]
    name = os.path.splitext(os.path.basename(path))[0]
    images = [Image.open(io.BytesIO(f)).convert("RGB") for f in files]
    sets[name] = files
    sets[name + ", PNG"] = [saved(i, "PNG") for i in images]
    if max(images[0].size) > 64:
        sets[name + ", 500x375"] = [saved(i.resize((500, 375), Image.BICUBIC), "JPEG", quality=92) for i in images[:100]]
print("load before:", os.getloadavg()[0], flush=True)
print("| images | work | Heredity, images/s and core | torchvision, images/s and core | ratio |\n| --- | --- | --- | --- | --- |")
with tempfile.TemporaryDirectory() as root:
    for at, (name, files) in enumerate(sets.items()):
        folder = os.path.join(root, str(at)); os.mkdir(folder)
        for i, f in enumerate(files):
            with open(os.path.join(folder, "%04d" % i), "wb") as o: o.write(f)
        for what, size in (("decode", 224), ("train", 224), ("test", 224)):
            for _ in range(4): heredity(folder, files, what, size)      # the JVM compiles while it runs
            torchvision(folder, files, what, size)
            h, t = [], []
            for _ in range(a.rounds):
                h.append(heredity(folder, files, what, size)); t.append(torchvision(folder, files, what, size))
            rate = lambda seconds: len(files) / statistics.median(seconds)
            ratio = statistics.median(y / x for x, y in zip(h, t))
            print(f"| {name} | {what} | {rate(h):.0f} | {rate(t):.0f} | {ratio:.2f} |", flush=True)
print("load after:", os.getloadavg()[0])
