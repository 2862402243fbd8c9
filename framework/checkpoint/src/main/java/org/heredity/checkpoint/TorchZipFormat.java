package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip file of stored entries in one folder,
 * {@code data.pkl} and a {@code data/<key>} for each storage.
 */
final class TorchZipFormat implements CheckpointFormat {
  /** A pickle above this describes no network. */
  static final int MAX_PICKLE = 32 << 20;

  private static final String PICKLE = "data.pkl";

  @Override
  public String name() {
    return "PyTorch zip";
  }

  @Override
  public boolean recognises(FileBytes file) {
    return ZipArchive.claimed(file);
  }

  @Override
  public Checkpoint read(FileBytes file, Path folder, Optional<String> choice) {
    ZipArchive zip = ZipArchive.open(file);
    String root = root(zip.names());
    if (zip.names().contains(root + "constants.pkl")) {
      throw new CheckpointException(
          "this is a TorchScript archive, which holds code. Save its tensors: "
              + "torch.save(torch.jit.load(path).state_dict(), other)");
    }
    littleEndian(zip, root);
    long length = zip.size(root + PICKLE);
    if (length > MAX_PICKLE) {
      throw new CheckpointException(
          "data.pkl has "
              + length
              + " bytes; at most "
              + MAX_PICKLE
              + " are read. "
              + TorchGlobals.ADVICE);
    }
    ByteBuffer pickle = zip.slice(root + PICKLE, 0, length);
    TorchGlobals globals = new TorchGlobals();
    Object value = PickleMachine.read(pickle, globals);
    return new TorchTensors(
            (storage, offset, bytes) -> storage(zip, root, storage, offset, bytes), file.size())
        .read(value, globals, choice, name());
  }

  private static ByteBuffer storage(
      ZipArchive zip, String root, StorageRef storage, long offset, long length) {
    String entry = root + "data/" + storage.key();
    if (zip.size(entry) != storage.storedBytes()) {
      throw new CheckpointException(
          "storage "
              + Printable.quote(storage.key())
              + " should have "
              + storage.storedBytes()
              + " bytes and has "
              + zip.size(entry)
              + "; the file is damaged");
    }
    return zip.slice(entry, offset, length);
  }

  private static String root(Set<String> names) {
    List<String> pickles =
        names.stream().filter(n -> n.equals(PICKLE) || n.endsWith("/" + PICKLE)).toList();
    if (pickles.isEmpty()) {
      ForeignFile.packed(names)
          .ifPresent(
              name -> {
                throw new CheckpointException(
                    "this is a zip file around "
                        + Printable.quote(name)
                        + "; unpack it, and give that file");
              });
    }
    if (pickles.size() != 1) {
      throw new CheckpointException(
          "a zip file by torch.save has one data.pkl, this has "
              + pickles.size()
              + "; its entries are "
              + Printable.list(names));
    }
    return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
  }

  private static void littleEndian(ZipArchive zip, String root) {
    String entry = root + "byteorder";
    if (zip.names().contains(entry) && zip.size(entry) <= 16) {
      ByteBuffer order = zip.slice(entry, 0, zip.size(entry));
      if (!StandardCharsets.UTF_8.decode(order).toString().strip().equals("little")) {
        throw new CheckpointException(
            "the file was written on a big-endian machine, which is not supported; load it with "
                + "PyTorch on a little-endian one and save it again");
      }
    }
  }
}
