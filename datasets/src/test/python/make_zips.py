#!/usr/bin/env python3
"""Small zip archives of kinds that Java does not write: python3 make_zips.py ../resources/org/heredity/datasets/files/zips"""
import struct, sys, zipfile, zlib

OUT = sys.argv[1] + "/"
TEXT = b"contents " * 20


def raw(name, method, data, flags=0, file=b"a/1.txt"):
    """A zip of one file whose packed bytes are `data`."""
    fields = struct.pack("<HHHHIII", flags, method, 0, 33, zlib.crc32(TEXT), len(data), len(TEXT)) + struct.pack("<HH", len(file), 0)
    local = b"PK\3\4" + struct.pack("<H", 63) + fields + file + data
    central = b"PK\1\2" + struct.pack("<HH", 63, 63) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + file
    with open(OUT + name + ".zip", "wb") as f:
        f.write(local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0))


for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
    with zipfile.ZipFile(OUT + name + ".zip", "w", method) as z:
        z.writestr(zipfile.ZipInfo("a/1.txt"), TEXT, method)
# Literals and short matches near by are the same in Deflate64; a stored block is, too.
raw("deflate64", 9, b"\1" + struct.pack("<HH", len(TEXT), len(TEXT) ^ 0xFFFF) + TEXT)
raw("encrypted", 0, bytes(12) + TEXT, 1)
raw("shift-jis", 0, TEXT, file="\u6f22\u5b57/1.txt".encode("shift-jis"))
raw("cp437", 0, TEXT, file="caf\u00e9/1.txt".encode("cp437"))
