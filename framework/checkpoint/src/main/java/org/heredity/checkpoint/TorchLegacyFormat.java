package org.heredity.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code torch.save} wrote before PyTorch 1.6, and writes with {@code
 * _use_new_zipfile_serialization=False}: a magic number, a protocol version, facts about the
 * machine, the object and the storages' keys, a pickle each; then for each key its number of
 * elements in 8 bytes and the elements.
 */
final class TorchLegacyFormat implements CheckpointFormat {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;
  private static final int PROTO = 0x80;
  private static final int LONG1 = 0x8a;

  /** Where a storage's elements lie in the file. */
  private record Place(long start, long bytes) {}

  @Override
  public String name() {
    return "PyTorch legacy";
  }

  @Override
  public boolean recognises(FileBytes file) {
    if (file.size() < 16) {
      return false;
    }
    ByteBuffer start = file.slice(0, 16, "the start");
    // Protocol 4 and above put a frame, 9 bytes, before the number.
    int at = (start.get(1) & 0xFF) >= 4 && (start.get(2) & 0xFF) == 0x95 ? 11 : 2;
    return (start.get(0) & 0xFF) == PROTO && (start.get(at) & 0xFF) == LONG1;
  }

  @Override
  public Checkpoint read(FileBytes file, Path folder, Optional<String> choice) {
    TorchGlobals globals = new TorchGlobals();
    Map<String, StorageRef> storages = new HashMap<>();
    long described = Math.min(file.size(), TorchZipFormat.MAX_PICKLE);
    ByteBuffer in = file.slice(0, described, "the pickles");
    if (!MAGIC.equals(PickleMachine.read(in, globals))) {
      throw new CheckpointException("the pickle does not start with PyTorch's magic number");
    }
    Object version = PickleMachine.read(in, globals);
    if (!Long.valueOf(VERSION).equals(version)) {
      throw new CheckpointException(
          "the PyTorch file has the protocol version "
              + TorchGlobals.describe(version)
              + "; 1001 was expected");
    }
    if (!(PickleMachine.read(in, globals) instanceof PickleDict machine)
        || !Boolean.TRUE.equals(machine.get("little_endian"))) {
      throw new CheckpointException(
          "the file was not written on a little-endian machine, which is not supported; load it "
              + "with PyTorch on a little-endian one and save it again");
    }
    Object root = PickleMachine.read(in, new Recorder(globals, storages));
    Object keys = PickleMachine.read(in, globals);
    Map<String, Place> places = places(file, in.position(), keys, storages);
    return new TorchTensors(
            (storage, at, length) -> bytes(file, places, storage, at, length), file.size())
        .read(root, globals, choice, name());
  }

  /** Passes everything on, and keeps the storages: their element sizes tell where others start. */
  private record Recorder(PickleHost host, Map<String, StorageRef> storages) implements PickleHost {
    @Override
    public Object global(String module, String name) {
      return host.global(module, name);
    }

    @Override
    public Object persistent(Object id) {
      Object value = host.persistent(id);
      if (value instanceof StorageRef storage) {
        StorageRef first = storages.putIfAbsent(storage.key(), storage);
        if (first != null && (first.type() != storage.type() || first.size() != storage.size())) {
          throw new CheckpointException(
              "storage "
                  + Printable.quote(storage.key())
                  + " is described in two ways; the file is damaged");
        }
      }
      return value;
    }
  }

  private static Map<String, Place> places(
      FileBytes file, long start, Object keys, Map<String, StorageRef> storages) {
    if (!(keys instanceof PickleMachine.PickleList list)) {
      throw new CheckpointException("the storages' keys are no list; the file is damaged");
    }
    Map<String, Place> places = new HashMap<>();
    long at = start;
    for (Object item : list.items()) {
      StorageRef storage = item instanceof String key ? storages.get(key) : null;
      if (storage == null) {
        throw new CheckpointException(
            "the file holds the storage " + TorchGlobals.describe(item) + ", which nothing uses");
      }
      String what = "storage " + Printable.quote(storage.key());
      long size = file.slice(at, Long.BYTES, "the size of " + what).getLong();
      if (size != storage.size()) {
        throw new CheckpointException(
            what + " should have " + storage.size() + " elements and has " + size);
      }
      at += Long.BYTES;
      if (storage.storedBytes() > file.size() - at) {
        throw new CheckpointException(
            what + " runs over the end of the file; it is cut short, fetch it again");
      }
      if (places.put(storage.key(), new Place(at, storage.storedBytes())) != null) {
        throw new CheckpointException(what + " comes twice; the file is damaged");
      }
      at += storage.storedBytes();
    }
    if (at != file.size()) {
      throw new CheckpointException(
          (file.size() - at) + " bytes follow the last storage; the file is damaged");
    }
    return places;
  }

  private static ByteBuffer bytes(
      FileBytes file, Map<String, Place> places, StorageRef storage, long offset, long length) {
    Place place = places.get(storage.key());
    if (place == null) {
      throw new CheckpointException(
          "storage " + Printable.quote(storage.key()) + " is not in the file; it is damaged");
    }
    return file.slice(place.start() + offset, length, "storage " + Printable.quote(storage.key()));
  }
}
