package org.heredity.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Assembles pickles and the files around them, sound or not. */
final class Pickles {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickles() {
    op(0x80, 2);
  }

  Pickles op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  Pickles op(char opcode) {
    return op((int) opcode);
  }

  Pickles text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return op('X').int32(bytes.length).raw(bytes);
  }

  Pickles integer(long value) {
    return op(0x8a, 8).raw(little(8).putLong(value).array());
  }

  Pickles global(String module, String name) {
    return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  Pickles int32(int value) {
    return raw(little(4).putInt(value).array());
  }

  Pickles raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Pickles tuple(long... values) {
    op('(');
    for (long value : values) {
      integer(value);
    }
    return op('t');
  }

  /** Pushes a storage of a zip or legacy file. */
  Pickles storage(String type, String key, long size) {
    op('(').text("storage").global("torch", type).text(key).text("cpu").integer(size);
    return op('t').op('Q');
  }

  /** Pushes a tensor in the storage that is pushed already behind a mark and the function. */
  Pickles tensor(String type, String key, long size, long offset, long[] shape, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage(type, key, size);
    integer(offset).tuple(shape).tuple(strides).op(0x89);
    return global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
  }

  byte[] stop() {
    op('.');
    return out.toByteArray();
  }

  /** A state dict of one tensor called {@code w} in float storage 0 of {@code size} elements. */
  static byte[] one(long size, long offset, long[] shape, long[] strides) {
    return new Pickles()
        .op('}')
        .text("w")
        .tensor("FloatStorage", "0", size, offset, shape, strides)
        .op('s')
        .stop();
  }

  /** A PyTorch zip file of that pickle and those storages. */
  static byte[] zip(byte[] pickle, Map<String, byte[]> storages) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", pickle);
    storages.forEach((key, bytes) -> entries.put("archive/data/" + key, bytes));
    return entries(entries);
  }

  /** A zip file of stored entries. */
  static byte[] entries(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        CRC32 sum = new CRC32();
        sum.update(content.getValue());
        entry.setCrc(sum.getValue());
        entry.setSize(content.getValue().length);
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What a legacy file has before its object: magic number, version, machine. */
  static byte[] legacyStart() {
    byte[] magic = {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8};
    return new Pickles()
        .op(0x8a, 10)
        .raw(magic)
        .op(0x50, 0x19, '.')
        .op(0x80, 2)
        .integer(1001)
        .op('.')
        .op(0x80, 2)
        .op('}')
        .text("little_endian")
        .op(0x88)
        .op('s')
        .stop();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** A safetensors file of that header and so many bytes of zeros behind it. */
  static byte[] safetensors(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return join(little(8).putLong(json.length).array(), json, new byte[data]);
  }

  static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
